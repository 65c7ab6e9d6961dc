"""Fixtures that several test packages share: an open archive, documents and pages made for the tests."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from archive.intake.recorder import Exchange
from archive.model import AttachmentLink, Document, Evidence, Figure, Section
from archive.store import Archive

START = datetime(2024, 3, 4, 8, 0, 0, tzinfo=timezone.utc)
MATTERS = (
    "深化行政审批制度改革,压减办事材料{0}项,推行网上办理事项{1}项,平均办理时限缩短{2}个工作日",
    "开展规范性文件清理{0}件,废止{1}件,修改{2}件,公布继续有效文件目录",
    "办理行政复议案件{0}件,审结{1}件,综合纠错{2}件,行政机关负责人出庭应诉率达到百分之百",
    "组织行政执法人员培训{0}期,参训{1}人次,评查执法案卷{2}宗,评查结果全县通报",
    "举办法治讲座{0}场,发放宣传资料{1}份,新建村级法律服务点{2}个,群众满意度继续提高",
    "调处矛盾纠纷{0}起,调处成功{1}起,为特殊群体提供法律援助{2}件,没有发生群体性事件",
)


def report_text(issuer: str, year: int) -> str:
    """A made-up report: the same template every year, other numbers."""
    dice = random.Random(f"{issuer}{year}")
    lines = [f"{year}年,{issuer}认真落实上级关于法治建设的部署,现将有关情况报告如下。", "一、主要举措和成效"]
    for number, matter in zip("一二三四五六", MATTERS, strict=True):
        numbers = (dice.randint(10, 99), dice.randint(100, 999), dice.randint(3, 9))
        lines.append(f"({number}){matter.format(*numbers)}。各单位各负其责,按月调度,按季通报,年底逐项验收。")
    lines += ["二、存在的不足和原因", "基层执法力量仍然不足,部分文件审查不够及时,普法形式较为单一。",
              "三、党政主要负责人履行推进法治建设第一责任人职责情况", "主要负责人听取汇报,部署重点任务,带头学法用法。",
              "四、下一步打算", f"{year + 1}年将继续补短板、强弱项,把各项任务落到实处。", issuer, f"{year + 1}年1月20日"]
    return "\n".join(lines)


def make_document(issuer: str | None = "清源县人民政府", year: int | None = 2023, **changes: object) -> Document:
    """An annual report with every kind of detail; keyword arguments replace fields."""
    text = str(changes.pop("text", report_text(issuer or "本机关", year or 2023)))
    doc = Document(
        url=None, title=f"{issuer}{year}年法治政府建设年度报告", kind="annual_report", kind_reason="title", verdict="ok",
        report_year=year, issuer=issuer, publisher=issuer, date_published=f"{(year or 2023) + 1}-01-25",
        region_code="990001", region_name="清源县", level="county", encoding="utf-8", text=text,
        sections=[Section(1, "一、主要举措和成效", "achievements", text.find("一、"), len(text))],
        figures=[Figure("行政复议案件", 42.0, "件", year, None, "办理行政复议案件42件", 10, 22)],
        attachments=[AttachmentLink("报告.pdf", "http://www.qy-demo.gov.cn/files/1.pdf")],
        evidence={"title": Evidence("meta", "head", "ArticleTitle")},
    )
    for name, value in changes.items():
        setattr(doc, name, value)
    return doc


def make_page(issuer: str = "清源县人民政府", year: int = 2023, *, title: str | None = None, text: str | None = None,
              visits: int = 0, files: tuple[tuple[str, str], ...] = ()) -> bytes:
    """A page that holds a made-up report; `visits` changes bytes but not the text."""
    body = "".join(f"<p>{line}</p>" for line in (text if text is not None else report_text(issuer, year)).split("\n"))
    links = "".join(f'<p><a href="{href}">{name}</a></p>' for name, href in files)
    title = title or f"{issuer}{year}年法治政府建设年度报告"
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{year + 1}-01-25"><title>{title}</title></head><body>'
        f'<div class="nav"><a href="/">首页</a> <a href="/xxgk/">信息公开</a></div><h1>{title}</h1>'
        f"<!-- visits {visits} -->"
        f'<div id="zoom">{body}{links}</div><div class="footer">主办:{issuer}</div></body></html>'
    ).encode()


def make_exchange(url: str = "http://www.qy-demo.gov.cn/art/2024/1.html", body: bytes | None = b"<html></html>", *,
                  minutes: float = 0, **changes: object) -> Exchange:
    """A fetched page, `minutes` after a fixed moment."""
    values: dict[str, object] = {
        "kind": "detail", "portal": "qingyuan", "status": 200, "reason": "OK",
        "headers": [("Content-Type", "text/html; charset=utf-8")], "fetched_at": START + timedelta(minutes=minutes),
    }
    return Exchange(url, body=body, **(values | changes))  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive, open for writing."""
    with Archive.open(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def sample_document() -> Callable[..., Document]:
    """Factory of annual reports: `sample_document(issuer, year, **fields)`."""
    return make_document


@pytest.fixture
def sample_page() -> Callable[..., bytes]:
    """Factory of pages: `sample_page(issuer, year, title=…, text=…, visits=…, files=…)`."""
    return make_page


@pytest.fixture
def sample_text() -> Callable[[str, int], str]:
    """Factory of report texts: `sample_text(issuer, year)`."""
    return report_text


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """Factory of exchanges: `exchange(url, body, minutes=…, **fields)`."""
    return make_exchange
