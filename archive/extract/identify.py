"""What a document is: its kind from the title, and from column and opening where the title does not tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive.extract.titles import fold

RULE_OF_LAW = (
    r"(?:法治政府(?:部门|机关)?(?:建设)?|(?:建设|打造)法治政府|全面依法行政|依法行政"
    r"|法治(?!化(?!建设)|社会|文化|乡村|中国|示范|宣传|校园|企业|村|队伍|阵地|人才|环境|营商|思想|素养|基地)"
    r"(?:[一-鿿]{2,5}?)?(?:部门)?建设)(?:\((?:法治政府建设|依法行政)\))?"
)
"""The subject of the reports in all its wordings: 法治政府建设, 依法行政 (until 2015), 法治财政建设 and its kin."""
_FILL = (
    r"(?:和|与|及|暨|推进|全面|贯彻|落实|法治政府建设|依法行政|法治建设|建设|工作|开展|实施|进展|执行|完成|主要|有关"
    r"|情况|责任|年度|全年|20\d\d年度?|总结|自查|自评|的|、|年)"
)
REPORT_TAIL = _FILL + r"{0,9}(?:[暨及和与、][一-鿿]{2,14}?" + _FILL + r"{0,3})?(?:报告|情况|总结|年报|白皮书|汇报|报告书)"
"""What may stand between the subject and the end of a report's title."""
NEXT_YEAR = r"(?:[和及与暨、]20\d\d年度?(?:法治政府建设)?(?:的?(?:工作|主要|重点|下一步))*(?:计划|安排|打算|要点|思路))?"
"""Departments often report on one year and announce the next in one title."""
TAIL_NOTE = (
    r"(?:\((?:20\d\d年?度?|公开稿?|公开版|全文|公示稿?|摘要|书面|代拟稿|[一-鿿]{2,20}(?:政府|局|厅|委|委员会|办公室|街道|镇|乡)(?=\)))[^()]*\)"
    r"|[—-]{1,2}20\d\d年.{0,40}|[—-]{1,2}[一-鿿]{2,20}(?:政府|局|厅|委|委员会|办公室|街道|镇|乡)|20\d\d年?|\.(?:pdf|ofd|wps))?"
)
"""What a title may end with: a note or the reporting body, the date of a session, the year, the ending of a file."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the table: a kind, the pattern of a folded title, and the reason for people."""

    kind: str
    pattern: re.Pattern[str]
    reason: str


def _rule(kind: str, pattern: str, reason: str) -> Rule:
    return Rule(kind, re.compile(pattern), reason)


RULES = (
    _rule("interpretation", r"解读|一图(?:读|看)懂|图解|图说|问答[)】》]?$|政策问答|答记者问|读懂", "the title announces an interpretation"),
    _rule("template", r"^(?:关于|中共|20\d\d年度?)?某|某某|[xX×*＊]{1,4}(?:省|市|县|区|镇|乡|局|街道|年|同志|单位)|[〇○]{2,}(?:省|市|县|区|镇|局)",
          "the title masks a name or a year"),
    _rule("template", r"范文|模板|例文|样例|通用版|(?:乡镇|街道|部门|局|县|市|机关|精选|完整|最新)版\)|精选|[0-9三五]篇|\.docx?$"
          r"|(?<!\()全文\)?$|(?:免费|下载)\)?$|材料汇编|共\d+篇", "the title bears the marks of a document mill"),
    _rule("news", r"^.{2,30}(?:召开|举行|举办).{2,40}(?:会|会议|活动|仪式|讲座|培训班|座谈会)$", "the title tells of a meeting"),
    _rule("news", r"(?:常务|专题|党组|党委|全体|工作)(?:扩大)?会议?(?:审议|研究|听取|部署|学习|传达|强调)", "the title tells what a meeting did"),
    _rule("other", r"讲话|发言|致辞|述法|述职", "the title announces a speech or a personal report"),
    _rule("other", r"实证|考察——|生成逻辑|研究(?:——.*)?$|论文|评估报告|评议|审议意见|理论|制度(?:的)?(?:思考|完善)",
          "the title announces a study, an assessment or a review"),
    _rule("other", r"人大(?:常委会)?.{0,4}(?:监督|视察|调研|检查|听取|审议)", "the title speaks of the congress's supervision"),
    _rule("plan", r"(?:印发|发布|下达|公布).*(?:要点|安排|方案|计划|规划|纲要|分工|清单)[》)]*(?:\(.*\))?》?的?通知$",
          "the title announces a plan that a notice sends out"),
    _rule("policy", r"(?:印发|发布|公布|修订|修改|废止).*(?:办法|规定|条例|规则|细则|制度|规程|意见)[》)]*(?:\(.*\))?》?的?(?:通知|决定)$",
          "the title announces a rule that a notice sends out"),
    _rule("notice", r"(?:通知|公告|通告|公示|启事|邀请函|告知书|的函|^关于.*的通报|复函|通知书|预公告|的公布)(?:\(.*\))?$",
          "the title ends like a notice"),
    _rule("info_disclosure_report",
          r"(?:信息|政务)公开(?:工作|年度|情况|的|和|与|及|政府网站|建设|管理|20\d\d年度?){0,6}(?:报告|年报|总结)" + TAIL_NOTE + "$",
          "the title names an annual report on information disclosure"),
    _rule("info_disclosure_report", r"信息(?:依申请)?公开(?:工作|年度)*(?:情况|年度报表|统计表?)$",
          "the title names yearly figures on information disclosure"),
)
"""Rules before the report rule: the first that fits decides."""

REPORT = re.compile(
    RULE_OF_LAW + "(?:" + REPORT_TAIL + NEXT_YEAR + "(?:的?报告)?|" + NEXT_YEAR + "的?报告)" + TAIL_NOTE + "$",
)
ANNOUNCED = re.compile(RULE_OF_LAW + REPORT_TAIL + NEXT_YEAR + r"》?的?(?:公示|公告|公布|公开|通告)$")
"""A report that its title announces: the page may hold the report itself."""
DATED_NOTE = re.compile(r"\(20\d\d年\d{1,2}月(?:\d{1,2}日)?[^()]*\)$")
WHITE_PAPER = re.compile(r"法治政府(?:建设)?(?:发展)?白皮书" + TAIL_NOTE + "$")
PART_OF_YEAR = re.compile(r"上半年|下半年|半年|季度|\d月份?(?!\d*日)|(?:20\d\d)年?[—–~至-]+(?:20\d\d)年?|五年|三年来|近年来|十四五|十三五")
NOT_A_REPORT = re.compile(
    r"(?:要点|安排|方案|计划(?!生育|委)|规划(?!局|和|与|委|厅|分局|建设|国土)|纲要|意见|推进会|会议|出炉|发布(?!中心)|召开|印发|举行)(?!情况)",
)
"""Words in front of the subject that make a title speak of something else; bodies such as 规划局 are none of them."""
EVENT = re.compile(r"出炉|发布(?!中心)|召开|举行")
"""Words that make a title around a report's name tell news."""
NOT_IN_SUBJECT = re.compile(r"督[察查]|示范|评[估议]|规划|纲要|方案|宣传")

LATE_RULES = (
    _rule("work_report", r"(?:政府|区政府|县政府|市政府|省政府)工作报告(?:\(.*\))?(?:——.*|[—-]{1,2}20\d\d.*)?$",
          "the title names the government's work report"),
    _rule("statistics_bulletin", r"统计公报|普查.{0,8}公报|公报.{0,10}普查|统计(?:快|月|季)报|统计年报",
          "the title names a statistical bulletin"),
    _rule("other", r"工作总结.{0,12}[和及与暨、,].*(?:计划|安排|打算|思路|要点)$|^(?!.*(?:法治|依法)).*年度?(?:全年|年度)?工作总结$",
          "the title names a body's own summary of its work"),
    _rule("other", r"(?:普法|法治宣传|法治社会|法治乡村|法治文化|依法治理|平安建设|营商环境|信访).{0,12}(?:报告|总结|情况|汇报)$",
          "the title names a neighbour of the reports: legal publicity, public security or the business climate"),
    _rule("plan", r"(?:要点|安排|方案|计划|规划|纲要|任务分工|责任分工|任务清单|行动|应急预案)(?:\(.*\))?[》]?$", "the title ends like a plan"),
    _rule("policy", r"(?:办法|规定|条例|规则|细则|规程|章程|决议|决定|意见|批复|工作制度|裁量基准|(?<![方办执司普守学用做])法|第\d+号令?)"
          r"(?:\((?:试行|修正|修订|暂行|20\d\d).*\))?》?$", "the title ends like a rule"),
    _rule("news", r"召开|举行|举办|开展|启动|赴.*调研|调研|出席|荣获|获评|获得|命名|发布会|出炉|推进会|观摩|慰问|走进|专题学习"
          r"|座谈|培训班|亮相|备战|签约|开幕|闭幕|圆满|纠错率达|办结.*万件|正式|顺利|部署|督导检查|成功|取得.{0,8}(?:成效|进展|突破|成绩)$|(?:扎实|深入|持续|全力|稳步|纵深|大力)推[进动]",
          "the title tells an event"),
    _rule("other", r"行政执法(?:总体|工作|年度|情况|数据)|行政复议|行政应诉|政府网站|督察|督查|示范(?:创建|市|县|区|项目|地区|单位)",
          "the title names a neighbour of the reports: enforcement, reconsideration, inspection or a model project"),
)
"""Rules behind the report rule."""

_LONGEST = 300
_QUOTES = re.compile(r"[“”‘’\"'「」]")
_NOISE = re.compile(r"^(?:【[^】]{0,12}】|\[[^\]]{0,12}\]|[(（][^()（）]{1,6}[)）])")


def kind_of_title(title: str) -> tuple[str, str]:
    """(kind, reason) from a title alone; kind "other" when the title does not tell.

    >>> kind_of_title("某某市人民政府2023年法治政府建设年度报告")[0], kind_of_title("三江县2023年法治政府建设年度报告")[0]
    ('template', 'annual_report')
    """
    kind, reason, _ = judge_title(title)
    return kind, reason


@lru_cache(maxsize=16)
def judge_title(title: str | None) -> tuple[str, str, bool]:
    """(kind, reason, sure): not sure means that no rule of the tables fitted and the page must tell."""
    text = _QUOTES.sub("", fold((title or "")[:_LONGEST]))
    if text.startswith("《") and text.endswith("》") and text.count("《") == 1:
        text = text[1:-1]
    if not text:
        return "other", "There is no title.", False
    if ANNOUNCED.search(text):
        return "notice", "By its title: it announces a report on the rule-of-law government.", False
    for rule in RULES:
        if rule.pattern.search(text):
            return rule.kind, f"By its title: {rule.reason}.", True
    verdict = _report(_NOISE.sub("", text))
    if verdict:
        return verdict
    for rule in LATE_RULES:
        if rule.pattern.search(text):
            return rule.kind, f"By its title: {rule.reason}.", True
    return "other", "The title fits no rule.", False


def _report(text: str) -> tuple[str, str, bool] | None:
    """The judgement on a title that ends like a report on the rule of law; None where it does not."""
    if WHITE_PAPER.search(text):
        return "annual_report", "By its title: a white paper on the rule-of-law government.", True
    found = REPORT.search(text)
    if not found:
        return None
    head = re.sub(r"《[^》]*》", "", text[:found.start()])
    if not head.strip("关于的") and not re.search(r"20\d\d|\d\d年", text):
        return "other", "The title names neither a body nor a year: it may be a column.", False
    if PART_OF_YEAR.search(DATED_NOTE.sub("", text[:found.end()])):
        return "other", "By its title: a report on the rule-of-law government, but not on one whole year.", True
    if NOT_IN_SUBJECT.search(found.group()):
        return None
    if EVENT.search(head) or EVENT.search(text[found.end():]):
        return "news", "By its title: it tells that there is a report.", True
    if NOT_A_REPORT.search(head) or ("《" in text[:found.start()] and "》" in text[found.start():]):
        return "other", "By its title: it speaks of a report or plan without being the report.", True
    return "annual_report", f"By its title: it ends in “{found.group()}”.", True


# ---------------------------------------------------------------- the page behind the title

COLUMN_KINDS = (
    _rule("annual_report", r"法治政府(?:建设)?(?:工作|情况|年度)*报告|法治政府建设年报|依法行政(?:工作|年度)*报告",
          "a column of reports on the rule-of-law government"),
    _rule("info_disclosure_report", r"信息公开(?:工作)?(?:年报|年度报告)", "a column of disclosure reports"),
    _rule("work_report", r"政府工作报告", "a column of work reports"),
    _rule("statistics_bulletin", r"统计公报", "a column of statistical bulletins"),
    _rule("interpretation", r"政策解读|文件解读", "a column of interpretations"),
    _rule("notice", r"通知公告|公示公告|公告公示", "a column of notices"),
    _rule("news", r"(?:要闻|动态|新闻|资讯|快讯|信息)$", "a column of news"),
)
"""What the name of a column says; a weak witness that needs another one for reports."""

OPENING_REPORT = re.compile(
    r"(?:现将|现就|将).{0,60}?(?:法治政府|依法行政|法治建设|有关|主要|工作|情况).{0,40}?(?:报告|汇报|总结|公布|公开)(?:如下|于下|：|:)"
    r"|(?:现)?(?:报告|汇报)如下",
)
OPENING_DISCLOSURE = re.compile(r"政府信息公开(?:工作)?年度报告|(?:根据|按照).{0,30}政府信息公开条例.{0,120}(?:报告|公布)")
OPENING_YEAR = re.compile(r"^(?:[^\n]{1,30}[：:]\n)?\s*(?:20\d\d|二[〇○零][一-九〇○零]{2})年(?:度|来|以来)?[,，]")
REPORT_HEADINGS = re.compile(r"成效|举措|做法|不足|问题|第一责任人|安排|打算|思路|工作情况|开展情况|计划|下一步")
_NEWS_OPENING = re.compile(r"^.{0,20}(?:本报讯|讯[(（]|电[(（]|记者|通讯员)|^(?:近日|日前|\d{1,2}月\d{1,2}日)[,，]")
_OPENING_CHARS = 700


def judge_page(column: str, text: str, headings: list[str]) -> tuple[str, str] | None:
    """(kind, reason) from column, opening and headings, for pages whose title does not tell; None where they do not."""
    opening = fold_keep_lines(text[:_OPENING_CHARS])
    subject = len(re.findall(r"法治政府|依法行政", text[:3000]))
    telling = sum(bool(REPORT_HEADINGS.search(heading)) for heading in headings)
    by_column = next((rule for rule in COLUMN_KINDS if rule.pattern.search(fold(column))), None)
    if OPENING_DISCLOSURE.search(opening) and "法治政府" not in opening[:120]:
        return "info_disclosure_report", "By its opening: it presents the report on information disclosure."
    if subject and _reports(opening, subject, telling, by_column):
        return "annual_report", "By its opening and headings: a year's report on the rule-of-law government."
    if _NEWS_OPENING.search(opening):
        return "news", "By its opening: it begins like a news item."
    if by_column and by_column.kind not in ("annual_report", "work_report"):
        return by_column.kind, f"By its column: {by_column.reason}."
    return None


def _reports(opening: str, subject: int, telling: int, column: Rule | None) -> bool:
    """Whether opening, headings and column together make an annual report: two witnesses of three."""
    in_column = column is not None and column.kind == "annual_report"
    opens = bool(OPENING_REPORT.search(opening) or OPENING_YEAR.search(opening)) and "法治" in opening
    headed = telling >= 2 or (telling == 1 and subject > 3)
    return opens + headed + in_column >= 2


def fold_keep_lines(text: str) -> str:
    """`fold`, line by line."""
    return "\n".join(fold(line) for line in text.splitlines())
