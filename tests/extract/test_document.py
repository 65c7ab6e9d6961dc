from __future__ import annotations

import dataclasses
import random

import pytest

from archive.extract import EXTRACTOR, extract
from archive.model import FIELDS, KINDS, LEVELS, ROLES, VERDICTS, Document, Hints

BODY = """<p>2023年，云和县坚持以习近平法治思想为指导，扎实推进法治政府建设。现将有关情况报告如下：</p>
<p>一、2023年推进法治政府建设的主要举措和成效</p>
<p>（一）加强领导。全年召开常务会议12次，听取汇报3次，各项工作取得明显成效，群众满意度稳步提升，得到充分肯定。</p>
<p>根据《某规定》（某办发〔2019〕99号），制发规范性文件8件，备案率100%。</p>
<p>二、存在的不足和原因</p><p>执法力量仍有不足。</p>
<p>三、2024年主要安排</p><p>继续努力，再上新台阶。</p>"""
BLOCK = """<table><tr><td>索引号：</td><td>113308245972094984/2024-00031</td><td>发布机构：</td><td>云和县人民政府办公室</td></tr>
<tr><td>文号：</td><td>云政发〔2024〕3号</td><td>成文日期：</td><td>2024-02-18</td></tr>
<tr><td>主题分类：</td><td>司法</td><td>公开方式：</td><td>主动公开</td></tr></table>"""
TITLE = "云和县2023年度法治政府建设情况报告"
URL = "http://www.yunhe.gov.cn/art/2024/2/28/art_1_1.html"


def html(*, title=TITLE, head="", above=BLOCK, line="发布日期：2024-02-28 10:11 浏览次数：3 信息来源：县司法局", body=BODY, meta=""):
    return (
        f"<html><head><meta charset='utf-8'><title>{head or title}</title>{meta}</head><body>"
        f"<div class='nav'><a href='/'>首页</a><a href='/zw/'>政务公开</a></div>{above}<h1>{title}</h1><div>{line}</div>"
        f"<div id='zoom'>{body}</div><div class='footer'>主办：云和县人民政府 网站标识码：3311250001</div></body></html>"
    ).encode()


def test_a_report_page_with_every_field():
    doc = extract(html(), url=URL)
    wanted = {
        "title": TITLE, "kind": "annual_report", "verdict": "ok", "report_year": 2023, "index_number": "113308245972094984/2024-00031",
        "index_number_valid": True, "publisher": "云和县人民政府办公室", "issuer": "云和县人民政府", "document_number": "云政发〔2024〕3号",
        "date_published": "2024-02-28", "date_written": "2024-02-18", "region_code": "331125", "region_name": "云和县", "level": "county",
        "source": "县司法局", "topic": "司法", "genre": None, "openness": "主动公开", "validity": None, "encoding": "utf-8", "url": URL,
    }
    assert {name: getattr(doc, name) for name in wanted} == wanted
    assert doc.text.startswith("2023年，云和县")
    assert doc.text.endswith("再上新台阶。")
    assert [item.role for item in doc.sections if item.level == 1] == ["preamble", "achievements", "problems", "plan"]


def test_every_value_has_its_evidence_and_absent_ones_have_none():
    for doc in (extract(html(), url=URL), extract(html(above="", line="")), extract(b""), extract("今天是个好日子。".encode())):
        have = {name for name in FIELDS if getattr(doc, name) is not None and not (name == "kind_reason" and not doc.kind_reason)}
        assert have == set(doc.evidence) & set(FIELDS), have ^ set(doc.evidence)
        assert all(item.rule and item.where and len(item.quote) <= 200 for item in doc.evidence.values())


def test_cited_numbers_and_wrong_values_are_no_document_number():
    for value in ("", "无", "201802051456516428", "应急管理部", "公开方式："):
        assert extract(html(above=BLOCK.replace("云政发〔2024〕3号", value)), url=URL).document_number is None


def test_a_number_on_its_own_line_at_the_title_counts():
    doc = extract(html(above="", line="云政发〔2024〕7号"), url=URL)
    assert doc.document_number == "云政发〔2024〕7号"


def test_a_wrong_check_digit_is_kept_and_told():
    doc = extract(html(above=BLOCK.replace("984/", "985/")), url=URL)
    assert (doc.index_number, doc.index_number_valid) == ("113308245972094985/2024-00031", False)
    assert any("check digit" in warning for warning in doc.warnings)


def test_a_source_alone_is_no_publisher():
    doc = extract(html(above=""), url=URL)
    assert (doc.publisher, doc.source) == (None, "县司法局")


def test_an_index_number_in_the_address():
    address = "http://www.wuding.gov.cn/file/overt_centent/11532329015178442p-/2023-0516006.htm"
    doc = extract(html(above=""), url=address)
    assert (doc.index_number, doc.index_number_valid) == ("11532329015178442P/2023-0516006", True)


class TestDates:
    def test_a_visible_label_beats_the_meta_tag(self):
        doc = extract(html(meta="<meta name='PubDate' content='2025-01-01 10:00'>"), url=URL)
        assert doc.date_published == "2024-02-28"

    def test_the_meta_tag_serves_where_nothing_is_visible(self):
        doc = extract(html(line="", meta="<meta name='PubDate' content='2024-03-01 10:00'>"), url=URL)
        assert (doc.date_published, doc.evidence["date_published"].where) == ("2024-03-01", "meta")

    def test_the_moment_of_regeneration_is_no_date(self):
        meta = "<meta name='PubDate' content='2025-05-06 10:00:43'><meta name='x' content='页面生成时间 2025-05-06 10:00:43'>"
        assert extract(html(line="", meta=meta), url=URL).date_published is None

    def test_the_clock_of_the_page_is_no_date(self):
        assert extract(html(line="今天是：2025年10月31日 星期五 农历九月十一"), url=URL).date_published is None

    def test_a_date_with_its_time_needs_no_label(self):
        assert extract(html(line="2024-02-28 17:01 | 云和县水务局"), url=URL).date_published == "2024-02-28"

    def test_the_list_is_the_last_resort(self):
        doc = extract(html(line=""), url=URL, hints=Hints(list_date="2024-02-27"))
        assert (doc.date_published, doc.evidence["date_published"].where) == ("2024-02-27", "list")

    def test_the_signature_dates_the_writing_where_no_label_does(self):
        signed = BODY + "<p>云和县人民政府</p><p>2024年2月1日</p>"
        doc = extract(html(above="", body=signed), url=URL)
        assert (doc.date_written, doc.sections[-1].role) == ("2024-02-01", "signature")
        assert extract(html(body=signed), url=URL).date_written == "2024-02-18"


class TestPlaces:
    def test_without_a_title_the_opening_and_the_index_number_tell(self):
        doc = extract(html(title="", head="信息公开", above="", line=""))
        assert (doc.title, doc.kind, doc.issuer, doc.region_code) == (None, "annual_report", "云和县人民政府", "331125")

    @pytest.mark.parametrize(("known", "code"), [
        ({"hints": Hints(region_code="360103")}, "360103"), ({"hints": Hints(region_code="330100")}, "330106"), ({}, None),
    ])
    def test_an_ambiguous_district_needs_a_hint(self, known, code):
        page = html(title="西湖区司法局2023年度法治政府建设年度报告", above="", body=BODY.replace("云和县", "我局"))
        doc = extract(page, **known)
        assert (doc.region_code, doc.level, doc.issuer) == (code, "department", "西湖区司法局")
        assert bool(doc.warnings) is (code is None)

    def test_a_nameless_department_takes_the_place_of_its_host(self):
        page = html(title="市水务局2023年度法治政府建设年度报告", above="", body=BODY.replace("云和县", "我局"))
        assert extract(page, url="http://swj.gz.gov.cn/a/post_1.html").region_code == "440100"

    def test_hints_never_overrule_the_page(self):
        doc = extract(html(), url=URL, hints=Hints(region_code="440000", list_title="别的标题", list_date="2020-01-01"))
        assert (doc.region_code, doc.title, doc.date_published) == ("331125", TITLE, "2024-02-28")


class TestVerdicts:
    def test_a_challenge_has_no_fields(self):
        doc = extract(b"<script>document.cookie='x=1';location.reload()</script>", url=URL, hints=Hints(status=521))
        assert (doc.verdict, doc.kind, doc.title, doc.text, doc.region_code) == ("blocked", "other", None, "", None)

    def test_a_soft_404(self):
        doc = extract("<html><title>提示</title><body><p>您访问的页面不存在或已删除</p></body></html>".encode(), url=URL)
        assert (doc.verdict, doc.kind) == ("soft_404", "other")

    def test_a_template_has_no_issuer_year_or_place(self):
        masked = BODY.replace("云和县", "XX县").replace("12次", "X次").replace("3次", "X次").replace("8件", "X件")
        doc = extract(html(title="县法治政府建设情况的报告", above="", line="", body=masked))
        assert (doc.verdict, doc.kind) == ("template", "template")
        assert (doc.issuer, doc.report_year, doc.region_code, doc.level) == (None, None, None, None)

    def test_a_copy_on_a_foreign_host_is_a_mirror_and_out_of_the_index(self):
        doc = extract(html(), url="http://www.copy-site.com/a.html")
        assert (doc.verdict, doc.kind, doc.in_index) == ("mirror", "annual_report", False)
        assert extract(html(), url=None).verdict == "ok"

    def test_a_page_with_only_a_file_takes_the_text_of_the_file(self):
        page = html(body="<p><a href='/f/1.pdf'>云和县2023年度法治政府建设情况报告.pdf</a></p>")
        doc = extract(page, url=URL)
        assert (doc.verdict, doc.attachments[0].href) == ("attachment_only", "http://www.yunhe.gov.cn/f/1.pdf")
        read = extract(page, url=URL, attachment_text="2023年，云和县坚持依法行政。\n一、主要成效\n成效明显。")
        assert (read.verdict, read.sections[1].heading, read.in_index) == ("attachment_only", "一、主要成效", True)

    def test_the_text_of_a_file_does_not_replace_a_full_page(self):
        assert extract(html(), url=URL, attachment_text="附件一").text.startswith("2023年，云和县")

    def test_a_list_page_is_other(self):
        rows = "".join(f"<li><a href='/{n}.html'>云和县关于某事项{n}的通知</a><span>2024-01-{n:02}</span></li>" for n in range(1, 25))
        doc = extract(f"<html><title>通知公告_云和县人民政府</title><body><ul>{rows}</ul></body></html>".encode(), url=URL)
        assert doc.kind == "other"
        assert doc.index_number is None

    def test_a_university_is_no_government(self):
        doc = extract(html(title="云和大学2023年度法治建设工作报告", above=""), url="http://www.yunhe.edu.cn/a")
        assert doc.kind == "other"


def test_the_year_of_the_title_stays_and_a_conflict_is_told():
    doc = extract(html(title="云和县2024年度法治政府建设情况报告"), url=URL)
    assert doc.report_year == 2024
    assert any("2023" in warning for warning in doc.warnings)


def test_answers_keep_to_the_contract():
    assert EXTRACTOR
    answer = extract(html(), url=URL).to_dict()
    assert [field.name for field in dataclasses.fields(Document)] == list(answer)
    assert answer["kind"] in KINDS
    assert answer["verdict"] in VERDICTS
    assert answer["level"] in LEVELS
    assert {item["role"] for item in answer["sections"]} <= set(ROLES)


def test_the_same_bytes_give_the_same_document():
    assert extract(html(), url=URL) == extract(html(), url=URL)


def test_junk_never_raises():
    rng = random.Random(7)
    good = html()
    for size in (0, 1, 50, 3000):
        junk = rng.randbytes(size)
        assert extract(junk).kind == "other"
    for _ in range(60):
        torn = bytearray(good[:rng.randrange(len(good))])
        for _ in range(20):
            torn[rng.randrange(len(torn)) if torn else 0:1] = rng.randbytes(1)
        doc = extract(bytes(torn), url=rng.choice(["http://[::1", "x", "http://a.gov.cn:99999/", None]))
        assert doc.verdict in VERDICTS
