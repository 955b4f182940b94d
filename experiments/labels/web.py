"""Words of the page that holds the model: rooms, town, comparison, lessons' verdicts; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

_FRAME: Phrases = {
    "title": ("Huajie: a community governed, simulated in your browser", "化解：在浏览器中模拟社区治理"),
    "tagline": ("Find contradictions early, and decide who resolves them", "早发现矛盾，谁来化解"),
    "skip": ("Skip to the content", "跳到正文"),
    "rooms": ("Rooms", "栏目"),
    "compare": ("Compare", "比较"),
    "watch": ("Watch", "观看"),
    "learn": ("Learn", "学习"),
    "studies": ("Studies", "研究结果"),
    "projector": ("Projector", "投影"),
    "limits": (
        "A model, not a forecast. Numbers marked “assumption” are assumptions. The model runs in this browser; nothing leaves this machine. Rules {version}.",
        "这是模型，不是预测。标为“假设”的数字都只是假设。模型在本浏览器中运行，数据不离开本机。规则版本{version}。",
    ),
    "too_old": ("This browser cannot run the model.", "此浏览器无法运行本模型。"),
    "too_old_help": (
        "The page needs WebAssembly, workers and gzip streams: Chrome or Edge 80, Firefox 113, Safari 16.4, or newer.",
        "本页面需要WebAssembly、Worker与gzip流：Chrome或Edge 80、Firefox 113、Safari 16.4及以上版本。",
    ),
    "broken": ("The page could not start.", "页面无法启动。"),
    "place": ("Place", "地点"),
    "seed": ("Seed", "随机种子"),
    "copy_link": ("Copy link", "复制链接"),
    "copied": ("The link to exactly this setting is copied.", "已复制此设定的链接。"),
    "copied_short": ("Copied", "已复制"),
    "link_in_bar": ("The address bar holds the link to exactly this setting.", "地址栏中即为此设定的链接。"),
    "link_in_bar_short": ("See address bar", "见地址栏"),
    "as_in_file": ("The place’s own policy", "本地现行政策"),
    "points_unit": ("percentage points", "百分点"),
    "from_to": ("{low} to {high}", "{low}至{high}"),
    "and_more": (", and more", "等"),
    "comma": (", ", "、"),
    "more": ("more", "多"),
    "less": ("less", "少"),
}

_ERRORS: Phrases = {
    "error_not_paid": (
        "The budget cannot pay what this policy names: {detail} yuan a year short. Lower a yearly sum or raise the budget.",
        "预算不足以支付该政策所列的支出：每年短缺{detail}元。请降低某项年度支出或提高预算。",
    ),
    "error_not_capable": (
        "No social organisation reaches the capability that tenders ask for; set the outsourced share to 0 or raise their capability.",
        "没有社会组织达到招标所要求的能力；请将购买服务占比设为0，或提高其能力。",
    ),
    "error_too_few_organisations": (
        "There are too few social organisations for a contract in every community.",
        "社会组织太少，不足以在每个社区签订合同。",
    ),
    "error_no_contract_money": (
        "Nothing remains of the budget for the contracts that this policy needs.",
        "预算中没有剩余资金支付该政策所需的合同。",
    ),
    "error_bad_weights": (
        "The three weights of a contract’s evaluation sum to {detail}; they must sum to 1.",
        "合同评价的三项权重之和为{detail}，必须等于1。",
    ),
    "error_bad_attention": (
        "Oversight, hub and service take {detail} of the committees’ attention; at most 1 is there.",
        "监督、枢纽与服务共占议事委员会精力的{detail}，至多为1。",
    ),
    "error_bad_bonus": (
        "Results and bonus take {detail} of the contract ceiling; at most 1 is there.",
        "绩效与奖金共占合同上限的{detail}，至多为1。",
    ),
    "error_lines": (
        "This policy pays for more desks than the page has room for ({detail}); lower the budget or run it with Python.",
        "该政策所支付的窗口数超出页面容量（{detail}）；请降低预算，或用Python运行。",
    ),
    "error_memory": (
        "This browser has no memory left for the run; close other tabs or take a smaller place.",
        "浏览器内存不足；请关闭其他标签页，或选较小的地点。",
    ),
    "error_worker": (
        "A worker of this page ended; the run was not finished. Move a slider to run again.",
        "页面的一个后台线程已终止，运行未完成。移动任一滑块即可重新运行。",
    ),
    "error_requests": (
        "More requests came in one day than the table has room for; lower the requests or take another seed.",
        "一天内的事项数超出容量；请降低事项数或换一个随机种子。",
    ),
    "error_raised": (
        "The rules stopped this run ({detail}); take another seed or setting.",
        "规则中止了此次运行（{detail}）；请更换随机种子或设定。",
    ),
}

_COMPARE: Phrases = {
    "results": ("Results: B less A", "结果：B减A"),
    "policies": ("The two policies", "两种政策"),
    "working": ("Running …", "运行中……"),
    "running": (
        "{done} of {of} replications so far; intervals narrow as more come in.",
        "已重复{done}次，共{of}次；区间随重复增多而收窄。",
    ),
    "finished": (
        "{done} replications of each policy, on the same people, storms and hidden contradictions. B less A, 95 % intervals.",
        "两种政策各重复{done}次，居民、暴雨与隐患相同。B减A，95%区间。",
    ),
    "no_reforms": (
        "The place’s dated reforms are left out: each policy holds from the first day.",
        "不含本地分期改革：每项政策自第一天起施行。",
    ),
    "replications": ("Replications", "重复次数"),
    "more_levers": ("All levers ({count} more)", "全部措施（另有{count}项）"),
    "of_place": ("Numbers of the place, the same for both", "地点参数（两种政策相同）"),
    "group_better": ("B is better ({count}):", "B更好（{count}项）："),
    "group_worse": ("B is worse ({count}):", "B更差（{count}项）："),
    "group_unclear": ("No clear difference ({count}):", "无明显差异（{count}项）："),
    "finding_more": (
        "B resolves {size} points more in the bud (95 %: {low} to {high})",
        "B的萌芽化解率高出{size}个百分点（95%区间：{low}至{high}）",
    ),
    "finding_less": (
        "B resolves {size} points fewer in the bud (95 %: {low} to {high})",
        "B的萌芽化解率低{size}个百分点（95%区间：{low}至{high}）",
    ),
    "finding_harm_less": (
        "B does less harm: {size} per 10,000 resident-years less ({low} to {high})",
        "B的危害较小：每万居民每年少{size}（{low}至{high}）",
    ),
    "finding_harm_more": (
        "B does more harm: {size} per 10,000 resident-years more ({low} to {high})",
        "B的危害较大：每万居民每年多{size}（{low}至{high}）",
    ),
    "finding_none": (
        "A and B do not differ clearly in what they resolve in the bud, nor in harm",
        "A与B在萌芽化解率和危害上均无明显差异",
    ),
    "world": ("Worlds", "情形"),
    "world_many": (
        "{count} worlds that show the published figures",
        "{count}种与公布数字相符的情形",
    ),
    "world_one": ("One world (for teaching)", "一种情形（教学用）"),
    "worlds_lived": ("Worlds", "情形数"),
    "world_one_only": (
        "One world: the place’s own numbers as if they were known. What is not known of them is left out.",
        "仅一种情形：视本地参数为已知，未计入参数的不确定性。",
    ),
    "running_worlds": ("{done} of {of} worlds so far.", "已完成{done}种情形，共{of}种。"),
    "finished_worlds": (
        "This rests on {done} worlds: each policy lives once in each, with the same people, storms and hidden contradictions. B less A, median and middle 90 %.",
        "结论基于{done}种情形：每种情形中两种政策各运行一次，居民、暴雨与隐患相同。B减A，中位数与中间90%。",
    ),
    "worlds_first": (
        "They are of the first {count} of {of} worlds of this place; seed k lives in world k, as on the command line.",
        "取自本地{of}种情形中的前{count}种；随机种子k对应第k种情形，与命令行一致。",
    ),
    "worlds_about": ("What these worlds are", "这些情形从何而来"),
    "worlds_refused": (
        "Left out: {count:world|worlds} in which the budget cannot pay a policy, or the page has no room for it.",
        "未计入{count}种情形：其中预算不足以支付某项政策，或超出页面容量。",
    ),
    "worlds_moved": (
        "Set here, the same in every world and no longer matched: {names}.",
        "在此设定、各情形相同且不再与公布数字匹配：{names}。",
    ),
    "finding_worlds": (
        "{policy} resolves more in the bud {share}; B less A: {median} points (middle 90 %: {low} to {high})",
        "{share}，{policy}在萌芽状态化解更多；B减A：{median}个百分点（中间90%：{low}至{high}）",
    ),
    "finding_worlds_open": (
        "Which policy resolves more in the bud stays open: {policy} {share}, the other {other}; B less A: {median} points (middle 90 %: {low} to {high})",
        "哪种政策在萌芽状态化解更多尚无定论：{policy}{share}更多，另一种{other}更多；B减A：{median}个百分点（中间90%：{low}至{high}）",
    ),
    "better_worlds": ("B better {share}", "{share}B更好"),
    "more_worlds": ("B more {share}", "{share}B更多"),
    "difference_worlds": ("B − A, median, middle 90 %", "B−A：中位数与中间90%"),
    "curve_note_worlds": (
        "Rates in %, means of {count} worlds with 95 % intervals; the line marks the present B.",
        "化解率（%），{count}种情形的均值与95%区间；竖线为当前的B。",
    ),
    "and": (" and ", "和"),
    "unsettled": (
        "Not in a steady state: under {policies} something still grows when the window ends (only {share} % of the runs are settled). Read directions, not sizes.",
        "未达到稳态：观察期末，{policies}之下仍有积压在增长（仅{share}%的运行处于稳态）。宜看方向，勿看大小。",
    ),
    "outcome_head": ("Outcome", "结果指标"),
    "levels_head": ("A → B", "A → B"),
    "difference_head": ("B − A, 95 % interval", "B−A与95%区间"),
    "all_outcomes": ("All outcomes ({count} more)", "全部指标（另有{count}项）"),
    "money_moves": ("What the money moves", "资金去向的变化"),
    "money_same": ("Both policies spend the same money on the same lines.", "两种政策的各项支出相同。"),
    "ledger_unit": ("Million yuan a year", "万元/年"),
    "curve_of": ("How B answers to", "B随此措施的变化"),
    "curve_finding": ("Most is resolved in the bud at {best}", "萌芽化解率在{best}处最高"),
    "curve_first": ("A first sight; more runs follow", "初步结果，后续运行中"),
    "curve_finding_flat": (
        "Most is resolved in the bud at {best}; from {from} to {to} it is not clearly less",
        "萌芽化解率在{best}处最高；{from}至{to}之间并无明显更低",
    ),
    "line_official_resolution_rate": ("official", "公布"),
    "line_true_resolution_rate": ("true", "真实"),
    "line_in_the_bud_rate": ("in the bud", "萌芽"),
    "curve_note": (
        "Rates in %, means of {count} seeds with 95 % intervals; the line marks the present B.",
        "化解率（%），{count}个随机种子的均值与95%区间；竖线为当前的B。",
    ),
}

_WATCH: Phrases = {
    "controls": ("Time and place", "时间与地点"),
    "play": ("Play", "播放"),
    "pause": ("Pause", "暂停"),
    "one_day": ("One day", "前进一天"),
    "speed": ("Speed", "速度"),
    "days_a_second": ("{days:day|days} per second", "每秒{days}天"),
    "community": ("Community", "社区"),
    "scrub": ("Day", "天"),
    "sound": ("Sound", "声音"),
    "day_of": ("Day {day} of {days}", "第{day}天（共{days}天）"),
    "storm": ("rainstorm", "暴雨"),
    "town": ("Town {arm}", "{arm}镇"),
    "town_label": (
        "Town {arm}: streets, residents, grid workers and contradictions; the counts stand below, and the buttons under “Follow” open what is drawn.",
        "{arm}镇：街道、居民、网格员与矛盾；数字见下方，“跟踪”下的按钮可打开图中对象。",
    ),
    "hidden_now": ("hidden", "隐患"),
    "open_now": ("on record, open", "已登记未结"),
    "incidents_so_far": ("incidents so far", "累计激化事件"),
    "petitions_so_far": ("petitions so far", "累计集体信访"),
    "trust": ("trust (0 to 1)", "信任（0至1）"),
    "station_staffed": ("Workstation", "工作站"),
    "station_centre": ("Centre", "服务中心"),
    "station_committee": ("Committees", "议事委员会"),
    "station_street": ("Street", "街道办事处"),
    "station_district": ("District", "区"),
    "station_resolved": ("Resolved", "已化解"),
    "desks": ("{count:desk|desks}", "窗口{count}个"),
    "waiting": ("{count} waiting", "等候{count}人"),
    "legend_hidden": (
        "ring: hidden contradiction (you see it, nobody there does)",
        "圆环：隐患（您能看见，当地无人知晓）",
    ),
    "legend_open": ("on record, on its way", "已登记，办理中"),
    "legend_done": ("resolved", "已化解"),
    "legend_incident": ("incident; at the street office: petition", "激化事件；在街道办事处的为集体信访"),
    "legend_trusting": ("resident with trust", "信任较高的居民"),
    "legend_mistrusting": ("resident with little trust", "信任较低的居民"),
    "legend_angry": ("resident with a grievance", "心怀不满的居民"),
    "legend_worker": ("grid worker on the day’s visits", "走访中的网格员"),
    "curves": ("Curves", "曲线"),
    "chart_hidden": ("Hidden contradictions, all communities", "全街道的隐患数"),
    "chart_incidents": ("Incidents so far, all communities", "全街道累计激化事件"),
    "day_axis": ("days", "天"),
    "map": ("All communities", "全部社区"),
    "map_note": (
        "Bars: hidden contradictions; dots: incidents of the last 30 days. Click a row to go there.",
        "条形：隐患数；圆点：近30天激化事件。点击一行即前往该社区。",
    ),
    "incident_told": ("Day {day}: an incident in town {arm}.", "第{day}天：{arm}镇发生激化事件。"),
    "over": ("The last day is over.", "最后一天已过。"),
    "intervene": ("Change a lever from today on", "自今日起调整措施"),
    "acts_from": (
        "From day {day} on in town {arm}: {lever} {value}. The other town goes on as it was.",
        "自第{day}天起，{arm}镇：{lever}为{value}。另一镇照旧。",
    ),
    "follow": ("Follow", "跟踪"),
    "follow_help": (
        "Click a contradiction, a grid worker or a resident in one of the towns, or let the page choose:",
        "点击图中的矛盾、网格员或居民，或由页面代选：",
    ),
    "follow_matter": ("A contradiction", "一件矛盾"),
    "follow_planted": ("The story’s contradiction", "故事中的矛盾"),
    "follow_person": ("A person", "一位居民"),
    "follow_worker": ("A grid worker", "一名网格员"),
    "followed_matter": ("The life of one contradiction", "一件矛盾的始末"),
    "followed_planted": ("The story’s contradiction in both towns", "故事中的矛盾在两镇的经过"),
    "planted_later": ("It arises on day {day}.", "它将在第{day}天产生。"),
    "followed_person": ("The same resident in both towns", "两镇中的同一位居民"),
    "followed_worker": ("The same grid in both towns", "两镇中的同一网格"),
    "before_day_0": ("before day 0:", "第0天之前："),
    "person_now": (
        "{tenure}; trust {trust} (began with {begun}), grievance {grievance}.",
        "{tenure}；信任{trust}（起初{begun}），不满{grievance}。",
    ),
    "person_none": ("No contradiction has been theirs so far.", "至今没有涉及此人的矛盾。"),
    "worker_now": (
        "Grid {number}: worker with skill {skill}, here since {since}; {use} % of settling hours in use, {hours} hours on the list, {made} visits, {found} found.",
        "第{number}网格：网格员技能{skill}，到岗时间：{since}；处置工时利用率{use}%，待办{hours}小时，走访{made}次，发现{found}件。",
    ),
}

_LEARN: Phrases = {
    "lessons": ("Lessons", "课程"),
    "your_answer": ("What do you expect?", "您的预测是？"),
    "tally": ("Guesses of the class:", "全班猜测人数："),
    "tally_note": ("A teacher may type in how many of the class chose each answer.", "教师可填写选择各答案的人数。"),
    "answer_first": (
        "Answer first; then the model runs here, and this side shows what it says.",
        "请先作答；模型随后运行，结果显示在此处。",
    ),
    "reveal": ("Run and reveal", "运行并揭晓"),
    "right": ("You expected this.", "与您的预测一致。"),
    "wrong": ("You expected something else.", "与您的预测不同。"),
    "how_sure": (
        "{count} seeds, the same people and storms in all arms; 95 % intervals.",
        "{count}个随机种子，各组的居民与暴雨相同；95%区间。",
    ),
    "still_running": ("{count} of {of} seeds so far …", "已完成{count}个随机种子，共{of}个……"),
    "notice": ("Notice", "请注意"),
    "explain": ("Explain", "请解释"),
    "attempt": ("Set it yourself", "动手设定"),
    "teacher": ("For the teacher", "教师参考"),
    "open_compare": ("Open in Compare", "在“比较”中打开"),
    "open_watch": ("Open in Watch", "在“观看”中打开"),
    "seed_number": ("Seed {seed}", "随机种子{seed}"),
    "against": ("less “{arm}”, 95 % interval", "减去“{arm}”，95%区间"),
    "lamp_arises": ("The lamp post begins to leak; nobody knows.", "路灯杆开始漏电，无人知晓。"),
    "lamp_counts": (
        "Only screening saves in {count} of {of} seeds (95 %: {low} to {high} %). Most frequent: {most} ({times}).",
        "{of}个随机种子中有{count}个只有排查才能避免（95%区间：{low}至{high}%）。最常见：{most}（{times}次）。",
    ),
    "hiding_verdict": (
        "The official rate moves by {value} points ({low} to {high}); what is resolved in the bud moves by {bud} ({budlow} to {budhigh})",
        "公布的化解率变化{value}个百分点（{low}至{high}）；萌芽化解率变化{bud}（{budlow}至{budhigh}）",
    ),
    "hiding_hidden": (
        "The hidden share moves by {value} points ({low} to {high}), and stands in no official figure.",
        "隐性矛盾占比变化{value}个百分点（{low}至{high}），不见于任何公布数字。",
    ),
    "much_verdict": ("Harm is least at a screening share of {best}", "排查工时占比为{best}时危害最小"),
    "much_near": ("These shares are not clearly worse: {shares}.", "以下占比并无明显更差：{shares}。"),
    "much_last": ("At 90 % harm is higher by {size} ({low} to {high}).", "占比90%时危害高出{size}（{low}至{high}）。"),
    "much_last_unclear": (
        "At 90 % harm is not clearly higher ({low} to {high}).",
        "占比90%时危害并无明显升高（{low}至{high}）。",
    ),
    "harm_line": ("harm", "危害"),
    "your_sketch": ("your guess", "您的猜测"),
    "mark_reactive": ("reactive", "被动"),
    "mark_preventive": ("preventive", "主动"),
    "sketch": ("Your guess as a curve", "您猜测的曲线"),
    "sketch_ask": ("Draw what you expect: {outcome}", "请画出您的预测：{outcome}"),
    "sketch_keys": ("Draw with sliders", "用滑块绘制"),
    "pools_same": (
        "The new name alone changes nothing: the wait is the same to the minute",
        "仅改名毫无作用：等候时间分毫不差",
    ),
    "pools_unclear": (
        "The new name alone makes no clear difference to the wait ({low} to {high} hours)",
        "仅改名对等候时间无明显影响（{low}至{high}小时）",
    ),
    "pools_helps": (
        "The new name alone shortens the wait by {size} hours ({low} to {high})",
        "仅改名使等候缩短{size}小时（{low}至{high}）",
    ),
    "pools_harms": (
        "The new name alone lengthens the wait by {size} hours ({low} to {high})",
        "仅改名使等候延长{size}小时（{low}至{high}）",
    ),
    "pools_skill": (
        "A second skill shortens it by {size} hours ({low} to {high}).",
        "学会第二类业务使其缩短{size}小时（{low}至{high}）。",
    ),
    "pools_skill_worse": (
        "A second skill lengthens it by {size} hours ({low} to {high}).",
        "学会第二类业务使其延长{size}小时（{low}至{high}）。",
    ),
    "pools_skill_unclear": (
        "A second skill makes no clear difference ({low} to {high} hours).",
        "学会第二类业务无明显影响（{low}至{high}小时）。",
    ),
    "pools_all_better": (
        "All skills instead of two shorten it by a further {size} hours ({low} to {high}).",
        "由两类到全部业务，再缩短{size}小时（{low}至{high}）。",
    ),
    "pools_all_worse": (
        "All skills instead of two lengthen it again by {size} hours ({low} to {high}).",
        "由两类到全部业务，反而延长{size}小时（{low}至{high}）。",
    ),
    "pools_all_unclear": (
        "All skills instead of two make no clear difference ({low} to {high} hours).",
        "由两类到全部业务，无明显影响（{low}至{high}小时）。",
    ),
    "incubate_later": (
        "Of the three, incubating first resolves clearly most for good",
        "三者之中，先孵化后购买的真实化解率明显最高",
    ),
    "incubate_never": (
        "Of the three, never contracting resolves clearly most for good",
        "三者之中，始终自办的真实化解率明显最高",
    ),
    "incubate_at_once": (
        "Of the three, contracting at once resolves clearly most for good",
        "三者之中，立即购买的真实化解率明显最高",
    ),
    "incubate_alike": ("The best two do not differ clearly", "最好的两种并无明显差异"),
    "incubate_now": (
        "Against never, contracting at once without incubation moves the true rate by {value} points ({low} to {high}).",
        "与始终自办相比，不孵化而立即购买使真实化解率变化{value}个百分点（{low}至{high}）。",
    ),
    "incubate_then": (
        "Against never, incubating two years and contracting then moves it by {value} ({low} to {high}).",
        "与始终自办相比，孵化两年再购买使其变化{value}个百分点（{low}至{high}）。",
    ),
    "incubate_wait": (
        "With incubation from the first day, waiting two years with the contract moves it by {value} ({low} to {high}).",
        "若自第一天起孵化，推迟两年购买使其变化{value}个百分点（{low}至{high}）。",
    ),
    "incubate_wait_unclear": (
        "With incubation from the first day, waiting two years with the contract makes no clear difference ({low} to {high}).",
        "若自第一天起孵化，推迟两年购买并无明显影响（{low}至{high}）。",
    ),
    "oversight_hidden": (
        "The true rate falls by {size} points ({low} to {high}); the official rate moves by {official} ({officiallow} to {officialhigh})",
        "真实化解率下降{size}个百分点（{low}至{high}）；公布的化解率变化{official}（{officiallow}至{officialhigh}）",
    ),
    "oversight_both": (
        "Both fall: the true rate by {size} points ({low} to {high}), the official rate moves by {official} ({officiallow} to {officialhigh})",
        "二者都下降：真实化解率下降{size}个百分点（{low}至{high}），公布的化解率变化{official}（{officiallow}至{officialhigh}）",
    ),
    "oversight_same": (
        "The true rate does not clearly fall: {value} points ({low} to {high})",
        "真实化解率无明显下降：{value}个百分点（{low}至{high}）",
    ),
}

WEB: Phrases = {
    f"web.{name}": phrase for part in (_FRAME, _ERRORS, _COMPARE, _WATCH, _LEARN) for name, phrase in part.items()
}
