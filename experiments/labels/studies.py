"""Words of the inquiries: calibrate, reform, ablate, contest, sensitivity, robust; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

INQUIRIES: Phrases = {
    "inquiry.incubated": ("Incubation first", "先孵化"),
    "inquiry.not_incubated": ("No incubation first", "不先孵化"),
    "inquiry.all_of_triage": ("All of triage, back to reactive", "受理方式整体退回被动"),
    "inquiry.all_of_delivery": ("All of delivery, back to staffed", "服务方式整体退回自办"),
    "inquiry.noise": ("what replication noise alone would show", "仅由重复运行噪声所致的水平"),
    "inquiry.influence.morris": (
        "Mean absolute effect of the whole range, after Morris ({unit})",
        "全区间变动的平均绝对效应，Morris法（{unit}）",
    ),
    "inquiry.influence.sobol": ("Total share of variance (Sobol')", "方差总效应占比（Sobol'法）"),
    "inquiry.influence.pawn": ("Median Kolmogorov–Smirnov distance (PAWN)", "KS距离中位数（PAWN法）"),
    "inquiry.posterior": ("Posterior", "后验"),
    "inquiry.prior": ("Prior", "先验"),
    "inquiry.reading.main": ("Of those resolved", "占已化解"),
    "inquiry.reading.second": ("Of those recorded", "占登记"),
    "inquiry.figure.recorded": ("Recorded contradictions", "登记的矛盾纠纷（件）"),
    "inquiry.figure.official_resolution_rate": ("Official resolution rate (%)", "公布的化解率（%）"),
    "inquiry.figure.self_resolved": ("Self-resolution (%)", "自我化解率（%）"),
    "inquiry.against": ("{policy} less {rival}", "{policy}减{rival}"),
    # What was found.
    "finding.day": ("{day} ({month})", "{day}（{month}）"),
    "finding.timing": (
        "{arm}: with “{move}” the {outcome} does best when the change comes on day {day} ({change} against never "
        "changing) and worst on day {worst_day} ({worst}).",
        "{arm}：改为“{move}”，{outcome}在第{day}天改变时最优（与从不改变相比{change}），在第{worst_day}天最差（{worst}）。",
    ),
    "finding.timing.unclear": (
        "{arm}: the day makes no clear difference to the {outcome}; with “{move}” it is {change} against never changing "
        "on day {day}, and {worst} on day {worst_day}.",
        "{arm}：改变的早晚对{outcome}无明显影响；改为“{move}”，与从不改变相比，第{day}天为{change}，第{worst_day}天为{worst}。",
    ),
    "finding.timing.one": (
        "{arm}: with “{move}” on day {day} the {outcome} is {change} against never changing.",
        "{arm}：第{day}天改为“{move}”，{outcome}与从不改变相比{change}。",
    ),
    "finding.timing.one.unclear": (
        "{arm}: “{move}” on day {day} makes no clear difference to the {outcome} against never changing: {change}.",
        "{arm}：第{day}天改为“{move}”，{outcome}与从不改变相比无明显差异：{change}。",
    ),
    "finding.timing.undefined": (
        "The {outcome} is undefined here (too few cases to follow up), so nothing can be said of any day; --days makes the "
        "horizon longer.",
        "此处{outcome}无定义（可跟踪的矛盾太少），因此对改变的日子无从判断；可用--days延长时段。",
    ),
    "finding.timing.crossing": (
        "At about day {day} changing and never changing trade places: changing is clearly better on {higher} of {count} dates, "
        "clearly worse on {lower}.",
        "约在第{day}天，改变与从不改变的优劣互换：{count}个日期中，{higher}个明显更好，{lower}个明显更差。",
    ),
    "finding.timing.open": (
        "On none of {count} dates is changing clearly better or worse than never changing.",
        "{count}个日期中，没有哪一天改变明显好于或差于从不改变。",
    ),
    "finding.timing.never": (
        "The sign is the same on all dates: against never changing it is clearly higher on {higher} of {count} dates, clearly lower on "
        "{lower}.",
        "各日期改变的方向一致：与从不改变相比，{count}个日期中{higher}个明显更高，{lower}个明显更低。",
    ),
    "finding.ablation": (
        "Taken away alone, these practices cost most in the {outcome}: {practices}.",
        "单独去掉时，使{outcome}损失最大的做法：{practices}。",
    ),
    "finding.ablation.further": ("Clear too, and worth less: {practices}.", "同样明显、但较小的：{practices}。"),
    "finding.ablation.undefined": (
        "The {outcome} is undefined here (too few cases to follow up), so nothing can be said of any practice.",
        "此处{outcome}无定义（可跟踪的矛盾太少），因此对各项做法均无从判断。",
    ),
    "finding.ablation.nothing": (
        "No practice makes a clear difference to the {outcome} when it alone is taken away.",
        "单独去掉任何一项做法，{outcome}均无明显差异。",
    ),
    "finding.ablation.unclear": (
        "No clear difference to the {outcome} when these alone are taken away: {practices}.",
        "单独去掉以下做法，{outcome}无明显变化：{practices}。",
    ),
    "finding.ablation.official": (
        "In the published resolution rate the first, “{practice}”, is worth {worth}.",
        "其中第一项“{practice}”，公布的化解率只显示{worth}。",
    ),
    "finding.influence": (
        "{outcome} is moved most by {parameters}; {clear} of {count} assumptions exceed replication noise, "
        "which is {noise} of the variance.",
        "对{outcome}影响最大的是{parameters}；{count}个假设中有{clear}个明显超出重复运行的噪声（噪声占方差的{noise}）。",
    ),
    "finding.influence.nothing": (
        "Nothing moves the {outcome} beyond replication noise, which is {noise} of the variance ({count} assumptions "
        "tried).",
        "没有假设对{outcome}的影响超出重复运行的噪声（噪声占方差的{noise}；共检验{count}个）。",
    ),
    "finding.raises": ("“{parameter}” (raises it, {size})", "“{parameter}”（使其升高，{size}）"),
    "finding.lowers": ("“{parameter}” (lowers it, {size})", "“{parameter}”（使其降低，{size}）"),
    "finding.regret": (
        "{outcome}: “{least}” has the smallest maximum regret ({regret}); “{most}” is good enough in most worlds "
        "({enough}); “{winner}” comes first most often ({wins} of the worlds, clearly in {clearly}).",
        "{outcome}：最大后悔值最小的是“{least}”（{regret}）；在最多情形中足够好的是“{most}”（{enough}）；"
        "最常占优的是“{winner}”（占{wins}的情形，其中明显占优{clearly}）。",
    ),
    "finding.left_out": (
        "{count:world is left|worlds are left} out: some policy cannot be paid there, or an outcome is undefined.",
        "有{count}种情形未计入：其中某项政策经费不足，或结果无定义。",
    ),
    "finding.fit": (
        "Reading “{reading}”: {met}; {figures} figures fix {rank} of {parameters} directions among the parameters; they "
        "leave open: {open}. Best point: {best}.",
        "口径“{reading}”：{met}；{figures}个数字确定了参数空间{parameters}个方向中的{rank}个；无法确定的有：{open}。"
        "最优点：{best}。",
    ),
    "finding.fit.met": ("every figure is met", "各数字均吻合"),
    "finding.fit.missed": ("not every figure is met", "并非各数字均吻合"),
    "finding.fit.none": ("nothing", "无"),
    "finding.checks": (
        "Reading “{reading}”, without any regression: {laws}.",
        "口径“{reading}”，不经回归直接检验：{laws}。",
    ),
    "finding.checks.inside": (
        "{law}: every published figure lies within the middle 95 % of what is drawn",
        "{law}：各公布数字均在抽样结果的中间95%之内",
    ),
    "finding.checks.outside": (
        "{law}: outside the middle 95 % of what is drawn lie {figures}",
        "{law}：落在抽样结果中间95%之外的有{figures}",
    ),
    "finding.contest.wins": (
        "{policy} wins on every criterion where {place}: {outcome} {ahead} against its nearest rival, {rival}.",
        "当{place}时，“{policy}”在各项标准上均占优：与最接近的对手“{rival}”相比，{outcome}{ahead}。",
    ),
    "finding.contest.nowhere": (
        "In none of {count} places does {policy} win on every criterion; at its best ({place}) it does not win on {lost}.",
        "在搜索的{count}处地点中，“{policy}”无一处在各项标准上均占优；在其最优处（{place}），未能胜过的有：{lost}。",
    ),
    "finding.contest.as_it_is": ("all is as in the scenario", "一切与情景相同"),
    "finding.contest.lost_to": ("{outcomes} against {rival}", "{outcomes}（对手“{rival}”）"),
    "finding.contest.overrun": ("nothing, but units are overrun", "无，但服务单位超负荷"),
    # Where each policy wins.
    "rules.everywhere": ("{policy} wins in every one of the {count} worlds", "“{policy}”在全部{count}种情形中占优"),
    "rules.wins": ("{policy} wins in {share} of the worlds", "“{policy}”在{share}的情形中占优"),
    "rules.no_box": (
        "{wins}; no simple rule says where",
        "{wins}；其占优之处不能用一组条件概括",
    ),
    "rules.no_limits": ("{wins}, wherever they lie", "{wins}，与参数取值无关"),
    "rules.box": (
        "{wins}; in {density} of those where {limits} (these hold {coverage} of its wins)",
        "{wins}；当{limits}时占{density}（涵盖其占优之处的{coverage}）",
    ),
    "rules.unless": (
        "{wins}, unless {limits} (there it loses in {density} of the worlds; these hold {coverage} of all it loses)",
        "{wins}，除非{limits}（此时在{density}的情形中落败，涵盖其落败之处的{coverage}）",
    ),
    "rules.between": ("{parameter} lies between {low} and {high}", "{parameter}介于{low}与{high}之间"),
    "rules.above": ("{parameter} is above {low}", "{parameter}高于{low}"),
    "rules.below": ("{parameter} is below {high}", "{parameter}低于{high}"),
    "rules.leaf": (
        "{policy} ({share} of {count} worlds) where {where}",
        "当{where}时：“{policy}”（{count}种情形中的{share}）",
    ),
    # Pages.
    "identified.identified": ("identified", "可识别"),
    "identified.partly": ("partly", "部分可识别"),
    "identified.not": ("not identified", "不可识别"),
    "inquiry.shift.few_to_all": ("from few to all", "由少数到全体"),
    "inquiry.shift.after_to_before": ("from after to before", "由事后到事前"),
    "inquiry.shift.coarse_to_fine": ("from coarse to fine", "由粗放到精细"),
    "inquiry.shift.campaign_to_routine": ("from campaign to routine", "由运动式到常态化"),
    "boxes.wins": (
        "{policy}\nwins in {density} of the box,\nwhich holds {coverage} of its wins",
        "{policy}\n框内占优{density}，\n涵盖其占优之处的{coverage}",
    ),
    "boxes.loses": (
        "{policy}\nloses in {density} of the box,\nwhich holds {coverage} of its losses",
        "{policy}\n框内落败{density}，\n涵盖其落败之处的{coverage}",
    ),
}
