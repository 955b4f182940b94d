"""Words of the pages' server, of the life of a case, and of Mesa's own page; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

_DASHBOARD: Phrases = {
    "title": ("Huajie: community governance, simulated", "化解：社区治理模拟"),
    "brand": ("Huajie", "化解"),
    "not_had": (
        "{host}, port {port}: cannot be listened on ({why}); choose another --host or --port",
        "{host}，端口{port}：无法监听（{why}）；请更换--host或--port",
    ),
    "serving": ("The pages stand at {address} (Ctrl-C stops them).", "页面地址：{address}（Ctrl-C停止）。"),
    "seed": ("Seed (whole number)", "随机种子（整数）"),
    "colon": (": ", "："),
    "undefined": ("undefined", "无定义"),
    "days_lived": ("Days lived", "已过天数"),
    "studies": ("Studies made on this machine", "本机完成的研究"),
    "no_studies": (
        "There is none yet. 'python run.py compare zhaoshang' makes one; its report then stands here.",
        "尚无研究。运行“python run.py compare zhaoshang”后，报告将列于此处。",
    ),
    "back": ("Back to the model", "返回模型"),
}

_LIFE: Phrases = {
    "day": ("Day {day}", "第{day}天"),
    "arisen": (
        "It arises, unseen: {domain}, severity {severity}, about {hours:hour|hours} of work if somebody knew.",
        "悄然产生：{domain}，严重度{severity}，若有人知晓约需{hours}小时。",
    ),
    "untreated": ("If nobody acts, it will ignite on day {day}.", "若无人过问，将在第{day}天激化。"),
    "heals": ("If nobody acts, it will lapse by day {day}.", "若无人过问，将在第{day}天自行消解。"),
    "recurred": ("It comes back: the closure had not lasted.", "复发：此前的办结并不牢靠。"),
    "storm": ("A rainstorm; such matters suffer from it.", "暴雨来袭，此类隐患风险加剧。"),
    "incident": ("It ignites and becomes an incident.", "矛盾激化，酿成事件。"),
    "incident_storm": ("It ignites in the rainstorm.", "暴雨之中，矛盾激化，酿成事件。"),
    "incident_known": ("It becomes an incident although it is on record.", "虽已登记，仍告激化。"),
    "petition": ("Those affected petition together.", "相关居民集体信访。"),
    "lapsed": ("It lapses by itself, and nobody ever knew.", "自行消解，始终无人知晓。"),
    "overlooked": ("The grid worker visits the building and does not notice it.", "网格员走访了该楼，却未察觉。"),
    "recorded_patrol": ("A patrol finds it; it is put on record.", "网格员排查发现，予以登记。"),
    "recorded_report": ("Its resident reports it; it is put on record.", "居民上报，予以登记。"),
    "recorded_survey": ("The household survey finds it; it is put on record.", "入户走访发现，予以登记。"),
    "recorded_incident": ("Now everybody knows; it is put on record.", "事件人人皆知，予以登记。"),
    "recorded_none": ("It is put on record.", "予以登记。"),
    "refused": (
        "It is reported, but too mild for the recording standard ({standard}); it stays hidden.",
        "居民上报，但低于登记标准（{standard}），仍为隐患。",
    ),
    "moved": ("It is now: {stage}.", "进入：{stage}。"),
    "deliberated_yes": ("The committee deliberates and agrees.", "居委会议事委员会议事，达成一致。"),
    "deliberated_no": ("The committee deliberates without agreement.", "居委会议事委员会议事，未达成一致。"),
    "escalated_beyond_authority": (
        "It is beyond the community’s authority and goes to the street.",
        "超出社区权限，上报街道。",
    ),
    "escalated_deliberation_failed": ("Without agreement it goes to the street.", "议事未果，上报街道。"),
    "escalated_mediation_failed": ("Mediation fails; it goes to the street.", "调解未成，上报街道。"),
    "returned": ("A check returns the work: not good enough.", "检查未通过，退回返工。"),
    "resolved": (
        "Resolved by the {handler}, {days:day|days} after it was recorded.",
        "由{handler}化解，距登记{days}天。",
    ),
    "resolved_badly": (
        "Closed by the {handler}, {days:day|days} after it was recorded; the work will not last.",
        "由{handler}办结，距登记{days}天；但办得不牢。",
    ),
    "failed": ("It fails at the {handler}: nobody will take it up again.", "在{handler}处理失败，不再受理。"),
    "still_open": ("At this point it is {stage}.", "目前状态：{stage}。"),
    "dangling": ("It is still unknown to anybody.", "至今无人知晓。"),
}

# Mesa's own page (SolaraViz), whose buttons and headings speak English only.
_MESA: Phrases = {
    "this_run": ("This run", "本次运行"),
    "counts_after_reset": (
        "A moved slider or another seed counts from the next Reset on.",
        "移动滑块或更换随机种子后，按Reset才生效。",
    ),
    "words": (
        "Step lives one day, or as many as Render Interval says; Play Interval is the pause between two steps of ▶.",
        "Mesa自带的英文：Reset重新开始；▶播放；Step推进一天，或Render Interval所示的天数；Play Interval为播放时两步的间隔（毫秒）；"
        "Use Threads用多线程；Controls控制；Model Parameters模型参数；Information信息，其Step为已推进的次数；Page页。",
    ),
    "instead": ("{mistake}. Seed {seed} runs instead.", "{mistake}。改用随机种子{seed}运行。"),
}

DASHBOARD: Phrases = {
    **{f"dashboard.{name}": phrase for name, phrase in _DASHBOARD.items()},
    **{f"life.{name}": phrase for name, phrase in _LIFE.items()},
    **{f"mesa.{name}": phrase for name, phrase in _MESA.items()},
}
