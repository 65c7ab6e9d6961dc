"""UUID content (a county of 连云港): lists in `.lb_con .right`, UUID addresses, one head line, no index number."""

from __future__ import annotations

from html import escape

from crawler.demo.catalogue import Column, Document
from crawler.demo.markup import body
from crawler.demo.site import NOT_FOUND, Answer, Asked, Portal, attachments, shortened

NO_BODY = "<p>报告全文见附件。</p>"


class UuidSite(Portal):
    """The county site of the UUID family."""

    robots = "User-agent: *\nDisallow: /dhzx/search/\nSitemap: /sitemap.xml\n"
    mark = '<div class="lb_con"></div>'

    def column_path(self, column: Column) -> str:
        """`/dhzx/gsgg/gsgg.html`."""
        return self._page_path(column, 1)

    @staticmethod
    def _page_path(column: Column, number: int) -> str:
        name = column.id.strip("/").rpartition("/")[2]
        return f"{column.id}{name}{'' if number == 1 else f'_{number}'}.html"

    def other(self, asked: Asked) -> Answer:
        """Answer a page of a list."""
        for column in self.site.columns.values():
            pages = max(1, -(-len(self.entries(column)) // column.per_page))
            for number in range(1, pages + 1):
                if asked.path == self._page_path(column, number):
                    return self._list(column, number, pages)
        return NOT_FOUND

    def _list(self, column: Column, number: int, pages: int) -> Answer:
        """Page `number` (from 1) with the links to its neighbours."""
        entries = self.entries(column)
        start = 0 if "same_page" in self.faults else (number - 1) * column.per_page
        shown = [] if number == pages > 1 and "drop_last_page" in self.faults else entries[start : start + column.per_page]
        items = "\n".join(
            f'<li><a href="{path}" title="{escape(page.title)}">{escape(shortened(page.title, column))}</a>'
            f"<span>{page.day}</span></li>" for path, page in shown
        )
        steps = (("首页", 1), ("上一页", number - 1), ("下一页", number + 1), ("尾页", pages))
        links = " ".join(f'<a href="{self._page_path(column, target)}">{name}</a>' for name, target in steps
                         if 1 <= target <= pages and target != number)
        text = self.fill("uuid_list", column, items=items, total=self.declared(len(entries)), page=number, pages=pages,
                         links=links)
        return self.listing(text, column)

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page; its head line is all the metadata there is."""
        column = self.site.columns[page.columns[place]]
        only_file = page.verdict == "attachment_only"
        text = self.fill(
            "uuid_detail", column, title=escape(page.title), source=page.origin, shown_date=page.published,
            body=NO_BODY if only_file else body(page.blocks, page.style), visits=self.visits(asked),
            attachments=attachments(page.files, '<div class="nr_fj">附件下载：</div>'),
        )
        return Answer(text.encode(), modified=page.day, edits=page.edits, document=page.id)
