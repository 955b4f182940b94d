"""Words of learning from a case register: what was noticed, learned, assumed, held against it; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WEEKDAYS_ZH = "一二三四五六日"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

REGISTERS: Phrases = {
    **{f"learn.weekday.{n}": (en, f"周{zh}") for n, (en, zh) in enumerate(zip(WEEKDAYS, WEEKDAYS_ZH, strict=True), 1)},
    **{f"learn.month.{n}": (name, f"{n}月") for n, name in enumerate(MONTHS, 1)},
    # How a register was read.
    "register.order.year_first": ("year first", "年在前"),
    "register.order.month_first": ("month first", "月在前"),
    "register.order.day_first": ("day first", "日在前"),
    "register.order.short_year_first": ("two-digit year first", "两位数年份在前"),
    "register.order.compact": ("digits without separators", "无分隔的数字"),
    "register.order.number": ("a count of days or seconds (Excel, Unix)", "天数或秒数（Excel、Unix）"),
    "register.order.month_name": ("month by name", "月份为英文名"),
    "register.dates": (
        "Dates of '{column}' are read {order}, such as {example}.",
        "“{column}”的日期按{order}读取，例如{example}。",
    ),
    "register.dates_guessed": (
        "Dates of '{column}', such as {example}, are taken to be {order}; no date in it shows which, so check it.",
        "“{column}”的日期（如{example}）按{order}读取，但没有任何日期能证实，请核对。",
    ),
    "register.opened_by_content": (
        "No name says when a case was opened; '{column}' is taken for its dates: check it.",
        "没有任何列名表示立案时间；按内容取“{column}”，请核对。",
    ),
    "register.closed_by_content": (
        "No name says when a case was closed; '{column}' is taken for its dates: check it.",
        "没有任何列名表示办结时间；按内容取“{column}”，请核对。",
    ),
    "register.name_columns": (
        "If a column holds what is missing, name it with --columns ROLE=NAME ({roles}); columns not used: {names}.",
        "如有某列即为所缺内容，请用 --columns 角色=列名 指定（{roles}）；未用到的列：{names}。",
    ),
    "register.above_head": (
        "Above the head stands: {words}. Nothing of it is read ({count:line|lines}).",
        "表头之上有：{words}。这{count}行均未读取。",
    ),
    "register.headless": (
        "No line names the columns: the first holds values already. They are called column 1, column 2, …; check which is which.",
        "没有表头：首行即为数据。各列称为column 1、column 2……，请核对所用各列。",
    ),
    "register.sheets_left": (
        "Not read, for their heads differ: {count:further table|further tables} of the workbook with {rows:row|rows}. --sheet NAME reads one.",
        "工作簿中另有{count}个表（{rows}行）表头不同，未读取；可用 --sheet 名称 读取其中之一。",
    ),
    "register.closed_by_status": (
        "No column says when a case was closed. Where '{status}' says that it is ({count:case|cases}), the last change ('{column}') is taken "
        "for the closing: check it, for later changes would make closing look slow.",
        "没有办结时间一列。凡“{status}”表明已办结的（{count}件），以最后修改时间（“{column}”）作为办结时间；之后如另有修改，办结会显得偏慢，请核对。",
    ),
    "register.closed_no_dates": (
        "'{column}' holds no dates, but words such as '{example}'.",
        "“{column}”一列不是日期，而是“{example}”之类的文字。",
    ),
    "register.alike": (
        "{count:row is the same as another and is kept|rows are the same as another and are kept}, for neither a number nor a time of day tells rows apart.",
        "有{count}行与其他行完全相同；因既无编号也无时刻可以区分，予以保留。",
    ),
    "register.no_closed": (
        "No column says when a case was closed: nothing is learned of the time to closing.",
        "没有办结时间一列：无法了解办结用时。",
    ),
    "register.no_domain": (
        "No column says what kind of matter it is: the domains keep the default shares.",
        "没有案件类别一列：各领域占比沿用默认值。",
    ),
    "register.no_area": (
        "No column says where: the spread between grids keeps its default.",
        "没有地点一列：网格之间的差异沿用默认值。",
    ),
    "register.no_found_by": (
        "No column says who found the matter: the share found by staff is unknown.",
        "没有来源渠道一列：工作人员主动发现的占比未知。",
    ),
    "register.unmapped": (
        "Left out of the shares: {count:case|cases} of {kinds:kind|kinds} whose words fit no domain ({names}). The shares rest on "
        '{read} % of the cases. Fill in kinds-not-placed.csv and hand it to --domains, or say --domains "KIND=domain,…".',
        '有{count}件（{kinds}种类别）按字词无法归入任何领域，不计入占比（{names}）。占比依据{read}%的案件。可填写 kinds-not-placed.csv 并交给 --domains，或用 --domains "类别=领域,…" 指定。',
    ),
    "register.channels_unread": (
        "Not understood: {kinds:channel|channels} of {count:case|cases} ({names}). What is said of staff and residents rests on {read} % of the "
        'cases. Fill in channels-not-read.csv and hand it to --channels, or say --channels "CHANNEL=staff,…" (staff or resident).',
        '有{kinds}种渠道（{count}件）无法识别（{names}）。关于工作人员与居民的数字依据{read}%的案件。可填写 channels-not-read.csv 并交给 --channels，或用 --channels "渠道=staff,…" 指定（staff 为工作人员，resident 为居民）。',
    ),
    "register.domains_not_told": (
        "Only {read} % of the cases have a kind that could be placed: the domains keep the default shares.",
        "只有{read}%的案件能归入领域：各领域占比沿用默认值。",
    ),
    "register.one_domain": (
        "All cases are of one domain: the scenario is about this kind of matter only.",
        "所有案件同属一个领域：该情景只涉及这一类事项。",
    ),
    "register.one_domain_read": (
        "The cases that could be placed, {read} % of all, are of one domain: the scenario is about this kind of matter only. Place the "
        "others if they are not.",
        "能归类的案件（占{read}%）同属一个领域：该情景只涉及这一类事项。如其余案件不属此领域，请予指定。",
    ),
    "register.area_unknown": (
        "{count:case names|cases name} no area: counted in the rates, not in the spread between areas, which rests on {read} % of the cases.",
        "有{count}件未写明地点：计入发生率，不计入区域差异；后者依据{read}%的案件。",
    ),
    "register.few_areas": (
        "The register names {count:area|areas}, too few for a spread between them; it keeps its default.",
        "台账中只有{count}个区域，不足以估计区域差异；沿用默认值。",
    ),
    "register.areas_unread": (
        "Fewer than half of the cases name one of the {count:area|areas}: the spread between grids keeps its default.",
        "写明地点的案件不足一半（{count}个区域）：网格之间的差异沿用默认值。",
    ),
    "register.spread_beyond": (
        "The areas differ more than the model can take (log sd of grids {low} or more): the spread keeps its default.",
        "区域差异超出模型所能取的范围（网格对数标准差不低于{low}）：差异沿用默认值。",
    ),
    "register.spread_unclear": (
        "The spread between grids cannot be told within a factor of three ({low} to {high}): it keeps its default.",
        "网格之间的差异误差超过三倍（{low}至{high}）：沿用默认值。",
    ),
    "register.overdispersion_beyond": (
        "Days vary more than the model can take (variance of the day's factor {low} to {high}), as where many cases are entered at once: "
        "the day-to-day variation keeps its default.",
        "逐日波动超出模型所能取的范围（当日系数的方差{low}至{high}），例如成批录入时：逐日波动沿用默认值。",
    ),
    "register.overdispersion_unclear": (
        "How much days vary beyond chance cannot be told within a factor of three ({low} to {high}): it keeps its default.",
        "逐日波动超出偶然的程度误差超过三倍（{low}至{high}）：沿用默认值。",
    ),
    "register.months_unclear": (
        "Months differ, but not every factor can be told within a factor of three: months keep factor 1.",
        "各月有差异，但并非每个系数的误差都在三倍以内：各月系数取1。",
    ),
    "register.weekdays_unclear": (
        "Not every weekday's factor can be told within a factor of three: the weekend keeps its default.",
        "并非每个星期几的系数误差都在三倍以内：周末沿用默认值。",
    ),
    "register.no_weekdays": (
        "Too few cases for a factor of each weekday: the weekend keeps its default.",
        "案件太少，无法估计各星期几的系数：周末沿用默认值。",
    ),
    "register.found_by_unread": (
        "Only {count:case has|cases have} a channel that says who found the matter: the share found by staff is left open.",
        "只有{count}件的渠道能说明由谁发现：工作人员主动发现的占比不予估计。",
    ),
    "register.only_residents": (
        "Every channel that was read ({read} % of the cases) is the residents': screening is set to 0; if staff keep their finds elsewhere, "
        "add them.",
        "已识别的渠道（占{read}%的案件）均为居民反映：排查占比取0；如工作人员发现的另有台账，请一并加入。",
    ),
    "register.staff_not_told": (
        "With channels read for {read} % of the cases, the share found by staff lies anywhere from {low} % to {high} %: screening keeps its "
        "default.",
        "渠道已识别的案件占{read}%，工作人员主动发现的占比介于{low}%至{high}%之间：排查占比沿用默认值。",
    ),
    # What time a register covers.
    "register.whole": (
        "Cases are listed from {first} to {last} without a gap that shows: all of it is learned from.",
        "案件自{first}至{last}登记，未见明显缺失：全部用于推算。",
    ),
    "register.window": (
        "Cases are listed densely from {first} to {last} ({days:day|days}, {used} of {all:case|cases}): this window alone is learned from.",
        "案件密集登记的时段为{first}至{last}（{days}天，{all}件中的{used}件）：仅据此推算。",
    ),
    "register.gap": (
        "From {first} to {last} next to nothing is listed: a gap in the register, taken as missing, not as quiet.",
        "{first}至{last}几乎没有案件：视为台账缺失，而非平静。",
    ),
    "register.bridged": (
        "From {first} to {last} next to nothing is listed: these days count neither as days nor as cases.",
        "{first}至{last}几乎没有案件：这些天数与案件均不计入。",
    ),
    "register.round_rows": (
        "{rows} rows is a round number: perhaps the limit of an export or a sample. If so, rates are those of the sample; shares and closing "
        "times are not touched.",
        "{rows}行是整数：可能是导出上限或抽样。若是，则发生率为样本的数值；占比与办结用时不受影响。",
    ),
    "register.cut_day": (
        "The export cuts {days} in the middle of the day: left out of the window.",
        "导出在{days}当天中途截断：不计入时段。",
    ),
    "register.began_late": (
        "The listing began on {day}: of what was opened before, only {before:case|cases} are there that were still open then. The window begins on "
        "that day.",
        "台账自{day}起登记：此前立案的只有当时仍未结的{before}件。时段自该日开始。",
    ),
    "register.chosen_by_change": (
        "Rows are chosen by when they were last changed, from {first} to {last}: of what was opened before, only what was touched again is "
        "there. The window begins on the first of these days.",
        "各行按最后修改时间选取（{first}至{last}）：此前立案的只有后来又改动过的。时段自首日开始。",
    ),
    "register.growth": (
        "The register grew or shrank: {first} a day in the window's first year, {last} in its last. The rate is the last year's.",
        "登记数有大幅增减：时段第一年每天{first}件，最后一年每天{last}件。发生率取最后一年。",
    ),
    "register.regimes": (
        "Closings were recorded differently over time: closed within {followed} days {shares}, changing on {days}. Closing is learned from "
        "cases opened since {since} alone.",
        "办结的登记方式前后不同：{followed}天内办结的占比依次为{shares}，变化于{days}。办结用时仅据{since}以来立案的案件推算。",
    ),
    "register.closed_only": (
        "None of {count:case|cases} is open: the register seems to list closed cases only. What is never closed is not in it, and closing is "
        "learned from cases opened until {last}, for later slow ones are missing.",
        "{count}件无一未结：台账似乎只列已办结案件。从未办结的不在其中；办结用时只据{last}之前立案的推算，因为此后办得慢的缺失。",
    ),
    "register.cut_age": (
        "No case took longer than {days} days: the export cuts closing times there. Of what takes longer it tells nothing.",
        "没有案件超过{days}天：导出在此截断。更慢的情况台账不能说明。",
    ),
    "register.work_log": (
        "This looks like a log of work done, not a register of complaints: its dates ('{column}') are when something was done. Rates are then "
        "those of the work. Check it.",
        "这更像工作记录，而非诉求台账：其日期（“{column}”）是办理的时间，得出的便是工作量。请核对。",
    ),
    "register.bad_bytes": (
        "Could not be read in {encoding}, and replaced by a mark: {count:letter|letters}.",
        "有{count}个字符按{encoding}无法读取，以替代符号表示。",
    ),
    "register.all_open": (
        "No case was ever closed: nothing is learned of the time to closing.",
        "没有任何案件办结：无法了解办结用时。",
    ),
    "register.same_day": (
        "Every closed case was closed on the day it was opened: closing dates tell nothing of the pace of work.",
        "所有已办结案件均在当日办结：办结日期不能说明办理快慢。",
    ),
    "register.long_open": (
        "{percent} % are still open a year after they were opened: closings may not be written down. In the model such cases are those that "
        "the street handles in vain.",
        "立案满一年后仍有{percent}%未结：可能未登记办结。在模型中，这些是街道处理未果的案件。",
    ),
    "register.no_season": (
        "Not every month was seen in two years with cases enough ({days:day|days} were counted): months keep factor 1.",
        "并非每个月都在两年内见到足够案件（计{days}天）：各月系数取1。",
    ),
    "register.thinned": (
        "The place is large: the scenario carries {percent} % of its cases in {grids:grid|grids}, at the case's load a grid; "
        "shares, spread and pace are those of the whole.",
        "该地规模很大：情景以{grids}个网格承载其{percent}%的案件（每格负荷与案例相同）；占比、差异与快慢均为整体的数值。",
    ),
    "register.grids_chosen": (
        "The place is given {grids:grid|grids} in {communities:community|communities}, as many as carry the case's load; --grids sets another "
        "number.",
        "该地设为{communities}个社区、{grids}个网格，即按案例负荷所需的数目；可用 --grids 另行指定。",
    ),
    "register.grids_more": (
        "The place is given {grids:grid|grids} in {communities:community|communities}, more than the {least} that carry the case's load: with fewer, "
        "queues grow without end. --grids sets another number.",
        "该地设为{communities}个社区、{grids}个网格，多于按案例负荷所需的{least}个：更少则积压不断增加。可用 --grids 另行指定。",
    ),
    "register.queues_grow": (
        "Cases pile up in the learned place: in half a year {percent} more wait for every 100 recorded. Times to closing grow the longer it is "
        "simulated; try more --grids.",
        "所得辖区存在积压：半年内每登记100件，待办增加{percent}件。模拟越久办结越慢；可用 --grids 增加网格。",
    ),
    "register.no_layers": (
        "Cases close faster than three approval layers allow: none are assumed.",
        "办结快于三级审批所允许的速度：假设没有审批层级。",
    ),
    "register.not_reached.recorded_per_day": (
        "The search did not reach the recorded rate within 5 %: take the rate as rough.",
        "搜索未能使登记数吻合到5%以内：该发生率只是粗略值。",
    ),
    "register.not_reached.staff_share": (
        "No screening share shows the register's share found by staff within 5 points: the nearest is taken.",
        "任何排查占比都达不到台账中主动发现的占比（相差5个百分点以内）：取最接近者。",
    ),
    "register.closing_near": (
        "The model closes as the register does: its share closed is {off} points off on average, where the register's first part is {own} off its rest.",
        "模型的办结与台账吻合：办结占比平均相差{off}个百分点；台账前段与其余部分相差{own}个。",
    ),
    "register.closing_off": (
        "The model does not close as the register does: the nearest that was found is {off} points off on average, where the register's first "
        "part is {own} off its rest. Times to closing are not the city's.",
        "模型的办结与台账不吻合：能找到的最接近者平均相差{off}个百分点；台账前段与其余部分相差{own}个。办结用时不代表该市。",
    ),
    # Rows set aside.
    "register.reason.ragged": ("more fields than the head has", "字段多于表头"),
    "register.reason.opened_missing": ("no opening date", "缺少立案日期"),
    "register.reason.opened_unreadable": ("opening date that is no date", "立案日期无法识别"),
    "register.reason.opened_placeholder": (
        "opening date before 1970 or after 2199, a placeholder",
        "立案日期早于1970年或晚于2199年（占位值）",
    ),
    "register.reason.opened_future": ("opened in the future", "立案日期在未来"),
    "register.reason.opened_far": ("opened more than a year away from all others", "立案日期与其余相差一年以上"),
    "register.reason.duplicate": ("the same as an earlier row", "与前面某行完全重复"),
    "register.reason.closed_unreadable": ("closing date that is no date", "办结日期无法识别"),
    "register.reason.closed_placeholder": (
        "closing date that stands for none, such as 1900 or 9999",
        "办结日期为占位值（如1900或9999年）",
    ),
    "register.reason.closed_before_opened": ("closed before it was opened", "办结早于立案"),
    "register.reason.closed_future": ("closed in the future", "办结日期在未来"),
    "register.treatment.left_out": ("left out", "剔除"),
    "register.treatment.counted_open": ("counted as open", "按未结案计"),
    "register.read": (
        "{path}: {used} used of {rows:row|rows} ({source}).",
        "{path}：{rows}行中使用{used}行（{source}）。",
    ),
    "register.columns": ("Columns: {columns}.", "所用各列：{columns}。"),
    "register.aside": ("{count:row|rows} {treatment}: {reason}.", "{count}行{treatment}：{reason}。"),
    "register.aside_list": (
        "The rows set aside are all listed in {path}, with line and date: it quotes the register, so treat it as the register.",
        "以上各行均列于{path}（含行号与日期）：其中引用台账内容，请按台账同等保管。",
    ),
    "register.role.opened": ("opened", "立案"),
    "register.role.closed": ("closed", "办结"),
    "register.role.domain": ("domain", "领域"),
    "register.role.area": ("area", "区域"),
    "register.role.found_by": ("found_by", "来源"),
    # What was learned.
    "learn.said.recorded": (
        "Counted in the last {days} days of the window: {cases} cases, {value} a day.",
        "时段最后{days}天共登记{cases}件，每天{value}件。",
    ),
    "learn.said.overdispersion": (
        "Days vary beyond chance: the day's factor has variance {value} (0: pure chance).",
        "逐日波动超出偶然：当日系数的方差为{value}（0表示纯属偶然）。",
    ),
    "learn.said.no_overdispersion": (
        "Days vary no more than chance makes them.",
        "逐日波动不超出偶然。",
    ),
    "learn.said.area_spread": (
        "Spread between grids, freed from the noise of counting: {value} (log sd); areas differ in people too, which a register does not show.",
        "网格之间的差异（扣除计数噪声）：{value}（对数标准差）；其中也含人口差异，台账无法区分。",
    ),
    "learn.said.staff_share": (
        "Found by staff, of the channels that were read: {value}; the interval allows for those that were not.",
        "已识别渠道中由工作人员主动发现：{value}；区间已计入未识别的渠道。",
    ),
    "learn.said.closing_median": (
        "Half of the cases are closed after {value} days (open cases counted as long as they were followed).",
        "半数案件在{value}天内办结（未结案件按已跟踪时间计入）。",
    ),
    "learn.said.closed_within_30": ("Closed within 30 days: {value}.", "30天内办结：{value}。"),
    "learn.said.no_median": (
        "Fewer than half are ever seen closed, so there is no median time to closing.",
        "始终未见半数办结，因此没有办结用时的中位数。",
    ),
    "learn.said.open": (
        "{count:case is|cases are} open at the register's end ({share} %): censored, not left out.",
        "台账截止时有{count}件（{share}%）未结；按删失处理，并未剔除。",
    ),
    "learn.said.season": (
        "Months differ clearly; the scenario carries their factors.",
        "各月差异明显；情景采用各月系数。",
    ),
    "learn.said.no_clear_season": (
        "Months cannot be told apart; the scenario keeps factor 1.",
        "各月差异不明显；情景中各月系数取1。",
    ),
    "learn.said.matched": (
        "So that the model records {target} a day under the register's own policy (it shows {shown} on fresh seeds), {arisen} must "
        "arise: {hidden} % never get on record. That is the model's word, not the register's.",
        "要使模型在台账自身的政策下每天登记{target}件（新种子上为{shown}件），须每天发生{arisen}件：{hidden}%从未登记。这是模型的推断，不是台账的记录。",
    ),
    # The scenario file.
    "learn.title": ("Learned from {name}", "据{name}推算"),
    "learn.span": ("{low} to {high}", "{low}至{high}"),
    "learn.head": (
        "Learned from {name}: {used} of {rows:row|rows}. Written by 'python run.py learn'.",
        "据{name}推算：{rows}行中使用{used}行。由“python run.py learn”写成。",
    ),
    "learn.head.learned": ("Learned, with 95 % intervals:", "推算的数字（附95%区间）："),
    "learn.head.assumed": ("Assumed:", "假设："),
    "learn.head.hidden": ("What a register cannot tell:", "台账无法说明的："),
    "learn.assumed": (
        "Every number that does not stand below is the default, and so are money and posts a grid; grids and residents too, "
        "unless --grids told them. Areas are taken as communities with grids alike. The policy so far is taken to be reactive "
        "and staffed.",
        "下文未列的数字均为默认值，每格的经费与岗位亦然；网格数与居民数也是（除非以 --grids 指定）。区域视为社区，各网格同等规模。现行政策视为被动受理、自办服务。",
    ),
    "learn.cannot.hidden": (
        "Hidden cases: what nobody reported and nobody found is in no register. How many arise is the model's inference, with its "
        "assumptions on reporting and searching.",
        "隐性矛盾：无人报告、无人发现的，任何台账都没有。发生多少是模型的推断，取决于其关于报告与排查的假设。",
    ),
    "learn.cannot.harm": (
        "Harm: severity, incidents and petitions are not recorded here; they keep their defaults.",
        "危害：严重度、激化事件与集体信访未作登记；沿用默认值。",
    ),
    "learn.cannot.recurrence": (
        "Recurrence: a matter that comes back is a new row; whether closing settled it, the register does not say.",
        "复发：再次出现的矛盾是新的一行；办结是否真正化解，台账不能说明。",
    ),
    "learn.cannot.capacity": (
        "Capacity: hours, people and the work of a case are not in it. Other duties of grid workers and units, the spread of work, "
        "the shares of light matters and of those beyond a community's authority, agendas, and how long and how often in vain the street "
        "handles a case are searched so that cases close alike; other numbers would do as well.",
        "能力：工时、人手与每件的工作量不在其中。搜索网格员与经办单位其他事务的占比、工作量的差异、轻微事项与超出社区权限事项的占比、"
        "议事数量，以及街道处理的时长与未果的占比，使办结吻合；换作其他数字同样可以做到。",
    ),
    "learn.cannot.timing": (
        "When matters arose: a register dates their recording. Weekdays, months and day-to-day variation of recording stand in for those "
        "of arising; the model records some days later, so its own weekdays come out more even.",
        "矛盾何时发生：台账记的是登记日期。登记的星期、月份与逐日波动代替了发生的；模型登记要晚若干天，因此其各星期之间更为平均。",
    ),
    "learn.comment.grids": (
        "as --grids says, or as many as carry the case's load (assumption)",
        "按 --grids，或按案例负荷推定（假设）",
    ),
    "learn.comment.alike": ("communities with as many grids each (assumption)", "各社区网格数相同（假设）"),
    "learn.comment.communities": ("the register names {areas:area|areas} (register)", "台账中有{areas}个区域（台账）"),
    "learn.comment.interval": ("learned (register), 95 % interval {interval}", "推算（台账），95%区间{interval}"),
    "learn.comment.weekend": (
        "a weekend day's records as share of a weekday's; factors: {days}",
        "周末一天的登记与工作日之比；各日系数：{days}",
    ),
    "learn.comment.counted": (
        "counted (register): {count} of {all}, too few for an interval",
        "计数（台账）：{all}件中的{count}件，不足以给出区间",
    ),
    "learn.next_to_nothing": ("next to nothing", "几乎没有"),
    "learn.carried.rate": ("the rate", "发生率"),
    "learn.carried.kinds": ("kinds of matter", "案件类别"),
    "learn.carried.weekdays": ("weekdays", "星期几"),
    "learn.carried.months": ("months", "月份"),
    "learn.carried.spread": ("the spread between areas", "区域差异"),
    "learn.carried.variation": ("the day-to-day variation", "逐日波动"),
    "learn.comment.per_grid_day": (
        "searched so that as many are recorded (register); {interval} by the recorded rate's 95 % interval alone",
        "搜索所得，使登记数吻合（台账）；仅按登记率的95%区间为{interval}",
    ),
    "learn.comment.staff": (
        "searched so that staff find {share} (register)",
        "搜索所得，使主动发现占比为{share}（台账）",
    ),
    "learn.comment.layers": (
        "cases close faster than approval layers allow (register)",
        "办结快于审批层级所允许（台账）",
    ),
    "learn.comment.residents": (
        "no channel of it is the staff's own (register)",
        "其中没有工作人员主动发现的渠道（台账）",
    ),
    "learn.comment.pace": (
        "searched so that cases close as in the register, which does not tell capacity or work itself (register)",
        "搜索所得，使办结与台账吻合；台账本身不能说明能力与工作量（台账）",
    ),
    "learn.comment.policy": ("of the time of the register (assumption)", "台账时期的政策（假设）"),
    "learn.comment.assumed": (
        "as much a grid or community as the default (assumption)",
        "每格或每社区与默认值相同（假设）",
    ),
    "learn.card.what": (
        "A place learned from the case register {name}: {cases:case|cases} opened from {first} to {last}, as {communities:community|communities} "
        "and {grids:grid|grids}.",
        "据案件台账{name}推算的辖区：{first}至{last}立案的{cases}件案件，以{communities}个社区、{grids}个网格表示。",
    ),
    "learn.card.how": (
        "From the register: {carried} ({rate} recorded a day). How many must arise for that ({arisen} a day) was searched with the model under a reactive, "
        "staffed policy.",
        "出自台账的有：{carried}（每天登记{rate}件）。为此每天须发生多少（{arisen}件）是在被动受理、自办服务的政策下用模型搜索得到的。",
    ),
    "learn.card.notice": (
        "Compare the share that nobody ever knew of: no register shows it, and policies differ most in it.",
        "请比较从未被知晓的占比：任何台账都看不到它，而各政策的差别主要在此。",
    ),
    "learn.card.attempt": (
        "python run.py backtest with the same register: does the model close and concentrate cases as the city did? Then compare this "
        "scenario.",
        "用同一台账运行 python run.py backtest：模型办结的快慢与集中的程度是否像该市？然后比较本情景的各种政策。",
    ),
    "learn.card.limits": (
        "The register tells what was recorded. Hidden cases, harm, recurrence and capacity are assumptions; so are grids, residents "
        "and money unless set by hand. The comments in the file say which is which.",
        "台账只说明登记了什么。隐性矛盾、危害、复发与能力均为假设；网格、居民与经费除非手工设定亦然。文件中的注释逐一说明。",
    ),
    "learn.card.warning": (
        "This place was learned from a register whose closings the model does not match ({off} points off on average): do not rest a decision "
        "on times to closing.",
        "本地由台账推算，而模型的办结与该台账不吻合（平均相差{off}个百分点）：请勿据办结用时作决定。",
    ),
    "learn.card.queues": (
        "Cases pile up in this place under its own policy: waiting times grow the longer it is simulated.",
        "本地在现行政策下存在积压：模拟越久等待越长。",
    ),
    "learn.card.sources": ("{name}, read by 'python run.py learn'.", "{name}，由“python run.py learn”读取。"),
    "learn.searching": (
        "Searching what must arise so that the model records as much; this takes a minute, for a large place some.",
        "正在搜索须发生多少才能使模型的登记数吻合，约需一分钟，规模大时需数分钟。",
    ),
    "learn.table": ("Learned from {name}", "据{name}推算"),
    "learn.quantity": ("Quantity", "数量"),
    "learn.unit.cases a day": ("cases a day", "件／天"),
    "learn.unit.variance of the day's factor": ("variance of the day's factor", "当日系数的方差"),
    "learn.unit.share": ("share", "占比"),
    "learn.unit.factor": ("factor", "系数"),
    "learn.unit.days": ("days", "天"),
    "learn.unit.log sd": ("log sd", "对数标准差"),
    "learn.unit.of the mean area": ("of the mean area", "相对于各区域平均"),
    "learn.value": ("Value and 95 % interval", "数值与95%区间"),
    "learn.cases": ("Cases", "件数"),
    "learn.goes_to": ("Goes into", "用于"),
    "learn.quantity.recorded": ("Recorded a day, last year", "每天登记（最近一年）"),
    "learn.quantity.overdispersion": ("Variance of the day's factor", "当日系数的方差"),
    "learn.quantity.domain_share": ("Share: {of}", "占比：{of}"),
    "learn.quantity.weekday": ("Factor: {of}", "系数：{of}"),
    "learn.quantity.month": ("Factor: {of}", "系数：{of}"),
    "learn.quantity.closing_median": ("Median days to closing", "办结用时中位数（天）"),
    "learn.quantity.closed_within_7": ("Closed within 7 days", "7天内办结"),
    "learn.quantity.closed_within_30": ("Closed within 30 days", "30天内办结"),
    "learn.quantity.closed_within_90": ("Closed within 90 days", "90天内办结"),
    "learn.quantity.staff_share": ("Found by staff", "工作人员主动发现"),
    "learn.quantity.area_spread": ("Spread between grids (log sd)", "网格之间的差异（对数标准差）"),
    "learn.panel.coverage": ("What the register covers", "台账覆盖的时段"),
    "learn.window": ("learned from", "据以推算的时段"),
    "learn.per_day": ("cases a day", "每天件数"),
    "learn.axis.per_day": ("Cases a day", "每天件数"),
    "learn.axis.ever_closed": ("Closed (%), cases followed long enough", "已办结（%），仅计跟踪够久者"),
    "learn.panel.factors": ("Weekdays and months", "星期与月份"),
    "learn.panel.areas": ("Areas: as counted, and partially pooled", "各区域：计数值与部分汇集估计"),
    "learn.panel.closing": ("Closed by age", "按案龄的办结占比"),
    "learn.axis.factor": ("Factor on the rate", "发生率系数"),
    "learn.axis.area": ("Cases, relative to the mean area", "案件数（相对于各区域平均）"),
    "learn.pooled": ("partially pooled", "部分汇集估计"),
    "learn.counted": ("as counted", "计数值"),
    "learn.caption": (
        "Bars and bands are 95 % intervals. Small areas are drawn towards the mean (Gamma–Poisson); open cases are censored "
        "(Kaplan–Meier). Where there are many areas, the busiest and the quietest are shown.",
        "误差线与色带为95%区间。小区域向均值收缩（Gamma–Poisson）；未结案件按删失处理（Kaplan–Meier）。区域多时只显示最多与最少者。",
    ),
    "learn.lacking": (
        "No font at hand draws {letters}: a box stands for each in the names of areas.",
        "现有字体缺少以下字：{letters}；区域名称中以方框表示。",
    ),
    # Held against what was not learned from.
    "backtest.title": ("The model against the later part of {name}", "模型与{name}后段之对照"),
    "backtest.caption": (
        "Learned from the cases opened before {split}, held against those opened after. Bands: register 95 % interval; model the "
        "range of 95 % of {seeds:run|runs}. Concentration is drawn down to the same number of cases; the grey diagonal is all areas alike.",
        "据{split}之前立案的案件推算，与其后立案的对照。色带：台账为95%区间；模型为{seeds}次运行中95%的范围。集中度均抽减至相同件数；灰色对角线表示各区域完全相同。",
    ),
    "backtest.source.register": ("register, later part", "台账后段"),
    "backtest.source.earlier": ("register, earlier part", "台账前段"),
    "backtest.source.model": ("model", "模型"),
    "backtest.panel.closing": ("Time to closing", "办结用时"),
    "backtest.panel.concentration": ("Concentration over areas", "在各区域的集中程度"),
    "backtest.axis.age": ("Days since the case was opened", "立案后的天数"),
    "backtest.axis.closed": ("Closed (%)", "已办结（%）"),
    "backtest.axis.areas": ("Areas, quietest first (%)", "区域，由少到多（%）"),
    "backtest.axis.cases": ("Cases they hold (%)", "所含案件（%）"),
    "backtest.matches.volume": ("Volume matches", "案件量吻合"),
    "backtest.matches_not.volume": ("Volume does not match", "案件量不吻合"),
    "backtest.matches.closing": ("Closing speed matches", "办结快慢吻合"),
    "backtest.matches_not.closing": ("Closing speed does not match", "办结快慢不吻合"),
    "backtest.matches.concentration": ("Concentration matches", "集中程度吻合"),
    "backtest.matches_not.concentration": ("Concentration does not match", "集中程度不吻合"),
    "backtest.said.volume": (
        "{verdict}: {register} cases a day were recorded in the later part, {model} in the model; the earlier part had {earlier}.",
        "{verdict}：台账后段每天登记{register}件，模型{model}件；台账前段为{earlier}件。",
    ),
    "backtest.said.closing": (
        "{verdict}: the model's share closed is {model} points off on average over {days} days of age, where the city's own earlier part is "
        "{earlier} off.",
        "{verdict}：在{days}天案龄内，模型的办结占比平均相差{model}个百分点；该市自身前段相差{earlier}个。",
    ),
    "backtest.said.concentration": (
        "{verdict}: the busiest {top} % of the areas hold {of_register} % of the register's cases and {of_model} % of the model's; the curves "
        "are {model} points apart on average, the earlier part {earlier}.",
        "{verdict}：案件最多的{top}%区域占台账案件的{of_register}%、模型的{of_model}%；两条曲线平均相差{model}个百分点，台账前段相差{earlier}个。",
    ),
    "register.few_closings": (
        "Too few closings for a curve of closing times: {earlier} before the split, {later} after.",
        "办结案件太少，无法比较办结快慢：切分前{earlier}件，切分后{later}件。",
    ),
    "register.few_in_areas": (
        "Too few cases with an area for a curve of concentration: {cases} in one part, {areas:area|areas}.",
        "写明地点的案件太少，无法比较集中程度：其中一段只有{cases}件，{areas}个区域。",
    ),
    "backtest.split": (
        "Learned from {before:case|cases} opened before {split}, held against {after} opened after.",
        "据{split}之前立案的{before}件推算，与其后立案的{after}件对照。",
    ),
}
