"""The forms in which portals print metadata, each around the same invented report; what merely looks like a number must stay out."""

from __future__ import annotations

import pytest

from archive.extract.codes import credit_code_valid, organisation_code_valid
from archive.extract.document import extract

URL = "http://www.sanmen.gov.cn/art/2024/3/1/art_1_2.html"
TITLE = "三门县人民政府2023年法治政府建设年度报告"
PARAGRAPHS = (
    "2023年，我县深入推进法治政府建设，现将有关情况报告如下。",
    "一、主要成效",
    "全年办理行政复议案件12件，各项工作扎实推进，成效明显，群众满意。继续做好依法行政各项工作，提升水平。",
    "二、存在的问题",
    "执法力量不足，基层基础薄弱，仍需加强。",
    "三、2024年打算",
    "继续推进各项工作，提高依法行政水平，建设更高水平法治政府。",
)
BODY = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)


def _completed(stem: str, check: object) -> str:
    return next(stem + char for char in "0123456789ABCDEFGHJKLMNPQRTUWXY" if check(stem + char))


ORGANISATION = _completed("10203040", organisation_code_valid)
LETTERED = _completed("K1020304", organisation_code_valid)
CREDIT = _completed("11331022" + ORGANISATION, credit_code_valid)
NUMBER = f"{CREDIT}/2024-154321"


def page(block_above: str, block_below: str) -> str:
    body = f"{block_above}<h2 class=title>{TITLE}</h2>{block_below}<div id=zoom>{BODY}</div>"
    return f"<html><head><title>{TITLE}_三门县</title></head><body>{body}</body></html>"


def above(block: str) -> str:
    return page(block, "")


def below(block: str) -> str:
    return page("", block)


def dump(block: str) -> str:
    return "\n".join((block, TITLE, *PARAGRAPHS))


def dump_below(block: str) -> str:
    return "\n".join((TITLE, block, *PARAGRAPHS))


FORMS = (
    (above(f"<table><tr><td>索 引 号：</td><td>{NUMBER}</td><td>发布机构：</td><td>三门县人民政府办公室</td></tr>"
           "<tr><td>文 号：</td><td></td><td>发布日期：</td><td>2024-03-05</td></tr></table>"),
     {"index_number": NUMBER, "index_number_valid": True, "publisher": "三门县人民政府办公室", "document_number": None,
      "date_published": "2024-03-05"}),
    (above(f"<table><tr><th>信息索引号</th><td>{ORGANISATION}/2024-00123</td><th>生成日期</th><td>2024-03-01</td></tr>"
           "<tr><th>公开日期</th><td>2024-03-05</td><th>文号</th><td>无</td></tr>"
           "<tr><th>发布机构</th><td>县府办</td><th>公开方式</th><td>主动公开</td></tr></table>"),
     {"index_number": f"{ORGANISATION}/2024-00123", "date_written": "2024-03-01", "date_published": "2024-03-05", "document_number": None,
      "publisher": "县府办", "openness": "主动公开"}),
    (above(f"<ul><li><span>索引号</span>：{NUMBER.lower()}</li><li><span>发文字号</span>：三政发〔2024〕8号</li>"
           "<li><span>成文日期</span>：2024年02月28日</li><li><span>发布日期</span>：2024年03月01日</li></ul>"),
     {"index_number": NUMBER, "document_number": "三政发〔2024〕8号", "date_written": "2024-02-28", "date_published": "2024-03-01"}),
    (above(f"<dl><dt>索引号</dt><dd>{NUMBER}</dd><dt>公开责任部门</dt><dd>三门县司法局</dd><dt>公开时间</dt><dd>2024/3/6</dd><dt>文号</dt><dd>-</dd></dl>"),
     {"index_number": NUMBER, "publisher": "三门县司法局", "date_published": "2024-03-06", "document_number": None}),
    (above("<table><tr><td>索引号：SM001-2024-0003</td><td>组配分类：法治政府建设</td></tr><tr><td>发布机构：三门县司法局</td>"
           f"<td>生成日期：2024-03-01</td></tr><tr><td colspan=2>名称：{TITLE}</td></tr><tr><td>文号：</td><td>废止日期：</td></tr></table>"),
     {"index_number": "SM001-2024-0003", "publisher": "三门县司法局", "date_written": "2024-03-01", "document_number": None}),
    (above("<!--<td>文号</td><td>三政发〔2024〕8号</td>--><p>发布日期：2024-03-05</p>"), {"document_number": None, "date_published": "2024-03-05"}),
    (above("<div>公开时限：长期公开  信息索取号：SM001-2024-0003</div>"), {"index_number": "SM001-2024-0003"}),
    (above("<p>今天是：2025年11月2日 星期日 农历九月十三</p><p>发布时间：2024.03.14</p>"), {"date_published": "2024-03-14"}),
    (above("<p>2025年11月2日星期日</p>"), {"date_published": None}),
    (above("<div>索引号：<span>113310221020304059/2024-12345</span></div>"),
     {"index_number": "113310221020304059/2024-12345", "index_number_valid": False}),
    (below("<div>发布时间：２０２４－０３－０４　１６：２２　　来源：三门县司法局　　浏览次数：23次</div>"),
     {"date_published": "2024-03-04", "source": "三门县司法局", "publisher": None}),
    (below("<p>日期：2024/03/08 11:13来源：三门县司法局作者：张三阅读次数：</p>"), {"date_published": "2024-03-08", "source": "三门县司法局"}),
    (below("<p>浏览次数：信息来源： 区司法局发布时间：2024-03-10 16:34</p>"), {"date_published": "2024-03-10", "source": "区司法局"}),
    (below("<p>三门县司法局　2024年03月11日</p>"), {"date_published": "2024-03-11", "publisher": "三门县司法局"}),
    (below("<p>2024-03-12 17:01 | 三门县司法局</p>"), {"date_published": "2024-03-12", "publisher": "三门县司法局"}),
    (below("<div>【发布时间】2024-03-05 【来源】三门县司法局 【字体：大 中 小】</div>"), {"date_published": "2024-03-05", "source": "三门县司法局"}),
    (below("<div>【信息来源：三门县司法局】【发布日期：2024-03-05】</div>"), {"date_published": "2024-03-05", "source": "三门县司法局"}),
    (below("<div>发布人：王五 &nbsp; 发布时间：2024-03-05 &nbsp; 点击数：88</div>"), {"date_published": "2024-03-05", "publisher": None}),
    (below("<div>截止日期：2024-05-05</div>"), {"date_published": None}),
    (below("<p>更新时间：2025-02-28 10:01:02 发布时间：2024-02-20</p>"), {"date_published": "2024-02-20"}),
    (below("<p>更新时间：2024-02-28 10:01:02</p>"), {"date_published": "2024-02-28"}),
    (below("<p>发文日期：2024-02-20</p>"), {"date_written": "2024-02-20", "date_published": None}),
    (above("<table><tr><td>文　　号：</td><td>三政发 〔2024〕 8 号</td></tr></table>"), {"document_number": "三政发 〔2024〕 8 号"}),
    (above("<table><tr><td>发文字号：</td><td>三政发〔２０２４〕８号</td></tr></table>"), {"document_number": "三政发〔２０２４〕８号"}),
    (dump(f"索引号: | {NUMBER} | 公开方式: | 主动公开 |\n文号: | 公开日期: | 2024-03-16 | |\n发布机构: | 县府办 | |"),
     {"index_number": NUMBER, "openness": "主动公开", "document_number": None, "date_published": "2024-03-16", "publisher": "县府办"}),
    (dump(f"索引号\n{NUMBER}\n文件类型\n报告\n发布机构\n三门县司法局\n公开日期\n2024-03-18"),
     {"index_number": NUMBER, "genre": "报告", "publisher": "三门县司法局", "date_published": "2024-03-18"}),
    (dump("  • 索引号:\n\n    3310220000/2024-001005\n  • 主题分类:\n\n  • 来源:\n\n  • 发布日期:\n\n    2024-03-19"),
     {"index_number": "3310220000/2024-001005", "topic": None, "source": None, "date_published": "2024-03-19", "index_number_valid": None}),
    (dump(f"{NUMBER} | 法制 | 工作报告 | 三门县司法局 | 2024-03-22 | 2024-03-24"),
     {"index_number": NUMBER, "publisher": "三门县司法局", "date_written": "2024-03-22", "date_published": "2024-03-24"}),
    (dump("文号：202801052456511122\n发布日期：2024-03-01"), {"document_number": None}),
    (dump("发 文 号：三门县应急管理局\n发布日期：2024-03-01"), {"document_number": None}),
    (dump("文号： 公开方式：主动公开"), {"document_number": None, "openness": "主动公开"}),
    (dump("索引号： 公开方式：\n文号： 成文日期："), {"index_number": None, "openness": None, "document_number": None, "date_written": None}),
    (dump("索引号：无\n文号：暂无\n发布机构：三门县司法局"), {"index_number": None, "document_number": None, "publisher": "三门县司法局"}),
    (dump("发文字号：三政呈﹝2024﹞3号"), {"document_number": "三政呈﹝2024﹞3号"}),
    (dump_below("三政〔2024〕25号\n发布日期：2024-03-01"), {"document_number": "三政〔2024〕25号", "date_published": "2024-03-01"}),
    (dump_below("发文机关三门县司法局\n发文日期2024年3月1日\n发布日期2024年3月23日"),
     {"publisher": "三门县司法局", "date_written": "2024-03-01", "date_published": "2024-03-23"}),
    (dump_below("发布日期：2024年3月"), {"date_published": "2024-03"}),
    (dump_below("发布日期：**********"), {"date_published": None}),
)
NUMBERS = (
    (f"{ORGANISATION[:8]}-{ORGANISATION[8]}/2024-00003", True), (f"{LETTERED}/2024-00020", True), (f"{ORGANISATION}-2024-153077", True),
    (f"{ORGANISATION}A/2024-00001", True), (f"{ORGANISATION}/202403-00216", True), (f"{CREDIT}/202403-00140", True),
    ("SM-331022-2024-00964", None), ("AB03207-1000-2024-00042", None), ("004002007001009/2024-100233", None), ("031/2024-00007", None),
    ("SMXRMZF/2024-00017", None), ("B31008--2024-0042", None), ("0302-11-2024-000085", None),
)


def read(printed: str):
    return extract(printed.encode(), url=URL)


@pytest.mark.parametrize(("printed", "wanted"), FORMS)
def test_form(printed, wanted):
    document = read(printed)
    assert {name: getattr(document, name) for name in wanted} == wanted
    assert (document.title, document.kind, document.verdict, document.report_year) == (TITLE, "annual_report", "ok", 2023)
    assert (document.issuer, document.region_code, document.level) == ("三门县人民政府", "331022", "county")
    assert document.text.startswith(PARAGRAPHS[0])


@pytest.mark.parametrize(("number", "valid"), NUMBERS)
def test_index_number_in_its_form_and_its_lower_case(number, valid):
    for printed in (number, number.lower(), number.replace("-", " - ")):
        document = read(dump(f"索引号：{printed}\n发布日期：2024-03-25"))
        assert (document.index_number, document.index_number_valid) == (number, valid)


LOOKALIKES = (
    "根据《国务院关于加强法治政府建设的意见》（国发〔2010〕33号）要求，我县认真落实。",
    "国发〔2015〕38号",
    "（三政发〔2022〕19号）",
    "印发《三门县重大决策目录》（三政办发〔2023〕5号）。",
    "文件名称：三门县行政规范性文件管理办法　文号：三政发〔2023〕12号",
    "113310220026766667/2023-12345",
    "统一登记号：CSMD00-2023-0001",
    f"统一社会信用代码：{CREDIT}",
    "联系电话：0576-83331234  邮编：317100",
    "浙ICP备05000123号-1",
    "浙公网安备 33102202000123号",
    "网站标识码：3310220001",
    "附件：三政发〔2023〕12号文件.pdf",
    "办理案号（2023）浙1022行初12号行政案件。",
    "依据《行政处罚法》第三十三条第1款，国务院令第711号。",
    "国务院令第711号",
    "公告2023年第5号",
    "备案号：浙备2023-0012",
    "信息编号：20240301123456789",
    "项目代码：2305-331022-04-01-123456",
    "〔2023〕12号文件规定如下。",
    "厅字〔2019〕28号文件精神",
    "| 文件名称 | 文号 | 日期 |\n| 管理办法 | 三政发〔2023〕12号 | 2023-05-01 |",
    "表1 规范性文件目录\n序号 文件名称 文号\n1 三门县公共租赁住房管理办法 三政规〔2023〕1号",
    "相关阅读：三政发〔2021〕3号 三门县法治政府建设实施方案",
)
META = "<div>发布时间：2024-03-01 10:00 来源：三门县司法局 浏览次数：12</div>"


def _with(text: str, place: str) -> str:
    marked = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    inside = {"first": marked + BODY, "last": BODY + marked}.get(place, BODY)
    foot = marked if place == "foot" else ""
    body = f"<h1>{TITLE}</h1>{META}<div id=zoom>{inside}</div><div class=footer>{foot}</div>"
    return f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize("place", ["first", "last", "foot", "dump"])
@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_only_looks_like_a_number_fills_nothing(text, place):
    plain = "\n".join((TITLE, "发布时间：2024-03-01 10:00 来源：三门县司法局", *PARAGRAPHS[:3], text, *PARAGRAPHS[3:]))
    document = read(plain if place == "dump" else _with(text, place))
    assert (document.index_number, document.document_number) == (None, None)
    assert (document.kind, document.verdict, document.date_published) == ("annual_report", "ok", "2024-03-01")
