"""What the sites have in common: requests and answers, pages kept by address, edits, removals and furniture."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from crawler.demo import docx, pdf
from crawler.demo.blocks import text_of
from crawler.demo.catalogue import Column, Document, File, Site, documents, edited, newest_first
from crawler.demo.neighbours import figures
from crawler.demo.phrases import Dice

CLOCK = "今天是：2026年3月2日 星期一 农历正月十四"
"""The furniture's clock; a fixed day, so that the portals give the same bytes at each start."""
NOTE = "演示数据，内容均为虚构：本站只供软件演示，不属于任何机关。"
"""Said on every page."""
NAVIGATION = ("首页", "新闻中心", "政务公开", "办事服务", "互动交流", "专题专栏")
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """One request: path without the query, and the fields of query and form together."""

    method: str
    path: str
    fields: Mapping[str, str] = field(default_factory=dict)
    count: int = 0
    """How many requests the portal has answered before."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Request headers, names in lower case."""


@dataclass(frozen=True)
class Answer:
    """One answer before content coding; `modified` is the day of Last-Modified, None for pages made on demand."""

    body: bytes = b""
    status: int = 200
    media_type: str = HTML
    modified: str | None = None
    edits: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    document: str | None = None
    """Id of the document that the answer shows."""


NOT_FOUND = Answer(b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>", 404)


@cache
def template(name: str) -> Template:
    """Read `templates/<name>.txt`."""
    return Template((files("crawler.demo") / "templates" / f"{name}.txt").read_text(encoding="utf-8"))


class Portal(ABC):
    """One site: its pages by address, and how it answers."""

    robots: str | None = "User-agent: *\nDisallow: /admin/\n"
    zips = True
    """Whether larger pages are sent as gzip."""
    mark = ""
    """A sign of the content system on the home page."""

    def __init__(self, site: Site) -> None:
        """Take the pages of the catalogue that belong to the site."""
        self.site = site
        self.pages = {page.id: page for page in documents() if page.portal == site.key}
        self.paths = {path: (page.id, place) for page in self.pages.values() for place, path in enumerate(page.paths)}
        self.removed: set[str] = set()
        self.changes = 0
        """Edits, removals and returns so far: they move the Last-Modified of every list."""
        self.faults: frozenset[str] = frozenset()

    def answer(self, asked: Asked) -> Answer:
        """Answer one request."""
        if asked.path == "/robots.txt":
            return NOT_FOUND if self.robots is None else Answer(self.robots.encode(), media_type="text/plain")
        if asked.path in ("/", "/index.html"):
            return self.home()
        target = asked.path
        if asked.fields.get("filename"):
            target = f"{asked.path}?classid={asked.fields.get('classid', '')}&filename={asked.fields['filename']}"
        for page in self.pages.values():
            for file in page.files:
                if file.href == target and not self.removed.issuperset(page.paths):
                    return Answer(self.file(page, file), media_type=MEDIA[file.form], modified=page.day,
                                  edits=page.edits, document=page.id)
        if asked.path in self.removed:
            return self.gone()
        if asked.path in self.paths:
            id_, place = self.paths[asked.path]
            return self.detail(self.pages[id_], place, asked)
        answer = self.other(asked)
        return self.gone() if answer is NOT_FOUND else answer

    @abstractmethod
    def other(self, asked: Asked) -> Answer:
        """Answer a request for a list, or for nothing that exists."""

    @abstractmethod
    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page under its address number `place`."""

    @abstractmethod
    def column_path(self, column: Column) -> str:
        """The address of a list's first page."""

    def gone(self) -> Answer:
        """The answer of an address where nothing stands, or nothing any more."""
        if "soft_404" in self.faults:
            return Answer(self.fill("soft_404").encode())
        return NOT_FOUND

    def home(self) -> Answer:
        """The front page: links to the columns and to the newest pages."""
        newest = newest_first(self.pages.values())[:8]
        items = "\n".join(f'<li><a href="{page.paths[0]}">{escape(page.title)}</a></li>' for page in newest)
        return Answer(self.fill("home", items=items, mark=self.mark).encode(), modified=newest[0].day,
                      edits=self.changes)

    def entries(self, column: Column) -> list[tuple[str, Document]]:
        """The live entries of a column, newest first: (address, page)."""
        found = newest_first(page for page in self.pages.values() if column.id in page.columns)
        return [(path, page) for page in found for path, column_id in zip(page.paths, page.columns, strict=True)
                if column_id == column.id and path not in self.removed]

    def declared(self, entries: int) -> int:
        """The total that a list declares: a fault makes it larger than what the list gives."""
        return entries + 7 if "larger_total" in self.faults else entries

    def edit(self, path: str, *, old: str = "", new: str = "", title: str | None = None) -> None:
        """Change words or the title of a page; ValueError where the words do not stand in it."""
        id_, _ = self.paths[path]
        self.pages[id_] = edited(self.pages[id_], old=old, new=new, title=title)
        self.changes += 1

    def show(self, path: str, *, visible: bool) -> None:
        """Remove an address, or bring it back."""
        if visible:
            self.removed.discard(path)
        else:
            self.removed.add(path)
        self.changes += 1

    def listing(self, text: str, column: Column) -> Answer:
        """Answer a list page with the day of its newest entry."""
        newest = max((page.day for _, page in self.entries(column)), default=None)
        return Answer(text.encode(column.encoding), media_type=self.media(column), modified=newest, edits=self.changes)

    @staticmethod
    def media(column: Column) -> str:
        """The media type of a column's pages: old servers say nothing about an old encoding."""
        return HTML if column.encoding == "utf-8" else "text/html"

    def file(self, page: Document, file: File) -> bytes:
        """The bytes of a file: the report as PDF, or its figures as DOCX."""
        if file.form == "pdf":
            return pdf.write(page.title, text_of(page.blocks).split("\n"))
        year = page.report_year or int(page.day[:4])
        return docx.write([file.name.rpartition(".")[0]], figures(year, Dice(page.id)))

    # Furniture

    def fill(self, name: str, column: Column | None = None, **values: object) -> str:
        """Fill a template with the furniture of the site and the given values."""
        furniture = {
            "site": self.site.site, "domain": self.site.domain, "code": self.site.code, "clock": CLOCK,
            "nav": self.nav(), "menu": self.menu(), "footer": self.footer(), "visits": "",
            "column": column.name if column else "", "crumbs": self.crumbs(column) if column else "",
        }
        return template(name).substitute({**furniture, **values})

    def nav(self) -> str:
        """The bar of main sections."""
        return '<div class="nav"><ul>' + "".join(f'<li><a href="/">{name}</a></li>' for name in NAVIGATION) + "</ul></div>"

    def menu(self) -> str:
        """Links to all columns."""
        return "".join(f'<li><a href="{self.column_path(column)}">{column.name}</a></li>'
                       for column in self.site.columns.values())

    def crumbs(self, column: Column) -> str:
        """The way to a column: 首页 > 政务公开 > …."""
        links = [("首页", "/"), *((name, "/") for name in column.above), (column.name, self.column_path(column))]
        return " &gt; ".join(f'<a href="{href}">{name}</a>' for name, href in links)

    def footer(self) -> str:
        """Owner, site code and the sentence that nothing here is true."""
        return (f'<div class="footer"><p>主办：{self.site.body}办公室　网站标识码：{self.site.code}</p>'
                f"<p>网站地图 | 联系我们 | 网站支持IPv6</p><p>{NOTE}</p></div>")

    def metatags(self, page: Document, column: Column) -> str:
        """The meta tags that government sites must carry (国办发〔2017〕47号)."""
        tags = {
            "SiteName": self.site.site, "SiteDomain": self.site.domain, "SiteIDCode": self.site.code,
            "ColumnName": column.name, "ColumnType": "政府信息公开目录", "ArticleTitle": page.title,
            "PubDate": page.published, "ContentSource": page.origin,
            "Keywords": "", "Author": "", "Description": "", "Image": "", "Url": "",
        }
        return "\n".join(f'<meta name="{name}" content="{escape(value)}" />' for name, value in tags.items())

    def visits(self, asked: Asked) -> str:
        """The visit counter: empty as scripts fill it in life, or another number each time under the fault."""
        return str(1000 + asked.count) if "counter" in self.faults else ""


def attachments(found: Iterable[File], heading: str) -> str:
    """A block of links to files, empty without files."""
    links = "".join(f'<p><a href="{escape(file.href)}" target="_blank">{file.name}</a></p>' for file in found)
    return f"{heading}{links}" if links else ""


def shortened(title: str, column: Column) -> str:
    """The title as a list prints it: cut behind so many characters in some columns."""
    return f"{title[: column.cut]}..." if column.cut and len(title) > column.cut else title
