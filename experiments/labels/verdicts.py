"""Sentences of verdicts; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

VERDICTS: Phrases = {
    "verdict.join": (" ", ""),
    "verdict.list": ("; ", "；"),
    "verdict.points": ("{value} points", "{value}个百分点"),
    "verdict.yuan": ("{value} yuan", "{value}元"),
    "verdict.unsettled": (
        "No verdict: when the window ends, open cases, visits given up or takeovers still grow under {policies} (only {settled} of the "
        "runs are in a steady state), so that what follows depends on how long one looks: read directions, not sizes.",
        "不下结论：观察期末，{policies}下的未结案件、放弃办理或上级接办仍在增长（仅{settled}的运行处于稳态），以下结果取决于观察多久：宜看方向，勿看大小。",
    ),
    "verdict.hidden": (
        "The official rate is {official} (baseline {official_baseline}), yet {hidden} of what needed care (baseline "
        "{hidden_baseline}) was never recorded.",
        "公布的化解率为{official}（基准{official_baseline}）；而需要处置的矛盾中，{hidden}（基准{hidden_baseline}）从未登记。",
    ),
    "verdict.hidden.alone": (
        "{policy}: the official rate is {official}, yet {hidden} of what needed care was never recorded.",
        "“{policy}”：公布的化解率为{official}，而需要处置的矛盾中{hidden}从未登记。",
    ),
    "verdict.rivals": (
        "Between {policy} and these there is no clear difference: {rivals}.",
        "“{policy}”与以下政策无明显差异：{rivals}。",
    ),
    "verdict.credit": (
        "Share of its gain in the in-the-bud rate from changing one lever alone in the baseline: {clauses}.",
        "其萌芽化解率的提升中，在基准上单独改变一项措施可得：{clauses}。",
    ),
    "verdict.credit.share": ("{lever} {share}", "{lever}{share}"),
    "verdict.credit.none": ("{lever} no clear difference", "{lever}无明显差异"),
    "verdict.better": (
        "{policy} does better than {baseline}: {clauses}.",
        "“{policy}”优于“{baseline}”：{clauses}。",
    ),
    "verdict.worse": (
        "{policy} does worse than {baseline}: {clauses}.",
        "“{policy}”劣于“{baseline}”：{clauses}。",
    ),
    "verdict.mixed": (
        "{policy} against {baseline} is a trade-off: better in {better}; worse in {worse}.",
        "“{policy}”与“{baseline}”相比有得有失：优于{better}；劣于{worse}。",
    ),
    "verdict.unclear": (
        "{policy} and {baseline} do not differ clearly on any criterion of the verdict.",
        "“{policy}”与“{baseline}”在结论所依据的各项上均无明显差异。",
    ),
    "verdict.baseline_leads": (
        "{policy} comes out best: no other policy compared resolves more in the bud.",
        "“{policy}”最优：所比较的其他政策均未在萌芽状态化解更多。",
    ),
    "verdict.undefined": (
        "No verdict: the in-the-bud rate is undefined here. It needs at least {least:contradiction|contradictions} of consequence that arose "
        "{days:day|days} or more before the end; lengthen the horizon or enlarge the place.",
        "无法下结论：此处萌芽化解率无定义。它要求至少有{least}件会酿成后果的矛盾在期末{days}天以前发生；请延长时段或扩大范围。",
    ),
    "verdict.untested": (
        "{policy} can't be judged against {baseline}: too few runs give an interval.",
        "“{policy}”与“{baseline}”无法比较：运行次数太少，得不出区间。",
    ),
    "verdict.untested.baseline": (
        "{policy} can't be judged against the other policies: too few runs give an interval.",
        "“{policy}”与其他政策无法比较：运行次数太少，得不出区间。",
    ),
    "verdict.clause.higher": (
        "{outcome} {size} higher ({low} to {high})",
        "{outcome}高{size}（{low}至{high}）",
    ),
    "verdict.clause.lower": (
        "{outcome} {size} lower ({low} to {high})",
        "{outcome}低{size}（{low}至{high}）",
    ),
    "verdict.clause.unclear": ("no clear difference in {outcome}", "{outcome}无明显差异"),
    "verdict.official.silent": (
        "The official resolution rate shows no clear difference.",
        "公布的化解率看不出明显差异。",
    ),
    "verdict.official.smaller": (
        "The in-the-bud rate changes by {bud}, the official resolution rate by only {official}.",
        "萌芽化解率变动{bud}，而公布的化解率只显示{official}。",
    ),
    "verdict.official.agrees": (
        "The official resolution rate changes by {official}, the in-the-bud rate by {bud}.",
        "公布的化解率变动{official}，萌芽化解率变动{bud}。",
    ),
    "verdict.official.opposite": (
        "The official resolution rate points the other way ({official}): don't judge by it.",
        "公布的化解率指向相反方向（{official}）：不可据此判断。",
    ),
    "verdict.simulated": (
        "This is what the model says under its assumptions, not a forecast.",
        "这是模型在其假设下的结论，不是预测。",
    ),
    "verdict.unfinished": (
        "Not finished: this rests on {known} of {planned} planned runs; the same command computes the rest.",
        "尚未完成：以上依据计划{planned}次运行中的{known}次；重复同一命令即可算完其余。",
    ),
    "verdict.imprecise": (
        "The precision asked for was not reached with the most replications that are run: the widest interval that decides is "
        "± {width}.",
        "已达重复次数上限，仍未达到所要求的精度：用以判定的最宽区间为±{width}。",
    ),
    "verdict.failed": (
        "{failed} of {total} runs failed or were refused and are missing here; manifest.json names each, with the command that "
        "repeats it; --retry-failed computes those that failed again.",
        "{total}次运行中有{failed}次失败或被拒绝，未计入此处；manifest.json逐一列出，并附重复该次运行的命令；用--retry-failed可重新计算失败的运行。",
    ),
    "verdict.sweep.best": (
        "{outcome} is best at {lever} {value} ({policy}): {mean}.",
        "{outcome}在“{lever}”为{value}时最优（{policy}）：{mean}。",
    ),
    "verdict.sweep.tied": (
        "{outcome} is highest at {lever} {value} ({policy}): {mean}; no clear difference from {ties}, the other values are "
        "clearly worse.",
        "{outcome}在“{lever}”为{value}时最高（{policy}）：{mean}；与{ties}无明显差异，其余取值明显较差。",
    ),
    "verdict.sweep.flat": (
        "{lever} makes no clear difference to {outcome} ({policy}): no value is clearly worse than another on {replications} "
        "paired seeds.",
        "“{lever}”对{outcome}无明显影响（{policy}）：在{replications}个配对种子上，没有哪个取值明显更差。",
    ),
    "verdict.sweep.untested": (
        "What {lever} does to {outcome} can't be judged ({policy}): one replication gives no interval.",
        "无法判断“{lever}”对{outcome}的影响（{policy}）：只有一次重复，得不出区间。",
    ),
    "verdict.sweep.scattered": (
        "No verdict along a lever: the points differ in several levers at once, or there is but one.",
        "无法沿某一措施下结论：各点同时在多项措施上不同，或只有一个点。",
    ),
    "verdict.sweep.together.best": (
        "Of all {count} points, {outcome} is best at “{setting}”: {mean}.",
        "在全部{count}个点中，{outcome}在“{setting}”处最优：{mean}。",
    ),
    "verdict.sweep.together.tied": (
        "Of all {count} points, {outcome} is highest at “{setting}”: {mean}; {worse:of the others is|of the others are} clearly worse.",
        "在全部{count}个点中，{outcome}在“{setting}”处最高：{mean}；其余点中有{worse}个明显较差。",
    ),
    "verdict.sweep.together.flat": (
        "Of all {count} points none is clearly worse than another; {outcome} is highest at “{setting}”: {mean}.",
        "在全部{count}个点中，没有哪个点明显更差；{outcome}在“{setting}”处最高：{mean}。",
    ),
    "verdict.sweep.worlds": (
        "Figures are medians with the middle 90 % of worlds; clearly worse means so in at least 9 of 10 worlds.",
        "数值为中位数及中间90%的情形；“明显较差”指至少九成情形如此。",
    ),
    "verdict.sweep.as_is": ("all else as in the scenario", "其余同情景文件"),
    "verdict.worlds.clear": (
        "{policy} resolves the most in the bud {share}.",
        "{share}，“{policy}”在萌芽状态化解最多。",
    ),
    "verdict.worlds.mostly": (
        "{policy} resolves the most in the bud {share}; {rival} does {other}.",
        "{share}，“{policy}”在萌芽状态化解最多；{other}，“{rival}”最多。",
    ),
    "verdict.worlds.open": (
        "Which policy resolves the most in the bud stays open: {policy} {share}, {rival} {other}.",
        "哪种政策在萌芽状态化解最多尚无定论：{share}是“{policy}”，{other}是“{rival}”。",
    ),
    "verdict.worlds.against": (
        "Against {baseline}, where both settle ({worlds} worlds; median, middle 90 %): {clauses}.",
        "与“{baseline}”相比（两者均稳定的{worlds}种情形；中位数、中间90%）：{clauses}。",
    ),
    "verdict.worlds.clause": (
        "{outcome} {median} ({low} to {high}), better {share}",
        "{outcome}{median}（{low}至{high}），{share}更好",
    ),
    "verdict.worlds.looking.pays": (
        "looking early resolves more in the bud {share}",
        "主动排查{share}在萌芽状态化解更多",
    ),
    "verdict.worlds.looking.not": (
        "looking early does not pay: it resolves more in the bud {share}",
        "主动排查并不划算：仅{share}在萌芽状态化解更多",
    ),
    "verdict.worlds.looking.open": (
        "whether to look early stays open: it resolves more in the bud {share}",
        "是否主动排查尚无定论：{share}在萌芽状态化解更多",
    ),
    "verdict.worlds.contracting.pays": (
        "contracting out resolves more than desks of one's own {share}",
        "购买服务{share}比自办化解更多",
    ),
    "verdict.worlds.contracting.not": (
        "contracting out does not pay: it resolves more than desks of one's own {share}",
        "购买服务并不划算：仅{share}比自办化解更多",
    ),
    "verdict.worlds.contracting.open": (
        "whether to contract out stays open: it resolves more {share}",
        "是否购买服务尚无定论：{share}化解更多",
    ),
    "verdict.worlds.headline": ("{looking}; {contracting}.", "{looking}；{contracting}。"),
    "verdict.worlds.no_verdict": (
        "No verdict: {policy} seems to resolve the most in the bud {share}, but settles only {settled}; in the others open cases, "
        "visits given up or takeovers still grow when the window ends, so that its figures depend on how long one looks.",
        "不下结论：“{policy}”{share}看似在萌芽状态化解最多，但仅{settled}趋于稳定；其余情形中，期末未结案件、放弃办理或上级接办仍在增长，其数值取决于观察多久。",
    ),
    "verdict.worlds.unsettled": (
        "Not everywhere in a steady state: {policies}. Elsewhere something still grows when the window ends: read directions there, not "
        "sizes.",
        "并非处处稳定：{policies}；其余情形中期末仍有积压在增长：只宜看方向，勿看大小。",
    ),
    "verdict.worlds.settles": ("{policy} {share}", "“{policy}”{share}稳定"),
    "verdict.worlds.no_sizes": (
        "No sizes: {policy} and {baseline} settle together {share}.",
        "不给出大小：“{policy}”与“{baseline}”同时趋于稳定的情形为：{share}。",
    ),
    "verdict.worlds.own": (
        "It needs no contract; with one, {rival} comes nearest: {clause}.",
        "它不需要购买服务；购买服务的政策中最接近的是“{rival}”：{clause}。",
    ),
    "verdict.worlds.without_contract": (
        "Without a contract, {rival} comes nearest: {clause}.",
        "不购买服务时，最接近的是“{rival}”：{clause}。",
    ),
    "verdict.worlds.worse": (
        "What gets worse than with {baseline} (in at least 9 of 10 worlds; medians): {list}.",
        "与“{baseline}”相比变差的有（至少九成情形；中位数）：{list}。",
    ),
    "verdict.worlds.worse.nothing": (
        "Nothing gets worse than with {baseline} in 9 of 10 worlds.",
        "与“{baseline}”相比，没有在九成情形中变差的指标。",
    ),
    "verdict.worlds.together": (
        "It is best on all criteria at once {share}. Shares are exact to ±{margin} of 100.",
        "{share}，它在所有判断指标上同时最优。各占比的误差为±{margin}（每100种）。",
    ),
    "verdict.worlds.credit": (
        "Credit for the mean gain of {whole}, shared out so that it sums: {parts}.",
        "平均增益{whole}的功劳分摊（合计等于总数）：{parts}。",
    ),
    "verdict.worlds.credited": ("{group} {credit}", "{group}{credit}"),
    "verdict.worlds.others": ("all others {credit}", "其余合计{credit}"),
    "verdict.worlds.find_out": (
        "Before you decide, find out ({how}): {parameter}. Knowing it is worth up to {worth} on average.",
        "决定之前先查明（{how}）：{parameter}。知道它，平均最多值{worth}。",
    ),
    "verdict.worlds.nothing_to_find_out": (
        "No single number, if known, would clearly change the choice.",
        "没有哪一个数字在查明之后会明显改变选择。",
    ),
    "verdict.worlds.matched": (
        "The {worlds} worlds differ in {numbers} numbers and all show the published figures ({accepted} of {drawn} places "
        "did); this presumes that the record was made under {policy}.",
        "这{worlds}种情形在{numbers}个数字上不同，且都重现公布的数字（{drawn}个备选中有{accepted}个做到）；前提是记录产生于“{policy}”之下。",
    ),
    "verdict.worlds.drawn": (
        "The {worlds} worlds differ in {numbers} numbers, drawn from their plausible ranges; no published figure restricts them.",
        "这{worlds}种情形在{numbers}个数字上不同，均取自其合理区间；没有公布的数字加以限制。",
    ),
    "verdict.worlds.stale": (
        "Rules or ranges have changed since these worlds were matched: python run.py calibrate {scenario} --worlds 300 makes them anew.",
        "这些情形匹配之后规则或区间已有变动：运行 python run.py calibrate {scenario} --worlds 300 可重新生成。",
    ),
}
