"""Words of the one-page brief and of the overview of a results folder; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

BRIEFS: Phrases = {
    "brief.title": ("Brief: {place}", "{place}：决策简报"),
    "brief.table": ("The figures", "主要数字"),
    "brief.worse": ("What gets worse", "哪些变差"),
    "brief.worse.some": ("{list}.", "{list}。"),
    "brief.worse.nothing": ("No outcome gets clearly worse.", "没有明显变差的指标。"),
    "brief.sure": ("How sure", "把握程度"),
    "brief.sure.worlds": (
        "Better or worse means so in at least 9 of 10 of {runs} worlds. Figures are medians, differences with the middle "
        "90 % of worlds in brackets.",
        "“改善”“变差”指在{runs}种情形中至少九成如此。数值取中位数，差值括号内为各情形的中间90%。",
    ),
    "brief.sure.seeds": (
        "Better or worse means clearly so on {runs} paired seeds (after Holm's adjustment), differences with their 95 % interval in "
        "brackets. That is chance alone; what is assumed about the place was not varied.",
        "“改善”“变差”指以{runs}个配对种子、经Holm校正后明显，差值括号内为95%置信区间。这只排除偶然性；对该地的假设未作变动。",
    ),
    "brief.assumed": ("What was assumed", "所作假设"),
    "brief.assumed.set": (
        "The place sets {count:number of its own|numbers of its own}; report.html lists each with its source.",
        "其中{count}个由本地情景自行设定；各数值及其来源见report.html。",
    ),
    "brief.source": (
        "Source: Huajie {version}, rules {rules}; {seeds}; {date}. Command: {command}",
        "来源：化解{version}，规则版本{rules}；{seeds}；{date}。命令：{command}",
    ),
    "brief.seeds": ("{count:seed|seeds} ({span})", "{count}个种子（{span}）"),
    "brief.lacking": (
        "{file}: the fonts at hand lack {letters}; a box stands for each",
        "{file}：现有字体缺少以下字：{letters}；以方框表示",
    ),
    "folder.which": ("Which file answers what", "各文件的内容"),
    "folder.report.html": (
        "the page to forward: question, verdict, pictures, tables, assumptions",
        "可转发的网页：问题、结论、图、表与假设",
    ),
    "folder.brief.docx": ("one page for whoever decides, to edit", "供决策者阅读的一页简报，可编辑"),
    "folder.brief.pdf": ("the same page, to print or send", "同一简报，供打印或发送"),
    "folder.tables.xlsx": ("every table as a workbook, an overview first", "全部数据表（工作簿），首页为概览"),
    "folder.pictures": (
        "each picture for slides (.png) and print (.svg), with what it shows (.csv) and how it was made (.json)",
        "各图的演示用（.png）与印刷用（.svg）文件，附所示数据（.csv）与生成方式（.json）",
    ),
    "folder.tables": ("the same tables for a program (.csv, .parquet)", "同样的数据表，供程序读取（.csv、.parquet）"),
    "folder.manifest.json": (
        "command, seeds, versions, all that repeats the run",
        "命令、种子、版本等重复运行所需的全部信息",
    ),
    "folder.store": ("the runs themselves; a second call reuses them", "逐次运行的结果；再次运行时直接取用"),
    "folder.scenario": ("the place as it was run", "所运行的情景"),
    "folder.line": ("  {name}: {words}", "  {name}：{words}"),
    "folder.command": ("Made by", "生成命令"),
}
