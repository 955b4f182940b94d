"""Names of a workbook's sheets; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

WORKBOOKS: Phrases = {
    "sheet.whatif": ("Outcomes before and after", "改变前后的结果"),
    "sheet.money": ("Money, yuan a year", "经费（元／年）"),
    "sheet.people": ("Who wins, who loses", "谁受益、谁受损"),
    "sheet.effort": ("What the change takes", "改变需要什么"),
    "sheet.goal": ("Points tried", "所试取值"),
    "sheet.sweep_changes": ("Points against the first", "各点与首点之差"),
    "sheet.learned": ("Learned", "推算"),
    "sheet.backtest": ("Distances", "差距"),
    "sheet.best_shares": ("Best shares", "最优占比"),
    "sheet.pairs": ("Pairs over worlds", "各情形的差值"),
    "sheet.attribution": ("Credit", "功劳分摊"),
    "sheet.information": ("Find out first", "先查明什么"),
    "sheet.readme": ("Read me", "说明"),
    "sheet.comparison": ("Comparison", "比较"),
    "sheet.differences": ("Differences", "差值"),
    "sheet.effects": ("Effects", "效应"),
    "sheet.curves": ("Curves", "曲线"),
    "sheet.ledger": ("Ledger", "账目"),
    "sheet.turning": ("Assumptions tried", "检验的假设"),
    "sheet.outcomes": ("Outcomes", "结果定义"),
    "sheet.assumptions": ("Assumptions", "假设"),
    "sheet.runs": ("Runs", "逐次运行"),
    "sheet.daily": ("Daily", "逐日"),
    "sheet.sensitivity": ("Sensitivity", "敏感性"),
    "sheet.reform": ("Timing", "时机"),
    "sheet.ablate": ("Practices", "做法"),
    "sheet.robust": ("Policies", "政策"),
    "sheet.worlds": ("Worlds", "可能情形"),
    "sheet.calibrate": ("Fit", "拟合"),
    "sheet.contest": ("Contest", "较量"),
    "sheet.shares": ("Shares of places", "占优地点占比"),
    "sheet.levers": ("Levers", "措施"),
    "sheet.checks": ("Checks", "检验"),
    "sheet.identification": ("Identification", "可识别性"),
}
