"""Words of pictures: axes, legends, titles, captions, alternative texts; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

PICTURES: Phrases = {
    "picture.source": (
        "{place}. Source: Huajie {version}, a simulation under stated assumptions, not a forecast; rules {rules}; {date}.",
        "{place}。来源：化解{version}，在所列假设下的仿真，并非预测；规则版本{rules}；{date}。",
    ),
    "join.unit": ("{name} ({unit})", "{name}（{unit}）"),
    "join.of": ("{whom}: {what}", "{whom}：{what}"),
    "join.sentences": (" ", ""),
    "join.list": ("; ", "；"),
    "join.levers": (" and ", "”与“"),
    "join.words": (", ", "、"),
    "number.large_yuan": ("1000000", "10000"),  # yuan in the unit in which large sums are told: a million, 万元
    "number.undefined": ("undefined", "无定义"),
    "number.points": ("{value} percentage points", "{value}个百分点"),
    "number.severity_unit": ("points of severity per 10,000 resident-years", "严重度／万居民·年"),
    "number.point_unit": ("percentage points", "百分点"),
    "number.percent": ("{value}\u00a0%", "{value}%"),
    "number.with_unit": ("{value} {unit}", "{value}{unit}"),
    "number.range": ("{low} to {high}", "{low}至{high}"),
    "number.with_range": ("{mean} ({low} to {high})", "{mean}（{low}至{high}）"),
    "staff.permanent": ("Permanent staff", "正式人员"),
    "staff.temporary": ("Temporary staff", "编外人员"),
    "axis.rate": ("Rate (%)", "比率（%）"),
    "axis.difference": ("Difference from {baseline}", "与“{baseline}”之差"),
    "axis.difference_points": ("Difference (percentage points)", "差值（百分点）"),
    "axis.difference_unit": ("Difference ({unit})", "差值（{unit}）"),
    "axis.worth_points": ("Worth (percentage points)", "价值（百分点）"),
    "axis.worth_unit": ("Worth ({unit})", "价值（{unit}）"),
    "axis.regret_points": ("Regret (percentage points)", "后悔值（百分点）"),
    "axis.regret_unit": ("Regret ({unit})", "后悔值（{unit}）"),
    "axis.effect_points": ("Effect (percentage points)", "效应（百分点）"),
    "axis.effect_unit": ("Effect ({unit})", "效应（{unit}）"),
    "axis.lever": ("{lever} ({unit})", "{lever}（{unit}）"),
    "axis.percent": ("{name} (%)", "{name}（%）"),
    "axis.contradictions": ("Contradictions", "矛盾纠纷（件）"),
    "axis.age_days": ("Days since {start}", "自{start}起的天数"),
    "axis.start.recorded": ("recording", "登记"),
    "axis.start.arisen": ("arising", "产生"),
    "axis.ended_share": ("Share ended (%)", "累计结局占比（%）"),
    "axis.day": ("Day of the window", "观察期第几天"),
    "axis.reform_day": ("Day of the change", "改变之日（第几天）"),
    "axis.million_yuan": ("Million yuan a year", "万元／年"),
    "axis.triage": ("Triage", "受理方式"),
    "legend.triage.reactive": ("Reactive", "被动受理"),
    "legend.triage.preventive": ("Preventive", "主动排查"),
    "legend.delivery.staffed": ("Staffed workstation", "工作站自办"),
    "legend.delivery.outsourced": ("Outsourced centre", "购买服务"),
    "legend.resolved": ("Recorded, resolved", "已登记、已化解"),
    "legend.unresolved": ("Recorded, open or failed", "已登记、未结或失败"),
    "legend.hidden": ("Never recorded", "从未登记"),
    "legend.waterline": (
        "Below the waterline: what the published figures never see",
        "水面以下：公布的数字永远看不到的部分",
    ),
    "legend.undecided": ("No clear winner (paired seeds, after Holm)", "无明显优者（配对种子，经Holm校正）"),
    "legend.at_low": ("at the low end of the range", "取区间下限"),
    "legend.at_high": ("at the high end of the range", "取区间上限"),
    "legend.base": ("as assumed", "基准假设"),
    "legend.best": ("best day {day}", "最佳：第{day}天"),
    "legend.policy": ("Policy", "政策"),
    "legend.case": ("the case", "本案例"),
    "ending.resolved": ("Resolved", "化解"),
    "ending.failed": ("Failed", "化解失败"),
    "ending.lapsed": ("Lapsed by itself", "自行消解"),
    "caption.interval": (
        "{kind} 95 % t intervals over {replications:replication|replications} on paired seeds.",
        "{kind}为{replications}次配对种子重复运行的95%置信区间（t分布）。",
    ),
    "caption.interval.worlds": (
        "Marks or lines are medians, {kind} the middle 90 % of {worlds} worlds.",
        "点或线为中位数，{kind}为{worlds}种情形的中间90%。",
    ),
    "caption.interval.unknown": ("{kind} 95 % intervals.", "{kind}为95%置信区间。"),
    "caption.bars": ("Error bars are", "误差线"),
    "caption.bands": ("Bands are", "色带"),
    "title.factorial": ("Triage × delivery: what each does", "受理方式×服务方式：各自的作用"),
    "caption.factorial": (
        "Above: the four policies. Below: main effects and interaction, computed within seeds; "
        "an interval that crosses zero shows no clear effect.",
        "上：四种政策。下：在同一种子内计算的主效应与交互作用；区间跨零即无明显作用。",
    ),
    "title.factorial.found": (
        "Resolved in the bud, main effects: prevention {triage}, contracting out {delivery}",
        "萌芽化解率的主效应：主动排查{triage}，购买服务{delivery}",
    ),
    "title.unclear": ("not clear", "不明显"),
    "subtitle.shown": ("{what}.", "{what}。"),
    "axis.and_better": ("{label}: {better}", "{label}：{better}"),
    "title.iceberg.found": (
        "Never recorded: {most} under {worst}, {least} under {best}",
        "从未登记：“{worst}”{most}件，“{best}”{least}件",
    ),
    "subtitle.iceberg": (
        "Contradictions (disputes, complaints, hazards) recorded and never recorded; means over all runs.",
        "已登记与从未登记的矛盾纠纷；各次运行的均值。",
    ),
    "title.cumulative.found": (
        "Of recorded cases {most} are resolved within {days} days under {most_policy}, {least} under {least_policy}",
        "登记后{days}天内的化解占比：“{most_policy}”{most}，“{least_policy}”{least}",
    ),
    "title.daily.found": (
        "{series}: on average {most} under {most_policy}, {least} under {least_policy}",
        "{series}：日均“{most_policy}”{most}，“{least_policy}”{least}",
    ),
    "title.curves.found": (
        "{lever} from {begin} to {end}: in the bud {lines}",
        "{lever}由{begin}至{end}，萌芽化解率：{lines}",
    ),
    "title.curves.line": ("{course} {line}", "{line}{course}"),
    "title.curves.beyond": ("{course} (turns at {value})", "{course}（在{value}处转折）"),
    "subtitle.curves": ("{what}; more is better.", "{what}；越高越好。"),
    "title.curves": ("Three resolution rates against {lever}", "三种化解率随“{lever}”的变化"),
    "caption.curves": (
        "The official rate counts what was recorded; the true rate counts everything that would have become "
        "an incident; in the bud, without any incident.",
        "公布的化解率只计已登记的；真实化解率计全部若无人过问便会激化的；萌芽化解率则要求全程未激化。",
    ),
    "title.iceberg": ("The hidden iceberg", "看不见的冰山"),
    "caption.iceberg": (
        "Above the waterline what was put on record (recurrences included), below it the contradictions that nobody "
        "ever recorded, many of which lapse by themselves.",
        "水面以上为已登记（含复发），水面以下为从未有人登记的矛盾纠纷，其中不少会自行消解。",
    ),
    "title.cumulative": ("Cumulative resolution by age", "按案龄的累计化解率"),
    "caption.cumulative": (
        "Aalen–Johansen estimate: failure and lapse are competing ends, cases still open are censored.",
        "Aalen–Johansen估计：失败与自行消解为竞争结局，未结案件为删失。",
    ),
    "title.tornado": ("Which assumption moves {outcome} most", "哪些假设最影响“{outcome}”"),
    "caption.tornado": (
        "Each assumption moved alone to the ends of its range, the largest swing on top; "
        "the line is the value as assumed. Numbers at the bars are the ends of the range.",
        "每次只把一个假设移至其区间两端，影响最大者在上；竖线为基准假设下的数值，条端数字为区间端点。",
    ),
    "title.turning": (
        "Which assumption could turn “{policy}” against “{rival}” round",
        "哪些假设可能使“{policy}”与“{rival}”的次序翻转",
    ),
    "caption.turning": (
        "The lead as each assumption alone goes to the ends of its range, the largest swing on top; the line is the lead "
        "as assumed. Where a bar reaches the shaded side, the other policy is ahead there. Numbers at the bars are the "
        "ends of the range.",
        "每次只把一个假设移至其区间两端时的领先幅度，影响最大者在上；竖线为基准假设下的领先幅度。条伸入阴影一侧处，另一政策领先。"
        "条端数字为区间端点。",
    ),
    "axis.lead": ("Lead in the {outcome} (percentage points)", "{outcome}的领先幅度（百分点）"),
    "legend.rival_leads": ("the other policy is ahead", "另一政策领先"),
    "title.winners": ("Where each policy wins: {outcome}", "各政策在何处占优：{outcome}"),
    "caption.winners": (
        "Colour and letter name the policy with the best mean; hatched where its lead over the second best is not clear "
        "(paired seeds, after Holm's adjustment).",
        "颜色与字母为均值最优的政策；其对次优者的领先不明显处（配对种子，经Holm校正）以斜线标示。",
    ),
    "title.timing": ("When to change policy", "何时改变政策"),
    "caption.timing": (
        "Each point is a change on that day, measured over the whole horizon; the star is the best mean. Days "
        "are told apart within seeds, which bands do not show. A dotted line is never changing: where the curve meets it lies "
        "the crossing time.",
        "每一点为在该日改变政策，以整个时段衡量；星号为最优均值。日期之间在同一种子内比较，色带看不出这一点。虚线为始终不改，曲线与其相交处即为转折时间。",
    ),
    "title.ledger": ("One budget, the same for every policy", "同一预算，各政策相同"),
    "caption.ledger": (
        "Named lines are paid first; what remains buys delivery.",
        "先支付列明的各项，余额用于购买服务或设岗。",
    ),
    "title.daily": ("Day by day", "逐日变化"),
    "caption.daily": ("Moving means over {days} days, taken within each run.", "每次运行内取{days}天移动平均。"),
    "title.credit": ("Which lever did it", "哪项措施起了作用"),
    "caption.credit": (
        "Each row changes what it names against {baseline}, on the same draws.",
        "每行仅改变所列内容，与“{baseline}”比较，随机抽样相同。",
    ),
    "alt.points": ("{title}. {rows}", "{title}。{rows}"),
    "alt.row": ("{name}: {value}", "{name}：{value}"),
    "title.whatif": ("What the change does to every outcome", "该改变对各项指标的影响"),
    "title.whatif.found": (
        "Of {shown} outcomes {worse} get worse, {better} get better; {unclear} show no clear difference",
        "{shown}项指标中{worse}项变差、{better}项改善、{unclear}项无明显差异",
    ),
    "subtitle.whatif": ("{change}. Each outcome in per cent of what it was.", "{change}。各指标相对原值的变化。"),
    "caption.whatif": (
        "Each outcome's change in per cent of what it was, on the same draws; at the right, before and after. An arrow points to "
        "a change beyond 100 %.",
        "各指标相对原值的变化百分比，随机抽样相同；右侧为改变前后的数值。箭头表示变化超过100%。",
    ),
    "title.goal": ("What it takes: {target}", "需要多少：{target}"),
    "caption.goal": (
        "Each point was run on the same seeds as the present policy; the dashed line is the target. A point counts as reached only "
        "with the confidence asked for.",
        "各点与现行政策使用相同种子；虚线为目标。须以所要求的置信度达到，方计为达到。",
    ),
    "title.optimize": ("What can be had together: {up}, {along}", "能够兼得什么：{up}与{along}"),
    "caption.optimize": (
        "Numbered: the mixes of the front, on seeds that took no part in the search. Grey: every mix tried that can be paid and keeps "
        "the constraints, on the seeds of the search. The cross is the present policy. Mixes are told apart pair by pair, which is finer "
        "than their bars.",
        "带编号者为前沿各组合，取自未参与搜索的种子。灰点为所试、付得起且满足条件的全部组合，取自搜索所用种子。叉号为现行政策。组合之间逐对比较，比各自的误差线更精细。",
    ),
    "legend.tried": ("tried", "所试组合"),
    "legend.front": ("front", "前沿"),
    "legend.present": ("present policy", "现行政策"),
    "axis.better.lower": ("less is better", "越低越好"),
    "axis.better.higher": ("more is better", "越高越好"),
    "axis.money_against_now": ("Money a year against now (million yuan)", "每年经费增减（万元）"),
    "axis.change_percent": ("Change in per cent of the value before", "相对改变前的变化（%）"),
    "axis.new_or_taken": (
        "Million yuan a year that it needs, new or taken from delivery",
        "每年所需经费（万元），新增或取自服务经费",
    ),
    "legend.reached": ("reaches the target", "达到目标"),
    "legend.missed": ("misses it", "未达到"),
    "join.against": (", against {policy}", "，与“{policy}”相比"),
    "caption.worlds": (
        "Each dot is one of {worlds} worlds, both policies on the same seed. Thick bar: middle half of the worlds; thin bar: "
        "nine in ten.",
        "每点为{worlds}种情形之一，两种政策用同一种子。粗线：中间一半的情形；细线：十分之九。",
    ),
    "title.worlds.clear": (
        "{policy} resolves the most in the bud {share}",
        "{share}，“{policy}”在萌芽状态化解最多",
    ),
    "title.worlds.open": (
        "Which policy resolves the most in the bud stays open between {policy} and {rival}",
        "“{policy}”与“{rival}”谁在萌芽状态化解更多，尚无定论",
    ),
    "title.contest": ("Every contestant in its own place", "各政策在各自有利之地"),
    "caption.contest": (
        "Each contestant less a rival, in the place that the search found for the contestant, on seeds used in no "
        "choice; bars are 95 % intervals. A place differs from line to line.",
        "各政策减去对手，地点为搜索为该政策找到之处，所用种子未参与任何选择；误差线为95%置信区间。各行地点不同。",
    ),
    "join.and": (" and ", "且"),
    "title.ablation": ("What each practice is worth", "每项做法各值多少"),
    "caption.ablation": (
        "The whole policy less the policy without the practice, on the same seeds: a practice that lowers harm stands left "
        "of the line.",
        "完整政策减去去掉该做法后的政策，种子相同：能降低危害的做法位于竖线左侧。",
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
