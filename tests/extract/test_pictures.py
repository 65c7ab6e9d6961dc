"""Pictures that are the pages of a report, among icons, banners and photographs."""

from __future__ import annotations

import pytest

from archive.extract import extract, pictures
from archive.extract.page import read_page

TITLE = "云溪县人民政府2023年法治政府建设年度报告"
URL = "http://www.yunxi-demo.gov.cn/art/2024/1.html"
SCANS = [f"P0202404040{number}.jpg" for number in range(1, 4)]


def page(body: str, *, container: str = "id='zoom'") -> bytes:
    return (f"<html><head><title>{TITLE}</title></head><body><div class='header'><img src='/images/top_pic.jpg' width='980' height='300'></div>"
            f"<h1>{TITLE}</h1><div>发布时间：2024-04-04 来源：云溪县司法局</div><div {container}>{body}</div>"
            "<div class='footer'><img src='/img/police.png'><img src='/img/state.png'>版权所有：云溪县人民政府</div></body></html>").encode()


def scans(attributes: str = "") -> str:
    return "".join(f"<p><img src='./{name}' {attributes}></p>" for name in SCANS)


def hrefs(body: bytes) -> list[str]:
    return [link.href.rpartition("/")[2] for link in read_page(body, url=URL).attachments]


@pytest.mark.parametrize("body", [
    scans(), scans("width='650' height='920'"), scans("style='width: 650.5px'"), "<p>现将报告予以公布。</p>" + scans(),
    "".join(f"<p><img src='/img/blank.gif' data-original='./{name}'></p>" for name in SCANS),
    "".join(f"<p><a href='./{name}'><img src='./{name}'></a></p>" for name in SCANS),
    "".join(f"<p><a href='./{name}'>第{number}页</a></p>" for number, name in enumerate(SCANS, 1)),
])
@pytest.mark.parametrize("container", ["id='zoom'", "class='TRS_Editor'"])
def test_the_scans_of_a_page_are_its_files_in_their_order(body, container):
    assert hrefs(page(body, container=container)) == SCANS


def test_scans_in_no_known_place_are_found_by_their_folder():
    icons = "<img src='/images/rss.gif'><a href='/'><img src='/upload/ad1.jpg'></a>"
    assert hrefs(page(scans() + icons, container="class='nothing-known'")) == SCANS
    assert hrefs(page("<img src='./1.jpg' width='700'>", container="class='nothing-known'")) == ["1.jpg"]
    assert hrefs(page("<img src='./1.jpg'>", container="class='nothing-known'")) == []


@pytest.mark.parametrize("image", [
    "<img src='/u/1.jpg' width='90' height='90'>", "<img src='/u/1.jpg' style='height:20px'>", "<img src='/u/erweima.png'>",
    "<img src='/u/1.png' alt='扫一扫在手机打开'>", "<img src='/ueditor/fileTypeImages/icon_pdf.gif'>", "<img src='data:image/png;base64,AA'>",
    "<a href='http://www.gov.cn/'><img src='/u/1.jpg'></a>", "<img src='/u/1.svg'>", "<img src='javascript:1.jpg'>", "<img>",
    "<img src='http://[/1.jpg'>",
])
def test_icons_and_banners_are_no_pages(image):
    assert hrefs(page(image)) == []


def test_a_page_with_a_text_or_a_file_needs_no_pictures():
    assert hrefs(page("<p>全县依法行政工作取得新进展。</p>" * 30 + scans())) == []
    assert hrefs(page("<p><a href='/1.pdf'>报告.pdf</a></p>" + scans())) == ["1.pdf"]


def test_without_ocr_the_document_says_what_is_missing_and_how_to_get_it():
    doc = extract(page(scans()), url=URL)
    assert (doc.kind, doc.verdict, doc.text) == ("annual_report", "attachment_only", "")
    assert [link.href for link in doc.attachments] == [f"http://www.yunxi-demo.gov.cn/art/2024/{name}" for name in SCANS]
    assert "The text stands in pictures (3): it needs OCR, an optional extra: pip install 'fazhi-archive[ocr]'." in doc.warnings


def test_what_ocr_read_is_the_text():
    doc = extract(page(scans()), url=URL, attachment_text="一、主要工作\n全县依法行政工作取得新进展。")
    assert (doc.verdict, doc.text) == ("attachment_only", "一、主要工作\n全县依法行政工作取得新进展。")
    assert not [warning for warning in doc.warnings if "needs OCR" in warning]


def test_an_album_has_an_end():
    assert len(hrefs(page("".join(f"<img src='./a{number}.jpg'>" for number in range(100))))) == pictures.MOST


def test_the_quick_look_spares_pages_with_a_text():
    assert pictures.may_show(page(scans()))
    assert pictures.may_show(page(scans()).decode().encode("gb18030"))
    assert not pictures.may_show(page("<p>全县依法行政工作取得新进展。</p>" * 30 + scans()))
    assert not pictures.may_show("<p>请见附件。</p>".encode())
