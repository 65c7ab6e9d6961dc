"""TRS WCM (拓尔思): static lists index.html, index_1.html; relative links; several districts in one tree."""

from __future__ import annotations

from html import escape

from crawler.demo.catalogue import Column, Document
from crawler.demo.markup import body
from crawler.demo.site import NOT_FOUND, Answer, Asked, Portal, attachments, shortened

UNDECLARED = ""
WRONG = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />'
RIGHT = '<meta charset="utf-8" />'
STUB_PAGES = 2
"""Behind the last page so many numbers answer with an empty stub; further ones do not exist."""


class Trs(Portal):
    """The city site of the TRS family."""

    robots = None
    zips = False
    mark = '<div class="tech">技术支持：拓尔思</div>'

    def column_path(self, column: Column) -> str:
        """The folder itself."""
        return column.id

    def other(self, asked: Asked) -> Answer:
        """Answer a list page, or lead from `/dir` to `/dir/`."""
        if f"{asked.path}/" in self.site.columns:
            return Answer(status=301, headers={"Location": f"{asked.path}/"})
        folder, _, name = asked.path.rpartition("/")
        column = self.site.columns.get(f"{folder}/")
        if column is None or not (name in ("", "index.html") or self._number(name)):
            return NOT_FOUND
        return self._list(column, self._number(name))

    @staticmethod
    def _number(name: str) -> int:
        """Return N of `index_N.html`, else 0."""
        stem = name.removeprefix("index_").removesuffix(".html")
        return int(stem) if stem.isdigit() and name != stem else 0

    def _list(self, column: Column, number: int) -> Answer:
        """Page `number` (from 0) of a list; behind the last one stands a stub."""
        entries = self.entries(column)
        pages = max(1, -(-len(entries) // column.per_page))
        if number >= pages + STUB_PAGES:
            return NOT_FOUND
        if number >= pages or (number and number == pages - 1 and "drop_last_page" in self.faults):
            return Answer(self.fill("trs_stub", column).encode())
        shown = 0 if "same_page" in self.faults else number
        items = "\n".join(
            self._item(path, page, column)
            for path, page in entries[shown * column.per_page : (shown + 1) * column.per_page]
        )
        total = self.declared(len(entries))
        arguments = f'{-(-total // column.per_page)}, {number}, "index", "html"' + (f", {total}" if column.bulk else "")
        text = self.fill("trs_list", column, items=items, pager=arguments)
        return self.listing(text, column)

    def _item(self, path: str, page: Document, column: Column) -> str:
        """One entry with its relative link."""
        href = f"./{path.removeprefix(column.id)}"
        title = f' title="{escape(page.title)}"' if column.title_attribute else ""
        return (f'<li><span>{page.day}</span><a href="{href}" target="_blank"{title}>'
                f"{escape(shortened(page.title, column))}</a></li>")

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page; the old column is GBK and says nothing or the wrong thing about it."""
        column = self.site.columns[page.columns[place]]
        gbk = column.encoding != "utf-8"
        charset = RIGHT if not gbk else WRONG if page.level == "county" else UNDECLARED
        text = self.fill(
            "trs_detail", column, charset=charset, metatags=self.metatags(page, column), title=escape(page.title),
            metadata=self._metadata(page, place), shown_date=page.published, source=page.origin,
            body=body(page.blocks, page.style), visits=self.visits(asked),
            attachments=attachments(page.files, '<div class="fujian">相关附件：</div>'),
        )
        return Answer(text.encode(column.encoding), media_type=self.media(column), modified=page.day, edits=page.edits,
                      document=page.id)

    @staticmethod
    def _metadata(page: Document, place: int) -> str:
        """The table of the index number, two pairs a row; neighbours leave its cells empty."""
        number = page.index_numbers[place] if page.index_numbers else ""
        pairs = (
            ("索 引 号：", number), ("主题分类：", ""), ("发布机构：", page.publisher or ""), ("成文日期：", page.written or ""),
            ("文　　号：", page.document_number or ""), ("发布日期：", page.day), ("有 效 性：", ""), ("备注：", ""),
        )
        cells = [f"<td><b>{name}</b></td><td>{value}</td>" for name, value in pairs]
        rows = "\n".join(f"<tr>{first}{second}</tr>" for first, second in zip(cells[::2], cells[1::2], strict=True))
        return f'<table class="xxgk-table" border="0"><tbody>\n{rows}\n</tbody></table>'
