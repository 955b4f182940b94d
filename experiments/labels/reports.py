"""Words of the report, the workbook and the verdict; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

PAGES: Phrases = {
    # Verdict.
    # The verdict over worlds.
    "worlds.progress": (
        "{accepted} of {wanted} worlds; {tried} places tried in {runs} runs",
        "已得{wanted}种情形中的{accepted}个；试过{tried}个备选，共{runs}次运行",
    ),
    "worlds.made": (
        "{accepted} worlds from {drawn} places in {runs} runs: {path}",
        "由{drawn}个备选得到{accepted}种情形，共{runs}次运行：{path}",
    ),
    "worlds.all": ("in all {worlds} worlds", "在全部{worlds}种情形中"),
    "worlds.none": ("in none of {worlds} worlds", "在{worlds}种情形中无一"),
    "worlds.share": ("in {count} of {worlds} worlds", "在{worlds}种情形的{count}种中"),
    "worlds.interval": ("{share} ({low} to {high} %)", "{share}（{low}%至{high}%）"),
    "worlds.undefined": ("in no world that defines it", "在所有情形中均无定义"),
    "group.screening": ("screening share", "排查工时占比"),
    "group.schedule": ("routine instead of campaigns", "常态排查取代集中排查"),
    "group.recording": ("recording standard", "登记标准"),
    "group.targeting": ("targeting, survey and queue rule", "定向、走访与办理次序"),
    "group.contract": ("contract with oversight", "合同及监督"),
    "group.pooling": ("pooled windows", "一窗多能"),
    "group.layers": ("fewer approval layers", "减少审批层级"),
    "group.temporary": ("no temporary staff", "不用临聘人员"),
    "measure.register": ("from the case register", "查台账"),
    "measure.time": ("from time sheets", "查工时记录"),
    "report.all_domains": ("{name}, all domains", "各领域的{name}"),
    "measure.weather": ("from weather records", "查气象记录"),
    "measure.personnel": ("from personnel files", "查人事档案"),
    "measure.windows": ("from the windows' queue records", "查窗口叫号记录"),
    "measure.staff": ("by a survey of staff", "作工作人员调查"),
    "measure.accounts": ("from the accounts", "查账目"),
    "measure.survey": ("by a survey of residents", "作居民调查"),
    "measure.trial": ("by a trial with a control group", "作对照试验"),
    "measure.files": ("from files and calendars", "查档案和日程"),
    "measure.payroll": ("from the payroll", "查工资单"),
    "measure.inspection": ("by inspecting closed cases", "抽查已办案件"),
    "measure.call_back": ("by calling back after closure", "结案后回访"),
    "report.worlds": ("How sure: over plausible worlds", "把握有多大：在各个可能的情形里"),
    "report.worlds.intro": (
        "A world is one draw of everything that is uncertain. All policies live in the same world on the same seed. Best: "
        "in how many of 100 worlds a policy is the best; near: within a point (or 2 %) of the best. Below it stands the 95 % interval: "
        "how far the share could move if still more worlds were run.",
        "一种情形是对所有不确定数字的一次抽取。各政策在同一情形、同一种子下运行。最优：每100种情形中有多少种是该政策最好；接近：与最好者相差不到1个百分点（或2%）。其下为95%区间：若运行更多情形，该占比可能变动的范围。",
    ),
    "report.worlds.shares": (
        "Best (near) in how many of 100 worlds, with the 95 % interval of best",
        "每100种情形中最优（接近最优）的种数，及最优的95%区间",
    ),
    "report.worlds.pairs": ("Differences: median (middle 90 % of worlds)", "差值：中位数（中间90%的情形）"),
    "report.worlds.together": ("All criteria at once", "所有指标同时"),
    "report.worlds.chance": (
        "Chance alone (95 %), were all numbers known: it answers whether the computer has run long enough, not how sure "
        "one may be.",
        "仅偶然性（95%），假如所有数字均已知：它只回答计算机运行得够不够，而不是结论有多可靠。",
    ),
    "report.credit.title": ("Credit for {policy} against {baseline}", "“{policy}”相对“{baseline}”的功劳分摊"),
    "report.credit": ("Which levers earn it", "功劳在哪些措施"),
    "report.credit.intro": (
        "Shapley credits: each lever's mean gain over all orders of changing them, {worlds} worlds; they sum to the difference.",
        "Shapley分摊：每项措施在所有变更次序下的平均增益，{worlds}种情形；合计等于差值。",
    ),
    "report.alone.title": (
        "Each lever alone: {policy} against {baseline}",
        "逐项单独改变：“{policy}”相对“{baseline}”",
    ),
    "report.alone.intro": (
        "Beside it each lever changed alone in the policy compared with, in the same worlds. What only works together earns nothing "
        "here, so that these gains need not sum to the difference.",
        "作为对照，在比较基准上每次只改变一项措施，情形相同。须配合才起作用的措施在此不计增益，因此各项之和不必等于差值。",
    ),
    "report.alone.sum": ("Sum of these", "各项之和"),
    "report.alone.whole": ("Whole difference", "全部差值"),
    "report.equifinality": ("Which policies could have made the published figures", "哪些政策可能得出公布的数字"),
    "report.equifinality.intro": (
        "The record was made under one policy; would another have shown the same? The same places, drawn from the plausible ranges, "
        "are refitted to the published figures under every policy. A place fits if its expected figures lie within the tolerances.",
        "公布的数字产生于某一种政策；换一种政策会不会得出同样的数字？从合理区间抽取同一批地点，在每种政策下分别重新拟合公布数字；预期数字在允许误差之内即为吻合。",
    ),
    "report.equifinality.again": (
        "Computed in {runs} runs beside the worlds of this place, not with this page; this makes it anew:",
        "该表以{runs}次运行另行算出，与本地的情形文件一并保存，不随本页重算；重新计算的命令：",
    ),
    "equifinality.fits": ("{policy} {fits}", "“{policy}”{fits}个"),
    "equifinality.none": (
        "Under no policy does any of the {places} places fit.",
        "在{places}个地点中，没有一种政策能吻合公布数字。",
    ),
    "equifinality.one": (
        "Of {places} places, some fit under one policy only: {policies}. What was published speaks against the others.",
        "在{places}个地点中，只有一种政策能吻合：{policies}。公布的数字不支持其他政策。",
    ),
    "equifinality.several": (
        "Of {places} places, so many fit: {policies}. The published figures alone do not tell which of these policies made them.",
        "在{places}个地点中，吻合的有：{policies}。仅凭公布的数字，不能断定是其中哪种政策造成的。",
    ),
    "equifinality.implied": (
        "What nobody published differs: the in-the-bud rate of the places that fit is {low} to {high} % by policy (medians).",
        "未公布的情况则各不相同：吻合地点的萌芽化解率因政策而异，为{low}%至{high}%（中位数）。",
    ),
    "equifinality.stale": (
        "The rules have changed since this table was made; '{command}' makes it anew.",
        "该表算出之后规则已有变动；可用“{command}”重新计算。",
    ),
    "equifinality.share": ("{fits} of {places}", "{places}个中{fits}个"),
    "equifinality.column.fits": ("Places that fit (95 %)", "吻合的地点（95%区间）"),
    "equifinality.column.closest": ("Closest place, in tolerances", "最接近的地点（以允许误差计）"),
    "equifinality.progress": (
        "{policy}: {fitted} of {places} places fit; {runs} runs",
        "{policy}：{places}个地点中{fitted}个吻合；{runs}次运行",
    ),
    "equifinality.made": ("Written to {path}", "已写入{path}"),
    "report.price": ("{outcome}: {yuan} yuan a unit", "{outcome}每单位{yuan}元"),
    "report.find_out.priced": (
        "In yuan a year at the prices given ({prices}; of a share a unit is a percentage point), all of them together.",
        "以元／年计者，按所给价格（{prices}；比率以1个百分点为单位）合并计算。",
    ),
    "report.find_out": ("What to find out first", "先查明什么"),
    "report.find_out.intro": (
        "What it is worth to know a number before the choice, on average over worlds, in the unit of the outcome; only what "
        "stands above noise is shown.",
        "在选择之前知道某个数字平均值多少，以指标的单位计；只列出高于噪声的。",
    ),
    "worlds.picture.against": ("Against {policy}", "与“{policy}”相比"),
    "worlds.picture.best": ("Best (pale: near the best; line: 95 % interval)", "最优（浅色：接近最优；线：95%区间）"),
    "worlds.picture.better": ("better {share}", "{share}更好"),
    "worlds.picture.compared": ("(compared with this one)", "（比较基准）"),
    # Report.
    "report.subtitle": (
        "Huajie, a simulation of community governance",
        "化解：社区治理仿真",
    ),
    "report.skip": ("Skip to the verdict", "跳到结论"),
    "report.contents": ("Contents", "目录"),
    "report.question": ("The question", "问题"),
    "report.verdict": ("The verdict", "结论"),
    "report.reported_and_not": ("What is published, and what is not", "公布了什么，没公布什么"),
    "report.reported_and_not.intro": (
        "The left columns hold what a city publishes, the right ones what happened whether or not anybody reported it. "
        "Never read the left without the right.",
        "左侧为对外公布的数字，右侧为无论是否上报都实际发生的情况。左栏须与右栏对照阅读。",
    ),
    "report.published": ("Published", "公布的"),
    "report.unreported": ("Whether reported or not", "无论是否上报"),
    "report.pictures": ("Pictures", "图"),
    "report.picture_data": ("The numbers shown", "图中数据"),
    "report.table": ("All outcomes", "全部结果"),
    "report.tables": ("Tables", "数据表"),
    "report.table.intro": (
        "Mean and 95 % interval over {replications:replication|replications}; every policy met the same draws.",
        "{replications}次重复的均值与95%区间；各政策面对相同的随机抽样。",
    ),
    "report.table.meaning": ("What the outcomes mean", "各结果的含义"),
    "report.differences": ("Differences from {baseline}", "与“{baseline}”之差"),
    "report.differences.intro": (
        "Paired within seeds; {mark} marks differences whose Holm-adjusted p is below 0.05.",
        "在同一种子内配对；{mark}表示经Holm校正后p<0.05。",
    ),
    "report.explain": ("Which lever did it", "哪项措施起了作用"),
    "report.explain.intro": (
        "The policies are bundles of levers. These rows change one lever at a time against {baseline}, so that the credit "
        "goes to the lever that earned it.",
        "各政策是若干措施的组合。以下各行与“{baseline}”相比每次只改变一项措施，由此可见真正起作用的是哪一项。",
    ),
    "report.explain.untested": (
        "No single-lever rows were run, so the credit within a bundle is open.",
        "未运行单项措施的对照，组合中哪一项起作用无从判定。",
    ),
    "report.assumed": ("What was assumed", "假设了什么"),
    "report.assumed.intro": (
        "The {total} numbers behind this page: {parts}.",
        "本页背后的{total}个数值：{parts}。",
    ),
    "report.assumed.case": ("{count:figure|figures} of the case", "{count}个为案例数据"),
    "report.assumed.evidence": ("{count} from evidence", "{count}个有文献依据"),
    "report.assumed.assumption": ("{count:assumption|assumptions}", "{count}个为假设"),
    "report.assumed.register": ("{count} learned from the register", "{count}个由台账推算"),
    "report.assumed.worlds": ("{count} drawn in every world", "{count}个在各情形中抽取"),
    "report.assumed.scenario": (
        "{count} that the scenario sets without naming a status",
        "{count}个由情景设定而未注明依据",
    ),
    "report.assumed.drawn": ("anew for every seed", "每个种子各取一值"),
    "report.assumed.list": ("All of them, with value, range and source", "全部列出：数值、区间与来源"),
    "report.assumed.changed": ("Set differently in this scenario", "本情景中另行设定的数值"),
    "report.flip": ("What would overturn the verdict", "什么会使结论翻转"),
    "report.flip.against": ("{policy} against {rival}", "“{policy}”与“{rival}”"),
    "report.flip.none": (
        "None of the {count} assumptions tried overturns the order in the in-the-bud rate within its range "
        "(each moved alone, {replications} paired seeds).",
        "所检验的{count}个假设在各自区间内均不会使萌芽化解率的次序翻转（每次只动一个，{replications}个配对种子）。",
    ),
    "report.flip.some": (
        "{turned} of the {count} assumptions tried would overturn the order in the in-the-bud rate within their ranges "
        "(each moved alone, {replications} paired seeds): {parameters}.",
        "所检验的{count}个假设中有{turned}个会在其区间内使萌芽化解率的次序翻转（每次只动一个，{replications}个配对种子）：{parameters}。",
    ),
    "report.flip.at": (
        "“{parameter}”, at about {value} (tried from {low} to {high})",
        "“{parameter}”，约在{value}处（检验区间{low}至{high}）",
    ),
    "report.flip.open": (
        "At an end of these ranges nobody is clearly ahead: {parameters}.",
        "在以下假设的区间一端，双方均无明显领先：{parameters}。",
    ),
    "report.flip.too_few": (
        "Which assumption overturns the order can't be told: one paired seed gives no interval.",
        "无法判断哪个假设会使次序翻转：只有一个配对种子，得不出区间。",
    ),
    "report.flip.all": ("The lead as each assumption goes to the ends of its range", "各假设移至区间两端时的领先幅度"),
    "report.flip.untested": (
        "Not tried in this run. These commands find out; finished runs are not repeated:",
        "本次未检验。以下命令可以查明，已完成的运行不会重复：",
    ),
    "report.cannot": ("What the published figures cannot tell", "公布的数字说明不了什么"),
    "report.cannot.survivorship": (
        "A resolution rate counts what was recorded. What nobody reported, and what ignited before anybody looked, "
        "is missing from it or arrives as a harder case: silence is not peace.",
        "化解率只计已登记的。无人上报的、在排查之前已激化的，要么不在其中，要么以更难的案件出现：沉默不等于太平。",
    ),
    "report.cannot.stock": (
        "Zhaoshang published 93.6 % (7,764 of 8,293): a stock at a cut-off date. Recent cases are still open in it (censored), so it says "
        "neither how many will be resolved in the end nor how long it takes.",
        "招商街道公布的93.6%（8293件中的7764件）是截至统计日的存量比。近期案件仍未结（删失），因此既不能说明最终化解多少，也不能说明需要多久。",
    ),
    "report.cannot.readings": (
        "Zhaoshang published 91.6 % self-resolution, which has two readings. Of those resolved, 7,112 were settled in the community and at least 55 % "
        "of the escalated succeeded; of those recorded, 7,596 were, and at least 24 %. The article does not say which.",
        "招商街道的自我化解率91.6%有两种口径：占已化解，则社区内化解7112件，上报案件至少55%成功；"
        "占登记，则社区内化解7596件，上报案件至少24%成功。原文未说明是哪一种。",
    ),
    "report.cannot.counterfactual": (
        "There is no comparison street: the figures can't say what would have happened otherwise, nor how many incidents "
        "were averted. The simulation can, under its assumptions.",
        "没有对照街道：这些数字说明不了若非如此会怎样，也说明不了避免了多少事件。仿真可以，但以其假设为前提。",
    ),
    "report.cannot.calibration": (
        "The model is calibrated to these figures of Zhaoshang, so that its agreement with them is no proof.",
        "模型按招商街道的这些数字校准，因此与之吻合并不构成证明。",
    ),
    "report.reproduce": ("How to reproduce it", "如何复现"),
    "report.reproduce.intro": (
        "The same command with the same versions gives the same numbers to the bit.",
        "相同命令、相同版本，得到逐位相同的数字。",
    ),
    "report.reproduce.unfinished": (
        "The same command goes on from the stored runs, and the numbers here change as the rest come in.",
        "重复同一命令即从已存的运行继续；其余运行完成后，此处的数字会改变。",
    ),
    "report.reproduce.command": ("Command", "命令"),
    "report.reproduce.seeds": ("Seeds", "随机种子"),
    "report.reproduce.versions": ("Versions", "版本"),
    "report.reproduce.scenario": ("Scenario", "情景文件"),
    "report.reproduce.files": ("Files beside this page", "与本页同处的文件"),
    "report.notice": (
        "A simulation shows what follows from its assumptions. It is meant for comparing policies and for teaching; "
        "it doesn't predict what will happen in a place.",
        "仿真展示由其假设推出的结果，用于比较政策与教学，不预测某地将会发生什么。",
    ),
    "report.generated": ("Written by Huajie {version}, model {model}.", "由化解{version}生成，模型{model}。"),
    "report.missing": (
        "undefined in {missing} of {replications:run|runs}",
        "{replications}次运行中有{missing}次无定义",
    ),
    "report.ledger": ("The yearly ledger", "年度账目"),
    # Column heads.
    "plausible.own": (" × its value", " × 其值"),
    "plausible.times": (" × {base}", " × {base}"),
    "plausible.log-uniform": (", even in logs", "，对数均匀"),
    "plausible.triangular": (", triangular", "，三角分布"),
    "plausible.with_reason": ("{range}; {reason}", "{range}；{reason}"),
    # Workbook.
    "workbook.shares": (
        "Shares are stored as fractions and shown as per cent; empty cells are undefined, not zero.",
        "比例以小数存储、以百分数显示；空格表示无定义，而非零。",
    ),
    "workbook.intervals": (
        "Low and high are the ends of 95 % intervals over paired seeds.",
        "下限与上限为配对种子的95%区间端点。",
    ),
    "workbook.sheet": ("Sheet", "工作表"),
    "workbook.rows": ("Rows", "行数"),
    "workbook.made": ("How it was made", "如何生成"),
    "workbook.made.command": ("Command", "命令"),
    "workbook.made.seeds": ("Seeds", "种子"),
    "workbook.made.runs": ("Runs", "运行次数"),
    "workbook.made.runs.told": ("{total}, {failed} of them failed", "{total}次，其中{failed}次失败"),
    "workbook.made.written": ("Written (UTC)", "生成时间（UTC）"),
    "report.table.first": (
        "The rows of {outcome}; everything else stands under “{more}” and in tables.xlsx.",
        "以下为{outcome}各行；其余见“{more}”及tables.xlsx。",
    ),
    "report.table.more": ("All rows", "全部各行"),
}
