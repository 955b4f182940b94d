"""Words of the lessons; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

_LESSONS: dict[str, Phrases] = {
    "lamp-post": {
        "title": ("The lamp post", "一根路灯杆"),
        "question": (
            "A lamp post in an urban village leaks current and nobody knows. In August a rainstorm comes. "
            "Would screening for dangers, instead of waiting for complaints, have saved anybody?",
            "城中村的一根路灯杆漏电，无人知晓。八月将有暴雨。主动排查而不坐等投诉，能避免伤亡吗？",
        ),
        "set": (
            "The same subdistrict, people, storms and lamp post twice: once reactive, once preventive triage.",
            "同一街道、同样的居民、暴雨和路灯杆，运行两次：一次被动受理，一次主动排查。",
        ),
        "notice": (
            "Press some dots: how many days lie between arising and the incident, and who knew of it first?",
            "点开几个圆点：从产生到激化隔了多少天，谁最先知道？",
        ),
        "explain": (
            "Why does one story prove nothing about the policy, although it shows how the policy works?",
            "为什么一个故事能说明机制，却不能证明政策有效？",
        ),
        "arm.reactive": ("Waiting for complaints", "坐等投诉"),
        "arm.preventive": ("Screening for dangers", "主动排查"),
        "attempt": (
            "Open it in Watch: both towns stand side by side, and the page follows the lamp post. Then type the seed of a dot of another colour: where do the two towns part?",
            "在“观看”中打开：两镇并列，页面跟踪路灯杆。再输入另一颜色圆点的随机种子：两镇从何处开始不同？",
        ),
    },
    "hiding-rate": {
        "title": ("The rate that hides", "会掩饰的化解率"),
        "question": (
            "A service centre goes over from waiting to looking for contradictions. "
            "How far does its official resolution rate rise?",
            "服务中心由坐等投诉改为主动排查，公布的化解率会升高多少？",
        ),
        "set": (
            "Reactive and preventive triage, both with the contracted centre, on the same draws.",
            "均由购买服务的中心承办，分别采用被动受理与主动排查，随机数相同。",
        ),
        "predict.little": ("Less than 5 points", "不到5个百分点"),
        "predict.some": ("5 to 15 points", "5至15个百分点"),
        "predict.much": ("More than 15 points", "超过15个百分点"),
        "notice": (
            "Compare the official rate with what was resolved in the bud, with incidents, and with the share that "
            "stayed hidden.",
            "把公布的化解率与萌芽化解率、激化事件、隐性矛盾占比放在一起看。",
        ),
        "explain": (
            "What stands in the denominator of the official rate, and what would a city have to measure "
            "to see prevention work?",
            "公布的化解率以什么为分母？一座城市要看到预防的成效，应当测量什么？",
        ),
        "arm.reactive": ("Reactive", "被动受理"),
        "arm.preventive": ("Preventive", "主动排查"),
        "attempt": (
            "Raise B’s recording standard step by step. Does the official rate look better the less is put on record, and what happens to the true rate and the hidden share?",
            "逐步提高B的登记标准。登记得越少，公布的化解率就越好看吗？真实化解率与隐性矛盾占比又如何？",
        ),
    },
    "too-much": {
        "title": ("Too much screening", "排查过度"),
        "question": (
            "Grid workers are short of time. Which share of their free hours should they spend on screening, "
            "so that least harm is done?",
            "网格员工时紧张。应把多大比例的工时用于排查，危害才最小？",
        ),
        "set": (
            "A third more contradictions than in the case; the screening share from 5 % to 90 %, all else equal.",
            "矛盾比案例多三分之一；排查工时占比从5%到90%，其余不变。",
        ),
        "notice": (
            "Where is harm least, how flat is the bottom, and from which share on does it rise steeply?",
            "危害在何处最低？谷底有多平？从哪一占比起陡然上升？",
        ),
        "explain": (
            "What do the hours of screening take away, and why does finding more not help when nobody can settle it?",
            "排查占用了什么工时？若无人处置，发现更多为何无益？",
        ),
        "attempt": (
            "Move B’s screening share until harm is least (under “All outcomes”). Then let twice as many contradictions arise (under “The place”): does the best share move?",
            "调整B的排查工时占比，使危害最小（见“全部指标”）。再把矛盾产生的速率加倍（见“地点参数”）：最佳占比会移动吗？",
        ),
    },
    "pools": {
        "title": ("Silos and pools", "专窗与通办"),
        "question": (
            "A workstation with one desk per slice of 159 items is renamed: the items become 15 projects. "
            "Nobody is trained. What happens to the wait at the window?",
            "工作站每窗只办159项中的一类。现把事项合并改称15个项目，但不培训任何人。窗口等候时间会怎样？",
        ),
        "set": (
            "Silos; silos relabelled; staff who can do two slices; staff who can do all. The same hours in all four.",
            "专窗；专窗改名；一人会办两类；人人会办全部。四者总工时相同。",
        ),
        "predict.helps": ("It gets shorter", "缩短"),
        "predict.nothing": ("Nothing, unless staff are trained", "不变，除非培训人员"),
        "predict.harms": ("It gets longer", "延长"),
        "notice": (
            "How much of the gain comes already with the second skill, and what all further ones add to it or take away.",
            "学会第二类业务就获得多少改善，再多学又增减多少。",
        ),
        "explain": (
            "Why does one desk idle while another is swamped, and why does a new name not change that? What does a desk lose that switches between all slices?",
            "为何一个窗口闲着，另一个却忙不过来？改名为何无济于事？一个窗口在各类业务间来回切换，又损失什么？",
        ),
        "arm.silos": ("Silos", "专窗"),
        "arm.relabelled": ("Relabelled", "仅改名"),
        "arm.two": ("Two skills", "会办两类"),
        "arm.pooled": ("All skills", "一窗多能"),
        "attempt": (
            "Set A’s skill degree to 2, and B’s to 3, then 5, then 99. Where is the wait clearly shorter than with two skills, where inside the noise, where longer?",
            "把A的一窗多能程度设为2，B依次设为3、5、99。与会办两类相比，何处等候明显更短，何处落在噪声之内，何处更长？",
        ),
    },
    "oversight": {
        "title": ("Contracts without oversight", "没有监督的合同"),
        "question": (
            "The street contracts its services out and stops inspecting the work. Who notices?",
            "街道购买服务后不再检查工作质量。谁会察觉？",
        ),
        "set": (
            "The case as it is, and the same with neither attention nor money for oversight.",
            "案例原样，以及取消监督精力与监督经费的同一政策。",
        ),
        "predict.same": ("Nobody: quality stays the same", "无人：质量不变"),
        "predict.both": ("Everybody: the official rate falls too", "人人：公布的化解率也会下降"),
        "predict.hidden": (
            "Only those to whom it comes back: the official rate hides it",
            "只有矛盾复发的居民：公布的化解率看不出来",
        ),
        "notice": (
            "Recurrences and the true rate, beside the official one; and satisfaction, which is asked at closure, before anything comes back.",
            "把复发、真实化解率与公布的化解率放在一起看；满意度则是办结时问的，那时尚未复发。",
        ),
        "explain": (
            "What does the contract pay for, and what would a careful organisation earn by doing better?",
            "合同按什么付费？做得更好的组织能得到什么？",
        ),
        "arm.overseen": ("With oversight", "有监督"),
        "arm.unseen": ("Without", "无监督"),
        "attempt": (
            "Give B back its attention to oversight alone, then the oversight money alone. How far does each bring the true rate back, and do you need both?",
            "先只恢复B的监督精力，再只恢复监督经费。各能使真实化解率回升多少？是否缺一不可？",
        ),
    },
    "incubate": {
        "title": ("Incubate first", "先孵化"),
        "question": (
            "Social organisations are young and inexperienced. Should the street contract them now, "
            "in two years after nurturing them, or never?",
            "社会组织年轻、缺乏经验。街道应立即购买服务，先孵化两年再购买，还是永不购买？",
        ),
        "set": (
            "Six years with organisations of low capability: staffed throughout; contracted at once without incubation; "
            "incubated and contracted from the first day; incubated from the first day and contracted after two years.",
            "六年，社会组织初始能力低：始终自办；不孵化而立即购买；自第一天起孵化并购买；自第一天起孵化、两年后购买。",
        ),
        "predict.never": ("Never", "永不购买"),
        "predict.at_once": ("At once", "立即购买"),
        "predict.later": ("After two years of incubation", "孵化两年后购买"),
        "predict.alike": ("The best two come to the same", "最好的两种不分上下"),
        "notice": (
            "Which arms part clearly from never, and by how little; recurrences; and what the official rate shows of it.",
            "哪些做法与始终自办明显不同，差别有多小；复发数；公布的化解率又能看出多少。",
        ),
        "explain": (
            "What must organisations be able to do before a contract beats a staffed workstation, and who pays until then?",
            "社会组织要具备什么能力，购买服务才优于自办？在此之前由谁承担代价？",
        ),
        "arm.never": ("Never", "永不"),
        "arm.at_once": ("At once, not incubated", "立即，不孵化"),
        "arm.both": ("At once, incubated", "立即，同时孵化"),
        "arm.later": ("Incubate first", "先孵化"),
        "attempt": (
            "Open it in Compare: A contracts without incubation, B with. Halve and double B’s incubation money: from where on does more money bring no clear gain?",
            "在“比较”中打开：A不孵化而购买，B孵化并购买。把B的孵化经费减半、加倍：从何处起，增加经费已无明显收益？",
        ),
    },
}

_FATES: Phrases = {
    "safe": ("Safe either way", "两种方式都平安"),
    "screening": ("Only screening saves", "只有排查才能避免"),
    "neighbour": ("A neighbour reports it", "邻居先行上报"),
    "late": ("Too late under both", "两种方式都太迟"),
    "other": ("Only waiting saves", "只有不排查才平安"),
}

# What the pages add: answers, fates, guides for teachers.
_ON_THE_PAGES: dict[str, Phrases] = {
    "lamp-post": {
        **{f"answer.{name}": phrase for name, phrase in _FATES.items()},
        "fate.safe": ("At this seed nobody is hurt under either policy", "此随机种子下，两种政策都无人受害"),
        "fate.screening": ("At this seed only screening prevents the incident", "此随机种子下，只有排查避免了事件"),
        "fate.neighbour": (
            "At this seed a report, not a patrol, comes first under screening",
            "此随机种子下，排查政策中先到的是上报而非走访",
        ),
        "fate.late": ("At this seed the incident happens under both policies", "此随机种子下，两种政策都发生了事件"),
        "fate.other": (
            "At this seed the incident happens under screening alone",
            "此随机种子下，只有排查政策发生了事件",
        ),
        "guide": (
            "15 minutes. Let everybody answer for seed 1, type in the tally, then reveal; have each group click five dots.\n"
            "Misconception: one story proves the policy. Each dot is the same town with other chances; the policy moves shares of dots, not every dot.\n"
            "Key: the strip and the interval under it are the answer, not the first dot.",
            "15分钟。先让每人对随机种子1作答，填入人数后再揭晓；各组点开五个圆点。\n"
            "常见误解：一个故事足以证明政策有效。每个圆点是同一街道的另一次机缘；政策改变的是圆点的比例，而非每一个圆点。\n"
            "答案：要看的是整排圆点及其区间，而不是第一个圆点。",
        ),
    },
    "hiding-rate": {
        "guide": (
            "10 minutes. Misconception: a good policy shows in the official rate. Ask what its denominator is before revealing.\n"
            "Key: what is found enters numerator and denominator alike; compare the first and the second number of the verdict.",
            "10分钟。常见误解：好政策会体现在公布的化解率上。揭晓前先问：该比率的分母是什么？\n"
            "答案：被发现的矛盾同时进入分子和分母；请对照结论中的前后两个数字。",
        ),
    },
    "too-much": {
        "guide": (
            "15 minutes. Everybody draws first. Misconceptions: more screening is always better; the single best share is known exactly.\n"
            "Key: the hours come from settling; the sentence on shares that are not clearly worse says how flat the bottom is.",
            "15分钟。先人人画线。常见误解：排查越多越好；最佳占比可以精确得知。\n"
            "答案：排查占用的是处置工时；“并无明显更差”的占比说明谷底有多平。",
        ),
    },
    "pools": {
        "guide": (
            "15 minutes. Misconception: merging items on paper pools the desks. Ask who may serve whom after each change.\n"
            "Key: the name changes no desk; skills do, and switching between slices costs time.",
            "15分钟。常见误解：纸面上合并事项就等于通办。每次改变后都问：谁能为谁办理？\n"
            "答案：改名不改变任何窗口；技能才会改变，而来回切换也要花时间。",
        ),
    },
    "incubate": {
        "guide": (
            "15 minutes. Misconceptions: contracting by itself helps or harms; waiting is what matters. Ask what changes with the years, and who pays for it.\n"
            "Key: compare the two arms that contract at once; they differ in incubation alone. All differences are small beside those of lesson 2.",
            "15分钟。常见误解：购买服务本身有利或有害；关键在于等待。请问：随年份变化的是什么？由谁付费？\n"
            "答案：对照两种立即购买的做法，二者只差孵化。与第二课相比，各项差别都很小。",
        ),
    },
    "oversight": {
        "guide": (
            "10 minutes. Misconception: a falling quality shows in the official rate. Ask when satisfaction is asked, and when a contradiction comes back.\n"
            "Key: compare recurrences and the true rate with the official one.",
            "10分钟。常见误解：质量下降会体现在公布的化解率上。请问：满意度何时询问？矛盾何时复发？\n"
            "答案：把复发数、真实化解率与公布的化解率相对照。",
        ),
    },
}

LESSON_PHRASES: Phrases = {
    f"lesson.{name}.{part}": phrase
    for lessons in (_LESSONS, _ON_THE_PAGES)
    for name, parts in lessons.items()
    for part, phrase in parts.items()
}
