"""Words of the command line: table heads, notes, progress, errors; (English, Chinese)."""

from __future__ import annotations

from experiments.labels.phrase import Phrases

FACE: Phrases = {
    "cli.comparing": (
        "Comparing {policies:policy|policies}, {replications:replication|replications} each",
        "比较{policies}种政策，各重复{replications}次",
    ),
    "cli.sweeping": (
        "Sweeping {points:point|points}, {replications:replication|replications} each",
        "扫描{points}个点，各重复{replications}次",
    ),
    "cli.compiling": (
        "Compiling the model once for this machine; later starts take about a second.",
        "首次编译模型，此后启动约需一秒。",
    ),
    "cli.live": (
        "Longer sweeps show their curves so far, drawn anew while they run: {path}",
        "较长的扫描在运行中随时更新已有曲线：{path}",
    ),
    "cli.progress": ("Runs", "运行"),
    "cli.time_left": ("left", "剩余"),
    "cli.cached": ("{count} of {total:run|runs} were in the store already.", "{total}次运行中有{count}次已在库中。"),
    "cli.failed": (
        "{count} of {total:run|runs} failed; see {path}. --retry-failed computes them again.",
        "{total}次运行中有{count}次失败，见{path}。用--retry-failed可重新计算。",
    ),
    "cli.written": ("Written to {path}", "已写入{path}"),
    "cli.sentences_left": (
        "… {count:more sentence|more sentences} on the page; --full prints all, with every table",
        "……另有{count}句见报告页；--full可全部输出，并附全部表格",
    ),
    "cli.report": ("Page to forward: {path}", "可转发的页面：{path}"),
    "cli.verdict": ("Verdict", "结论"),
    "cli.ledger": ("Yearly ledger, million yuan", "年度账目（万元）"),
    "cli.comparison": ("{place}: mean and 95 % interval", "{place}：均值与95%区间"),
    "cli.shares": (
        "{place}: best (near) in how many of 100 worlds",
        "{place}：每100种情形中最优（接近最优）的种数",
    ),
    "cli.differences": (
        "{place}: differences from {baseline}, paired; rates in percentage points",
        "{place}：与“{baseline}”之差（配对；比率为百分点）",
    ),
    "cli.effects": ("Main effects and interaction; rates in percentage points", "主效应与交互作用（比率为百分点）"),
    "cli.holm": (
        "“No clear difference” is judged after Holm's adjustment over the policies, within each outcome. Gain of pairing: so many times the "
        "replications would be needed without paired seeds (median of the policies).",
        "“无明显差异”在每项结果内按各政策间的Holm校正判断。配对增益：若不用配对种子，所需重复次数为现有的多少倍（各政策的中位数）。",
    ),
    "cli.ranking": (
        "Chance that each policy is best, and whether the difference is clear",
        "各政策为最优的概率，及差异是否明显",
    ),
    "cli.tied": (
        "Tied: its paired loss to the best lies within {points:g} percentage points (for other figures: is nil). "
        "Worse: by Holm over all pairs of policies. Open: the replications do not say. Chances from 10 replications on.",
        "相当：与最优者的配对差距在{points:g}个百分点以内（其他指标：无差距）。较差：按全部政策两两比较的Holm校正。"
        "未定：重复次数尚不足以判断。重复10次起才给出概率。",
    ),
    "standing.best": ("best", "最优"),
    "standing.tied": ("tied", "相当"),
    "standing.worse": ("worse", "较差"),
    "standing.open": ("open", "未定"),
    "cli.credit": ("One lever at a time", "逐项措施"),
    "cli.levers": ("Levers", "措施"),
    "cli.scenarios": ("Scenarios", "情景"),
    "cli.sound": ("{path} is sound.", "{path}没有问题。"),
    "cli.error": ("Error", "错误"),
    "cli.no_clear": ("no clear difference", "无明显差异"),
    "cli.trace": ("The life of one contradiction", "一件矛盾纠纷的始末"),
    # What the verdict adds to pages.py.
    "cli.policy": ("Policy", "政策"),
    "cli.outcome": ("Outcome", "结果"),
    "cli.line": ("Line", "项目"),
    "cli.sum": ("Sum", "合计"),
    "cli.further": ("All outcomes", "全部结果"),
    "cli.sweep": ("{place}: mean and 95 % half-width", "{place}：均值与95%半宽"),
    "cli.sweep.worlds": ("{place}: median ± half of the middle 90 % of worlds", "{place}：中位数±中间90%情形的一半"),
    "cli.replications": (
        "{count:paired seed|paired seeds}; ± is half of the 95 % interval.",
        "{count}个配对种子；±为95%区间的半宽。",
    ),
    "cli.missing": ("* undefined in some runs: see the column 'missing'.", "*部分运行中无定义，见“missing”列。"),
    "cli.reused": (
        "{total:run|runs}: {reused} in the store already, {computed} computed, {failed} failed.",
        "共{total}次运行：{reused}次已在库中，新算{computed}次，失败{failed}次。",
    ),
    "cli.damaged": (
        "A damaged part was set aside and its runs were computed again: {part}",
        "已隔离一个损坏的数据文件，并重算其中的运行：{part}",
    ),
    "cli.plausible": (" Plausible: {range}.", "合理区间：{range}。"),
    "cli.worlds": (
        "In brackets: within a point (or 2 %) of the best. Differences over worlds stand on the page.",
        "括号内：与最好者相差不到1个百分点（或2%）。各情形的差值见报告页。",
    ),
    "cli.range": ("Range", "范围"),
    "cli.default": ("Default", "默认值"),
    "cli.meaning": ("Meaning [unit; source]", "含义［单位；来源］"),
    "cli.interrupted": ("Stopped.", "已停止。"),
    "cli.stopped": (
        "Stopped. What is finished is stored; the same command goes on from there.",
        "已停止。已完成的运行均已保存，重复同一命令即可继续。",
    ),
    "cli.mistake": ("Error: {message}", "错误：{message}"),
    "forecast.runs": ("{runs:run|runs}: {grids}", "{runs}次运行：{grids}"),
    "forecast.grid": ("{points:point|points} × {seeds:seed|seeds}", "{points}个点×{seeds}个种子"),
    "forecast.precision": (
        "at least: replications are added until the intervals that decide are ± {width}, up to {most} of each point",
        "至少如此：将继续增加重复次数，直至用以判定的区间不超过±{width}，每点至多{most}次",
    ),
    "forecast.stored": (
        "{stored} are in the store already, {missing} are to be computed",
        "{stored}次已在库中，{missing}次有待计算",
    ),
    "forecast.time": (
        "about {time} on {workers:worker|workers} ({each} s a run)",
        "{workers}个并行约需{time}（每次运行{each}秒）",
    ),
    "forecast.disk": ("about {megabytes} MB on disk", "约占磁盘{megabytes} MB"),
    "time.seconds": ("{seconds} s", "{seconds}秒"),
    "time.minutes": ("{minutes} min", "{minutes}分钟"),
    "time.hours": ("{hours} h {minutes} min", "{hours}小时{minutes}分"),
    "cli.more_rows": ("… {count:more row|more rows}; --csv prints all", "……另有{count}行；--csv可输出全部"),
    "cli.name": ("Name", "名称"),
    "cli.what": ("What it is", "简介"),
    "cli.same_ledger": ("The same as {policy}: {others}", "与“{policy}”相同：{others}"),
    "cli.rows_left": (
        "… {count:more row|more rows} on the page and in the tables; --full prints all",
        "……另有{count}行见页面与数据表；--full可全部输出",
    ),
}
