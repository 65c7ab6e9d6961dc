"""A small archive with invented reports, hostile ones among them, for the tests of the site."""

from __future__ import annotations

import gzip
import random
from datetime import datetime, timedelta, timezone
from pathlib import Path

from archive import reuse
from archive.intake.recorder import Exchange, Recorder
from archive.model import AttachmentLink, Document, Evidence, Figure, Section
from archive.store import Archive, FileRow

PLACES = (
    ("330000", "浙江省", "province"), ("331121", "青田县", "county"), ("330106", "西湖区", "county"), ("370200", "青岛市", "city"),
    ("440000", "广东省", "province"), ("440229", "翁源县", "county"), ("510100", "成都市", "city"), ("650000", "新疆维吾尔自治区", "province"),
    ("110105", "朝阳区", "county"), ("320500", "苏州市", "city"),
)
YEARS = range(2016, 2026)
PARTS = (
    ("坚持党的领导，统筹推进法治政府建设", "压实法治建设责任", "抓住领导干部这个关键少数"),
    ("依法履行政府职能，持续优化营商环境", "深化行政审批改革", "平等保护各类企业"),
    ("规范行政决策，提升制度建设质量", "健全重大行政决策程序", "加强行政规范性文件管理"),
    ("严格规范公正文明执法", "全面落实执法三项制度", "提升执法人员能力"),
    ("有效化解社会矛盾纠纷", "发挥行政复议主渠道作用", "规范行政应诉工作"),
)
"""The headings of an invented report: of a part, and of what stands in it."""
STATED = {
    "健全重大行政决策程序": ("legality_reviews", "全年开展合法性审查{}件。", "件"),
    "提升执法人员能力": ("enforcement_staff", "现有执法人员{}人。", "人"),
    "发挥行政复议主渠道作用": ("reconsideration_received", "共收到行政复议申请{}件。", "件"),
    "规范行政应诉工作": ("litigation_cases", "办理行政应诉案件{}件。", "件"),
}
"""Heading -> the indicator stated under it, the sentence, and the unit."""
SENTENCES = (
    "全年召开专题会议研究部署，把法治建设纳入年度考核。", "完善重大行政决策程序，对涉企文件逐件开展合法性审查。",
    "推行行政执法公示、全过程记录和重大执法决定法制审核三项制度。", "办理行政复议案件，调解和解率继续提高，实质性化解争议。",
    "行政机关负责人出庭应诉率达到百分之百。", "开展执法人员培训，统一换发行政执法证件。", "建成公共法律服务中心，村居法律顾问实现全覆盖。",
    "梳理权责清单，动态调整并向社会公布。",
    *(f"{when}{what}，{result}。" for when in ("年初", "上半年", "汛期前后", "入秋以来", "年底前") for what, result in (
        ("走访乡镇和园区听取意见", "逐条答复并公开办理结果"), ("组织旁听庭审和案例讲评", "把教训写进办案指引"),
        ("评查随机抽取的案卷", "问题当场指出、限期改正"), ("更新办事指南和流程图", "群众少跑路、少等待"),
        ("邀请律师和学者参与论证", "意见采纳情况一并公布"), ("清理过时的文件和证明事项", "结果在网站集中登载"),
    )),
)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
HOSTILE_URL = "javascript:alert(document.cookie)"
START = datetime(2026, 3, 1, 2, 0, tzinfo=timezone.utc)


def compose(random_: random.Random, place: str, year: int) -> tuple[str, list[Section]]:
    """An invented report's text with its sections."""
    lines, sections = [f"{year}年，{place}深入学习贯彻法治思想，扎实推进法治政府建设。现将有关情况报告如下："], []

    def add(line: str, level: int = 0, role: str = "achievements") -> None:
        start = sum(len(one) + 1 for one in lines)
        if level:
            sections.append(Section(level, line, role, start, start + len(line)))
        lines.append(line)

    for number, (heading, *within) in zip("一二三四五", PARTS, strict=True):
        add(f"{number}、{heading}", 1)
        for part, title in zip("一二", within, strict=True):
            add(f"（{part}）{title}", 2)
            add(prose(random_, 4) + (STATED[title][1].format(amount(place, year, title)) if title in STATED else ""))
    add("六、存在的问题", 1, "problems")
    add("基层执法力量仍需充实，个别单位合法性审查不够及时。")
    add("指标 | 上年 | 本年")
    add(f"行政复议案件（件） | {random_.randint(20, 90)} | {random_.randint(20, 90)}")
    add(f"规范性文件备案（件） | {random_.randint(5, 30)} | {random_.randint(5, 30)}")
    add("七、下一步工作打算", 1, "plan")
    add(prose(random_, 3))
    sign = f"{place}人民政府"
    start = sum(len(one) + 1 for one in lines)
    sections.append(Section(1, sign, "signature", start, start + len(sign)))
    lines += [sign, f"{year + 1}年3月20日"]
    return "\n".join(lines), sections


def prose(random_: random.Random, count: int) -> str:
    """Up to so many invented sentences, none twice."""
    return "".join(dict.fromkeys(random_.choices(SENTENCES, k=count)))


def amount(place: str, year: int, title: str) -> int:
    """The invented number that a place states under a heading: it grows from year to year."""
    return 20 + sum(map(ord, place + title)) % 90 + 7 * (year - YEARS.start)


def report(random_: random.Random, code: str, name: str, level: str, year: int) -> Document:
    """One invented report."""
    text, sections = compose(random_, name, year)
    number = f"11{code}00{random_.randint(100, 999)}/{year + 1}-{random_.randint(10000, 99999)}"
    return Document(
        url=f"http://portal-{code}.example/art/{year + 1}/3/20/art_{code}.html", kind="annual_report",
        kind_reason="title", title=f"{name}人民政府{year}年法治政府建设情况报告", report_year=year, index_number=number,
        index_number_valid=[True, False, None][year % 3], publisher=f"{name}司法局", issuer=f"{name}人民政府",
        date_published=f"{year + 1}-03-{random_.randint(10, 28)}", date_written=f"{year + 1}-03-20", region_code=code,
        region_name=name, level=level, topic="司法行政", openness="主动公开", encoding="utf-8", text=text, sections=sections,
        figures=[*stated(text, name, year), *([figure(text, year)] if code == "370200" else [])],
        evidence={
            "index_number": Evidence("label:索引号", "table", f"索引号：{number}"),
            "publisher": Evidence("label:发布机构", "line 4", f"发布机构：{name}司法局"),
            "report_year": Evidence("title", "title", f"{year}年法治政府建设情况报告"),
        },
    )


def stated(text: str, place: str, year: int) -> list[Figure]:
    """The numbers in the sentences of an invented report."""
    found = []
    for title, (indicator, sentence, unit) in STATED.items():
        value = amount(place, year, title)
        quote = sentence.format(value).rstrip("。")
        start = text.index(quote)
        found.append(Figure(indicator, float(value), unit, year, None, quote, start, start + len(quote)))
    return found


def figure(text: str, year: int) -> Figure:
    """The number of cases in an invented report's table."""
    quote = next(line for line in text.split("\n") if line.startswith("行政复议案件"))
    start = text.index(quote)
    return Figure("reconsideration_cases_handled", float(quote.split()[-1]), "件", year, None, quote, start, start + len(quote))


def hostile() -> Document:
    """A report whose every printed value tries to break out."""
    text = f"{HOSTILE}\n一、{HOSTILE}\n行政复议 | {HOSTILE}\n</article></main><h1>假</h1> {{{{ 7*7 }}}} 恶意法治政府"
    start = len(HOSTILE) + 1
    return Document(
        url="http://hostile.example/%22%3E%3Cscript%3E", kind="annual_report", title=f"{HOSTILE}法治政府建设报告",
        report_year=2024, index_number=HOSTILE, publisher=HOSTILE, issuer=HOSTILE, date_published="2025-02-01",
        region_code="440000", region_name=HOSTILE, level="province", source=HOSTILE, topic=HOSTILE, text=text,
        sections=[Section(1, f"一、{HOSTILE}", "achievements", start, start + 10)],
        attachments=[AttachmentLink(HOSTILE, HOSTILE_URL)], warnings=[HOSTILE],
        evidence={"title": Evidence(HOSTILE, HOSTILE, HOSTILE), "issuer": Evidence(HOSTILE, HOSTILE, HOSTILE)},
    )


def capture(recorder: Recorder, url: str, body: bytes, when: datetime, **more: object) -> int:
    """A fetched page in gzip coding, as portals send it."""
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip")]
    return recorder.record(Exchange(
        url=url, kind="detail", portal="demo-portal", fetched_at=when, status=200, reason="OK", headers=headers,
        body=gzip.compress(body, mtime=0), verdict="ok", media_type="text/html", **more,
    ))


def page_of(doc: Document) -> bytes:
    """The invented web page of a document."""
    return f"<html><title>{doc.title}</title><body><script>alert(3)</script>{doc.text}</body></html>".encode()


def fill(data: Path) -> dict[str, str]:
    """Fill a data folder; the ids of the special documents by name."""
    random_ = random.Random(7)
    ids: dict[str, str] = {}
    with Archive.open(data) as archive, Recorder(archive) as recorder:
        archive.set_meta("demo", "1")
        archive.put_portals([
            {"id": "demo-portal", "name": "浙江省人民政府", "region_code": "330000", "url": "http://portal.example", "family": "jcms"},
            {"id": "quiet", "name": "青田县人民政府", "region_code": "331121", "url": "http://quiet.example", "family": "trs"},
        ])
        for code, name, level in PLACES:
            for year in YEARS:
                if random_.random() < 0.45:
                    continue
                doc = report(random_, code, name, level, year)
                when = START + timedelta(hours=len(ids))
                number = capture(recorder, str(doc.url), page_of(doc), when)
                stored = archive.upsert(doc, capture_id=number, portal="demo-portal", url=doc.url, seen_at=when)
                _link(archive, number, stored.id)
                ids[f"{code}-{year}"] = stored.id
        ids["plain"] = next(name for key, name in ids.items() if key.startswith("331121"))
        ids["hostile"] = _store_hostile(archive, recorder)
        ids["revised"] = _store_revised(archive, recorder, random_)
        ids["gone"] = _store_gone(archive, random_)
        other = Document(url="http://n.example/1", kind="notice", title="关于开展法治宣传的通知", text="通知正文：行政复议宣传月。")
        ids["notice"] = archive.upsert(other, url=other.url, seen_at=START).id
        _ledger(archive)
        reuse.settle(archive)
    return ids


def _link(archive: Archive, capture_id: int, document_id: str) -> None:
    with archive.transaction() as conn:
        conn.execute("update captures set document_id = ?, extracted = '1' where id = ?", (document_id, capture_id))


def _store_hostile(archive: Archive, recorder: Recorder) -> str:
    doc = hostile()
    number = capture(recorder, str(doc.url), page_of(doc), START)
    files = (FileRow(HOSTILE, HOSTILE_URL, capture_id=number, bytes=12, error=HOSTILE),)
    stored = archive.upsert(doc, capture_id=number, portal="demo-portal", url=doc.url, seen_at=START, attachments=files)
    _link(archive, number, stored.id)
    with archive.transaction() as conn:
        conn.execute("update documents set url = ? where id = ?", (HOSTILE_URL, stored.id))
    return stored.id


def _store_revised(archive: Archive, recorder: Recorder, random_: random.Random) -> str:
    doc = report(random_, "120000", "天津市", "province", 2023)
    doc.url = "http://portal-120000.example/1.html"
    for turn in (0, 1):
        doc.text = doc.text + ("\n更正：补充说明。" if turn else "")
        number = capture(recorder, doc.url, page_of(doc), START + timedelta(days=turn))
        stored = archive.upsert(doc, capture_id=number, portal="demo-portal", url=doc.url, seen_at=START + timedelta(days=turn))
        _link(archive, number, stored.id)
    return stored.id


def _store_gone(archive: Archive, random_: random.Random) -> str:
    doc = report(random_, "460000", "海南省", "province", 2019)
    doc.url = "http://portal-460000.example/1.html"
    stored = archive.upsert(doc, url=doc.url, seen_at=START)
    archive.mark_gone(doc.url, START + timedelta(days=9))
    return stored.id


def _ledger(archive: Archive) -> None:
    run = archive.start_run("crawl")
    archive.end_run(run, 1, {})
    with archive.transaction() as conn:
        conn.execute(
            "insert into ledger values (?, 'demo-portal', '/col/1', 60, 57, 3, 0, 'incomplete', '少了三条')", (run,),
        )


def paths_of(ids: dict[str, str]) -> dict[str, str]:
    """Every page type of the site with an address in the invented archive, hostile and empty ones among them."""
    case = "indicator=reconsideration_cases_handled"
    plain, revised, hostile = ids["plain"], f"/report/{ids['revised']}", ids["hostile"]
    return {
        "home": "/", "search": "/search?q=行政复议", "browse": "/search?year=2023", "none": "/search?q=没有这个词&year=2023",
        "advanced": "/search/advanced", "report": f"/report/{plain}", "revised": revised, "hostile": f"/report/{hostile}",
        "gone": f"/report/{ids['gone']}", "notice": f"/report/{ids['notice']}", "version": f"{revised}/v/1", "diff": f"{revised}/diff/1/2",
        "compare": f"/compare?a={ids['revised']}&b={plain}", "compare_form": "/compare", "compare_hostile": f"/compare?a={hostile}&b={plain}",
        "coverage": "/coverage", "coverage-part": "/coverage?region=330000", "timeliness": "/timeliness",
        "timeliness-part": "/timeliness?region=330000&year=2021", "figures": "/figures", "figure-years": f"/figures?{case}&region=370200",
        "figure-places": f"/figures?{case}&year=2021", "place": "/place/370200", "place-province": "/place/330000", "status": "/status",
        "data": "/archive", "table": "/archive/documents", "row": "/archive/documents/1", "about": "/about", "api": "/api",
        "dumps": "/data", "missing": "/nowhere", "reuse": f"/report/{ids['331121-2020']}/reuse",
    }
