"""Sites whose lists are numbered pages of their own: openness, UUID columns, numbered folders, JEECMS and PC lists."""

from __future__ import annotations

from abc import abstractmethod
from html import escape
from posixpath import dirname, relpath
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from crawler.demo.catalogue import Column, Document, newest_first
from crawler.demo.markup import body
from crawler.demo.site import NOT_FOUND, Answer, Asked, Portal, attachments, shortened

NO_BODY = "<p>详见附件。</p>"
LABELS = ("索引号", "发布机构", "成文日期", "发布日期", "文号", "有效性")
HOT = 9
"""Entries of the box 热点信息 beside a list."""


def leads_to(asked: Asked, address: str) -> bool:
    """Whether a request asks for exactly this path and query."""
    parts = urlsplit(address)
    return asked.path == parts.path and dict(asked.fields) == dict(parse_qsl(parts.query, keep_blank_values=True))


class Paged(Portal):
    """A site of numbered lists; a family says how addresses, entries and pagers look."""

    boxes: ClassVar[tuple[str, str]] = ("<ul>\n{}\n</ul>", "<ul>\n{}\n</ul>")
    """What stands around the entries: in plain columns, and in the odd ones (`shell`)."""
    relative: ClassVar[bool] = False
    """Whether links count from the list page."""
    pair: ClassVar[str] = ""
    """A label and its value in the block of the index number; "" for sites without such a block."""
    row: ClassVar[str] = "{}"
    """Two pairs."""
    block: ClassVar[str] = "{rows}"

    @abstractmethod
    def list_path(self, column: Column, number: int) -> str:
        """The address of page `number` (from 1) of a list."""

    def column_path(self, column: Column) -> str:
        """The address of page 1."""
        return self.list_path(column, 1)

    def pages_of(self, column: Column) -> int:
        """How many pages a list has."""
        return max(1, -(-len(self.entries(column)) // column.per_page))

    def other(self, asked: Asked) -> Answer:
        """Answer a page of a list."""
        for column in self.site.columns.values():
            for number in range(1, self.pages_of(column) + 1):
                if leads_to(asked, self.list_path(column, number)):
                    return self.list_page(column, number)
        return NOT_FOUND

    def shown(self, column: Column, number: int) -> list[tuple[str, Document]]:
        """The entries of one page; none on the last one under a fault, those of page 1 under another."""
        pages, entries = self.pages_of(column), self.entries(column)
        if number == pages > 1 and "drop_last_page" in self.faults:
            return []
        start = 0 if "same_page" in self.faults else (number - 1) * column.per_page
        return entries[start : start + column.per_page]

    def list_page(self, column: Column, number: int) -> Answer:
        """Page `number` of a list."""
        text = self.fill(f"{self.site.key}_list", column, items=self.items(column, number), hot=self.hot(column),
                         page=number, pages=self.pages_of(column), total=self.declared(len(self.entries(column))),
                         pager=self.pager(column, number))
        return self.listing(text, column)

    def items(self, column: Column, number: int) -> str:
        """The entries of one page in their box."""
        folder = dirname(self.list_path(column, number))
        rows = [self.item(relpath(path, folder) if self.relative else path, page, column)
                for path, page in self.shown(column, number)]
        return self.boxes[column.shell].format("\n".join(rows))

    def item(self, href: str, page: Document, column: Column) -> str:
        """One entry."""
        title = f' title="{escape(page.title)}"' if column.title_attribute else ""
        return (f'<li><a href="{href}" target="_blank"{title}>{escape(shortened(page.title, column))}</a>'
                f"<span>{page.day}</span></li>")

    def pager(self, column: Column, number: int) -> str:
        """Links to the neighbours of a page, the last one included."""
        pages = self.pages_of(column)
        steps = (("首页", 1), ("上一页", number - 1), ("下一页", number + 1), ("尾页", pages))
        return " ".join(f'<a href="{escape(self.list_path(column, target))}">{name}</a>' for name, target in steps
                        if 1 <= target <= pages and target != number)

    def hot(self, column: Column) -> str:
        """The newest pages of the other columns, with their dates: more of them than a short list has."""
        found = newest_first(page for page in self.pages.values()
                             if column.id not in page.columns and page.paths[0] not in self.removed)
        return "\n".join(f'<li><a href="{page.paths[0]}" title="{escape(page.title)}">{escape(page.title[:12])}…</a>'
                         f"<em>{page.day}</em></li>" for page in found[:HOT])

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page."""
        column = self.site.columns[page.columns[place]]
        text = self.fill(
            f"{self.site.key}_detail", column, title=escape(page.title), source=page.origin, shown_date=page.published,
            body=NO_BODY if page.verdict == "attachment_only" else body(page.blocks, page.style),
            visits=self.visits(asked), metadata=self.metadata(page, place), metatags=self.metatags(page, column),
            attachments=attachments(page.files, "<p>附件：</p>"),
        )
        return Answer(text.encode(), modified=page.day, edits=page.edits, document=page.id)

    def metadata(self, page: Document, place: int) -> str:
        """The block of the index number, "" where a page has none."""
        if not page.index_numbers or not self.pair:
            return ""
        values = (page.index_numbers[place], page.publisher or "", page.written or "", page.day,
                  page.document_number or "", "")
        pairs = [self.pair.format(name, value) for name, value in zip(LABELS, values, strict=True)]
        rows = "\n".join(self.row.format(one + two) for one, two in zip(pairs[::2], pairs[1::2], strict=True))
        return self.block.format(rows=rows, title=escape(page.title))


class Openness(Paged):
    """A county of 安徽 on the Openness system: page_N.html; some pagers work by script alone."""

    pair = '<td class="bt">{}：</td><td>{}</td>'
    row = "<tr>{}</tr>"
    block = ('<table class="xxgk_mess">{rows}<tr><td class="bt">组配分类：</td><td>法治政府建设</td>'
             '<td class="bt">内容概述：</td><td></td></tr></table>')

    def list_path(self, column: Column, number: int) -> str:
        """`/OpennessContent/showList/1471/1020300/page_1.html`."""
        return f"/OpennessContent/showList/{column.id}/page_{number}.html"

    def pager(self, column: Column, number: int) -> str:
        """The links as they are, or without addresses in columns that another script pages."""
        links = super().pager(column, number)
        if not column.shell:
            return links
        return " ".join(f'<a href="javascript:;" onclick="turn({number + 1})">{name}</a>' for name in ("上一页", "下一页"))

class UuidColumns(Paged):
    """A county of 河北: UUIDs for columns and pages, and hot news beside every list."""

    pair = "<li><span>{}：</span>{}</li>"
    block = '<ul class="xxgk_info">{rows}</ul>'

    def list_path(self, column: Column, number: int) -> str:
        """`/columns/<uuid>/index.html`."""
        return f"/columns/{column.id}/index{'' if number == 1 else f'_{number}'}.html"



class Numbered(Paged):
    """A county of 延安: 1.html, 2.html …; the number of pages stands in the page's script."""

    pair = '<div class="table-td">{}</div><div class="table-td">{}</div>'
    row = '<div class="table-tr">{}</div>'
    block = '<div class="table-box">{rows}</div>'

    def list_path(self, column: Column, number: int) -> str:
        """`/zfxxgk/fzzf/1.html`."""
        return f"{column.id}{number}.html"

    def pager(self, column: Column, number: int) -> str:
        """A box that only the script fills."""
        return f"<script>var nowPage = parseInt('{number}'); var maxPage = parseInt('{self.pages_of(column)}');</script>"



class Jeecms(Paged):
    """A county of 孝感: <column>.jhtml and <column>_2.jhtml; the pager has click handlers instead of links."""

    def list_path(self, column: Column, number: int) -> str:
        """`/c/dwx/fzzf.jhtml`."""
        return f"{column.id}{'' if number == 1 else f'_{number}'}.jhtml"

    def pager(self, column: Column, number: int) -> str:
        """共N条记录 1/3页 and buttons; in some columns the buttons call a function of the page's own."""
        pages = self.pages_of(column)
        target = self.list_path(column, number + 1).rpartition("/")[2]
        click = f"_gotoPage('{number + 1}')" if column.shell else f"location.href=encodeURI('{target}');"
        button = f'<a href="javascript:void(0);" onclick="{click}">下一页</a>' if number < pages else "<span>下一页</span>"
        total = self.declared(len(self.entries(column)))
        return f"共{total}条记录 {number}/{pages}页 <span>首页</span> <span>上一页</span> {button} <span>尾页</span>"


class Pclist(Paged):
    """A county of 自贡: everything below /pc/; the pager shows numbers and no 下一页."""

    pair = "<p>• {}：\u3000{}</p>"

    def list_path(self, column: Column, number: int) -> str:
        """`/fsxrmzf/fzzfjs/pc/list.html`."""
        return f"{column.id}pc/list{'' if number == 1 else f'_{number}'}.html"

    def pager(self, column: Column, number: int) -> str:
        """The numbers of all pages."""
        pages = self.pages_of(column)
        return " ".join(f"<b>{target}</b>" if target == number else
                        f'<a href="{self.list_path(column, target)}">{target}</a>' for target in range(1, pages + 1))
