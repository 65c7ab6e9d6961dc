"""A home-made system: one list by query, one by folder, with a calendar and links to other hosts around them."""

from __future__ import annotations

from html import escape

from crawler.demo.catalogue import Column, Document
from crawler.demo.paged import Paged
from crawler.demo.site import Answer, Asked, shortened

ELSEWHERE = "http://elsewhere.example"
"""A foreign host to which share buttons and friendly links lead."""


class Generic(Paged):
    """A county of 甘肃 whose system is nobody else's; `shell` columns show no dates."""

    boxes = ('<div class="entries">{}</div>', '<div class="entries">{}</div>')
    pair = "{}: {} "

    def list_path(self, column: Column, number: int) -> str:
        """`/zwgk/list.asp?class=7&page=2` or `/tzgg/index_2.html`."""
        if "?" in column.id:
            return column.id + (f"&page={number}" if number > 1 else "")
        return f"{column.id}index{'' if number == 1 else f'_{number}'}.html"

    def other(self, asked: Asked) -> Answer:
        """Answer a list; the calendar beside it leads from month to month for ever, each with the same list."""
        fields = {name: value for name, value in asked.fields.items() if name not in ("y", "m")}
        return super().other(Asked(asked.method, asked.path, fields, asked.count))

    def item(self, href: str, page: Document, column: Column) -> str:
        """A box of its own for each entry; some lists show no dates."""
        words = escape(shortened(page.title, column))
        date = "" if column.shell else f'<div class="when">[{page.day[5:]}]</div><em>{page.day}</em>'
        return (f'<div class="entry"><h3><a href="{href}" title="{escape(page.title)}">{words}</a></h3>{date}'
                f'<div class="share"><span onclick="share(\'{ELSEWHERE}\')">分享</span></div></div>')

    def pager(self, column: Column, number: int) -> str:
        """Page numbers in one list, 下一页 in the other; both say how many there are."""
        total, pages = self.declared(len(self.entries(column))), self.pages_of(column)
        if not column.shell:
            return f"{super().pager(column, number)} 共<b>{total}</b>条 第{number}页/共{pages}页"
        links = " ".join(f'<a href="{self.list_path(column, at)}">{at}</a>' for at in range(1, pages + 1)
                         if at != number)
        return f"页次：{number}/{pages} {links}"

    def calendar(self, column: Column) -> str:
        """A month whose arrows lead to the next one and whose days are numbers like those of a pager."""
        base = self.column_path(column)
        more = f"{base}{'&' if '?' in base else '?'}y=2026&m="
        days = "".join(f'<td><a href="{escape(f"{more}4&d={day}")}">{day}</a></td>' for day in range(1, 8))
        week = "".join(f"<th>{day}</th>" for day in "日一二三四五六")
        return (f'<table class="rili"><tr><td><a href="{escape(f"{more}2")}">&lt;</a></td><td colspan="5">2026年3月</td>'
                f'<td><a href="{escape(f"{more}4")}">&gt;</a></td></tr><tr>{week}</tr><tr>{days}</tr></table>')

    def hot(self, column: Column) -> str:
        """The calendar and friendly links instead of hot news."""
        return (f'{self.calendar(column)}<ul><li><a href="{ELSEWHERE}/col/col7/index.html">友情链接：某某省人民政府门户网站</a></li>'
                f'<li><a href="{ELSEWHERE}/a.html">友情链接：某某市人民政府门户网站</a></li></ul>')
