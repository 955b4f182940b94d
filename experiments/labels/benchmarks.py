"""Words of the bench's picture; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

BENCHMARKS: Phrases = {
    "bench.title": ("Time of a run as the case grows", "案例规模增大时单次运行的用时"),
    "bench.caption": (
        "Median times on one core, world building and outcomes included. Dotted: growth in proportion. With more "
        "contradictions each has so much less work that queues keep their load.",
        "单核中位用时，含建立模型与计算结果。点线为成比例增长。矛盾纠纷增多时，每件工作量相应减少，使各队列负荷不变。",
    ),
    "bench.axis.factor": ("Size, as a multiple of the case", "规模（为案例的倍数）"),
    "bench.axis.milliseconds": ("Time of a run (ms)", "单次运行用时（毫秒）"),
    "bench.grown.residents": ("Residents", "居民"),
    "bench.grown.contradictions": ("Contradictions", "矛盾纠纷"),
    "bench.grown.days": ("Days", "天数"),
}
