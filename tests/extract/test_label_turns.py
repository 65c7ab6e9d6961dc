"""Metadata without colons: labels and values by turns in one element, bare values between bars, a number line at the title."""

from __future__ import annotations

import pytest

from archive.extract.document import extract

TITLE = "三门县2023年度法治政府建设情况报告"
BODY = (
    "<p>2023年，我县扎实推进法治政府建设，现将有关情况报告如下。</p><p>一、主要成效</p>"
    "<p>全年办理行政复议案件12件，依法化解行政争议，各项工作取得新的进展，群众满意。</p><p>二、存在的问题</p><p>基层力量不足。</p>"
)


def read(block, *, html_title=TITLE, tail=""):
    page = f"<html><head><title>{html_title}</title></head><body><h3>{TITLE}</h3>{block}<div class=zw>{BODY}</div>{tail}</body></html>"
    return extract(page.encode(), url="http://www.sanmen.gov.cn/art/1.html")


@pytest.mark.parametrize("block", [
    "<div><span>发布机构</span><span>三门县司法局</span><span>发布时间</span><span>2024-02-01</span></div>",
    "<aside><b>发布日期</b><i>2024-02-01</i><b>发布机构</b><i>三门县司法局</i></aside>",
    "<p><em>发布机构</em> <i>三门县司法局</i> <em>公开日期</em> <i>2024-02-01</i> <em>公开方式</em> <i>主动公开</i></p>",
    "<div>2024-02-01 | 三门县司法局 | 浏览：12 次</div>",
])
def test_publisher_and_date(block):
    document = read(block)
    assert (document.publisher, document.date_published) == ("三门县司法局", "2024-02-01")


def test_a_bare_name_beside_a_labelled_source_is_no_publisher():
    assert read("<div>来源：县司法局 | 2024-02-01 | 三门发布中心 | 浏览：12</div>").publisher is None


def test_words_of_prose_between_elements_are_no_labels():
    document = read("<div><b>发布机构</b><i>三门县司法局</i>会同<b>发布日期</b><i>另行通知</i></div>")
    assert document.date_published is None


def test_many_labels_by_turns_take_no_time():
    assert read("<div>" + "<b>发布机构</b><i>三门县司法局</i>" * 20_000 + "</div>").title == TITLE


def test_a_document_number_between_title_and_metadata_is_no_title():
    block = "<p>三政〔2024〕6号</p><div>发布时间：2024-03-08 来源：县司法局</div>"
    document = read(block, html_title="2023年度法治政府建设情况报告")
    assert (document.title, document.document_number) == (TITLE, "三政〔2024〕6号")


def test_links_to_friends_behind_preformatted_text_are_no_text():
    text = "\n".join(line.removeprefix("<p>").strip() for line in BODY.split("</p>"))
    tail = "<h4>友情链接</h4><a href='http://a.gov.cn'>甲县人民政府</a> <a href='http://b.gov.cn'>乙县人民政府</a>"
    page = f"<html><head><title>{TITLE}</title></head><body><h2>{TITLE}</h2><pre>{text}</pre><div>{tail}</div></body></html>"
    assert extract(page.encode(), url="http://www.sanmen.gov.cn/art/1.html").text.endswith("基层力量不足。")


def test_a_county_without_its_nationalities():
    title = "秀山自治县2023年度法治政府建设情况报告"
    page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id=zoom>{BODY}</div></body></html>"
    document = extract(page.encode(), url="http://www.cqxs.gov.cn/a/1.html")
    assert (document.issuer, document.region_code) == ("秀山自治县人民政府", "500241")
