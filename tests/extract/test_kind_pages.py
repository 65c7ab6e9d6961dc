"""Pages whose title does not decide: what column, opening and headings make of them, and verdicts that keep copies out; `@` is a sentence."""

from __future__ import annotations

import pytest

from archive.extract.document import extract

URL = "http://www.sanmen.gov.cn/art/2024/3/1/art_1_2.html"
SENTENCE = "持续推进各项重点工作，完成年度目标任务，为全县经济社会高质量发展提供支撑，群众满意度不断提升。"
PAGES = (
    (False, "三门县司法局2023年工作总结", (
        "2023年，县司法局坚持以习近平法治思想为指导，扎实推进法治政府建设。现将工作情"
        "况总结如下：\n一、工作成效\n@\n二、存在问题\n@\n三、下一步打算\n@"
    )),
    (False, "三门县水利局2023年工作总结和2024年工作思路", "2023年，县水利局推进水利改革。\n一、工作情况\n依法行政，@\n二、下一步思路\n@"),
    (False, "2023年平安建设工作情况汇报",
     "2023年，我县扎实推进平安建设，现将有关工作情况汇报如下：\n一、主要做法\n推进法治建设，@\n二、存在不足\n@\n三、打算\n@"),
    (False, "三门县2023年度法治宣传教育工作总结", "2023年，我县普法工作扎实推进。现将情况报告如下：\n一、工作情况\n法治政府建设，@\n二、不足\n@"),
    (False, "三门县公安局", "2023年，县公安局推进警务改革。\n一、主要成效\n@\n二、不足\n@"),
    (False, "三门县行政复议工作情况报告", "2023年，全县行政复议工作…现将有关情况报告如下：\n一、基本情况\n推进法治政府建设@\n二、存在问题\n@"),
    (False, "关于2023年优化营商环境工作的报告", "2023年，我县优化法治化营商环境。现报告如下：\n一、主要做法\n@\n二、存在问题\n@"),
    (False, "三门县第十四个五年规划纲要", "第一章 总体要求\n建设法治政府。\n第二章 目标\n@"),
    (False, "致全县人民的一封信", "2023年，我县推进法治政府建设。@"),
    (False, "三门县2023年行政执法情况统计年报", "2023年，全县行政执法机关…\n一、行政处罚\n@\n二、行政许可\n@"),
    (False, "三门县人民政府工作报告",
     "各位代表：现在，我代表县人民政府报告工作。\n一、2023年工作回顾\n法治政府建设深入推进。\n二、2024年工作安排\n@"),
    (False, "关于征求《三门县2023年法治政府建设报告》意见的通知", "现将报告公开征求意见。\n附件：报告"),
    (True, "三门县法治政府建设工作", (
        "现将2023年度法治政府建设工作情况报告如下：\n一、主要举措和成效\n"
        "@法治政府\n二、存在的不足和原因\n@\n三、2024年工作安排\n@"
    )),
    (True, "三门县民政局", (
        "2023年，三门县民政局坚持以习近平法治思想为指导，现将法治政府建设工作情况报告如"
        "下：\n一、主要举措和成效\n@\n二、存在的不足\n@\n三、2024年打算\n@"
    )),
    (True, "2023年度工作报告", (
        "根据《法治政府建设与责任落实督察工作规定》要求，现将我局2023年度法治政府建设情"
        "况公布如下：\n一、工作成效\n@\n二、存在不足\n@\n三、2024年安排\n@"
    )),
    (True, "三门县自然资源和规划局2023年度工作情况",
     "2023年，我局全面推进法治政府建设，现将法治政府建设有关情况报告如下。\n一、主要举措\n@\n二、不足\n@\n三、打算\n@"),
)


def page(title: str, text: str) -> bytes:
    paragraphs = "".join(f"<p>{line}</p>" for line in text.replace("@", SENTENCE).split("\n"))
    return f"<html><head><title>{title}_三门县</title></head><body><h1>{title}</h1><div id=zoom>{paragraphs}</div></body></html>".encode()


@pytest.mark.parametrize(("report", "title", "text"), PAGES)
def test_kind_of_a_page(report, title, text):
    document = extract(page(title, text), url=URL)
    assert (document.kind == "annual_report") == report, document.kind_reason


REPORT = "2023年，我县推进法治政府建设，现将有关情况报告如下。\n一、主要成效\n@@@\n二、存在的问题\n@\n三、2024年打算\n@@"
TITLE = "三门县2023年度法治政府建设情况报告"


@pytest.mark.parametrize(("url", "extra", "verdict"), [
    (URL, "", "ok"),
    (None, "", "ok"),
    ("http://10.1.2.3/a.html", "", "ok"),
    ("http://sanmen.gov.cn:8080/a.html", "", "ok"),
    ("http://www.fengyiju.example/art/2024/3/1/art_1_2.html", "", "mirror"),
    (URL, "\n查处某公司违法案件，对张某某作出行政处罚，李某申请复议。", "ok"),
    (URL, "\n推进“5+X”模式，1×N机制，X射线检查12次。", "ok"),
    (URL, "\n?。ㄒ唬┥钊推进?。ǘ┖粚嵎ㄖ", "mirror"),
    (URL, "\n全年办理案件***件，培训***人次，投入**万元，共***件，成立**个。", "masked"),
])
def test_verdict_of_a_report(url, extra, verdict):
    document = extract(page(TITLE, REPORT + extra), url=url)
    assert (document.kind, document.verdict) == ("annual_report", verdict)


def test_a_masked_template_is_no_report():
    masked = REPORT + "\n全年办理案件XX件，培训XX人次，发放资料X万份，投入XX万元，走访XX户，举办XX场。"
    document = extract(page(TITLE, masked), url="http://www.wenku.example/a.html")
    assert (document.kind, document.verdict) == ("template", "template")


def test_a_title_on_top_of_the_text_outranks_the_name_of_a_column():
    document = extract(page("法治政府建设年度报告", f"{TITLE}\n{REPORT}"), url=URL)
    assert (document.title, document.kind, document.report_year) == (TITLE, "annual_report", 2023)
