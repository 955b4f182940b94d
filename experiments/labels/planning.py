"""Words of a planner's questions: what if, how much, which mix, when; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

PLANNING: Phrases = {
    # Changes, whatever made them.
    "change.group.better": ("Better", "改善"),
    "change.group.worse": ("Worse", "变差"),
    "change.group.unclear": ("No clear difference", "无明显差异"),
    "change.group.neither": ("Changes, neither better nor worse", "有变化，不分好坏"),
    "change.list": ("; ", "；"),
    "change.move": ("{before} → {after}", "{before}→{after}"),
    "change.clause": ("{name} {move} {unit}", "{name}{move}{unit}"),
    "change.clause.plain": ("{name} {move}", "{name}{move}"),
    "change.line": ("{name} {before} → {after}", "{name}{before}→{after}"),
    "change.more": ("{list}; and {count:further outcome|further outcomes}", "{list}；另有{count}项指标"),
    "change.worse": (
        "What gets worse with {policy} than with {baseline}: {list}.",
        "与“{baseline}”相比，“{policy}”变差的有：{list}。",
    ),
    "change.worse.nothing": (
        "Nothing gets clearly worse with {policy} than with {baseline}.",
        "与“{baseline}”相比，“{policy}”没有明显变差的指标。",
    ),
    "change.beside.better": ("Also better: {list}.", "另有改善：{list}。"),
    "change.beside.worse": ("Also worse: {list}.", "另有变差：{list}。"),
    "change.beside.neither": ("Also changed: {list}.", "另有变化：{list}。"),
    "change.beside.unclear": ("No clear change: {list}.", "无明显变化：{list}。"),
    # whatif.
    "whatif.change": ("{lever} {before} → {after}", "{lever}{before}→{after}"),
    "whatif.headline.mixed": (
        "{change}: a trade-off. Worse: {worse}. Better: {better}.",
        "{change}：有得有失。变差：{worse}。改善：{better}。",
    ),
    "whatif.headline.worse": (
        "{change}: it hurts, and nothing gets clearly better. Worse: {worse}.",
        "{change}：有损害，且没有明显改善的指标。变差：{worse}。",
    ),
    "whatif.headline.better": (
        "{change}: it helps, and nothing gets clearly worse. Better: {better}.",
        "{change}：有改善，且没有明显变差的指标。改善：{better}。",
    ),
    "whatif.headline.none": (
        "{change}: no clear difference in any outcome that has a better side.",
        "{change}：凡有好坏之分的指标均无明显差异。",
    ),
    "whatif.untested": (
        "{change}: nothing can be said, for fewer than two runs give no interval; take more replications (-n).",
        "{change}：运行不足两次，得不出区间，无从判断；请增加重复次数（-n）。",
    ),
    "whatif.also.better": ("Also better: {list}.", "另有改善：{list}。"),
    "whatif.also.worse": ("Also worse: {list}.", "另有变差：{list}。"),
    "whatif.arm.before": ("before the change", "改变前"),
    "whatif.arm.after": ("after the change", "改变后"),
    "whatif.overrun": (
        "Not settled {arms}: when the {days} days simulated end, something still grows (open cases, visits given up, or "
        "takeovers), so that how bad it gets depends on how long one looks; read the direction, not the size.",
        "{arms}尚未稳定：所模拟的{days}天结束时，未结案件、放弃办理或上级接办仍在增长，程度取决于观察多久；宜看方向，勿看大小。",
    ),
    "whatif.refused": (
        "In {refused} of {worlds} worlds the money does not pay even what is named beside delivery, so that they are left out here.",
        "{worlds}种情形中有{refused}种的经费连列名科目都不够支付，此处未计入。",
    ),
    "whatif.sure.seeds": (
        "How sure: each difference is clear at the {level} % level on {runs} paired seeds, all outcomes taken together (Holm). "
        "That is chance alone; what is assumed about the place was not varied.",
        "把握程度：以{runs}个配对种子、各指标合并校正（Holm）后，上述差异在{level}%水平上明显。这只排除偶然性；对该地的假设未作变动。",
    ),
    "whatif.sure.worlds": (
        "How sure: better or worse means so in at least 9 of 10 of {runs} plausible worlds; figures are medians.",
        "把握程度：在{runs}种合理情形中至少九成如此，方称改善或变差；数值取中位数。",
    ),
    "whatif.undefined": (
        "Cannot be known from these runs (too few cases, or too short a follow-up): {list}.",
        "由这些运行无从得知（案件太少或跟踪太短）：{list}。",
    ),
    "money.large": ("{value} million yuan", "{value}万元"),
    "whatif.money.same": (
        "Money: {before} a year, {after} after the change; no line changes.",
        "经费：每年{before}，改变后{after}；各科目不变。",
    ),
    "whatif.money.within": (
        "Money: {before} a year as before ({after}), spent otherwise: {lines}.",
        "经费：每年{before}，总额不变（{after}），用途改变：{lines}。",
    ),
    "whatif.money.changed": ("Money: {before} → {after} a year: {lines}.", "经费：每年{before}→{after}：{lines}。"),
    "whatif.community": ("Community {number}", "第{number}社区"),
    "whatif.people.tenure.none": (
        "By tenure, harm changes clearly for nobody.",
        "按居住身份看，各类居民所受危害均无明显变化。",
    ),
    "whatif.people.tenure.better": (
        "Harm falls for: {who} ({change} on average).",
        "危害减轻者：{who}（平均{change}）。",
    ),
    "whatif.people.tenure.better.all": (
        "Harm falls for all: {who} ({change} on average).",
        "各类居民所受危害均减轻：{who}（平均{change}）。",
    ),
    "whatif.people.tenure.worse": (
        "Harm rises for: {who} ({change} on average).",
        "危害加重者：{who}（平均{change}）。",
    ),
    "whatif.people.tenure.worse.all": (
        "Harm rises for all: {who} ({change} on average).",
        "各类居民所受危害均加重：{who}（平均{change}）。",
    ),
    "whatif.people.community.none": (
        "By community, harm changes clearly in none.",
        "按社区看，各社区所受危害均无明显变化。",
    ),
    "whatif.people.community.better": (
        "Harm falls clearly in communities {who} ({change} on average).",
        "危害明显减轻的社区：第{who}（平均{change}）。",
    ),
    "whatif.people.community.better.all": (
        "Harm falls clearly in every community: {who} ({change} on average).",
        "各社区危害均明显减轻：第{who}（平均{change}）。",
    ),
    "whatif.people.community.worse": (
        "Harm rises clearly in communities {who} ({change} on average).",
        "危害明显加重的社区：第{who}（平均{change}）。",
    ),
    "whatif.people.community.worse.all": (
        "Harm rises clearly in every community: {who} ({change} on average).",
        "各社区危害均明显加重：第{who}（平均{change}）。",
    ),
    "whatif.effort": ("What the change takes: {items}.", "改变需要：{items}。"),
    "whatif.effort.none": (
        "The change needs nobody hired or let go, and no contract.",
        "该改变无需增减人员，也不涉及合同。",
    ),
    "effort.grid_workers": ("Grid workers", "网格员（人）"),
    "effort.staffed_posts": ("Workstation posts", "工作站岗位（个）"),
    "effort.temporary_posts": ("Of these temporary", "其中临聘岗位（个）"),
    "effort.centre_posts": ("Posts of contracted centres", "购买服务岗位（个）"),
    "effort.street_posts": ("Street posts", "街道岗位（个）"),
    "effort.contracts": ("Contracts", "合同（份）"),
    "effort.tender_days": ("Days until contracted work begins", "招标至开办（天）"),
    # goal.
    "goal.target.relative": ("{outcome} {change} % against the present policy", "{outcome}比现行政策{change}%"),
    "goal.target.low": ("{outcome} at most {bound}", "{outcome}不高于{bound}"),
    "goal.target.high": ("{outcome} at least {bound}", "{outcome}不低于{bound}"),
    "goal.found": (
        "The least that reaches the target ({target}) is {levers} (now {present}): {value}.",
        "达到目标（{target}）至少需要{levers}（现为{present}）：{value}。",
    ),
    "goal.found.mix": (
        "The cheapest mix found that reaches the target ({target}) is {levers} (now {present}): {value}.",
        "达到目标（{target}）最省的组合是{levers}（现为{present}）：{value}。",
    ),
    "goal.nowhere": (
        "Not within these ranges: nothing tried reaches the target ({target}). The nearest is {levers} (now {present}): {value}. "
        "Searched: {ranges}.",
        "在此范围内无法达到：所试取值均未达到目标（{target}）。最接近的是{levers}（现为{present}）：{value}。搜索范围：{ranges}。",
    ),
    "goal.nowhere.present": (
        "Not within these ranges: nothing tried reaches the target ({target}), and of all that was tried the present value does "
        "best already ({present}): {value}; more or less of it does worse. Searched: {ranges}.",
        "在此范围内无法达到：所试取值均未达到目标（{target}），而现值（{present}）已是所试取值中最好的：{value}，加大或减小都更差。搜索范围：{ranges}。",
    ),
    "goal.confirmed": (
        "How sure: reached with {confidence} % confidence, also on {runs} seeds that took no part in the search "
        "({before} → {after}). That is chance alone; what is assumed about the place was not varied.",
        "把握程度：以{confidence}%的置信度达到，在{runs}个未参与搜索的种子上亦然（{before}→{after}）。这只排除偶然性；对该地的假设未作变动。",
    ),
    "goal.unconfirmed": (
        "Not confirmed: on {runs} seeds that took no part in the search the target is missed at {confidence} % confidence "
        "({before} → {after}); take more replications (-n), or a little more of the lever.",
        "未获证实：在{runs}个未参与搜索的种子上，以{confidence}%的置信度未达到目标（{before}→{after}）；请增加重复次数（-n），或将措施再加大一些。",
    ),
    "goal.nearest": (
        "There, on {runs} fresh seeds: {before} → {after}; the target asks for more at {confidence} % confidence.",
        "在该处，{runs}个新种子上为{before}→{after}；按{confidence}%的置信度，目标要求更多。",
    ),
    "goal.confirmed.worlds": (
        "How sure: reached in at least {confidence} % of the worlds that the search used, and again on fresh seeds in {runs} worlds "
        "(medians {before} → {after}).",
        "把握程度：在搜索所用情形的至少{confidence}%中达到，在{runs}种情形的新种子上亦然（中位数{before}→{after}）。",
    ),
    "goal.unconfirmed.worlds": (
        "Not confirmed: on fresh seeds in {runs} worlds the target is missed in more than they may (it is to hold in {confidence} %; "
        "medians {before} → {after}); take more worlds (-n), or a little more of the lever.",
        "未获证实：在{runs}种情形的新种子上，未达到目标的情形过多（要求{confidence}%达到；中位数{before}→{after}）；请增加情形数（-n），或将措施再加大一些。",
    ),
    "goal.nearest.worlds": (
        "There, on fresh seeds in {runs} worlds: {before} → {after} (medians); the target is to hold in {confidence} % of them.",
        "在该处，{runs}种情形的新种子上为{before}→{after}（中位数）；目标要求在{confidence}%的情形中达到。",
    ),
    "goal.worse": ("What gets worse there: {list}.", "该处变差的有：{list}。"),
    "goal.worse.none": ("Nothing gets clearly worse there.", "该处没有明显变差的指标。"),
    "goal.better": ("Better: {list}.", "改善：{list}。"),
    "goal.cost.none": ("It costs no money by itself.", "其本身不需要经费。"),
    "goal.cost.saves": ("It frees {money} a year for delivery.", "每年可腾出{money}用于服务。"),
    "goal.cost.delivery": (
        "It costs {money} a year, taken from delivery (--new-money would add it to the budget).",
        "每年需{money}，从服务经费中支出（--new-money则另加入预算）。",
    ),
    "goal.cost.new": ("It costs {money} a year of new money.", "每年需新增经费{money}。"),
    # optimize.
    "front.cost": ("Money a year against now", "每年经费增减"),
    "front.cost.none": ("unchanged", "不变"),
    "front.present": ("the present policy", "现行政策"),
    "front.figure": ("{name} {value}", "{name}{value}"),
    "front.judged": ("{objective} (bad tenth of runs)", "{objective}（最差一成）"),
    "front.best": (
        "{objective} can go from {before} to {after} ({others}) with {levers}. {count:mix makes|mixes make} up the front.",
        "{objective}可由{before}变为{after}（{others}）：{levers}。前沿共{count}个组合。",
    ),
    "front.none": (
        "{objective}: no mix tried is clearly better than the present policy ({before}); the best reaches {after} ({others}) with "
        "{levers}. {count:mix makes|mixes make} up the front.",
        "{objective}：所试组合均未明显优于现行政策（{before}）；最好的达到{after}（{others}）：{levers}。前沿共{count}个组合。",
    ),
    "front.none.present": (
        "{objective}: no mix tried does better than the present policy ({before}). {count:mix makes|mixes make} up the front.",
        "{objective}：所试组合均不优于现行政策（{before}）。前沿共{count}个组合。",
    ),
    "front.other": (
        "Best in {objective}: mix {mix}, {levers}; there {values}.",
        "{objective}最优的是组合{mix}：{levers}；该处{values}。",
    ),
    "front.single": (
        "One mix does best in all objectives at once, or the others cannot be told from it: there is nothing to trade.",
        "有一个组合在各目标上同时最优，或其余组合与之无法区分，无需取舍。",
    ),
    "front.worse": (
        "What gets worse with mix 1, against the present policy: {list}.",
        "与现行政策相比，组合1变差的有：{list}。",
    ),
    "front.worse.none": (
        "Nothing gets clearly worse with mix 1 than with the present policy.",
        "与现行政策相比，组合1没有明显变差的指标。",
    ),
    "front.common": ("All mixes of the front have in common: {list}.", "前沿各组合的共同之处：{list}。"),
    "front.common.none": (
        "The mixes of the front have no lever in common: along it every lever moves.",
        "前沿各组合没有共同的措施取值，各项措施均有变化。",
    ),
    "front.credit": (
        "Of the change in {outcome} from the present policy to mix 1 ({whole}), these levers earn: {list} (Shapley values over {worlds} "
        "of the fresh seeds).",
        "由现行政策到组合1，{outcome}的变化为{whole}，其中各项措施的贡献：{list}（沙普利值，取{worlds}个新种子）。",
    ),
    "front.credit.one": ("{lever} {size}", "{lever}{size}"),
    "front.credit.none": (
        "No single lever of mix 1 clearly earns its change.",
        "组合1中没有哪一项措施的贡献明显。",
    ),
    "front.own": (
        "Mix 1 has a contract. The nearest of the mixes tried without one: {levers}; there {values}.",
        "组合1含购买服务。所试组合中不购买服务而最接近的是：{levers}；该处{values}。",
    ),
    "front.own.same": (
        "Mix 1 has a contract, as has every mix that was tried. The same mix with staff of the street's own: {values}.",
        "组合1含购买服务，所试组合无一例外。同一组合改由自有人员办理：{values}。",
    ),
    "front.pays.delivery": (
        "The budget stays: money that a mix needs is taken from delivery, money that it frees goes there (--new-money would move the budget).",
        "预算总额不变：组合所需经费从服务经费中支出，节省的经费用于服务（--new-money则增减预算）。",
    ),
    "front.pays.budget": (
        "The budget moves: money that a mix needs is new, money that it frees is saved.",
        "预算随之增减：组合所需经费为新增，节省的经费予以核减。",
    ),
    "front.keeps": (
        "All mixes of the front keep what was asked for, also on fresh seeds: {limits}.",
        "前沿各组合在新种子上也满足所设条件：{limits}。",
    ),
    "front.keeps.not": (
        "Not confirmed: on fresh seeds no mix keeps what was asked for ({limits}) as surely as it must; take more replications (-n) or a "
        "weaker constraint.",
        "未获证实：在新种子上没有组合以所要求的把握满足所设条件（{limits}）；请增加重复次数（-n）或放宽条件。",
    ),
    "front.refused": (
        "{count:mix was|mixes were} set aside, for the money does not pay in every world what they take.",
        "有{count}个组合因经费不足以支付而未计入。",
    ),
    "front.refused.limits": (
        "{count:mix was|mixes were} set aside in the search: they cannot be paid, or do not keep what was asked for.",
        "搜索中有{count}个组合因无法支付或不满足所设条件而未计入。",
    ),
    "front.sure": (
        "How sure: {count:mix was|mixes were} tried; the front rests on {runs} seeds that took no part in the search, and a mix is dropped where "
        "another is clearly better in one objective and clearly worse in none (pairs of the same seed, all at 95 % together). That is "
        "chance alone; what is assumed about the place was not varied.",
        "把握程度：共试{count}个组合；前沿各数取自{runs}个未参与搜索的种子，若另一组合在某一目标上明显更优而在其他目标上均不明显更差，则该组合剔除（同一种子配对，合计95%水平）。这只排除偶然性；对该地的假设未作变动。",
    ),
    "front.sure.worlds": (
        "How sure: {count:mix was|mixes were} tried; the front rests on {runs} worlds and seeds that took no part in the search, and a mix is dropped "
        "where another is clearly better in one objective and clearly worse in none (pairs of the same world, all at 95 % together).",
        "把握程度：共试{count}个组合；前沿各数取自{runs}种未参与搜索的情形与种子，若另一组合在某一目标上明显更优而在其他目标上均不明显更差，则该组合剔除（同一情形配对，合计95%水平）。",
    ),
    "front.mix": ("Mix {mix}", "组合{mix}"),
    "front.number.present": ("{mix} (now)", "{mix}（现状）"),
    "front.cell.better": ("{value} (better)", "{value}（改善）"),
    "front.cell.worse": ("{value} (worse)", "{value}（变差）"),
    "front.cell.unclear": ("{value}", "{value}"),
    "front.cell.neither": ("{value} (changed)", "{value}（有变化）"),
    # check.
    "check.question": (
        "To be asked: {name} ({path}) is {found}; plausible would be {low} to {high}.",
        "请核对：{name}（{path}）为{found}，合理区间为{low}至{high}。",
    ),
    "check.meant": (
        "Did you mean {meant}? The unit is yuan, not ten thousand yuan.",
        "是否指{meant}？单位为元，而非万元。",
    ),
    "check.people": (
        "People: {people} residents ({owners} % owners, {tenants} % tenants, {migrants} % migrants) in {communities} communities and "
        "{grids} grids, {of_a_grid} a grid; {days} days are simulated.",
        "人口：居民{people}人（业主{owners}%、租户{tenants}%、外来人员{migrants}%），{communities}个社区、{grids}个网格，每格{of_a_grid}人；模拟{days}天。",
    ),
    "check.money": (
        "Money: {budget} a year, {a_head} yuan a resident. Named lines take {named}; {delivery} are left for delivery and buy {posts} "
        "posts at the windows, one for {people_of_a_post} residents. There are {workers} grid workers and {street} posts in the street.",
        "经费：每年{budget}，人均{a_head}元。列名科目用去{named}；余下{delivery}用于服务，可设窗口岗位{posts}个，每岗服务居民{people_of_a_post}人。网格员{workers}人，街道岗位{street}个。",
    ),
    "check.load": (
        "Loads, in one run of the present policy: units are busy {busy} % of their hours, a visit to the windows waits {wait} hours, "
        "{unserved} % of requests are given up, {recorded} cases are recorded in {days} days and {backlog} are open at the end; harm is {harm}.",
        "负荷（现行政策运行一次）：服务单位工时占用{busy}%，窗口等候{wait}小时，{unserved}%的事项放弃办理，{days}天登记{recorded}件，期末未结{backlog}件；危害{harm}。",
    ),
    "check.load.overrun": (
        "Loads, in one run of the present policy: something still grows when the {days} days end, so the place cannot keep up and sizes "
        "depend on how long one looks; units are busy {busy} % of their hours, a visit to the windows waits {wait} hours, {unserved} % of "
        "requests are given up, {recorded} cases are recorded and {backlog} are open at the end; harm is {harm}. Look at the budget, the "
        "wages and the requests a resident makes.",
        "负荷（现行政策运行一次）：{days}天结束时仍有积压在增长，该地应付不来，数值大小取决于观察多久；服务单位工时占用{busy}%，窗口等候{wait}小时，{unserved}%的事项放弃办理，登记{recorded}件，期末未结{backlog}件；危害{harm}。请核对预算、工资与人均办事次数。",
    ),
    "check.far": ("Farthest from the defaults: {list}.", "与默认值相差最大的有：{list}。"),
    "check.far.one": ("{name} {value} (default {default})", "{name}{value}（默认{default}）"),
    "check.far.none": ("No number is twice its default, or half of it.", "没有数值达到默认值的两倍或一半。"),
    "check.policy.stated": ("The file states its present policy.", "文件已写明现行政策。"),
    "check.policy.default": (
        "The file states no policy: the present one is taken to be preventive with contracted windows.",
        "文件未写明政策：以主动排查、购买服务为现行政策。",
    ),
    # What moves along a sweep.
    "sweep.unsettled": (
        "No verdict along {lever} ({policy}): at {values} something still grows when the window ends (open cases, visits given up or "
        "takeovers; as few as {settled} of the runs settle), so that figures there depend on how long one looks.",
        "沿“{lever}”不下结论（{policy}）：取值为{values}时，期末未结案件、放弃办理或上级接办仍在增长（最少仅{settled}的运行稳定），其数值取决于观察多久。",
    ),
    "sweep.along": (
        "{lever} from {first} to {last} ({policy}), all outcomes:",
        "“{lever}”由{first}到{last}（{policy}），各项指标：",
    ),
    "sweep.along.worse": ("worse: {list}.", "变差：{list}。"),
    "sweep.along.worse.none": ("nothing gets clearly worse.", "没有明显变差的指标。"),
    "sweep.along.better": ("Better: {list}.", "改善：{list}。"),
    "sweep.along.better.none": ("Nothing gets clearly better.", "没有明显改善的指标。"),
    "sweep.scales": (
        "Mind: “{lever}” is a number of the place; with it move {list}, while the budget stays.",
        "注意：“{lever}”是该地的数值，随之变动的还有{list}，而预算不变。",
    ),
    "sweep.scales.residents": ("the residents", "居民人数"),
    "sweep.scales.arising": ("the contradictions that arise", "发生的矛盾纠纷"),
    "sweep.scales.units": (
        "the number of workstations or centres among which the posts are divided",
        "分摊岗位的工作站或服务中心个数",
    ),
}
