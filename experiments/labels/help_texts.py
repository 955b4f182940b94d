"""The command line's help in Chinese: English stands at the commands and options themselves.

Core object: `HELPS_ZH`, from each help text to its Chinese; `FRAME_ZH` and `USAGE_ZH` are the words that Typer puts
around them.
"""

from __future__ import annotations

from experiments.labels.studies import STUDIES

# Names of typer.rich_utils.
FRAME_ZH = {
    "ARGUMENTS_PANEL_TITLE": "参数",
    "OPTIONS_PANEL_TITLE": "选项",
    "COMMANDS_PANEL_TITLE": "命令",
    "DEFAULT_STRING": "[默认：{}]",
    "REQUIRED_LONG_STRING": "[必填]",
}
USAGE_ZH = ("Usage:", "用法：")

HELPS_ZH = {
    **{english: chinese for key, (english, chinese) in STUDIES.items() if key.endswith(".help")},
    "Huajie: who finds a community's contradictions, and who resolves them? Without a command: compare four policies for "
    "Zhaoshang Subdistrict. Tab completion: huajie --install-completion. Language: --lang, else LANG. Exit codes: 0 well, "
    "2 your mistake, 3 some runs failed, 130 stopped.": "化解：社区的矛盾由谁发现，由谁化解？不写命令即比较招商街道的四种政策。"
    "按Tab补全：huajie --install-completion。语言：--lang，否则按LANG。退出码：0正常，2输入有误，3部分运行失败，130已中止。",
    "Install completion for the current shell.": "为当前shell安装补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示当前shell的补全脚本，可复制或自行安装。",
    "Show this message and exit.": "显示本帮助并退出。",
    # Groups of commands.
    "Decide: what happens if, and which policy": "决策：若作改变会怎样，选哪种政策",
    "How much, and when": "多少为宜、何时为宜",
    "Explain: what did it, and what the answer rests on": "解释：什么起了作用，结论取决于什么",
    "Places and registers": "地方与台账",
    "Look at it, ask the store, repeat a run": "浏览页面、查询存档、重做一次运行",
    # Commands.
    "A lever that may move, and its range; may be repeated, or several with commas.": "可以调整的措施及其范围；可重复，或以逗号分隔多项。",
    "A limit, such as budget.yearly_yuan=26e6.": "上限，如budget.yearly_yuan=26e6。",
    "What is to be reached, such as harm_per_10k=-50%.": "要达到什么，如harm_per_10k=-50%。",
    "How sure it must be that the target is reached.": "达到目标须有多大把握。",
    "Points tried where several levers move.": "多项措施同时调整时所试的点数。",
    "An outcome, or cost; at least two: the option may be repeated.": "指标，或cost（经费）；至少两项，选项可重复。",
    "What every mix must reach, such as satisfaction=70%.": "各组合须达到的条件，如satisfaction=70%。",
    "A lever that may move, its range, or its words (LEVER=ONE|OTHER); may be repeated.": "可以调整的措施及其范围，或其取值（措施=甲|乙）；可重复。",
    "Mixes that the search tries.": "搜索所试的组合数。",
    "Seeds that confirm the front; the search sees none of them.": "复核前沿的种子数，均未参与搜索。",
    "What counts over runs: the mean, or the bad tenth.": "按各次运行的什么评判：均值，或最差一成。",
    "Add what the change costs to the budget; else it is taken from delivery.": "改变所需费用另加入预算；否则从服务经费中支出。",
    "What changes: a value, or relative to the present one, as budget.yearly_yuan=-15%; may be repeated.": "改变什么：可写数值，也可相对现值，如budget.yearly_yuan=-15%；可重复。",
    "List every lever with range, unit, default and source.": "列出全部措施及其范围、单位、默认值与来源。",
    "List the scenarios that are shipped, with what each is.": "列出自带的情景及其说明。",
    "Check a scenario file: describe the place, or name each error with line, value found and values allowed.": "检查情景文件是否正确并概述该地，有误则指出第几行、何误。",
    "Tell what happens to one contradiction under both triage presets, on the same draws.": "用同一组随机数，讲述同一件矛盾在两种预设受理方式下的经过。",
    'Query the store in SQL: one row per run; levers in double quotes, as "triage.screening_share".': '用SQL查询存档：每次运行一行；措施加双引号，如"triage.screening_share"。',
    "Repeat one run and print its outcomes as JSON; show the error of a failed run in full.": "重做一次运行，以JSON输出结果；若失败，完整显示错误。",
    "The model and its pages in one HTML file.": "模型及其页面，合为一个HTML文件。",
    "A place of your own in Excel: 'new' writes the questions, 'read' makes the scenario.": "用Excel填写本地情况：new生成问卷，read转为情景。",
    "The pages in your browser, on this machine only.": "在浏览器中打开页面，仅限本机。",
    # What most commands take.
    "A TOML file, or the name of a shipped scenario.": "TOML文件，或自带情景的名称。",
    "Paired seeds for every policy or point.": "每种政策或每个点的配对种子数。",
    "Parallel runs; default: the available processors.": "同时进行的运行数；默认：可用的处理器数。",
    "Folder of the results; default: results/<command>-<scenario>.": "结果文件夹；默认：results/<命令>-<情景>。",
    "Write JSON; '-' prints nothing else.": "写出JSON；“-”则只输出JSON。",
    "Folder that keeps the runs; default: OUT/store.": "保存各次运行的文件夹；默认：OUT/store。",
    "Tell the number of runs, their time and disk space; run nothing.": "只说明运行多少次、需时多久、占用多大；不运行。",
    "Add replications until intervals are ± this, such as 0.005.": "增加重复次数，直至区间半宽不超过此值，如0.005。",
    "Where runs happen.": "运行的方式。",
    "Address of the Dask scheduler to use, such as tcp://host:8786.": "要加入的Dask调度器地址，如tcp://host:8786。",
    "Language of tables, verdict and pictures.": "表格、结论与图片的语言。",
    "No progress and no tables; the verdict and files only.": "不显示进度与表格，只要结论与文件。",
    "The first of the paired seeds.": "配对种子中的第一个。",
    "Compute failed runs again.": "重新计算失败的运行。",
    "A Python file with a mechanism of your own; its code is run.": "含有自编机制的Python文件；其中的代码会被执行。",
    # compare, sweep.
    "Add the workstation era, committees marginalised.": "加上工作站时期（居委会被边缘化）。",
    "Also draw resolution rates over the screening share.": "另画化解率随排查比重变化的曲线。",
    "Also try each assumption at the ends of its range: which of them would change the answer?": "另将每项假设取到范围两端：什么会使结论翻转？",
    "A preset, 'present', a file, or 'NAME: LEVER=VALUE, LEVER=VALUE'; may be repeated.": "预设名、present（现行政策）、文件，或“名称: 措施=取值, 措施=取值”；可重复。",
    "What changes on the day: levers, or a whole policy.": "当日改变的内容：若干措施，或一整套政策。",
    "What holds before: levers, or a policy.": "此前的内容：若干措施，或一整套政策。",
    "What takes the place of the present policy: a preset, a file, or 'NAME: LEVER=VALUE'.": "代替现行政策的政策：预设名、文件，或“名称: 措施=取值”。",
    "The policy that the others are held against; default: the present one where the scenario states it.": "其他政策与之相比的政策；默认为情景写明的现行政策。",
    "Worlds, one paired seed in each: default 100; in one world 30 seeds.": "情形个数，每个一个配对种子：默认100；单一情形时为30个种子。",
    "Which worlds to use: matched to published figures, drawn from the ranges, or assumed (one world).": "在哪些情形运行：matched为重现公布数字的情形，drawn为从区间抽取，assumed为单一情形。",
    "Worlds over which the leader's gain is credited to levers; 0: not at all.": "在多少种情形上把领先政策的增益分摊给各措施；0：不分摊。",
    "What a unit of an outcome (of a share: a percentage point) is worth in yuan a year, such as harm_per_10k=200000; may be repeated. What to find out first is then told in yuan.": "某项指标每单位（比率以1个百分点计）每年值多少元，如harm_per_10k=200000；可重复。给出后，“先查明什么”以元表示。",
    "Print every row of the tables.": "输出表格的全部各行。",
    "start:stop:count, or a,b,c, or one value; may be repeated. With a drawn design: low:high, or the name alone.": "起:止:个数，或a,b,c，或单个值；可重复。抽样设计则为 低:高，或只写名称。",
    "A CSV file of points instead: one column per lever.": "改用CSV文件给出各点：每项措施一列。",
    "How points are chosen.": "各点的选取方式。",
    "Points of a drawn design (Morris: trajectories); default: 64.": "抽样设计的点数（Morris：轨迹数）；默认64。",
    # levers, check, trace, query, replay.
    "Also the numbers of place and mechanisms.": "另列地方与机制的参数。",
    "A scenario file.": "情景文件。",
    "A planted name, or a key from the case table.": "预设矛盾的名称，或案件表中的编号。",
    "A store, or the results folder that holds one.": "存档，或含有存档的结果文件夹。",
    "One reading statement over the view 'runs'.": "针对视图runs的一条只读语句。",
    "Print CSV.": "输出CSV。",
    "May be repeated.": "可重复。",
    "Where the JSON goes.": "JSON写到哪里。",
    "Instead make so many worlds that show the published figures, for all other studies.": "改为生成这么多个重现公布数字的情形，供其他研究使用。",
    "Policy under which the record was made; default: the scenario's own.": "产生该记录的政策；默认为情景自身的政策。",
    "Instead refit every policy to the published figures in so many places: which show them as well?": "改为在这么多个地点把每种政策重新拟合到公布数字：哪些同样吻合？",
    "File of the worlds, or of the refits; default: in the folder worlds beside the scenario's file.": "情形文件或重新拟合的文件；默认放在情景文件旁的worlds文件夹。",
    # reform, calibrate, sensitivity, robust, contest.
    "When it may change: months, as 2010-01:2011-07:3, or days.": "何时可以改变：按月，如2010-01:2011-07:3，或按天。",
    "Days simulated; default and least: the last date plus 540.": "模拟天数；默认且至少为最后日期加540天。",
    "Organisations' capability on day 0; default: where nobody incubated before.": "第0天社会组织的能力；默认：此前无人孵化。",
    "Reading of the 91.6 %: main or second; default: both.": "91.6 %的口径：main或second；默认：两种。",
    "Points per stage, a power of two.": "每阶段的点数，须为2的幂。",
    "Seeds of every point.": "每个点的种子数。",
    "Fresh seeds on which the best point is checked.": "用来检验最佳点的新种子数。",
    "Another number exchanges every seed of the fit.": "换一个数，即换掉拟合所用的全部种子。",
    "Which index.": "哪种指数。",
    "A parameter and its range; default: the assumed ones.": "参数及其范围；默认：属于假设的各项。",
    "Trajectories, base of Sobol' (a power of two), points.": "轨迹数、Sobol'基数（2的幂）或点数。",
    "Worlds drawn from the ranges.": "从各范围中抽取的情形数。",
    "Places that open the search, a power of two.": "搜索之初的地方数，须为2的幂。",
    "Rounds that go on for those who win nowhere yet.": "为尚无处胜出者继续搜索的轮数。",
    "Who is to win; may be repeated; default: all.": "要让谁胜出；可重复；默认：全部。",
    "Fresh seeds that confirm.": "用来确认的新种子数。",
    "Folder for a scenario file of every winner that was found.": "为找到的每个胜出者存放情景文件的文件夹。",
    "Markdown file whose marked tables are to be renewed.": "要更新其中带标记表格的Markdown文件。",
    # learn, backtest.
    "A case register: CSV, an Excel workbook, JSON or Parquet.": "案件台账：CSV、Excel工作簿、JSON或Parquet。",
    "Columns: opened, closed, domain, area, found_by.": "各列：opened（立案）、closed（办结）、domain（领域）、area（区域）、found_by（来源）。",
    "Domains of kinds of matter; or a file of two columns.": "各类事项所属的领域；或一个两列的文件。",
    "Who finds what comes through a channel; or a file of two columns.": "各渠道的事项由谁发现；或一个两列的文件。",
    "A workbook's sheet, by title or number.": "工作簿中的工作表（名称或序号）。",
    "Grids of the place; default: as many as carry the case's load.": "该地的网格数；默认：与案例每格负荷相当的数目。",
    "Share of the register's time to learn from.": "台账时段中用于推算的比例。",
    "Runs of the model.": "模型的运行次数。",
    "The scenario file to write.": "要写出的情景文件。",
    "Replace the scenario file if it is there.": "情景文件若已存在则替换。",
    # place.
    "Write the workbook of questions, or read it back.": "生成问卷工作簿，或将其读入。",
    "The workbook.": "工作簿。",
    "With read: the scenario file; default: beside the workbook.": "用于read：要写出的情景文件；默认与工作簿同处。",
    # page.
    "TOML files or shipped names; default: all shipped scenarios.": "TOML文件或自带情景名；默认：全部自带情景。",
    "The HTML file to write.": "要写出的HTML文件。",
    # dashboard.
    "Address to listen on; other than loopback lets others in.": "监听地址；非本机回环地址会让他人访问。",
    "Port to listen on.": "监听端口。",
    "Language the pages open in.": "页面打开时的语言。",
    "Mesa's own page (SolaraViz) instead, for Mesa's users.": "改用Mesa自带的页面（SolaraViz），供Mesa用户使用。",
}
