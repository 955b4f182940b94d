"""The field's words: outcomes, policies, domains, ledger lines, daily series, stages; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases
from model.outcome_definitions import OUTCOMES

# Outcome → label, Chinese meaning (the English one is the model's definition), unit.
_OUTCOMES: dict[str, tuple[tuple[str, str], str, tuple[str, str]]] = {
    "arisen": (
        ("Contradictions arisen", "产生的矛盾纠纷"),
        "观察期内产生的初始矛盾纠纷，不论是否有人知晓。",
        ("contradictions", "件"),
    ),
    "recorded": (
        ("Recorded", "登记的矛盾纠纷"),
        "观察期内首次登记的矛盾纠纷，含复发，不含误报。",
        ("contradictions", "件"),
    ),
    "resolved": (
        ("Resolved, of those recorded", "其中已化解"),
        "观察期内登记、截至最后一天已化解的矛盾纠纷。",
        ("contradictions", "件"),
    ),
    "official_resolution_rate": (
        ("Official resolution rate", "公布的化解率"),
        "截至统计日的化解数与登记数之比，即对外公布的数字；从未登记的矛盾不在其中。",
        ("%", "%"),
    ),
    "true_resolution_rate": (
        ("True resolution rate", "真实化解率"),
        "在所有若无人过问便会激化的矛盾（不论是否登记）中，180天内化解且此后180天内未复发的比例。",
        ("%", "%"),
    ),
    "in_the_bud_rate": (
        ("In-the-bud resolution rate", "萌芽化解率"),
        "与真实化解率相同，且全程没有激化为事件。",
        ("%", "%"),
    ),
    "arisen_resolution_rate": (
        ("Resolution rate of all arisen", "全部矛盾的化解率"),
        "口径同真实化解率，但分母为全部产生的矛盾；仅供描述，因为它把本会自行消解的也计作成绩。",
        ("%", "%"),
    ),
    "hidden_share": (("Hidden share", "隐性矛盾占比"), "全部初始矛盾中从未登记、居民也未自行化解的比例。", ("%", "%")),
    "hidden_share_needful": (
        ("Hidden share, at-risk only", "应化解矛盾的隐性占比"),
        "在若无人过问便会激化的矛盾中，从未登记、居民也未自行化解的比例。",
        ("%", "%"),
    ),
    "self_resolved_of_resolved": (
        ("Self-resolution, of resolved", "自我化解率（占已化解）"),
        "未经街道或区而在社区内化解的，占已化解的比例；91.6%的第一种口径。",
        ("%", "%"),
    ),
    "self_resolved_of_recorded": (
        ("Self-resolution, of recorded", "自我化解率（占登记）"),
        "未经街道或区而在社区内化解的，占登记的比例；91.6%的第二种口径。",
        ("%", "%"),
    ),
    "median_days_to_resolution": (
        ("Median time to resolution", "化解时间中位数"),
        "从登记到化解，半数案件所需天数（Aalen–Johansen法：失败为竞争结局，未结为删失）。",
        ("days", "天"),
    ),
    "incidents_per_10k": (
        ("Incidents", "激化事件"),
        "每万居民每年激化的矛盾数，不论是否上报。",
        ("per 10,000 resident-years", "件／万居民·年"),
    ),
    "petitions_per_10k": (
        ("Collective petitions", "集体信访"),
        "每万居民每年五人及以上的集体信访数。",
        ("per 10,000 resident-years", "件／万居民·年"),
    ),
    "harm_per_10k": (
        ("Harm from incidents", "事件危害"),
        "全部激化事件的严重度（0至1）之和，每万居民每年；无须上报即计入。",
        ("severity per 10,000 resident-years", "严重度／万居民·年"),
    ),
    "mean_trust": (("Residents' trust", "居民信任"), "观察期内居民对社区治理信任的均值。", ("0 to 1", "0至1")),
    "satisfaction": (
        ("Satisfaction at closure", "办结满意度"),
        "案件办结者的平均满意度：实际体验与预期之比较。",
        ("%", "%"),
    ),
    "window_wait_hours": (
        ("Wait at the window", "窗口等候时间"),
        "每次到窗口办事的平均等候时间（开放小时），中途放弃的也计入。",
        ("hours", "小时"),
    ),
    "unserved_share": (
        ("Requests unserved", "未办成事项占比"),
        "已办理或最终放弃的窗口事项中，因等候过久而最终放弃的比例。",
        ("%", "%"),
    ),
    "backlog": (("Backlog on the last day", "期末积案"), "最后一天仍未办结的已知矛盾数。", ("contradictions", "件")),
    "recurrences": (("Recurrences", "复发"), "办结质量不佳而在观察期内复发的矛盾数。", ("contradictions", "件")),
    "hollow_share": (
        ("Hollow closures", "虚假办结占比"),
        "未做任何工作即在纸面上办结的案件，占登记案件全部化解数的比例；台账上看不出差别。",
        ("%", "%"),
    ),
    "second_record_share": (
        ("Matters recorded twice", "一事两登占比"),
        "公布的登记中并无对应事项的重复登记所占比例。",
        ("%", "%"),
    ),
    "left_off_record": (
        ("Kept off the record", "知而不登"),
        "居民上报或排查发现后，网格员不予登记的次数。",
        ("times", "次"),
    ),
    "settled_by_residents_share": (
        ("Settled by residents", "居民自行化解占比"),
        "在登记之前由居民之间或志愿者化解的，占全部产生的矛盾的比例。",
        ("%", "%"),
    ),
    "cost_per_lasting_resolution_yuan": (
        ("Cost per lasting resolution", "每件有效化解成本"),
        "队列期内全部成本除以应化解矛盾的有效化解数。",
        ("yuan", "元"),
    ),
    "cost_per_needful_yuan": (
        ("Cost per contradiction that needed care", "每件应化解矛盾的成本"),
        "队列期内全部成本除以全部应化解的矛盾（无论是否化解）：支出，加上未办成事项与区级接办的折价。",
        ("yuan", "元"),
    ),
    "takeovers_per_10k": (
        ("Takeovers by the district", "区级接办"),
        "因街道逾期而由区接办的案件与信访，每万居民每年。",
        ("per 10,000 resident-years", "件／万居民·年"),
    ),
    "stationary": (
        ("Runs in a steady state", "处于稳态的运行"),
        "观察期内各环节在办案件、放弃的来访与区级接办均不持续增长的运行所占比例。",
        ("%", "%"),
    ),
    "equity_gap": (
        ("Equity gap", "公平差距"),
        "各社区×居住类型组（不少于20件）真实化解率的第90与第10百分位之差，已扣除偶然波动。",
        ("%", "%"),
    ),
    "on_time_share": (
        ("Closed on time", "按时办结率"),
        "规定时限（社区按领域，街道与区另有时限）在观察期内届满的登记案件中，按时办结（含化解失败）的比例。",
        ("%", "%"),
    ),
    "median_days_from_arising": (
        ("Median time from arising", "自产生起的化解时间中位数"),
        "从产生到化解，半数初始矛盾所需天数（自行消解与失败为竞争结局，未结为删失）。",
        ("days", "天"),
    ),
    "false_alarms": (("False alarms", "误报"), "排查中查无实据的告警；耗费工时，但从不计入登记数。", ("alarms", "次")),
    "unit_utilisation": (("Use of delivery hours", "服务工时利用率"), "窗口开放工时中忙碌的比例。", ("%", "%")),
    "spent_yuan": (("Money spent", "实际支出"), "观察期内的支出；合同未用完的资金退回财政。", ("yuan", "元")),
}

# Policy → full name, short name for axes and table heads.
_POLICIES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "reactive-staffed": (
        ("Reactive triage with a staffed workstation", "被动受理＋工作站自办"),
        ("Reactive,\nstaffed", "被动受理＋\n工作站自办"),
    ),
    "preventive-staffed": (
        ("Preventive triage with a staffed workstation", "主动排查＋工作站自办"),
        ("Preventive,\nstaffed", "主动排查＋\n工作站自办"),
    ),
    "reactive-outsourced": (
        ("Reactive triage with an outsourced service centre", "被动受理＋购买服务"),
        ("Reactive,\noutsourced", "被动受理＋\n购买服务"),
    ),
    "preventive-outsourced": (
        ("Preventive triage with an outsourced service centre (the case)", "主动排查＋购买服务（本案例）"),
        ("Preventive,\noutsourced", "主动排查＋\n购买服务"),
    ),
    "preventive-staffed-pooled": (
        ("Preventive triage with a staffed workstation of pooled windows", "主动排查＋工作站一窗多能"),
        ("Preventive,\nstaffed, pooled", "主动排查＋\n自办一窗多能"),
    ),
    "preventive-staffed-flat": (
        ("Preventive triage with a flat, pooled workstation", "主动排查＋扁平化工作站一窗多能"),
        ("Preventive,\nflat, pooled", "主动排查＋\n扁平一窗多能"),
    ),
    "present": (("The present policy", "现行政策"), ("Present\npolicy", "现行政策")),
    "workstation-era": (
        ("The workstation era (reactive, committees marginalised)", "工作站时代：被动受理、居委会边缘化"),
        ("Workstation\nera", "工作站\n时代"),
    ),
    "screening-alone": (
        ("Reactive-staffed with the preventive screening share alone", "被动自办，仅提高排查工时占比"),
        ("Screening share\nalone", "仅提高\n排查占比"),
    ),
    "pooling-alone": (
        ("Reactive-staffed with pooled windows alone", "被动自办，仅改为一窗多能"),
        ("Pooling\nalone", "仅一窗多能"),
    ),
    "queue-alone": (
        ("Reactive-staffed with the expected-harm queue alone", "被动自办，仅改为按预期危害排序"),
        ("Queue rule\nalone", "仅排序规则"),
    ),
    "high-screening": (
        ("The case's policy, half of the free hours for screening", "本案例政策，一半可支配工时用于排查"),
        ("High screening\nshare", "排查工时\n占比高"),
    ),
    "low-screening": (
        ("The case's policy, a tenth of the free hours for screening", "本案例政策，一成可支配工时用于排查"),
        ("Low screening\nshare", "排查工时\n占比低"),
    ),
    "recording-alone": (
        ("Reactive-staffed with the lower recording standard alone", "被动自办，仅降低登记标准"),
        ("Recording\nalone", "仅登记标准"),
    ),
    "survey-alone": (
        ("Reactive-staffed with the household survey alone", "被动自办，仅增加入户走访"),
        ("Survey\nalone", "仅入户走访"),
    ),
    "targeting-alone": (
        ("Reactive-staffed with targeted patrols alone", "被动自办，仅按风险图定向排查"),
        ("Targeting\nalone", "仅定向排查"),
    ),
    "schedule-alone": (
        ("Reactive-staffed with routine screening alone", "被动自办，仅改为常态化排查"),
        ("Routine\nalone", "仅常态排查"),
    ),
}

_DOMAINS: Phrases = {
    "population": ("Population management", "人口管理"),
    "social_affairs": ("Social affairs", "社会事务"),
    "urban_services": ("Urban public services", "城市公共服务"),
    "civil_affairs": ("Civil affairs", "民政事务"),
    "health": ("Health", "卫生健康"),
    "culture": ("Culture", "文化体育"),
    "security": ("Public security", "综治安全"),
}

_LEDGER: Phrases = {
    "total": ("Total", "合计"),
    "grid_workers": ("Grid workers", "网格员"),
    "street": ("Street departments", "街道科室"),
    "committees": ("Deliberation committees", "居委会议事委员会"),
    "council": ("Co-governance council", "共建共享理事会"),
    "programmes": ("Community programmes", "社区项目"),
    "survey": ("Household survey", "楼长入户走访"),
    "colocated_workers": ("Co-located social workers", "驻格社工"),
    "oversight": ("Oversight of contracts", "合同监督"),
    "incubation": ("Incubation of organisations", "社会组织孵化"),
    "call_backs": ("Call-backs", "回访"),
    "volunteers": ("Volunteers", "志愿者"),
    "agencies": ("Attached agencies", "对接科室的社工机构"),
    "posted_members": ("Posted Party members", "下沉党员"),
    "supervisors": ("Posted supervisors", "派驻督导员"),
    "street_hall": ("Street one-window hall", "街道一窗办事大厅"),
    "pairings": ("Pairings", "结对帮扶"),
    "owners_committees": ("Support for owners' committees", "扶持业主委员会"),
    "tenders": ("Tenders and renewals", "招标与续约"),
    "midterm_reviews": ("Mid-term reviews", "中期评估"),
    "severance": ("Severance of staff", "人员安置补偿"),
    "contract_management": ("Contract management", "合同管理"),
    "delivery_contract": ("Delivery: contracts", "服务：购买服务合同"),
    "delivery_staffed": ("Delivery: posts", "服务：工作站岗位"),
    "delivery": ("Delivery", "服务"),
}

# What stands in an outcome's column without being one: in yuan, or all criteria of a contest.
_BESIDE_OUTCOMES: Phrases = {
    "yuan": ("All that has a price", "按所给价格合计"),
    "yuan.unit": ("yuan a year", "元／年"),
    "all": ("All criteria together", "各项标准合计"),
}

_EFFECTS: Phrases = {
    "triage": ("Preventive instead of reactive triage", "主动排查代替被动受理"),
    "delivery": ("Outsourced instead of staffed delivery", "购买服务代替工作站自办"),
    "interaction": ("Interaction of the two", "两者的交互作用"),
    "triage.short": ("Triage", "受理方式"),
    "delivery.short": ("Delivery", "服务方式"),
    "interaction.short": ("Interaction", "交互作用"),
}

_SERIES: Phrases = {
    "arisen": ("Arisen", "产生"),
    "recurrences": ("Recurrences", "复发"),
    "recorded": ("Recorded", "登记"),
    "resolved": ("Resolved", "化解"),
    "failed": ("Failed", "化解失败"),
    "lapsed": ("Lapsed by themselves", "自行消解"),
    "incidents": ("Incidents", "激化事件"),
    "harm": ("Harm", "危害"),
    "petitions": ("Collective petitions", "集体信访"),
    "visits": ("Patrol visits", "排查走访"),
    "false_alarms": ("False alarms", "误报"),
    "settling_hours": ("Settling hours", "处置工时"),
    "requests_served": ("Window requests served", "窗口办理事项"),
    "window_wait_days_total": ("Days waited at windows", "窗口等候天数"),
    "unit_busy_hours": ("Busy delivery hours", "服务忙碌工时"),
    "unit_hours": ("Delivery hours", "服务工时"),
    "closures": ("Closures", "办结"),
    "satisfaction_total": ("Satisfaction", "满意度"),
    "spent_yuan": ("Money spent", "支出"),
    "reports": ("Residents' reports", "居民上报"),
    "refused": ("Reports refused", "未予受理的上报"),
    "left_off_record": ("Kept off the record", "知而不登"),
    "second_records": ("Matters recorded twice", "一事两登"),
    "hollow": ("Hollow closures", "虚假办结"),
    "undone": ("Hollow closures undone by call-backs", "回访纠正的虚假办结"),
    "settled_by_residents": ("Settled by residents", "居民自行化解"),
    "latent": ("Hidden and unresolved", "未发现的隐患"),
    "open_grid_worker": ("Open with grid workers", "网格员在办"),
    "open_unit": ("Open with delivery units", "服务单位在办"),
    "open_committee": ("Open with committees", "议事会在议"),
    "open_street": ("Open with the street", "街道在办"),
    "open_district": ("Open with the district", "区级在办"),
    "mean_trust": ("Trust", "信任"),
    "organisations": ("Social organisations", "社会组织"),
    "storm": ("Storm day", "暴雨日"),
    "requests_left": ("Window visits given up", "放弃的窗口来访"),
    "requests_unserved": ("Window requests unserved", "最终未办成的事项"),
    "takeovers": ("Takeovers by the district", "区级接办"),
    "district_hours": ("Hours of the district on takeovers", "区级接办工时"),
    "unfounded_reports": ("Unfounded reports", "查无实据的上报"),
}

# The unit of a series: flows are those of a day.
_A_DAY, _OPEN = ("a day", "每天"), ("cases", "件")
_SERIES_UNITS: Phrases = {
    **dict.fromkeys(_SERIES, _A_DAY),
    **dict.fromkeys([name for name in _SERIES if name.startswith("open_") or name == "latent"], _OPEN),
    "harm": ("severity a day", "严重度／天"),
    "settling_hours": ("hours a day", "小时／天"),
    "unit_busy_hours": ("hours a day", "小时／天"),
    "unit_hours": ("hours a day", "小时／天"),
    "district_hours": ("hours a day", "小时／天"),
    "window_wait_days_total": ("days waited a day", "等候天数／天"),
    "satisfaction_total": ("sum of a day (0 to 1 each)", "当日合计（每件0至1）"),
    "spent_yuan": ("yuan a day", "元／天"),
    "mean_trust": ("0 to 1", "0至1"),
    "organisations": ("organisations", "家"),
    "storm": ("1: a storm", "1为暴雨"),
}

_STAGES: Phrases = {
    "latent": ("latent", "潜伏"),
    "intake": ("being taken in", "受理中"),
    "spot": ("with the grid worker", "网格员就地处置"),
    "unit": ("waiting at the unit", "服务单位待办"),
    "in_work": ("in work", "办理中"),
    "approval": ("awaiting approval", "待审批"),
    "agenda": ("on a committee's agenda", "列入议事议程"),
    "street": ("waiting at the street", "街道待办"),
    "handling": ("handled by the street", "街道办理中"),
    "district": ("at the district", "区级办理中"),
    "resolved": ("resolved", "已化解"),
    "failed": ("failed", "化解失败"),
    "lapsed": ("lapsed by itself", "自行消解"),
}

_CHANNELS: Phrases = {
    "none": ("not known", "未被知晓"),
    "patrol": ("patrol", "网格排查"),
    "report": ("resident's report", "居民上报"),
    "survey": ("household survey", "入户走访"),
    "incident": ("incident", "激化事件"),
}

_HANDLERS: Phrases = {
    "none": ("nobody", "无"),
    "grid_worker": ("grid worker", "网格员"),
    "workstation": ("workstation", "社区工作站"),
    "centre": ("service centre", "社区服务中心"),
    "committee": ("committee", "居委会议事委员会"),
    "street": ("street office", "街道办事处"),
    "district": ("district", "区政府"),
    "residents": ("residents themselves", "居民自行化解"),
}

_TENURES: Phrases = {
    "owner": ("owner", "业主"),
    "tenant": ("tenant", "租户"),
    "migrant": ("migrant in an urban village", "城中村外来人员"),
}


def _under(prefix: str, phrases: Phrases) -> Phrases:
    return {f"{prefix}.{name}": phrase for name, phrase in phrases.items()}


def _outcomes() -> Phrases:
    table: Phrases = {}
    for name, (label, chinese, unit) in _OUTCOMES.items():
        meaning = (OUTCOMES[name].help, chinese)
        table |= {f"outcome.{name}": label, f"outcome.{name}.meaning": meaning, f"outcome.{name}.unit": unit}
    return table


def _policies() -> Phrases:
    table: Phrases = {}
    for name, (label, short) in _POLICIES.items():
        table |= {f"policy.{name}": label, f"policy.{name}.short": short}
    return table


TERMS: Phrases = {
    **_outcomes(),
    **_under("outcome", _BESIDE_OUTCOMES),
    **_policies(),
    **_under("domain", _DOMAINS),
    **_under("ledger", _LEDGER),
    **_under("effect", _EFFECTS),
    **_under("series", _SERIES),
    **_under("series", {f"{name}.unit": words for name, words in _SERIES_UNITS.items()}),
    **_under("stage", _STAGES),
    **_under("channel", _CHANNELS),
    **_under("handler", _HANDLERS),
    **_under("tenure", _TENURES),
}
