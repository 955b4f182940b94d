"""Words that only the page's lessons need: answers, fates, guides for teachers; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

_FATES: Phrases = {
    "safe": ("Safe either way", "两种方式都平安"),
    "screening": ("Only screening saves", "只有排查才能避免"),
    "neighbour": ("A neighbour reports it", "邻居先行上报"),
    "late": ("Too late under both", "两种方式都太迟"),
    "other": ("Only waiting saves", "只有不排查才平安"),
}

_WORDS: dict[str, Phrases] = {
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

WEB_LESSONS: Phrases = {
    f"lesson.{name}.{part}": phrase for name, parts in _WORDS.items() for part, phrase in parts.items()
}
