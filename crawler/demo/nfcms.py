"""Guangdong's NFCMS: index.html, index_2.html, pages named post_<number>, some of them listed for phones as well."""

from __future__ import annotations

from html import escape

from crawler.demo.catalogue import Column, Document
from crawler.demo.markup import body
from crawler.demo.site import NOT_FOUND, Answer, Asked, Portal, attachments, shortened


class Nfcms(Portal):
    """The county-level city's site of the NFCMS family; a `shell` column prints how many pages it has, no link to them."""

    robots = None
    mark = '<script src="https://statistics.example/front.js"></script>'

    def column_path(self, column: Column) -> str:
        """The folder itself."""
        return column.id

    def other(self, asked: Asked) -> Answer:
        """Answer a page of a list, or a page laid out for phones."""
        folder, _, name = asked.path.rpartition("/")
        proper = asked.path.replace("/mpost_", "/post_")
        if proper != asked.path and proper in self.paths:
            return self.answer(Asked(asked.method, proper, asked.fields, asked.count, asked.headers))
        column = self.site.columns.get(f"{folder}/")
        if column is None:
            return NOT_FOUND
        pages = max(1, -(-len(self.entries(column)) // column.per_page))
        names = {"": 1, "index.html": 1} | {f"index_{number}.html": number for number in range(2, pages + 1)}
        return self._list(column, names[name], pages) if name in names else NOT_FOUND

    def _list(self, column: Column, number: int, pages: int) -> Answer:
        """Page `number` (from 1) of a list."""
        entries = self.entries(column)
        start = 0 if "same_page" in self.faults else (number - 1) * column.per_page
        shown = [] if number == pages > 1 and "drop_last_page" in self.faults else entries[start : start + column.per_page]
        items = "\n".join(self._item(path, page, column) for path, page in shown)
        told = max(pages, -(-self.declared(len(entries)) // column.per_page))
        pager = f"<span>共{told}页</span>" if column.shell else self._links(column, number, pages)
        total = "" if column.shell else f"<span>共 {self.declared(len(entries))} 条</span>"
        return self.listing(self.fill(
            "nfcms_list", column, items=items, pager=pager, total=total, sid=self.site.webid), column)

    def _links(self, column: Column, number: int, pages: int) -> str:
        """The links of the pager with absolute addresses."""
        steps = (("首页", 1), ("上一页", number - 1), ("下一页", number + 1), ("末页", pages))
        return " ".join(f'<a href="{column.id}{f"index_{target}.html" if target > 1 else "index.html"}">{name}</a>'
                        for name, target in steps if 1 <= target <= pages and target != number)

    @staticmethod
    def _item(path: str, page: Document, column: Column) -> str:
        """One entry; reports are linked a second time for phones."""
        phone = ""
        if page.kind == "annual_report":
            phone = f'\n<li class="m"><a href="{path.replace("/post_", "/mpost_")}">{escape(page.title)}</a><span>{page.day}</span></li>'
        return (f'<li><a href="{path}" title="{escape(page.title)}">{escape(shortened(page.title, column))}</a>'
                f"<span>{page.day}</span></li>{phone}")

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page; an index number, where there is one, stands in a line above the title."""
        column = self.site.columns[page.columns[place]]
        number = page.index_numbers[place] if page.index_numbers else ""
        line = ""
        if number:
            pairs = (("索引号", number), ("发布机构", page.publisher or ""), ("成文日期", page.written or ""),
                     ("文号", page.document_number or ""))
            line = "".join(f"<li><span>{name}</span>：{value}</li>" for name, value in pairs)
        post = page.paths[place].rpartition("post_")[2].removesuffix(".html")
        text = self.fill(
            "nfcms_detail", column, title=escape(page.title), post=post, sid=self.site.webid, metadata=line,
            metatags=f'{self.metatags(page, column)}\n<meta name="ArticleId" content="{post}" />',
            shown_date=page.published, source=page.origin, body=body(page.blocks, page.style), visits=self.visits(asked),
            attachments=attachments(page.files, "<p>附件：</p>"),
        )
        return Answer(text.encode(), modified=page.day, edits=page.edits, document=page.id)
