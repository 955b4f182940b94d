"""Words of the workbook that asks for a place; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

QUESTIONNAIRES: Phrases = {
    "questionnaire.sheet": ("Place", "街道情况"),
    "questionnaire.title": ("A place of your own", "本街道情况"),
    "questionnaire.how": (
        "Fill in column B, save, and read it back: python run.py place read THIS_FILE.xlsx. Money is in 10,000 yuan, shares are "
        "in per cent.",
        "请填写B列并保存，然后运行：python run.py place read 本文件.xlsx。金额以万元计，比例以百分数计。",
    ),
    "questionnaire.empty": (
        "What stays empty is taken as in the column “If empty”: the numbers of Zhaoshang Subdistrict, Shenzhen. Money and posts marked "
        "so follow the number of grids.",
        "留空的项目按“留空时采用”一列取值，即深圳市招商街道的数字。注明“按网格数比例”的经费与岗位随网格数变化。",
    ),
    "questionnaire.question": ("Question", "项目"),
    "questionnaire.answer": ("Your answer", "填写"),
    "questionnaire.unit": ("Unit", "单位"),
    "questionnaire.default": ("If empty", "留空时采用"),
    "questionnaire.plausible": ("Plausible, or to choose from", "合理区间或可选项"),
    "questionnaire.help": ("What it means", "说明"),
    "questionnaire.key": ("Key (leave as it is)", "键（请勿改动）"),
    "questionnaire.head.place": ("People and places", "人口与区划"),
    "questionnaire.head.staff": ("Staff and their cost", "人员与人力成本"),
    "questionnaire.head.money": ("Money", "经费"),
    "questionnaire.head.work": ("Work at the windows", "窗口工作"),
    "questionnaire.head.policy": ("The policy of today", "现行政策"),
    "questionnaire.head.published": (
        "What the place reports (empty where it is not known)",
        "本地公布的数字（不清楚可留空）",
    ),
    "questionnaire.unit.yuan": ("10,000 {unit}", "万{unit}"),
    "questionnaire.unit.percent": ("per cent ({unit})", "%（{unit}）"),
    "questionnaire.unit.choice": ("choose", "选择"),
    "questionnaire.unit.recorded": ("contradictions a year", "件/年"),
    "questionnaire.unit.official_resolution_rate": ("per cent", "%"),
    "questionnaire.unit.self_resolved_of_resolved": ("per cent", "%"),
    "questionnaire.unknown": ("not known", "不清楚"),
    "questionnaire.by_size": ("{value}, in proportion to grids", "{value}，按网格数比例"),
    "questionnaire.help.recorded": (
        "Contradictions (disputes, complaints, hazards) put on record in a year. The model is fitted to it by: calibrate.",
        "一年内登记的矛盾纠纷（纠纷、投诉、隐患）件数。用calibrate命令据此校准模型。",
    ),
    "questionnaire.help.official_resolution_rate": (
        "The reported share of recorded contradictions that were resolved.",
        "公布的化解率，即已登记矛盾纠纷中已化解的比例。",
    ),
    "questionnaire.help.self_resolved_of_resolved": (
        "Of those resolved, the share that communities resolved without street or district.",
        "已化解的矛盾纠纷中，由社区自行化解、未交街道或区处理的比例。",
    ),
    "questionnaire.refused": ("Allowed: {allowed}", "允许：{allowed}"),
    "questionnaire.head": (
        "A place of one's own, read from a workbook; what does not stand here is the default.",
        "由工作簿读入的本地情况；此处未列的数字均为默认值。",
    ),
    "questionnaire.followed": (
        "{name}: {value}, in proportion to the grids, for it was not answered.",
        "{name}：{value}，未填写，按网格数比例取值。",
    ),
    "questionnaire.written": (
        "{path} is written: fill in column B, save it, then: python run.py place read {path}",
        "已写出{path}：请填写B列并保存，然后运行：python run.py place read {path}",
    ),
    "questionnaire.read": (
        "{count:answer|answers} read from {path}; the scenario is {to}.",
        "已从{path}读入{count}项回答；情景文件为{to}。",
    ),
    "questionnaire.next": ("Next: {command}", "接下来：{command}"),
}
