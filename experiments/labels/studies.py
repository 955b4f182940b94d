"""Words of the inquiries: calibrate, reform, ablate, contest, sensitivity, robust; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

INQUIRIES: Phrases = {
    "choice.morris": ("Morris", "Morris法"),
    "choice.sobol": ("Sobol'", "Sobol'法"),
    "choice.pawn": ("PAWN", "PAWN法"),
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
    "title.contest": ("Every contestant in its own place", "各政策在各自有利之地"),
    "caption.contest": (
        "Each contestant less a rival, in the place that the search found for the contestant, on seeds used in no "
        "choice; bars are 95 % intervals. A place differs from line to line.",
        "各政策减去对手，地点为搜索为该政策找到之处，所用种子未参与任何选择；误差线为95%置信区间。各行地点不同。",
    ),
    # What was found.
    "finding.day": ("{day} ({month})", "{day}（{month}）"),
    "column.month": ("Month", "月份"),
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
        "Changing crosses never changing at about day {day}: clearly better on {higher} of {count} dates, clearly worse on "
        "{lower}.",
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
        "Of the first, “{practice}”, the published resolution rate shows {worth}.",
        "其中第一项“{practice}”，公布的化解率只显示{worth}。",
    ),
    "finding.influence": (
        "{outcome} is moved most by {parameters}; {clear} of {count} assumptions stand clear of replication noise, "
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
        "{outcome}: the greatest regret is least with “{least}” ({regret}); “{most}” is good enough in most worlds "
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
        "{policy} was found to win nowhere on every criterion, in {count} places; at its best ({place}) it does not win "
        "on {lost}.",
        "在搜索的{count}处地点中，“{policy}”无一处在各项标准上均占优；在其最优处（{place}），未能胜过的有：{lost}。",
    ),
    "finding.contest.as_it_is": ("all is as in the scenario", "一切与情景相同"),
    "finding.contest.lost_to": ("{outcomes} against {rival}", "{outcomes}（对手“{rival}”）"),
    "finding.contest.overrun": ("nothing, but units are overrun", "无，但服务单位超负荷"),
    # Where each policy wins.
    "join.and": (" and ", "且"),
    "rules.everywhere": ("{policy} wins in every one of the {count} worlds", "“{policy}”在全部{count}种情形中占优"),
    "rules.wins": ("{policy} wins in {share} of the worlds", "“{policy}”在{share}的情形中占优"),
    "rules.no_box": (
        "{wins}; no few limits on the assumptions hold its wins together",
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
    "report.title.ablate": ("What each practice is worth: {place}", "{place}：每项做法各值多少"),
    "report.title.robust": ("Which policy stands in many worlds: {place}", "{place}：哪种政策经得起多种可能"),
    "report.title.contest": ("Every policy in its own place: {place}", "{place}：各政策的有利之地"),
    "report.question.contest": (
        "Is there an honest place for every policy to win in, and what decides it there?",
        "是否存在每种政策都能堂堂正正占优之处？那里起决定作用的是什么？",
    ),
    "report.title.calibrate": ("Fit to the published figures: {place}", "{place}：对公布数字的校准"),
    "report.question.ablate": (
        "What is each practice of the policy worth, when it alone is taken away?",
        "单独去掉某一项做法，会损失多少？",
    ),
    "report.question.robust": (
        "Which policy should one choose when nobody knows which of many possible worlds is the true one?",
        "不知道众多可能情形中哪一种为真时，应选哪种政策？",
    ),
    "report.question.calibrate": (
        "Which values of the free parameters meet the published figures, and what do these figures leave open?",
        "自由参数取何值时与公布的数字吻合？这些数字又有什么无法确定？",
    ),
    "report.table.first": (
        "The rows of {outcome}; everything else stands under “{more}” and in tables.xlsx.",
        "以下为{outcome}各行；其余见“{more}”及tables.xlsx。",
    ),
    "report.table.more": ("All rows", "全部各行"),
    "sheet.reform": ("Timing", "时机"),
    "sheet.ablate": ("Practices", "做法"),
    "sheet.robust": ("Policies", "政策"),
    "sheet.worlds": ("Worlds", "可能情形"),
    "sheet.calibrate": ("Fit", "拟合"),
    "sheet.contest": ("Contest", "较量"),
    "sheet.shares": ("Shares of places", "占优地点占比"),
    "sheet.levers": ("Levers", "措施"),
    "sheet.checks": ("Checks", "检验"),
    "outcome.all": ("All criteria together", "各项标准合计"),
    "column.contestant": ("Contestant", "政策"),
    "column.rival": ("Rival", "对手"),
    "column.found": ("Place found", "是否找到"),
    "column.share": ("Share", "占比"),
    "column.places": ("Places", "地点数"),
    "column.rival_value": ("Rival's value", "对手取值"),
    "column.law": ("Drawn from", "抽样来源"),
    "column.inside": ("Inside", "在其内"),
    "sheet.identification": ("Identification", "可识别性"),
    "column.incubated_first": ("Incubation first", "是否先孵化"),
    "column.change": ("Against never", "与从不改变之差"),
    "column.change_low": ("Against never, low", "差值下限"),
    "column.change_high": ("Against never, high", "差值上限"),
    "column.practice": ("Practice", "做法"),
    "column.shift": ("Shift of the case", "案例所述转变"),
    "column.requeue": ("Put back to", "退回为"),
    "column.worth": ("Worth", "价值"),
    "column.whole": ("Whole policy", "完整政策"),
    "column.sd": ("Spread over seeds (sd)", "种子间标准差"),
    "column.error": ("Error", "错误"),
    "column.method": ("Method", "方法"),
    "column.influence": ("Influence", "影响"),
    "column.main": ("Companion index", "伴随指标"),
    "column.direction": ("Direction (−1 to 1)", "方向（−1至1）"),
    "column.noise": ("Noise level", "噪声水平"),
    "column.noise_share": ("Noise share of variance", "噪声占方差之比"),
    "column.clear": ("Clear of noise", "超出噪声"),
    "column.bad_tenth": ("Bad tenth", "最差一成"),
    "column.regret": ("Regret", "后悔值"),
    "column.regret_mean": ("Mean regret", "平均后悔值"),
    "column.regret_90": ("90th percentile of regret", "后悔值第90百分位"),
    "column.regret_max": ("Greatest regret", "最大后悔值"),
    "column.satisficing": ("Good enough in", "足够好的情形占比"),
    "column.wins": ("Comes first", "占优"),
    "column.wins_clearly": ("Clearly first", "明显占优"),
    "column.worlds": ("Worlds", "情形数"),
    "column.world": ("World", "情形"),
    "column.figure": ("Figure", "数字"),
    "column.target": ("Published", "公布值"),
    "column.within": ("Met", "吻合"),
    "column.reading": ("Reading", "口径"),
    "column.prior_low": ("Prior, low", "先验下限"),
    "column.prior_high": ("Prior, high", "先验上限"),
    "column.median": ("Median", "中位数"),
    "column.shrinkage": ("Variance taken away", "方差缩减"),
    "column.identified": ("Identified", "可否识别"),
    "identified.identified": ("identified", "可识别"),
    "identified.partly": ("partly", "部分可识别"),
    "identified.not": ("not identified", "不可识别"),
    "inquiry.shift.few_to_all": ("from few to all", "由少数到全体"),
    "inquiry.shift.after_to_before": ("from after to before", "由事后到事前"),
    "inquiry.shift.coarse_to_fine": ("from coarse to fine", "由粗放到精细"),
    "inquiry.shift.campaign_to_routine": ("from campaign to routine", "由运动式到常态化"),
    "title.ablation": ("What each practice is worth", "每项做法各值多少"),
    "caption.ablation": (
        "The whole policy less the policy without the practice, on the same seeds: a practice that lowers harm stands left "
        "of the line. Bars are 95 % intervals.",
        "完整政策减去去掉该做法后的政策，种子相同：能降低危害的做法位于竖线左侧。误差线为95%置信区间。",
    ),
    "caption.sensitivity": (
        "Bars join the spread over seeds with that of the finite design; what stays within the grey cannot be told "
        "from noise.",
        "误差线合并了种子间差异与有限抽样的不确定性；落在灰色区内的与噪声无法区分。",
    ),
    "title.boxes": ("Where a policy wins, and where it does not", "政策在何处占优，在何处不占优"),
    "caption.boxes": (
        "Each mark is a world, drawn as the policy that wins there by the first outcome; each panel over the two parameters that tell most. The box "
        "(PRIM) may have further limits, which the text names: marks within it may then lie outside of those.",
        "每个标记为一种情形，以该处首项指标占优的政策表示；各图横纵轴为最能区分的两个参数。方框（PRIM）可能另有文中所列的其他条件，框内标记未必全部符合。",
    ),
    "legend.box": ("The box", "方框"),
    "boxes.wins": (
        "{policy}\nwins in {density} of the box,\nwhich holds {coverage} of its wins",
        "{policy}\n框内占优{density}，\n涵盖其占优之处的{coverage}",
    ),
    "boxes.loses": (
        "{policy}\nloses in {density} of the box,\nwhich holds {coverage} of its losses",
        "{policy}\n框内落败{density}，\n涵盖其落败之处的{coverage}",
    ),
    "title.regret": ("Regret over many worlds", "多种可能情形中的后悔值"),
    "caption.regret": (
        "How much worse than the best policy of the same world and seed: middle half, median, and up to the 90th "
        "percentile.",
        "与同一情形、同一种子下最优政策相比差多少：箱体为中间一半，线为中位数，须至第90百分位。",
    ),
    "title.calibration": ("Fit to the published figures, and what they identify", "对公布数字的拟合及其可识别的参数"),
    "caption.calibration": (
        "Above: means over fresh seeds with 95 % intervals, dashed the published figure, shaded what counts as met. Below: "
        "posterior against the flat prior, as densities; a posterior as wide as the prior says that the figures do not identify the parameter.",
        "上：新种子上的均值及95%置信区间，虚线为公布数字，灰色区内视为吻合。下：后验与均匀先验的概率密度之对比；后验与先验同宽，即表明这些数字无法识别该参数。",
    ),
}
