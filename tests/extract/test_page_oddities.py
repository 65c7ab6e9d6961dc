"""Odd habits of pages: how a character is read, a title that is a picture, a signature above the text, text without its byte order mark."""

from __future__ import annotations

import pytest

from archive.extract.document import extract

TITLE = "溪口县人民政府2023年法治政府建设年度报告"
BODY = ["2023年，溪口县扎实推进法治政府建设，取得了新的进展。现将有关情况报告如下：", "一、主要举措和成效", "收到行政复议申请151件，审结148件。",
        "二、存在的不足", "基层执法力量仍较薄弱，普法宣传的针对性有待提高。"]
TEXT = "".join(f"<p>{line}</p>" for line in BODY)


def read(body: str, title: str = TITLE):
    return extract(f"<html><head><title>{title}</title></head><body><div><a href=/>首页</a></div>{body}"
                   f"<div>主办：溪口县人民政府</div></body></html>".encode())


@pytest.mark.parametrize("ruby", [
    "<ruby>溪<rp>(</rp><rt>xī</rt><rp>)</rp></ruby>", "<ruby>溪<rtc><rt>xī</rt></rtc></ruby>", "<ruby><rb>溪</rb><rt>xī</rt></ruby>",
])
def test_how_a_character_is_read_is_no_text(ruby):
    found = read(f"<h1>{TITLE}</h1><div id=zoom>{TEXT.replace('溪', ruby)}</div>")
    assert found.text.splitlines() == BODY


def test_a_title_may_be_a_picture():
    found = read(f'<div><img src="/1.png" alt="{TITLE}"><div id=zoom>{TEXT}</div></div>', "溪口县人民政府")
    assert (found.title, found.kind, found.report_year) == (TITLE, "annual_report", 2023)


@pytest.mark.parametrize("picture", [
    '<a href="/2"><img src="/1.png" alt="关于召开会议的通知"></a>', '<img src="/1.png" alt="县委书记调研">',
    '<img src="/1.png" alt="通知">', '<img src="/1.png">',
])
def test_other_pictures_are_no_title(picture):
    found = read(f"{picture}<div id=zoom>{TEXT}</div>", TITLE)
    assert found.title == TITLE


def test_a_title_in_words_comes_before_one_in_a_picture():
    assert read(f'<img src="/1.png" alt="关于召开会议的通知"><h1>{TITLE}</h1><div id=zoom>{TEXT}</div>').title == TITLE


@pytest.mark.parametrize("date", ["（2024年3月1日）", "2024年3月1日", "二〇二四年三月一日"])
def test_a_signature_may_stand_above_the_text(date):
    found = read(f"<h1>{TITLE}</h1><div>溪口县人民政府</div><div>{date}</div><div id=zoom>{TEXT}</div>")
    assert found.date_written == "2024-03-01"
    assert found.evidence["date_written"].quote == f"溪口县人民政府 {date}"
    assert found.text.splitlines() == BODY


@pytest.mark.parametrize("head", [
    "<div>2024年3月1日</div>", "<div>溪口县人民政府</div><div>2024-03-01</div>", "<div>溪口县人民政府</div><div>2024年3月1日 浏览</div>",
])
def test_other_dates_above_a_text_are_not_when_it_was_written(head):
    assert read(f"<h1>{TITLE}</h1>{head}<div id=zoom>{TEXT}</div>").date_written is None


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_a_text_may_lack_its_byte_order_mark(coding):
    found = extract("\n".join([TITLE, "发布机构：溪口县司法局", *BODY]).encode(coding))
    assert (found.title, found.publisher, found.encoding, found.text.splitlines()) == (TITLE, "溪口县司法局", coding, BODY)
