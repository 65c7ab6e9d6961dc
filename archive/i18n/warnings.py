"""What the extractor and the readers of files remark about a document: English sentences of the data, said in Chinese.

A sentence with values is a pattern; `{}` stands for any words and comes back in the same order, or as `{1}`, `{0}`.
"""

from __future__ import annotations

import re
from functools import cache

from archive.i18n.codes import PLACES, VERDICTS
from archive.i18n.pairs import pick

LONGEST = 600
"""Characters of a sentence that is looked up; ours are shorter."""

SENTENCES: tuple[tuple[str, str], ...] = (
    ("{} OCR was tried: {}", "{}已尝试 OCR：{}"),
    # years, places, numbers, figures
    ("The {} says {}, but the text also says {}: the report year follows the {}.", "{0}写的是 {1} 年，正文另提到 {2} 年：报告年度以{3}为准。"),
    ("The place {} in the {} is ambiguous ({}): nothing here decides.", "{1}中的地名“{0}”有多种可能（{2}），此处无从判定。"),
    ("The check digit of the index number {} is wrong: it is kept as unverified.", "索引号 {} 的校验码不符，照录，标为未核实。"),
    ("{} does not follow from {} and {} ({} %): the figures stand as printed.", "“{0}”与“{1}”“{2}”不相符（按此计算为 {3}%），数字照原文保留。"),
    # pages
    ("Some bytes fit no encoding and became U+FFFD.", "有些字节不合任何编码，以替代符号表示。"),
    ("The page has {} characters; only the first {} were read.", "网页有 {} 个字符，只读取了前 {} 个。"),
    ("The markup could not be parsed.", "网页源码无法解析。"),
    ("The text stands in pictures ({}): it needs OCR, {}.", "正文是图片（{} 幅），须用 OCR 识别（{}）。"),
    ("The body holds pictures and no text.", "正文全是图片，没有文字。"),
    ("The bytes are a file, not a page.", "这是一个文件，不是网页。"),
    ("The page could not be read ({}).", "网页无法读取（{}）。"),
    ("The body is labelled {} but is not; taken as it is.", "应答标为 {} 编码，实际不是，照原样读取。"),
    ("The body is gzip without a label.", "应答用 gzip 压缩而没有标明。"),
    ("The body is gzip inside its coding.", "应答在标明的编码之内又用 gzip 压缩了一次。"),
    ("The compressed body is cut short; what came was read.", "压缩的应答不完整，已读取收到的部分。"),
    # verdicts
    ("A blocked page tells nothing about the document.", "被拦截的页面不能说明文件的任何情况。"),
    ("The page says that there is no document.", "网页说明文件不存在。"),
    ("The page says that there is none (“{}”).", "网页说明内容不存在（“{}”）。"),
    ("The page has a text of its own.", "网页有自己的正文。"),
    ("The page has no text.", "网页没有正文。"),
    ("The page has links but no text.", "网页只有链接，没有正文。"),
    ("The page has {} characters of text of its own; its files hold the document.", "网页自身只有 {} 个字，正文在附件中。"),
    ("{} of its {} lines end with a date: it is a list.", "{1} 行中有 {0} 行以日期结尾，是列表页。"),
    ("Names and figures are masked in {} places, and it carries reseller lines ({}).", "有 {} 处人名或数字被遮盖，并带有转售网站的字样（{}）。"),
    ("Names and figures are masked in {} places.", "有 {} 处人名或数字被遮盖。"),
    ("Names and figures are masked in {} places{}.", "有 {} 处人名或数字被遮盖（{}）。"),
    ("A document mill's template: {}", "文库网站的模板：{}"),
    ("Digits are masked with stars in {} places.", "有 {} 处数字被星号遮盖。"),
    ("The text is a garbled copy (“{}” and {} more).", "正文是带乱码的转载（“{}”等 {} 处）。"),
    ("The host of {} is no government's: the text is a copy.", "{} 不是政府网站，此文是转载。"),
    ("The host answered with status {}.", "网站以拦截状态应答（{}）。"),
    ("The answer sets a challenge cookie and carries no page.", "应答只写入验证用的 Cookie，没有网页。"),
    ("The page is {} (“{}”).", "此页是拦截或验证页面（{}，“{}”）。"),
    ("The page is {}.", "此页是拦截或验证页面（{}）。"),
    # kinds
    ("There is no title.", "没有标题。"),
    ("The title fits no rule.", "标题不合任何规则。"),
    ("The title names neither a body nor a year: it may be a column.", "标题既无机关也无年份，可能是栏目名。"),
    ("The body that reports is no government and no department of one.", "报告的单位不是政府，也不是政府部门。"),
    ("By its title: it ends in “{}”.", "据标题判断：标题以“{}”结尾。"),
    ("By its title: {}.", "据标题判断：{}。"),
    ("By its opening: {}.", "据开头判断：{}。"),
    ("By its opening and headings: {}.", "据开头和各级标题判断：{}。"),
    ("By its column: {}.", "据所在栏目判断：{}。"),
    # what was fetched
    ("the server answered {}.", "服务器应答 {}。"),
    ("it was not fetched.", "没有抓取。"),
    ("the file holds no text.", "文件中没有文字。"),
    ("it is empty.", "文件是空的。"),
    # files
    ("The file is empty.", "文件是空的。"),
    ("The file is of no kind that is read.", "文件不属于能读取的类型。"),
    ("OCR was tried: {}", "已尝试 OCR：{}"),
    ("OCR found no text in the pictures.", "OCR 没有在图片中找到文字。"),
    ("Pictures that were not fetched, so that their text is missing: {} of {}.", "{1} 幅图片中有 {0} 幅没有抓取，缺少其中的文字。"),
    ("Only the first {} of {} pictures were read.", "{1} 幅图片只识别了前 {0} 幅。"),
    ("{}: The picture is damaged ({}).", "{}：图片已损坏（{}）。"),
    ("OCR found no text in the picture.", "OCR 没有在图片中找到文字。"),
    ("the OCR process was lost ({}).", "OCR 进程意外中止（{}）。"),
    ("Read by OCR: {}; expect errors (mean confidence {}).", "以下内容由 OCR 识别，可能有误：{}（平均置信度 {}）。"),
    ("The file is a picture: its text needs OCR, {}.", "文件是图片，其中文字须用 OCR 识别（{}）。"),
    ("The file is named .{}, but its bytes are of the kind {}.", "文件名后缀为 .{}，实际是 {} 文件。"),
    ("The file has {} bytes, more than the {} that are read.", "文件有 {} 字节，超过可读取的 {} 字节。"),
    ("The file could not be read: {}.", "文件无法读取：{}。"),
    ("The file is damaged: its reader gave up ({}).", "文件已损坏，无法读取（{}）。"),
    ("The file nests deeper than a document does: refused as unsafe.", "文件嵌套过深，为安全起见不读取。"),
    ("The text was cut after {} pages: more than {} characters.", "正文超过 {1} 个字符，只取前 {0} 页。"),
    ("The text was cut after page {}: more than {} characters.", "正文超过 {1} 个字符，只取到第 {0} 页。"),
    ("The text was cut after {}: more than {} characters.", "正文超过 {1} 个字符，只取到 {0}。"),
    ("The text was cut after {} paragraphs.", "正文只取前 {} 段。"),
    ("OpenDocument files are not read: save it as DOCX or XLSX and import that.", "不读取 OpenDocument 文件，请存为 DOCX 或 XLSX 后导入。"),
    ("The text was cut after {} characters.", "正文只取前 {} 个字符。"),
    ("The text file is blank.", "文本文件是空白的。"),
    ("The HTML file shows no text.", "HTML 文件不显示文字。"),
    ("The web archive has no HTML part.", "网页存档中没有 HTML。"),
    ("{} holds no text; pictures in it would need OCR, an optional extra.", "{}中没有文字；其中的图片须另装 OCR 才能识别。"),
    ("The PDF has {} pages; the first {} were read.", "PDF 有 {} 页，只读取了前 {} 页。"),
    ("The PDF has {} pages but no text: it is a scan and needs OCR, {}.", "PDF 有 {} 页但没有文字，是扫描件，须用 OCR 识别（{}）。"),
    ("The PDF has {} pages but no readable character: it needs OCR, {}.", "PDF 有 {} 页但字符不可读，须用 OCR 识别（{}）。"),
    ("The PDF holds a stream of {} bytes that unpacks to more than {}: refused as a bomb.", "PDF 中的数据（{} 字节）解压后超过 {}，不读取。"),
    ("Pages without text, probably scans that need OCR: {}.", "以下页没有文字，可能是须 OCR 识别的扫描件：{}。"),
    ("The fonts of the PDF do not say which characters they show: its text is unreadable.", "PDF 的字体没有字符对应表，文字不可读。"),
    ("The end of the PDF is missing; the pages that are left were read.", "PDF 末尾缺失，只读取了余下的页。"),
    ("The PDF is damaged: PDFium cannot open it ({}).", "PDF 已损坏，无法打开（{}）。"),
    ("The OFD has no page content.", "OFD 中没有页面内容。"),
    ("The OFD has {} pages; the first {} were read.", "OFD 有 {} 页，只读取了前 {} 页。"),
    ("The OFD has {} pages but no text: it is a scan and needs OCR, an optional extra.", "OFD 有 {} 页但没有文字，是扫描件，须另装 OCR 才能识别。"),
    ("it is a scan and needs OCR, an optional extra.", "是扫描件，须另装 OCR 才能识别。"),
    ("{} The pages were found by their names.", "{}已按文件名找到各页。"),
    ("{} needs a password: ask the publisher for an open copy.", "{}有密码，请向发布机关索取未加密的文件。"),
    ("{} archives are not read: unpack it and import the files inside.", "不读取 {} 压缩包，请解压后导入其中的文件。"),
    ("Presentations are not read: save it as PDF and import that.", "不读取演示文稿，请存为 PDF 后导入。"),
    ("The OLE container holds neither a Word document nor a workbook.", "OLE 容器中既没有 Word 文档也没有工作簿。"),
    ("ZIP files are opened {} deep inside each other, no deeper.", "ZIP 嵌套只展开 {} 层。"),
    ("The ZIP holds {} files; the first {} were read.", "ZIP 中有 {} 个文件，只读取了前 {} 个。"),
    ("The sheet {} holds a chart or macros and was left out.", "工作表 {} 只有图表或宏，未读取。"),
    ("The sheet {} is hidden and was left out.", "工作表 {} 是隐藏的，未读取。"),
    ("The workbook holds no cell with text.", "工作簿中没有文字。"),
    ("The RTF nests more groups than a document does: refused as unsafe.", "RTF 嵌套过深，为安全起见不读取。"),
    ("The container's directory is damaged; its {} were found one by one.", "压缩包的目录已损坏，其内容已逐个找回。"),
    ("The container has a directory of {} bytes: refused as unsafe.", "压缩包的目录有 {} 字节，为安全起见不读取。"),
    ("The container holds {} members, more than {}: refused.", "压缩包中有 {} 个文件，超过 {} 个，不读取。"),
    ("The container unpacks from {} to {} bytes: refused as a bomb.", "压缩包解压后从 {} 字节变为 {} 字节，视为压缩炸弹，不读取。"),
    ("The container is torn: neither its directory nor one of its members can be read.", "压缩包已损坏，目录与内容都无法读取。"),
    ("The container has no part {}.", "压缩包中没有 {}。"),
    ("The member {} needs a password.", "压缩包中的 {} 有密码。"),
    ("The member {} unpacks to more than its container says: refused as a bomb.", "压缩包中的 {} 超过所标大小，视为压缩炸弹，不读取。"),
    ("The member {} is damaged ({}).", "压缩包中的 {} 已损坏（{}）。"),
    ("The part {} declares a document type, which office files never do: refused as unsafe.", "{} 中声明了文档类型，为安全起见不读取。"),
    ("The part {} is no readable XML ({}).", "{} 不是可读的 XML（{}）。"),
    ("The part {} is no readable XML.", "{} 不是可读的 XML。"),
    ("{} is damaged ({}).", "{}已损坏（{}）。"),
    ("{} are damaged ({}).", "{}已损坏（{}）。"),
    ("{} is damaged.", "{}已损坏。"),
    ("{} is empty.", "{}是空的。"),
    ("The Word file has no piece table.", "Word 文件没有文字块表。"),
)
"""Sentence -> the same in Chinese; the first that fits is taken."""

WORDS = {
    "an optional extra": "可选组件",
    "an optional extra: pip install 'fazhi-archive[ocr]'": "可选组件：pip install 'fazhi-archive[ocr]'",
    "the picture": "整张图片",
    "The Word file": "Word 文件", "The RTF file": "RTF 文件", "The PDF": "PDF", "The workbook": "工作簿", "The Office file": "办公文件",
    "The Word file's OLE container": "Word 文件的 OLE 容器", "The Word file's tables": "Word 文件的表", "The Word file's header": "Word 文件的文件头",
    "The Word file's piece table": "Word 文件的文字块表",
    "the title announces an interpretation": "标题是解读", "the title masks a name or a year": "标题中的名称或年份被遮盖",
    "the title bears the marks of a document mill": "标题带有文库网站的痕迹", "the title tells of a meeting": "标题说的是会议",
    "it announces a report on the rule-of-law government": "标题公布法治政府建设报告",
    "the title tells what a meeting did": "标题说的是会议的内容",
    "the title announces a speech or a personal report": "标题是讲话或个人述职",
    "the title announces a study, an assessment or a review": "标题是调研、评估或考核",
    "the title speaks of the congress's supervision": "标题说的是人大监督", "the title announces a plan that a notice sends out": "标题是印发的计划",
    "the title announces a rule that a notice sends out": "标题是印发的规定", "the title ends like a notice": "标题以通知一类的词结尾",
    "the title names an annual report on information disclosure": "标题是政府信息公开年度报告",
    "the title names yearly figures on information disclosure": "标题是政府信息公开年度数据",
    "the title names the government's work report": "标题是政府工作报告", "the title names a statistical bulletin": "标题是统计公报",
    "the title names a body's own summary of its work": "标题是单位工作总结", "the title ends like a plan": "标题以计划一类的词结尾",
    "the title ends like a rule": "标题以规定一类的词结尾", "the title tells an event": "标题说的是一件事",
    "the title names a neighbour of the reports: enforcement, reconsideration, inspection or a model project":
        "标题是相近的文件：执法、复议、督察或示范创建",
    "the title names a neighbour of the reports: legal publicity, public security or the business climate":
        "标题是相近的文件：普法、平安建设或营商环境",
    "a column of reports on the rule-of-law government": "法治政府建设报告栏目", "a column of disclosure reports": "信息公开年报栏目",
    "a column of work reports": "政府工作报告栏目", "a column of statistical bulletins": "统计公报栏目", "a column of interpretations": "解读栏目",
    "a column of notices": "通知公告栏目", "a column of news": "新闻动态栏目",
    "a white paper on the rule-of-law government": "法治政府建设白皮书",
    "a report on the rule-of-law government, but not on one whole year": "是法治政府建设报告，但不是整年的",
    "it tells that there is a report": "说的是有这样一份报告",
    "it speaks of a report or plan without being the report": "提到报告或计划，但不是报告本身",
    "it presents the report on information disclosure": "是信息公开年度报告", "it begins like a news item": "开头像新闻",
    "a year's report on the rule-of-law government": "是某一年度的法治政府建设报告",
}
"""Words in the place of a `{}` that are ours, not the document's."""


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    found = []
    for english, chinese in SENTENCES:
        pattern = "(.*?)".join(re.escape(part) for part in english.split("{}"))
        if re.match(r"\{\} [a-z]", english):  # a thing named first, not a sentence and not the name of a file with one
            pattern = pattern.replace("(.*?)", "([^:]*?)", 1)
        found.append((re.compile(pattern, re.DOTALL), chinese))
    return found


def translated(sentence: str) -> str | None:
    """A remark in Chinese, None where it is not known.

    >>> translated("The text was cut after 2,000 characters.")
    '正文只取前 2,000 个字符。'
    >>> translated("a.docx: The file is empty."), translated("Something else.")
    ('a.docx：文件是空的。', None)
    """
    if len(sentence) > LONGEST:
        return None
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return chinese.format(*(_value(words) for words in found.groups()))
    name, colon, rest = sentence.partition(": ")
    inner = translated(rest) if colon else None
    return f"{name}：{inner}" if inner else None


def _value(words: str) -> str:
    """A value of a sentence: our own words in Chinese, the document's as they are."""
    if words in PLACES:
        return pick(PLACES[words])
    if words in VERDICTS:
        return pick(VERDICTS[words])
    return WORDS.get(words) or (translated(words) if words.endswith(".") else None) or words
