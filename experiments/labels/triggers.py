"""Words of triggers: what officials look at, and what came of it; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

TRIGGER_PHRASES: Phrases = {
    "trigger.figure.recorded": ("cases recorded", "登记案件数"),
    "trigger.figure.resolved": ("cases resolved on record", "登记化解案件数"),
    "trigger.figure.reports": ("residents' reports", "居民上报数"),
    "trigger.figure.petitions": ("collective petitions", "集体信访数"),
    "trigger.figure.unserved_requests": ("window requests unserved", "最终未办成的事项数"),
    "trigger.figure.takeovers": ("takeovers by the district", "区级接办数"),
    "trigger.figure.spent_yuan": ("yuan spent", "支出（元）"),
    "trigger.figure.open_cases": ("open cases", "在办案件数"),
    "trigger.figure.organisations": ("social organisations", "社会组织数"),
    "trigger.figure.satisfaction": ("mean satisfaction at closure over 28 days", "近28天办结满意度"),
    "trigger.figure.unserved_share": ("share of requests unserved over 28 days", "近28天事项未办成的比例"),
    "trigger.figure.window_wait_hours": ("hours waited at windows over 28 days", "近28天窗口等候小时数"),
    "trigger.figure.arisen": ("contradictions arisen", "发生的矛盾纠纷数"),
    "trigger.figure.incidents": ("incidents, known or not", "激化事件数（无论是否知晓）"),
    "trigger.figure.harm": ("harm", "危害"),
    "trigger.figure.recurrences": ("recurrences", "复发数"),
    "trigger.figure.left_off_record": ("matters kept off the record", "知而不登数"),
    "trigger.figure.hollow": ("hollow closures", "虚假办结数"),
    "trigger.figure.settled_by_residents": ("matters settled by residents", "居民自行化解数"),
    "trigger.figure.hidden_cases": ("hidden contradictions", "隐患数"),
    "trigger.figure.mean_trust": ("residents' trust", "居民信任"),
    "trigger.span.per_week": ("{figure} in a week", "一周{figure}"),
    "trigger.span.per_28_days": ("{figure} in 28 days", "28天{figure}"),
    "trigger.sign.>": ("{figure} above {number}", "{figure}高于{number}"),
    "trigger.sign.>=": ("{figure} at least {number}", "{figure}不低于{number}"),
    "trigger.sign.<": ("{figure} below {number}", "{figure}低于{number}"),
    "trigger.sign.<=": ("{figure} at most {number}", "{figure}不高于{number}"),
    "trigger.and": (" and ", "且"),
    "trigger.until": ("{levers}, until it counts {until}", "{levers}，直至{until}"),
    "trigger.levers": ("{lever} = {value}", "{lever}＝{value}"),
    "trigger.fired": (
        "{policy} acts when it counts {when} ({levers}): in {fired} of {runs} runs, first on day {day} (median), "
        "{times:time|times} a run on average.",
        "“{policy}”在{when}时启动（{levers}）：{runs}次运行中有{fired}次启动，首次启动日的中位数为第{day}天，平均每次运行启动{times}次。",
    ),
    "trigger.never": (
        "{policy} acts when it counts {when} ({levers}): in none of {runs} runs did that happen.",
        "“{policy}”在{when}时启动（{levers}）：{runs}次运行中均未启动。",
    ),
    "trigger.hidden": (
        "Caution: {policy} acts on what no official can see ({figures}); it is a yardstick, not a policy.",
        "注意：“{policy}”依据的是官员无从看到的数字（{figures}），只能作为参照，不能作为政策。",
    ),
}
