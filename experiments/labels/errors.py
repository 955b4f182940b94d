"""Messages for mistakes in Chinese: phrases of the messages that model and experiments raise in English.

Core object: `in_chinese`. A message is made where the mistake is found, in English, so that it stands once;
here stand its phrases, and holes like {n} keep what the user wrote. A test takes every message that is
raised anywhere and finds what no phrase covers.
"""

from __future__ import annotations

import re
from functools import cache

# Phrases, the longer before what they contain; a hole takes what stands there as it is.
MISTAKES: tuple[tuple[str, str], ...] = (
    (
        "compiled rules cannot be kept here ({x}); they are compiled in memory, anew at every start; HUAJIE_CACHE_DIR names "
        "another folder",
        "此处无法保存编译结果（{x}）；改在内存中编译，每次启动须重新编译；可用HUAJIE_CACHE_DIR另指定文件夹",
    ),
    ("{x} belongs to others, or can be written by them", "{x}属于他人，或他人可写"),
    ("a number of thousands of digits", "数千位的数"),
    # Triggers.
    (
        "a figure, one of > >= < <=, and a number, such as 'open_cases > 300'",
        "一项数字、>、>=、<、<=之一和一个数，如'open_cases > 300'",
    ),
    (", which no official can see", "，官员无从看到"),
    ("or say sees_hidden = true", "或写明sees_hidden = true"),
    ("levers with their values", "各项措施及其取值"),
    ("is set in {x} too; allowed: a lever in one place, where one has 'until'", "在{x}中也有设定；允许：有'until'时，一项措施只在一处设定"),
    (
        "they can follow one another in more than {n} ways; allowed: fewer triggers",
        "先后次序的可能超过{n}种；允许：更少的触发条件",
    ),
    (
        "'when FIGURE > NUMBER then LEVER = VALUE', and after it 'until FIGURE < NUMBER', 'every DAYS days', 'seeing hidden'",
        "'when FIGURE > NUMBER then LEVER = VALUE'，其后可加'until FIGURE < NUMBER'、'every DAYS days'、'seeing hidden'",
    ),
    ("after a tender", "招标结束之后"),
    ("with the reform of day {n}", "与第{n}天的改革一起"),
    ("the page dates no triggers; allowed: a scenario without [[triggers]]", "网页不支持触发条件；情景不得含'[[triggers]]'"),
    # Worlds.
    ("no file that {command} wrote", "不是{command}所写的文件"),
    ("has no matched worlds; where there are published figures,", "没有匹配的情形；有公布的数字时，"),
    ("'python run.py calibrate SCENARIO --worlds 300' makes them", "'python run.py calibrate SCENARIO --worlds 300'可生成"),
    (
        "has no published figures and free numbers to match; allowed: a scenario with [[published]] and [worlds] free",
        "没有可供匹配的公布数字和自由参数；情景须含'[[published]]'与'[worlds] free'",
    ),
    ("its own numbers give no published figures to start from", "其自身数字得不出可作起点的公布数字"),
    ("none of {x} places shows the published figures", "{x}个备选中没有一个能重现公布的数字"),
    ("a value with its tolerance, or a limit (at_least, at_most)", "一个数值及其容差，或一个界限（'at_least'、'at_most'）"),
    ("a number above 0, in the unit of the outcome", "大于0的数，以指标的单位计"),
    ("parameters with a plausible range", "有合理区间的参数"),
    ("at most one number for each published value", "每个公布的数值至多一个数字"),
    ("a number among the parameters", "数值参数之一"),
    ("allowed: [low, high] within {x}", "允许：[low, high]，且在{x}之内"),
    ("allowed: levers, or one of {x}", "允许：各项措施，或以下之一：{x}"),
    ("allowed: an outcome", "允许：一项指标"),
    ("assumed, drawn, matched, a file of worlds, or an Ensemble", "“assumed”、“drawn”、“matched”、情形文件，或“Ensemble”对象"),
    # Machine, other drivers, worker processes.
    (
        "this machine could not compute {n} of {n2} runs, and nothing is recorded of them",
        "本机未能算出{n2}次运行中的{n}次，未作任何记录",
    ),
    ("the first alone", "单独重复第一次"),
    ("waiting for {n} runs that are held by {x}; they fall free when it ends", "正在等待{x}所占的{n}次运行；其结束后即可由本命令计算"),
    (
        "{n} runs are held by {x}, and none was recorded for {y} minutes; let it go on (a stopped process: fg) or end it, and "
        "the same command computes them",
        "{n}次运行由{x}占用，{y}分钟内未记录任何一次；请让其继续（已暂停的进程用fg）或将其结束，然后重复同一命令",
    ),
    ("process {x} on {y} since {z}", "{y}上的进程{x}（自{z}起）"),
    ("this script is being read by a worker that it started", "此脚本正由它所启动的进程读取"),
    ("workers cannot read the script '{x}'; save it as a file and", "工作进程无法读取脚本“{x}”；请存为文件，并"),
    (", line {n}: every worker would run this script again", "第{n}行：每个工作进程都会重新运行此脚本"),
    ("put the call under: if __name__ == '__main__':", "请将调用置于if __name__ == '__main__':之下"),
    (", or use threads", "，或改用threads"),
    ("what {x} computes cannot be read ({y}), so its runs have no name", "无法读取{x}的代码（{y}），其运行无从命名"),
    (
        "leave the store out, or define it in a file, with values that can be pickled",
        "请不用数据库，或在文件中定义它，所含的值须可序列化",
    ),
    # Outcomes of one's own.
    ("a word that no other figure or column has", "其他指标或列尚未使用的名称"),
    ("'higher', 'lower' or None", "'higher'、'lower'或None"),
    ("a function of a run's Outcome, or an expression", "以一次运行的结果为参数的函数，或一个算式"),
    ("arithmetic on figures", "由各指标组成的算式"),
    ("numbers, figures, + - * / ** and brackets", "数、指标、+ - * / **与括号"),
    ("no figure '{x}'", "没有指标“{x}”"),
    ("cannot be sent to another process ({x})", "无法传给另一进程（{x}）"),
    (
        "a function that stands in a file of its own, or the engine 'threads'",
        "写在独立文件中的函数，或改用引擎'threads'",
    ),
    # A city's register.
    (", each of which would record {x} cases a day", "，每个网格每天须登记{x}件"),
    ("at least {n}, for one grid worker and 1,000 people record at most {x}", "不少于{n}，因为一名网格员与1,000人每天至多登记{x}件"),
    ("neither closing dates nor areas: there is no curve to hold the model against", "既无办结日期也无区域：没有可供检验模型的曲线"),
    ("{n} cases in {n2} areas are too few for a curve of concentration", "{n2}个区域的{n}件案件太少，画不出集中度曲线"),
    ("{n} cases were opened on one side of the split, from {x} to {y}", "分界的一侧（{x}至{y}）立案{n}件"),
    ("at least {n} within at least {n2} days", "至少{n2}天内有至少{n}件"),
    ("choose another --split", "请另选--split"),
    ("a scenario file, such as", "情景文件，例如"),
    ("is a folder; allowed: a scenario file", "是文件夹；须为情景文件"),
    ("is there already; choose another name, or --force to replace it", "已存在；请另取名称，或用--force替换"),
    ("unknown role '{x}'", "没有角色“{x}”"),
    ("no column '{x}'", "没有列“{x}”"),
    ("its columns are", "其各列为"),
    ("no row below the head fits it", "表头之下没有与之相符的行"),
    ("the head was read from line {n}", "表头读自第{n}行"),
    ("column '{x}' holds no date that can be read", "“{x}”列没有可识别的日期"),
    ("such as '{x}'", "例如“{x}”"),
    ("all its cells are empty", "该列全为空"),
    ("set aside", "剔除"),
    ("no column holds the date a case was opened", "没有一列是立案日期"),
    ("name one with", "请指定，如"),
    ("name another column with", "请另行指定，如"),
    ("{n} of {n2} rows can be used; allowed: at least {n3}", "{n2}行中有{n}行可用；至少须有{n3}行"),
    ("opening dates were read from '{x}'", "立案日期读自“{x}”列"),
    ("days from the first opening to the last", "最早至最晚立案日的天数"),
    ("unknown domain", "没有此领域"),
    ("no case is of kind '{x}'", "没有“{x}”类的案件"),
    ("NAME=VALUE, several with commas between", "NAME=VALUE，多个以逗号分隔"),
    ("the file is empty; a scenario starts with 'format = 1'", "文件是空的；情景以'format = 1'开头"),
    ("the file is empty", "文件是空的"),
    ("no line holds anything", "没有一行有内容"),
    ("not a text table; allowed: CSV, .xlsx, JSON or Parquet", "不是文本表格；须为CSV、.xlsx、JSON或列式文件"),
    ("is a folder; a register is a file, such as CSV or .xlsx", "是文件夹；台账应为文件，如CSV或.xlsx"),
    ("is an old Excel workbook (.xls): save it as .xlsx", "是旧版Excel工作簿（.xls）：请另存为.xlsx"),
    ("is a PDF: ask for the table itself, as CSV or .xlsx", "是PDF文件：请索取表格本身（CSV或.xlsx）"),
    ("is a compressed file (.gz): unpack it first", "是压缩文件（.gz）：请先解压"),
    (
        "is an HTML page, not a table, perhaps a log-in or error page saved under this name: download the table itself, or open "
        "the page in a spreadsheet program and save its table as .xlsx",
        "是网页而非表格，或许是以此名保存的登录页或出错页：请下载表格本身，或用表格软件打开该页并另存为.xlsx",
    ),
    (
        "is an XML file; open it in a spreadsheet program and save it as .xlsx or CSV",
        "是另一种标记文件；请用表格软件打开并另存为.xlsx或CSV",
    ),
    ("{n} bytes; allowed: at most {n2}: export fewer years or columns", "{n}字节；至多{n2}：请减少导出的年份或列"),
    ("at most {n} rows and {n2} columns: export fewer years or columns", "至多{n}行、{n2}列：请减少导出的年份或列"),
    ("more than {n} rows", "超过{n}行"),
    ("found more than {n} points", "实有{n}个以上的点"),
    ("{n} rows and {n2} columns", "{n}行、{n2}列"),
    ("sheet '{x}' is {n} columns wide in line {n2}", "工作表'{x}'第{n2}行宽达{n}列"),
    ("sheet '{x}' has more than {n} lines or {n2} cells", "工作表'{x}'超过{n}行或{n2}个单元格"),
    (
        "unpacks to {n} bytes, {n2} of them for words; allowed: at most {n3} and {n4}: export fewer years or columns, or CSV",
        "解压后为{n}字节，其中文字{n2}；至多{n3}与{n4}：请减少导出的年份或列，或导出CSV",
    ),
    ("is no Excel workbook and has no sheets", "不是Excel工作簿，没有工作表"),
    ("has no sheet '{x}'", "没有工作表'{x}'"),
    ("its sheets are", "其工作表为"),
    (
        "its cells hold formulas without stored values: open it in a spreadsheet program and save it once",
        "单元格只有公式而没有存储的数值：请用表格软件打开并保存一次",
    ),
    ("declared outside a file of rules; read it by '{x}'", "须在规则文件内声明；请用'{x}'读取"),
    ("a name of its own, and a default from {x} to {y}", "独有的名称，以及{x}至{y}的默认值"),
    ("unknown lever '{x}'", "没有措施“{x}”"),
    ("changed while it is in use; start the study again", "使用期间文件已更改；请重新开始研究"),
    ("found no function '{x}'; allowed: '{y}'", "没有函数“{x}”；须为'{y}'"),
    ("no Python in line {y} ({x})", "第{y}行不是可执行的程序代码（{x}）"),
    ("imports '{x}' in line {y}; allowed: ", "第{y}行导入了'{x}'；允许："),
    ("writes '{x}' in line {y}; allowed: 'here.memory[…]', or the tools, which keep the books", "第{y}行写入了'{x}'；允许：'here.memory[…]'，或保持账目的工具"),
    ("is no Excel workbook that can be read: save it anew as .xlsx", "不是可读取的Excel工作簿：请重新另存为.xlsx"),
    (
        "is no JSON that can be read; allowed: JSON, or an object a line (JSON lines)",
        "不是可读取的JSON；须为JSON，或每行一个对象",
    ),
    (
        "holds no list of cases; allowed: a list of objects, an object a line, or a list of rows beside their columns",
        "没有案件列表；须为对象列表、每行一个对象，或各行及其列名",
    ),
    ("no row holds anything", "没有一行有内容"),
    ("is no Parquet file that can be read; export it anew, or as CSV", "不是可读取的列式文件；请重新导出，或导出CSV"),
    (", or a file of two columns", "，或一个两列的文件"),
    ("one column; allowed: two, the register's word and what it means", "一列；须为两列：台账中的词及其含义"),
    ("unknown finder", "没有此发现者"),
    ("no case is of channel '{x}'", "没有经“{x}”渠道的案件"),
    ("holds no date that can be read in {n} % of its cells", "有{n}%的单元格没有可读的日期"),
    ("the openings ({x}) lie in the future in {n} % of the rows", "有{n}%的行立案日期（{x}）在未来"),
    (
        "the closings ({x}) lie before the openings ({y}) in {n} % of the rows, however read",
        "无论怎样读取，有{n}%的行办结日期（{x}）早于立案日期（{y}）",
    ),
    ("name the right columns with", "请指定正确的列："),
    (", or export dates as YYYY-MM-DD", "，或以YYYY-MM-DD格式导出日期"),
    (
        "only {n} days are listed densely, {x} to {y} ({n2} of {n3} cases)",
        "只有{n}天登记得密集：{x}至{y}（{n3}件中的{n2}件）",
    ),
    ("its rows were chosen by when they were last changed or closed", "各行是按最后修改或办结的时间选取的"),
    ("{n} rows look like the limit of an export", "{n}行像是导出的上限"),
    (
        "at least {n} days with {n2} cases: export all cases opened within a longer period, without a limit of rows",
        "至少{n}天、{n2}件：请导出更长时段内立案的全部案件，不设行数上限",
    ),
    (
        "{n} cases in {n2} days come too unevenly to tell a rate: {x} a day, 95 % interval {y} to {z}, more than a factor of three",
        "{n2}天内的{n}件案件过于不均，无法得出发生率：每天{x}件，95%区间{y}至{z}，相差三倍以上",
    ),
    ("export a longer period, or all kinds and areas together", "请导出更长的时段，或所有类别与区域"),
    (
        "a field runs over {x} lines; perhaps a quotation mark is never closed: mend that line, or export it anew as .xlsx",
        "一个字段跨{x}行；或有引号未闭合：请改正该行，或重新导出为.xlsx",
    ),
    (
        "{n} of {n2} rows have more fields than the head, such as line {x}; perhaps a separator stands within a text without "
        "quotation marks: export it anew with them, or as .xlsx",
        "{n2}行中有{n}行的字段多于表头，如第{x}行；或因文本中含有分隔符而未加引号：请加引号重新导出，或另存为.xlsx",
    ),
    (
        "its rows lie {x} day(s) apart and hold numbers only, as sums by day, week or month do",
        "各行相隔{x}天且只含数字，应为按日、周或月的汇总",
    ),
    ("a row a case, with the date it was opened", "每行一个案件，含立案日期"),
    ("perhaps a quotation mark is never closed", "或有引号未闭合"),
    (
        "is no Excel workbook that can be read: it is damaged, has a password or is of another kind; save it anew as .xlsx",
        "不是可读取的Excel工作簿：已损坏、设有密码或属其他格式；请另存为.xlsx",
    ),
    ("a field of more than {n} characters", "有超过{n}个字符的字段"),
    # A planner's questions.
    ("OUTCOME=YUAN, such as {x}", "OUTCOME=YUAN，如{x}"),
    ("at least two, such as {x} and {y}", "至少两项，如{x}与{y}"),
    ("one value; allowed: two or more of", "一个取值；须至少两个，可用："),
    ("no mix within these ranges can be paid and keeps the constraints", "此范围内没有既付得起又满足条件的组合"),
    ("other ranges, or a weaker constraint", "其他范围，或放宽条件"),
    ("a number of the place, which no policy chooses", "该地的数值，不由政策决定"),
    ("allowed with bad-tenth", "按最差一成评判时须"),
    (
        "for the front is run again in worlds that the search did not see",
        "因为前沿须在搜索未见过的情形中重做",
    ),
    ("{n} days after the last date, for what comes of a change is not known before", "即最后日期之后{n}天，此前改变的效果尚不可知"),
    ("or earlier dates", "或提前日期"),
    ("or months, such as {x}", "或月份，如{x}"),
    ("months from {x}, the first one simulated", "自{x}（模拟的首月）起的月份"),
    (" (did you mean {n}? in yuan, not in ten thousands)", "（是否指{n}？单位为元，而非万元）"),
    # A place in Excel.
    ("the unit is 10,000 yuan (did you mean {n}?)", "单位为万元（是否指{n}？）"),
    (" (the unit is 10,000 yuan)", "（单位为万元）"),
    ("; did you mean {n}?", "；是否指{n}？"),
    ("is asked twice, first in {x}; leave one of them empty", "重复填写，首次在{x}；请留空其一"),
    (
        "no question is answered: fill in column B of the sheet '{x}', save, and read it again",
        "没有填写任何项目：请在工作表“{x}”的B列填写并保存，再重新读入",
    ),
    ("'python run.py place new' writes one", "可用'python run.py place new'生成"),
    ("a number from {n} up", "不小于{n}的数"),
    ("is no .xlsx file", "不是.xlsx文件"),
    ("is no workbook that can be read ({x})", "不是可读取的工作簿（{x}）"),
    ("save it as .xlsx", "请另存为.xlsx"),
    (
        "holds no questions of a place, or not with their keys in column G, as they were written",
        "其中没有街道情况的项目，或其键已不在原来的G列",
    ),
    ("more than one sheet asks for a place: {x}; keep one of them", "不止一张工作表含有街道情况的项目：{x}；请只保留一张"),
    ("is no answer, for column G holds no key of a question beside it", "不是任何项目的回答：同一行的G列没有项目的键"),
    ("holds a formula without a value; open it in Excel, save it, and read it again", "公式没有计算结果；请用Excel打开并保存，再重新读入"),
    ("is merged with other cells; unmerge them", "已与其他单元格合并；请取消合并"),
    ("the unit is per cent (did you mean {n}? else write {x}%)", "单位为百分数（是否指{n}？否则请写{x}%）"),
    ("or its name in column E", "或E列所列名称"),
    ("{x} is not answered, so its default counts", "{x}未填写，按默认值计"),
    ("is a folder; allowed: a workbook, such as place.xlsx", "是文件夹；须为工作簿，如place.xlsx"),
    ("a workbook, such as place.xlsx", "工作簿，如place.xlsx"),
    ("is there already; choose another name, or read it with 'python run.py place read'", "已存在；请另取名称，或用'python run.py place read'读入"),
    ("is a workbook; 'python run.py place read' makes a scenario of it", "是工作簿；可用'python run.py place read'将其转为情景文件"),
    (", a share; allowed:", "（比例）；允许："),
    ("plausible: {x} to {y}; whoever means it gives it a range in", "合理区间：{x}至{y}；若确为此值，请在文件中给出其区间："),
    ("or a change such as {x}", "或变动如{x}"),
    ("missing; say what changes, such as", "缺少；请说明改变什么，如"),
    ("missing; say which lever may move, such as", "缺少；请说明可调整哪些措施，如"),
    ("which is neither better high nor low", "该指标不分高低好坏"),
    ("no value within these ranges can be paid or followed up", "此范围内没有经费可支付、且可跟踪的取值"),
    ("other ranges", "其他范围"),
    ("outcome=value, such as {x}", "指标=取值，如{x}"),
    ("lever=value, such as {x}", "措施=取值，如{x}"),
    ("found no lever", "没有措施"),
    ("a file with at least one of {x}", "至少含有以下之一的文件：{x}"),
    (", a file, or 'name: lever=value'", "、文件，或'name: lever=value'"),
    # The inquiries.
    ("allowed: a change, for this is what holds before", "须有变动，这就是此前的取值"),
    ("found no day", "没有日期"),
    ("found no point", "没有点"),
    ("every outcome is undefined", "各项指标均无定义"),
    # The pages.
    ("allowed on these pages: at most {n} (the command line takes larger ones)", "本页面允许：不大于{n}（命令行可用更大的）"),
    ("contradictions to expect", "预计的矛盾数"),
    ("differs between the arms; allowed: the same days in both", "两种政策不同；允许：两者天数相同"),
    ("no room for another just now; try again in some minutes", "此刻没有余地再开一个，请过几分钟再试"),
    ("this server's own pages", "本服务器自己的页面"),
    ("no longer kept; start it again", "已不再保留，请重新开始"),
    ("Address already in use", "地址已被占用"),
    ("Cannot assign requested address", "本机没有此地址"),
    ("Name or service not known", "没有此主机"),
    # What the reader of TOML says.
    ("expected newline or end of document after a statement", "一条语句之后应换行或结束"),
    ("expected '{x}' after a key in a key/value pair", "键之后应为'{x}'"),
    ("expected '{x}' at the end of a table declaration", "表名之后应为'{x}'"),
    ("expected '{x}' at the end of an array declaration", "表组名之后应为'{x}'"),
    ("expected ", "应为"),
    ("found invalid character ", "有无效字符"),
    ("illegal character ", "有不允许的字符"),
    ("cannot declare {x} twice", "{x}不能声明两次"),
    ("cannot overwrite a value", "同一个键不能写两次"),
    ("cannot mutate immutable namespace ", "已经写定，不能再补："),
    ("cannot redefine namespace ", "不能重新定义："),
    ("duplicate inline table key ", "行内表中的键重复："),
    ("invalid initial character for a key part", "键不能以此字符开头"),
    ("unclosed array", "列表未闭合"),
    ("unclosed inline table", "行内表未闭合"),
    ("unescaped '{x}' in a string", "文本中的'{x}'须转义"),
    ("unterminated string", "文本的引号未闭合"),
    ("invalid hex value", "十六进制数无效"),
    ("escaped character is not a Unicode scalar value", "转义字符不是Unicode字符"),
    ("invalid date or datetime", "日期或时间无效"),
    ("invalid statement", "语句无效"),
    ("invalid value", "取值无效"),
    ("nested too deeply", "嵌套过深"),
    (" (at line {n}, column {n2})", "（第{n}行第{n2}列）"),
    (" (at end of document)", "（文件末尾）"),
    ("line {n}", "第{n}行"),
    # Grammar of all messages: field: found X (did you mean 'Y'?); allowed: Z.
    ("unknown lever or parameter '{x}'", "没有措施或参数“{x}”"),
    ("unknown lever '{x}'", "没有措施“{x}”"),
    ("unknown option '{x}'", "没有选项“{x}”"),
    ("unknown preset '{x}'", "没有预设政策“{x}”"),
    ("unknown key", "没有此键"),
    (" (did you mean '{x}'?)", "（是否指“{x}”？）"),
    ("'{x}' is not one of {y}", "“{x}”不在以下之中：{y}"),
    ("'python run.py levers' lists the levers", "用'python run.py levers'查看全部措施"),
    ("allowed: one of them", "只允许其一"),
    ("{n} values; allowed: one", "{n}个取值；只允许一个"),
    ("missing; '{x}' is no bundle, so say what it is before, as {y}=value", "缺失；“{x}”不是措施组合，请以{y}=value说明此前的取值"),
    ("the change cannot be paid in any of {n} worlds", "{n}种情形中没有一种付得起该改变"),
    ("a smaller change", "较小的改变"),
    ("in none of the {n} worlds do all policies run ({x})", "{n}种情形中没有一种能让所有政策都运行（{x}）"),
    ("allowed for a Sobol' design: a power of two, such as {n}", "Sobol'设计只允许2的幂，例如{n}"),
    ("from {x}, or noise has no measure", "不小于{x}，否则无从度量噪声"),
    ("allowed for {x}: a power of two from {n}", "{x}允许：不小于{n}的2的幂"),
    ("allowed for {x}: from {n}", "{x}允许：不小于{n}"),
    ("allowed for {x}: {y}from {n}", "{x}允许：{y}不小于{n}"),
    ("allowed is one statement that reads, such as", "只允许一条查询语句，例如"),
    ("allowed here", "此处允许"),
    ("allowed: ", "允许："),
    ("found count 1 for '{x}'", "'{x}'的个数为1"),
    ("found count '{x}'", "个数为'{x}'"),
    ("found no value", "没有取值"),
    ("found none", "一个也没有"),
    ("found day {n}", "为第{n}天"),
    ("found a store of format {n}", "此库的格式为{n}"),
    ("found a {w}", "而这是{w}型"),
    ("this Huajie reads format 1", "本版化解只读取格式1"),
    ("{n} rows", "{n}行"),
    ("row {n}: ", "第{n}行："),
    ("{n} cells", "{n}格"),
    ("{n} values", "{n}个取值"),
    ("found ", "实为"),
    ("varied twice", "设定了两次"),
    ("'{x}' stands twice", "'{x}'出现两次"),
    (" twice", "，出现两次"),
    (": missing", "：缺失"),
    # What is allowed.
    ("a Scenario, or the file or name of one", "Scenario对象、情景文件或其名称"),
    ("tables by name, as TOML gives them", "按名称给出的表，如TOML所载"),
    ("pairs (low, high) by lever or parameter", "按措施或参数给出的一对数(low, high)"),
    ("values by lever or parameter", "按措施或参数给出的取值"),
    ("levers by the name of a policy", "按政策名称给出的措施"),
    ("one name, or several", "一个或多个名称"),
    ("a number, a text, true or false", "数、文本、true或false"),
    ("a date, such as {x}", "日期，例如{x}"),
    ("a whole number from {n} to {n2}", "{n}至{n2}的整数"),
    ("a whole number from {n}", "不小于{n}的整数"),
    ("a number from {n} to {n2}", "{n}至{n2}的数"),
    ("numbers from {n} to {n2}", "{n}至{n2}的数"),
    ("a whole number", "整数"),
    ("a number", "数"),
    ("a text", "文本"),
    ("a list", "列表"),
    ("needs a table of {n} GB", "须有{n}GB的表格"),
    ("a table", "表"),
    ("{n} numbers", "{n}个数"),
    ("one of ", "以下之一："),
    ("true or false", "true或false"),
    ("start:stop:count of numbers", "数字形式的start:stop:count"),
    ("each value once", "每个取值一次"),
    ("each name once", "每个名称一次"),
    ("each lever once", "每项措施一次"),
    ("each outcome once", "每项指标一次"),
    ("yuan above 0", "大于0的元数"),
    ("at least 2 for a range", "区间至少取2个"),
    ("at least one name with its levers", "至少一个名称及其措施"),
    ("'{x}' of numbers, or '{y}' for its whole span", "数字形式的'{x}'，或仅写'{y}'取整个区间"),
    ("low below high, ", "下限小于上限，"),
    ("low below high", "下限小于上限"),
    ("a pair (low, high), or None for the whole span", "一对数(low, high)，或None取整个区间"),
    ("'lever=start:stop:count', 'lever=a,b,c' or 'lever=value'", "'lever=start:stop:count'、'lever=a,b,c'或'lever=value'"),
    ("lever=value, such as ", "lever=value，例如"),
    ("first:last:step in days, such as 0:540:7, or days with commas", "以天计的first:last:step，例如0:540:7，或以逗号分隔的日子"),
    ("before the horizon ends on day {n}", "早于时段终点（第{n}天）"),
    ("a half-width above 0, such as {n}", "大于0的半宽，例如{n}"),
    ("a row of lever names and one row a point", "首行为措施名，其后每点一行"),
    ("parameters that are numbers with decimals", "小数型参数"),
    ("'format = 1' at the top of the file", "文件开头写明'format = 1'"),
    ("after day {n} (dates in order)", "晚于第{n}天（日期须按先后）"),
    ("a sum of at most 1 (the rest is deliberation)", "合计不大于1（其余用于议事）"),
    ("a sum of 1", "合计为1"),
    ("the shares sum to {n}", "各比例合计为{n}"),
    ("at most the {n} grids", "不多于{n}个网格"),
    ("at most its {n} items", "不多于其{n}项服务事项"),
    ("at most {n}", "不大于{n}"),
    ("0, or capable organisations", "0，或有能力的社会组织"),
    ("{n} to {n2}", "{n}至{n2}"),
    (" numbers", "数"),
    # Scenario files.
    ("no such file", "没有此文件"),
    ("is a folder; a scenario is a TOML file", "是文件夹；情景应为TOML文件"),
    ("not UTF-8 text (byte {n}); save the file as UTF-8", "不是UTF-8文本（第{n}字节）；请以UTF-8保存"),
    ("cannot be read ({x})", "无法读取（{x}）"),
    ("cannot be written ({x})", "无法写入（{x}）"),
    ("what is recorded stays, and the same command goes on from there", "已记录的仍在，重复同一命令即可继续"),
    ("names of levers stand in double quotes", "措施名须加双引号"),
    ("cannot hold a store ({x})", "无法存放数据库（{x}）"),
    ("not valid TOML", "不是有效的TOML"),
    ("and {n} more", "另有{n}处"),
    ("(at the point {x})", "（在点{x}）"),
    ("{n} yuan cannot pay the named lines ({x}); {n2} yuan short", "{n}元不足以支付列明的各项（{x}）；缺{n2}元"),
    ("but no organisation can reach {x} (initial_capability {n})", "但没有社会组织能达到{x}（initial_capability {n}）"),
    ("{n} contracts need at least {n2} organisations", "{n}份合同至少需要{n2}家社会组织"),
    ("nothing remains to pay the contracts that {x} needs", "没有余款支付{x}所需的合同"),
    ("buys {x} posts in one unit", "可在一个单位购买{x}个岗位"),
    ("fewer than {n}", "少于{n}"),
    ("lower it, or raise organisations.post_yuan and the wages of staff", "请调低它，或提高organisations.post_yuan与人员工资"),
    ("brings up to {n} contradictions to one grid in a day", "一天可给一个网格带来{n}件矛盾纠纷"),
    ("lower it, or the factors of weekdays and months", "请调低它，或调低星期与月份系数"),
    ("this machine has too little memory for so much; ask for less", "本机内存不足；请减少"),
    (
        "more requests came in one day than the table has room for; lower it or report this seed",
        "某一天的事项多于表格容量；请调低它，或报告此种子",
    ),
    ("lower it", "请调低它"),
    ("no contradiction is planted as '{x}'", "没有植入名为“{x}”的矛盾纠纷"),
    ("none is planted", "没有植入的"),
    ("planted: ", "已植入："),
    ("no contradiction with key {x} arises under seed {n}", "种子{n}下没有编号为{x}的矛盾纠纷"),
    ("no contradiction arises under seed {n}", "种子{n}下没有矛盾纠纷产生"),
    # Plans, inquiries, stores.
    ("nothing to sweep; say what varies", "没有可扫描的；请说明改变什么"),
    ("beside a --design that draws", "与抽样的--design一起使用"),
    ("--points and --design were both given", "--points与--design同时给出"),
    ("--csv and --json - were both given", "--csv与--json -同时给出"),
    ("--points and --vary were both given", "--points与--vary同时给出"),
    ("--set takes one value for each lever", "--set中每项措施只取一个值"),
    ("the grid has more than {n} points; lower a count", "网格多于{n}个点；请减少个数"),
    ("more than {n} points", "多于{n}个点"),
    ("{x} needs {y}: pip install '{z}', or 'make setup'", "{x}需要{y}：pip install '{z}'，或'make setup'"),
    ("a Morris design", "Morris设计"),
    ("rules and boxes", "规则与区域"),
    ("no Dask scheduler answers at {x} ({y})", "{x}处没有Dask调度器应答（{y}）"),
    ("the policy is {x} already; there is no practice to take away", "政策已是{x}；没有可去掉的做法"),
    (
        "no point of the prior comes near the published figures; widen a --free range",
        "先验中没有一点接近公布的数字；请放宽某个--free区间",
    ),
    ("'{x}' has no better direction, so nobody can regret it", "“{x}”没有优劣方向，无从计算后悔值"),
    ("{n} of {n2} runs give no {x} ({y}); narrow the ranges, no row may be dropped", "{n2}次运行中有{n}次得不出{x}（{y}）；请缩小区间，不得舍弃任何一行"),
    ("is undefined there", "在该处无定义"),
    ("{n} of {n2} runs are not recorded; the same command computes them", "{n2}次运行中有{n}次未记录；重复同一命令即可补算"),
    ("no store here; 'compare' and 'sweep' make one, in the folder of --out or --store", "这里没有数据库；'compare'与'sweep'会在--out或--store的文件夹中建立"),
    # The command line's own.
    ("No such command '{x}'. Did you mean '{y}'?", "没有命令“{x}”（是否指“{y}”？）"),
    ("No such command '{x}'", "没有命令“{x}”"),
    ("'{x}' is a scenario, not a command; try", "“{x}”是情景而非命令；请用"),
    ("'python run.py --help' lists the commands", "用'python run.py --help'查看全部命令"),
    ("'{x}' lists its options", "用'{x}'查看其选项"),
    ("No such option: {x} (Possible options: {y})", "没有选项{x}（是否指{y}？）"),
    ("No such option: {x} Did you mean {y}?", "没有选项{x}（是否指{y}？）"),
    ("No such option: {x}", "没有选项{x}"),
    ("Missing argument '{x}'", "缺少参数“{x}”"),
    ("Missing option '{x}'", "缺少选项“{x}”"),
    ("Option '{x}' requires an argument", "选项“{x}”需要取值"),
    ("Got unexpected extra argument(s) ({x})", "多余的参数（{x}）"),
    ("Invalid value for {x}: ", "{x}的取值有误："),
    ("Input should be a valid integer, unable to parse string as an integer", "应为整数"),
    ("Input should be a valid number, unable to parse string as a number", "应为数"),
    ("Input should be greater than or equal to {n}", "应不小于{n}"),
    ("Input should be {x}", "应为{x}"),
    # Files and folders.
    ("is a file; the results need a folder", "是文件；结果需要一个文件夹"),
    ("is a folder; JSON needs a file", "是文件夹；JSON需要一个文件"),
    ("cannot be written here", "此处无法写入"),
    ("Permission denied", "没有权限"),
    ("Read-only file system", "只读文件系统"),
    ("No space left on device", "磁盘已满"),
    ("No such file or directory", "没有此文件或文件夹"),
    ("Not a directory", "不是文件夹"),
    ("Is a directory", "是文件夹"),
    ("File exists", "同名文件已存在"),
    ("File name too long", "文件名过长"),
    # Short words, after all that holds them.
    ("a folder", "文件夹"),
    ("at least {n}", "不少于{n}"),
    ("numbers", "数"),
)  # fmt: skip

NUMBER, WORD, ANYTHING = r"[-−+]?\d(?:[-+\d.,eE]*\d)?", r"\w+", r"[^;\n]+?"


# What the user wrote: quoted words; the file or field before the first colon, unless it is a sentence of ours; an unknown key.
QUOTED = re.compile(r"(?<!\w)'([^\n]*?)'(?!\w)|(?<!\w)\"([^\n]*?)\"(?!\w)")
OUR_FRONTS = r"No such option: |Invalid value for |contradictions to expect: |[^:;\n]* needs \S+: pip "
FRONT = re.compile(rf"^(?!{OUR_FRONTS})([^;\n]+?): ", re.MULTILINE)
UNKNOWN_KEY = re.compile(r"(?<=: )([^:\n]+)(?=: unknown key)")
ARGUMENTS = re.compile(r"(?<=argument\(s\) \()([^\n]*)(?=\))|(?<=argument \()([^\n]*)(?=\))")
KEPT_FROM = 0xE000  # the first of the letters, used by no language, that stand for what the user wrote


def in_chinese(message: str) -> str:
    """An English message in Chinese: phrase by phrase; what the user wrote stays as it is."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        whole = found.group()
        words = next(each for each in found.groups() if each is not None)
        if whole in _own_quotes() or not words:
            return whole
        kept.append(words)
        return whole.replace(words, chr(KEPT_FROM + len(kept) - 1), 1)

    for wording in (FRONT, QUOTED, UNKNOWN_KEY, ARGUMENTS):
        message = wording.sub(keep, message)
    message = _put(message)
    # The last kept may hold letters that stand for earlier ones.
    for place in reversed(range(len(kept))):
        message = message.replace(chr(KEPT_FROM + place), kept[place])
    return message


def _put(message: str) -> str:
    """A message without the user's words, phrase by phrase."""
    for pattern, chinese in _patterns():
        message = pattern.sub(lambda found, words=chinese: words.format(**found.groupdict()), message)  # type: ignore[misc]
    for english, chinese in (("; ", "；"), (": ", "：")):
        message = message.replace(english, chinese)
    message = re.sub(r"\b([a-z_]+) (?=\d[\d,]*[,)）])", _ledger_line, message)
    return re.sub(r" \(([^()\n]+)\)$", _unit, message, flags=re.MULTILINE)


def _ledger_line(found: re.Match[str]) -> str:
    from experiments.labels import PHRASES

    words = PHRASES.get(f"ledger.{found.group(1)}")
    return words[1] if words else found.group()


def _unit(found: re.Match[str]) -> str:
    """The unit at the end of a line, in its own words."""
    from experiments.labels import PHRASES

    words = PHRASES.get(f"unit.{found.group(1)}")
    return f"（{words[1]}）" if words else found.group(0)


@cache
def _own_quotes() -> frozenset[str]:
    """Quotations of ours: commands and examples."""
    return frozenset(
        found.group() for english, _ in MISTAKES for found in QUOTED.finditer(english) if "{" not in found.group()
    )


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    from experiments.labels.registers import REGISTERS

    reasons = [words for key, words in REGISTERS.items() if key.startswith("register.reason.")]
    return tuple((re.compile(_expression(english)), chinese) for english, chinese in (*reasons, *MISTAKES))


def _expression(english: str) -> str:
    """A phrase as a regular expression; {n} is a number, {w} a word, any other hole anything within the clause."""
    pieces = re.split(r"(\{\w+\})", english)
    start = r"(?<!\w)" if english[0].isalpha() else ""
    return start + "".join(_hole(each[1:-1]) if re.fullmatch(r"\{\w+\}", each) else re.escape(each) for each in pieces)


def _hole(name: str) -> str:
    kind = NUMBER if name[0] == "n" else WORD if name == "w" else ANYTHING
    return f"(?P<{name}>{kind})"
