"""Words of the studies: what each is (help, title, question, sheets), and what it found; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

STUDIES: Phrases = {
    # What each study is: its command's help, its page's title and question.
    "study.comparison.help": (
        "Compare four policies (and what explains them) on the same seeds, with one verdict.",
        "用相同的种子比较四种政策（及其原因），给出一个结论。",
    ),
    "study.comparison.title": ("Policies for {place}, compared", "{place}：政策比较"),
    "study.comparison.question": (
        "With the same money, should the subdistrict wait for complaints and incidents or send grid workers to screen for hidden contradictions, and should services be run by a staffed workstation or bought from social organisations?",
        "同样的经费，街道应等待群众投诉或事件发生，还是派网格员主动排查隐性矛盾纠纷？服务应由工作站自办，还是向社会组织购买？",
    ),
    "study.sweep.help": (
        "Run a scenario over ranges of levers or parameters: curves of the rates with bands.",
        "让情景的措施或参数在一段范围内变化：画出各比率的曲线与区间带。",
    ),
    "study.sweep.title": ("What levers do: {place}", "{place}：措施取值与效果"),
    "study.sweep.question": (
        "How do the official, the true and the in-the-bud resolution rate change with {levers}?",
        "调节“{levers}”时，公布的、真实的与萌芽化解率如何变化？",
    ),
    "study.reform.help": ("When to change policy: dated reforms, compared.", "何时改变政策：比较不同日期的改革。"),
    "study.reform.title": ("Timing a reform: {place}", "{place}：改革时机"),
    "study.reform.question": (
        "On which day should the policy change, and does it help to incubate social organisations first?",
        "应在哪一天改变政策？先孵化社会组织是否有益？",
    ),
    "study.sensitivity.help": (
        "Rank assumptions by their influence: Morris, Sobol' or PAWN.",
        "按影响大小排列各项假设：Morris、Sobol'或PAWN方法。",
    ),
    "study.sensitivity.title": ("What the answer depends on: {place}", "{place}：结论取决于什么"),
    "study.sensitivity.question": (
        "Which assumptions decide the answer, and which could overturn it?",
        "哪些假设决定结论？哪些可能使结论翻转？",
    ),
    "study.whatif.help": (
        "Change something: what gets better, worse, for whom?",
        "作一改变：哪些改善、哪些变差、对谁？",
    ),
    "study.whatif.title": ("What if? {place}", "若作改变会怎样：{place}"),
    "study.whatif.question": (
        "What happens to every outcome, to money and to whom, if this alone is changed?",
        "如果只作这一改变，各项指标、经费和各类居民会怎样？",
    ),
    "study.goal.help": ("How much of a lever does it take to reach a target?", "要达到某一目标，措施需要多大？"),
    "study.goal.title": ("How much does it take? {place}", "需要多少：{place}"),
    "study.goal.question": (
        "What is the least that reaches the target, and what else does it do?",
        "达到目标至少需要多少，还会带来什么？",
    ),
    "study.optimize.help": (
        "Which mixes of levers are best: what can be had together?",
        "哪些措施组合最好：能够兼得什么？",
    ),
    "study.optimize.title": ("What can be had together? {place}", "能够兼得什么：{place}"),
    "study.optimize.question": (
        "Which mixes of levers are there of which none is better in one objective without being worse in another?",
        "有哪些措施组合，已无法在不损及其他目标的情况下再改善某一目标？",
    ),
    "study.learned.help": ("Turn a city's own case register into a scenario.", "把一座城市自己的案件台账变成情景。"),
    "study.learned.title": ("A place from its own register. {place}", "由自有台账得出的辖区：{place}"),
    "study.learned.question": (
        "What does the register tell of the place, and under which numbers does the model show the same?",
        "台账说明了辖区的哪些情况？参数取何值时模型与之相同？",
    ),
    "study.backtest.help": (
        "Test the learned model on the later part of a register.",
        "用台账的后一段检验由前一段推算的模型。",
    ),
    "study.backtest.title": ("The model against a register. {place}", "模型与台账对照：{place}"),
    "study.backtest.question": (
        "Does the model, learned from the register's earlier part, show what the later part holds: how fast, how concentrated?",
        "据台账前段推算的模型，能否再现后段：办结多快、有多集中？",
    ),
    "study.ablate.help": ("Take away each practice in turn: what is it worth?", "逐一去掉各项做法：每项价值几何？"),
    "study.ablate.title": ("What each practice is worth: {place}", "{place}：每项做法各值多少"),
    "study.ablate.question": (
        "What is each practice of the policy worth, when it alone is taken away?",
        "单独去掉某一项做法，会损失多少？",
    ),
    "study.robust.help": (
        "Test policies across possible worlds: regret, and where they fail.",
        "检验各政策在多种可能情形中的表现：后悔值，以及在何处失败。",
    ),
    "study.robust.title": ("Policies across possible worlds: {place}", "{place}：各政策在多种可能情形中的表现"),
    "study.robust.question": (
        "Which policy should one choose when nobody knows which of many possible worlds is the true one?",
        "不知道众多可能情形中哪一种为真时，应选哪种政策？",
    ),
    "study.contest.help": ("Find conditions under which each policy wins.", "寻找每种政策占优的条件。"),
    "study.contest.title": ("Every policy in its own place: {place}", "{place}：各政策的有利之地"),
    "study.contest.question": (
        "Under which realistic conditions does each policy win, and what decides it there?",
        "各政策在哪些合理条件下占优？那里起决定作用的是什么？",
    ),
    "study.calibrate.help": ("Fit the free parameters to the case figures.", "用案例公布的数字拟合自由参数。"),
    "study.calibrate.title": ("Fit to the published figures: {place}", "{place}：对公布数字的校准"),
    "study.calibrate.question": (
        "Which values of the free parameters meet the published figures, and what do these figures leave open?",
        "自由参数取何值时与公布的数字吻合？这些数字又有什么无法确定？",
    ),
    # The sheets of workbooks; that of a study's own table has the study's name.
    "sheet.whatif": ("Outcomes before and after", "改变前后的结果"),
    "sheet.money": ("Money, yuan a year", "经费（元／年）"),
    "sheet.people": ("Who wins, who loses", "谁受益、谁受损"),
    "sheet.effort": ("What the change takes", "改变需要什么"),
    "sheet.goal": ("Points tried", "所试取值"),
    "sheet.optimize": ("Front", "前沿"),
    "sheet.beside": ("Beside the objectives", "目标之外"),
    "sheet.credit": ("Who earns the gain", "各项措施的贡献"),
    "sheet.tried": ("Mixes tried", "所试组合"),
    "sheet.sweep_changes": ("Points against the first", "各点与首点之差"),
    "sheet.learned": ("Learned", "推算"),
    "sheet.backtest": ("Distances", "差距"),
    "sheet.best_shares": ("Best shares", "最优占比"),
    "sheet.pairs": ("Pairs over worlds", "各情形的差值"),
    "sheet.attribution": ("Credit", "功劳分摊"),
    "sheet.information": ("Find out first", "先查明什么"),
    "sheet.overview": ("Overview", "概览"),
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
