"""Words by which a case register is read: names of columns, dates, kinds of matter, channels; English and Chinese.

Every table maps what the program calls a thing to the words that registers use for it, likeliest first.
"""

from __future__ import annotations

# Written without blanks, underscores and capitals, as `experiments.registers.reading.plain_name` makes them.
COLUMN_WORDS: dict[str, tuple[str, ...]] = {
    "opened": (
        "opened", "created", "createddate", "createddatetime", "createdat", "datecreated", "opendate", "dateopened",
        "openeddate", "opendatetime", "opendt", "requesteddatetime", "requestdate", "requestdatetime", "reporteddate",
        "datereported", "datereceived", "receiveddate", "submitteddate", "submitted", "received", "reported", "creationdate",
        "创建时间", "受理时间", "上报时间", "登记时间", "立案时间", "来电时间", "诉求时间", "投诉时间", "发生时间", "采集时间",
        "发现时间", "接收时间", "创建日期", "受理日期", "上报日期", "登记日期", "立案日期", "来电日期", "投诉日期", "发生日期",
        "提交时间", "反映时间", "申请时间", "工单时间", "eingang", "fechacreacion", "datecreation", "fecha", "created", "opened", "open", "received", "reported", "登记", "受理", "上报",
    ),
    "closed": (
        "closed", "closeddate", "closeddatetime", "closedat", "dateclosed", "closedt", "closedate", "resolved",
        "resolveddate", "resolutiondate", "completed", "completeddate", "completiondate", "datecompleted", "finished", "datefixed", "fixed", "closure", "actioned",
        "erledigt", "abschluss", "fechacierre", "datecloture",
        "结案时间", "办结时间", "完成时间", "办理完成时间", "处理完成时间", "关闭时间", "化解时间", "结束时间", "归档时间",
        "结案日期", "办结日期", "完成日期", "关闭日期", "处置时间", "处理时间", "closed", "close", "resolved", "completed", "结案", "办结",
    ),
    "domain": (
        "domain", "complainttype", "casetype", "requesttype", "servicerequesttype", "srtype", "servicename", "type",
        "category", "problem", "problemtype", "issuetype", "issue", "topic", "subject", "servicecategory", "casetitle", "reason", "kategorie", "thema", "betreff", "categoria", "categorie", "tipo",
        "案件类型", "类别", "案件类别", "事项类别", "问题类别", "问题分类", "诉求类别", "诉求类型", "事件类型", "事件类别", "矛盾类型",
        "纠纷类型", "工单类型", "事项类型", "分类", "类型", "大类", "案件大类", "一级分类", "小类", "complaint", "category", "type", "类",
    ),
    "area": (
        "area", "communityboard", "community", "communityname", "communityarea", "neighborhood", "neighbourhood",
        "neighborhoodsdistrict", "grid", "gridname", "subdistrict", "ward", "district", "suburb", "councildistrict",
        "supervisordistrict", "policeprecinct", "precinct", "borough", "zip", "zipcode", "incidentzip", "postcode", "quarter", "bezirk", "stadtteil", "barrio", "distrito", "quartier", "arrondissement",
        "社区", "所属社区", "社区名称", "所在社区", "网格", "网格名称", "所属网格", "村居", "村社区", "街道", "所属街道", "街道名称",
        "镇街", "乡镇街道", "所属区域", "区域", "辖区", "行政区", "区县", "neighborhood", "community", "district", "ward", "area",
        "社区", "网格", "街道", "区",
    ),
    "found_by": (
        "foundby", "channel", "opendatachanneltype", "channeltype", "source", "casesource", "methodreceived",
        "methodreceiveddescription", "requestsource", "origin", "intakechannel", "reportedvia", "submittedvia", "kanal", "canal", "origen",
        "来源", "渠道", "案件来源", "上报来源", "问题来源", "诉求来源", "信息来源", "工单来源", "事件来源", "受理渠道", "诉求渠道",
        "来源渠道", "上报渠道", "受理方式", "发现方式", "来件方式", "channel", "source", "来源", "渠道",
    ),
}  # fmt: skip
# A column whose name holds one of these is never guessed: it names people, texts or other dates.
NEVER_GUESSED: tuple[str, ...] = (
    "updated", "due", "sla", "target", "expected", "estimated", "planned", "scheduled", "createdby", "closedby", "openedby", "description", "responsetime", "lastmodified", "latitude",
    "longitude", "coordinate", "address", "agencyname", "人员", "deadline", "birth", "hired", "出生", "生日", "入职", "应办", "应结", "应完成", "期限", "限期", "要求", "超期", "逾期", "承诺", "计划", "预计", "截止", "时限", "时长", "内容", "描述", "地址", "坐标", "更新",
)  # fmt: skip
# Parts of the names of columns that say when a row was last changed.
CHANGED_WORDS: tuple[str, ...] = ("modified", "updated", "lastactivity", "lastchange", "修改时间", "更新时间")
# Columns that say how a case stands, and the words in them for one that is done.
STATUS_COLUMNS: tuple[str, ...] = ("status", "casestatus", "requeststatus", "ticketstatus", "状态", "办理状态", "案件状态", "工单状态", "处理状态")  # fmt: skip
CLOSED_WORDS: tuple[str, ...] = (
    "closed", "resolved", "completed", "complete", "done", "fixed", "archived", "已办结", "办结", "已结案", "结案", "已完成", "完成",
    "已关闭", "关闭", "已归档", "归档", "已解决",
)  # fmt: skip
# What stands between the numbers of a date or time, and what it is read as.
DATE_WORDS: dict[str, str] = {
    "年": "-",
    "月": "-",
    "日": " ",
    "号": " ",
    "號": " ",
    "民國": "",
    "民国": "",
    "時": ":",
    "點": ":",
    "时": ":",
    "点": ":",
    "分": ":",
    "秒": " ",
}
HALF_DAY_WORDS: dict[str, str] = {
    "上午": "am",
    "凌晨": "am",
    "早上": "am",
    "中午": "pm",
    "下午": "pm",
    "晚上": "pm",
    "a.m.": "am",
    "p.m.": "pm",
}
# Stripped from the front of a date before it is read.
WEEKDAY_WORDS: str = r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?"
# 11年3月5日 leaves the century out; 05-3月 -11 is how Oracle writes in Chinese.
YEAR_WORD, SHORT_YEAR, MONTH_BETWEEN = "年", r"^\d{2}(?=年)", r"^(\d{1,2})-(1[0-2]|0?[1-9])月 *-"
DATE_MARKS = "年月"  # behind a year and a month
# Digits as a year holds them one by one, and ten.
TEN = "十"
NUMERALS: dict[str, str] = {
    **{letter: str(at) for at, letter in enumerate("〇一二三四五六七八九")},
    "零": "0",
    TEN: "10",
}
# Months whose names do not begin as the English ones do: German, French, Spanish, Portuguese, Italian, Dutch.
MONTH_WORDS: dict[str, str] = {
    word: month
    for month, words in {
        "jan": ("jänner", "enero", "ene", "gennaio", "gen"),
        "feb": ("février", "févr", "fév", "fevr", "fevereiro", "fev"),
        "mar": ("märz", "mär", "mrz", "maart", "mrt"),
        "apr": ("avril", "avr", "abril", "abr"),
        "may": ("mai", "mayo", "maio", "maggio", "mag", "mei"),
        "jun": ("juin", "giugno", "giu"),
        "jul": ("juillet", "juil", "luglio", "lug"),
        "aug": ("août", "aout", "agosto", "ago"),
        "sep": ("setembro", "set", "settembre"),
        "oct": ("oktober", "okt", "outubro", "out", "ottobre", "ott"),
        "dec": ("dezember", "dez", "décembre", "déc", "diciembre", "dic", "dezembro", "dicembre"),
    }.items()
    for word in words
}

UNKNOWN_WORDS: tuple[str, ...] = (
    "", "-", "--", "0", "na", "n/a", "nan", "none", "null", "unknown", "other", "others", "undefined", "not specified",
    "#n/a", "#value!", "#ref!", "#name?", "#null!", "nat", "nil", "(blank)", "(null)", "<null>", "?", "inf", "0000-00-00", "0000-00-00 00:00:00",
    "onbekend", "unbekannt", "desconocido", "inconnu", "未知", "不详", "不詳", "无", "無", "其他", "其它", "空",
)  # fmt: skip
UNKNOWN_PARTS: tuple[str, ...] = ("unspecified", "not available", "未指定", "未分配")

# The domain with the longest word in the type wins; of equally long ones the first.
DOMAIN_WORDS: dict[str, tuple[str, ...]] = {
    "population": (
        "household registration", "residence permit", "immigra", "migrant", "rental registration", "census", "identity card",
        "passport", "人口", "户籍", "户口", "居住证", "出租屋", "流动人口", "租赁登记", "身份证", "实有人口",
    ),
    "social_affairs": (
        "neighbour", "neighbor dispute", "dispute", "mediation", "family", "domestic", "marriage", "landlord", "tenant",
        "labour", "labor", "wage", "employment", "consumer complaint", "discrimination", "housing complaint", "loud", "noise",
        "party", "矛盾", "纠纷", "邻里", "婚姻", "家庭", "劳资", "欠薪", "工资", "劳动", "拆迁", "征地", "消费", "信访", "调解", "噪音",
        "噪声", "扰民", "物业", "业委会", "社会事务",
    ),
    "urban_services": (
        "street", "road", "pothole", "sidewalk", "pavement", "footpath", "light", "lamp", "signal", "traffic", "parking", "vehicle",
        "garbage", "trash", "refuse", "rubbish", "waste", "recycl", "litter", "dumping", "dirty", "sanitation", "clean",
        "graffiti", "tree", "water", "sewer", "drain", "flood", "leak", "plumbing", "heat", "hot water", "paint", "plaster",
        "construction", "building", "elevator", "electric", "utility", "snow", "ice", "sign", "bridge", "transit", "bus", "taxi",
        "bike", "encroach", "vending", "tipping", "property", "living condition", "zoning", "derelict", "abandoned", "bin", "door", "window", "encampment",
        "市容", "环卫", "垃圾", "清运", "路灯", "道路", "路面", "井盖", "停车", "交通", "违建", "违章", "供水", "排水", "积水", "漏水", "下水道",
        "供电", "停电", "供暖", "供热", "燃气", "绿化", "树木", "园林", "市政", "公共设施", "设施", "城市管理", "城管", "占道", "流动摊贩", "环境",
        "施工", "电梯", "房屋", "住房", "公交", "共享单车", "广告",
    ),
    "civil_affairs": (
        "welfare", "benefit", "homeless", "elderly", "senior", "disab", "poverty", "social service", "relief", "pension",
        "veteran", "adoption", "funeral", "child care", "低保", "救助", "养老", "老人", "老年", "残疾", "民政", "社保", "医保", "优抚",
        "殡葬", "退役", "社会保障", "困难", "儿童",
    ),
    "health": (
        "health", "animal", "dog", "cat", "rodent", "rat", "pest", "mosquito", "food", "restaurant", "smoking", "mold",
        "asbestos", "lead", "air quality", "hospital", "medical", "epidemic", "covid", "tattoo", "hygiene", "odor", "unsanitary",
        "卫生", "健康", "防疫", "疫情", "医疗", "医院", "计生", "生育", "食品", "药品", "犬", "养狗", "动物", "宠物", "蚊", "鼠", "控烟", "异味",
    ),
    "culture": (
        "culture", "library", "museum", "park", "playground", "recreation", "sport", "school", "education", "event", "art",
        "文化", "体育", "教育", "学校", "图书", "公园", "旅游", "广场舞", "文体", "培训", "宗教",
    ),
    "security": (
        "police", "crime", "theft", "robbery", "burglary", "drug", "gun", "weapon", "violence", "assault", "fire", "safety", "hazard",
        "alarm", "emergency", "unsafe", "dangerous", "vandal", "trespass", "panhandl", "gambling", "prostitution", "explosive", "治安", "消防",
        "安全", "盗窃", "诈骗", "赌博", "毒", "隐患", "火灾", "公安", "反邪", "传销", "高空抛物", "应急", "平安", "危险",
    ),
}  # fmt: skip

STAFF_WORDS: tuple[str, ...] = (
    "patrol", "staff", "inspector", "inspection", "officer", "field", "crew", "employee", "self-generated",
    "city worker", "internal", "in house", "in-house", "proactive", "survey", "grid worker", "screening", "网格", "巡查", "巡逻", "排查", "走访", "主动发现", "采集员",
    "监督员", "城管上报", "社区上报", "工作人员", "自查", "部门发现", "视频", "入户", "检查", "日常发现",
)  # fmt: skip
RESIDENT_WORDS: tuple[str, ...] = (
    "phone", "call", "online", "web", "website", "app", "mobile", "email", "e-mail", "mail", "letter", "walk", "311", "internet",
    "citizen", "resident", "public", "twitter", "social media", "fax", "text", "sms", "counter", "voice", "portal", "chat",
    "report", "incident", "complaint", "self service", "热线", "来电", "电话", "微信", "市民", "群众", "居民", "12345", "来访", "来信", "网络", "网站",
    "投诉", "短信", "邮件", "邮箱", "公众", "小程序", "客户端", "上门", "窗口", "信访", "求助", "网上", "举报", "微博",
)  # fmt: skip
