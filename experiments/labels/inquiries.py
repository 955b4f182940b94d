"""Words of the inquiries: calibrate, reform, ablate, contest, sensitivity, robust; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

INQUIRIES: Phrases = {
    "inquiry.incubated": ("Incubation first", "先孵化"),
    "inquiry.not_incubated": ("No incubation first", "未先孵化"),
    "inquiry.all_of_triage": ("All of triage, back to reactive", "受理方式整体退回被动"),
    "inquiry.all_of_delivery": ("All of delivery, back to staffed", "服务方式整体退回自办"),
    "inquiry.noise": ("what replication noise alone would show", "仅由重复运行噪声所致的水平"),
    "inquiry.influence.morris": (
        "Mean absolute effect of the whole range (Morris)",
        "全区间变动的平均绝对效应（Morris法）",
    ),
    "inquiry.influence.sobol": ("Total share of variance (Sobol')", "方差总效应占比（Sobol'法）"),
    "inquiry.influence.pawn": ("Median Kolmogorov–Smirnov distance (PAWN)", "KS距离中位数（PAWN法）"),
    "inquiry.regret": ("Regret", "遗憾值"),
    "inquiry.prior": ("Prior", "先验"),
    "inquiry.reading.main": ("Of those resolved", "占已化解"),
    "inquiry.reading.second": ("Of those recorded", "占登记"),
    "inquiry.figure.recorded": ("Recorded", "登记的矛盾纠纷"),
    "inquiry.figure.official_resolution_rate": ("Official resolution rate (%)", "公布的化解率（%）"),
    "inquiry.figure.self_resolved": ("Self-resolution (%)", "自我化解率（%）"),
    "inquiry.against": ("{policy} less {rival}", "{policy}减{rival}"),
    "title.contest": ("Every contestant in its own place", "各政策在各自有利之地"),
    "caption.contest": (
        "Each contestant less a rival, in the place that the search found for the contestant, on seeds used in no "
        "choice; bars are 95 % intervals. A place differs from line to line.",
        "各政策减去对手，地点为搜索为该政策找到之处，所用种子未参与任何选择；误差线为95%置信区间。各行地点不同。",
    ),
    "title.ablation": ("What each practice is worth", "每项做法各值多少"),
    "caption.ablation": (
        "The whole policy less the policy without the practice, on the same seeds; bars are 95 % intervals.",
        "完整政策减去去掉该做法后的政策，种子相同；误差线为95%置信区间。",
    ),
    "caption.sensitivity": (
        "Bars join the spread over seeds with that of the finite design; what stays within the grey cannot be told "
        "from noise.",
        "误差线合并了种子间差异与有限抽样的不确定性；落在灰色区内的与噪声无法区分。",
    ),
    "title.regret": ("Regret over many worlds", "多种可能世界中的遗憾值"),
    "caption.regret": (
        "How much worse than the best policy of the same world and seed: middle half, median, and up to the 90th "
        "percentile.",
        "与同一世界、同一种子下最优政策相比差多少：箱体为中间一半，线为中位数，须至第90百分位。",
    ),
    "title.calibration": ("Fit to the published figures, and what they identify", "对公布数字的拟合及其可识别的参数"),
    "caption.calibration": (
        "Above: means over fresh seeds with 95 % intervals, dashed the published figure. Below: posterior against "
        "the flat prior; a posterior as wide as the prior says that the figures do not identify the parameter.",
        "上：新种子上的均值及95%置信区间，虚线为公布数字。下：后验与均匀先验之对比；后验与先验同宽，即表明这些数字无法识别该参数。",
    ),
}
