"""UCAP 集约化: static lists, lists that a script fills from the search, a PubDate that is only the page's last build."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from crawler.demo.catalogue import Column, Document
from crawler.demo.markup import body
from crawler.demo.site import NOT_FOUND, Answer, Asked, Portal, attachments, shortened

LOAD_DATA = "/gzxz/xxgk/interfacesWebZcwj/loadData"
BUILT = "2025-11-03 02:14"
"""The night in which the site wrote all its pages anew; their PubDate says so since then."""


class Ucap(Portal):
    """The city site of the UCAP family; columns with a `unitid` are filled from the search by this channel number."""

    mark = "<!-- 集约化平台 -->"

    def column_path(self, column: Column) -> str:
        """`/gzxz/c100023/list.shtml`."""
        return self._page_path(column, 1)

    @staticmethod
    def _prefix(column: Column) -> str:
        return "common_list" if column.bulk else "list"

    def _page_path(self, column: Column, number: int) -> str:
        return f"{column.id}{self._prefix(column)}{'' if number == 1 else f'_{number}'}.shtml"

    def other(self, asked: Asked) -> Answer:
        """Answer a page of a list or the search."""
        if asked.path == LOAD_DATA:
            return self._load_data(asked)
        for column in self.site.columns.values():
            pages = max(1, -(-len(self.entries(column)) // column.per_page))
            if column.unitid and asked.path == f"/common/search/{column.unitid}":
                return self._search(column, asked)
            for number in range(1, pages + 1):
                if asked.path == self._page_path(column, number):
                    return self._list(column, number, pages)
        return NOT_FOUND

    def _list(self, column: Column, number: int, pages: int) -> Answer:
        """Page `number` (from 1) of a static list, or the empty page that a script fills."""
        entries = self.entries(column)
        start = 0 if "same_page" in self.faults else (number - 1) * column.per_page
        shown = [] if number == pages > 1 and "drop_last_page" in self.faults else entries[start : start + column.per_page]
        total = self.declared(len(entries))
        script = (f"createPageHTML('page_div',{-(-total // column.per_page)}, {number},'{self._prefix(column)}','shtml',{total})")
        if column.unitid:
            shown, script = [], self._filler(column)
        items = "\n".join(
            f'<li><a href="{path}" target="_blank" title="{escape(page.title)}">{escape(shortened(page.title, column))}</a>'
            f"<span>{page.day}</span></li>" for path, page in shown)
        return self.listing(self.fill("ucap_list", column, items=items, script=script), column)

    @staticmethod
    def _filler(column: Column) -> str:
        """The script of an empty list page: one column asks by GET, the other posts to a search of its own."""
        if column.shell:
            return (f'var channel_id = "{column.unitid}";\n$.post("{LOAD_DATA}?pageSize={column.per_page}", '
                    "{pageIndex: 1, channel_id: channel_id}, show);")
        return (f"$.getJSON('/common/search/{column.unitid}?page=' + page + '&amp;_pageSize={column.per_page}"
                "&amp;_isAgg=true&amp;_isJson=true&amp;_template=index', show);")

    def _window(self, column: Column, number: str, size: int) -> tuple[int, list[tuple[str, Document]]]:
        """The declared total and the entries of one page of a search."""
        entries = self.entries(column)
        page = int(number) if number.isdigit() else 1
        start = 0 if "same_page" in self.faults else (page - 1) * size
        dropped = "drop_last_page" in self.faults and page > 1 and page * size >= len(entries)
        return self.declared(len(entries)), [] if dropped else entries[start : start + size]

    def _search(self, column: Column, asked: Asked) -> Answer:
        """One page of the common search, never longer than the column's; addresses come without their scheme."""
        size = asked.fields.get("_pageSize", "20")
        rows = min(int(size) if size.isdigit() else 20, column.per_page)
        total, shown = self._window(column, asked.fields.get("page", "1"), rows)
        host = asked.headers.get("host", "")
        results = [{
            "title": page.title, "subTitle": "", "url": f"//{host}{path}", "content": "", "contentHtml": "",
            "publishedTimeStr": f"{page.published}:18", "channelName": column.name, "domainMetaList": [
                {"resultList": [{"key": "indexnumber", "value": "".join(page.index_numbers[:1])},
                                {"key": "refno", "value": page.document_number or ""}]}],
        } for path, page in shown]
        page_number = int(asked.fields.get("page", "1"))
        return self._json({"code": 200, "data": {"total": total, "page": page_number, "rows": rows, "results": results}})

    def _load_data(self, asked: Asked) -> Answer:
        """One page of the city's own search, which only answers POST."""
        column = next((one for one in self.site.columns.values() if one.unitid == asked.fields.get("channel_id")), None)
        if asked.method != "POST" or column is None:
            return NOT_FOUND
        total, shown = self._window(column, asked.fields.get("pageIndex", "1"), column.per_page)
        found = [{"TITLE": page.title, "URL": path, "C_SYH": "".join(page.index_numbers[:1]),
                  "PUBLISHED_TIME_FORMAT": page.day} for path, page in shown]
        pages = -(-total // column.per_page)
        return self._json({"data": {"allRow": total, "totalPage": pages, "list": found}})

    @staticmethod
    def _json(data: Any) -> Answer:
        return Answer(json.dumps(data, ensure_ascii=False).encode(), media_type="application/json;charset=utf-8")

    def metatags(self, page: Document, column: Column) -> str:
        """The meta tags, in which PubDate is the moment of the page's last build."""
        return super().metatags(page, column).replace(f'content="{page.published}"', f'content="{BUILT}"')

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page: metadata as dl, dt, dd; title and text in elements of UCAP's own."""
        column = self.site.columns[page.columns[place]]
        pairs = (
            ("索引号", page.index_numbers[place] if page.index_numbers else ""), ("文号", page.document_number or ""),
            ("发布机构", page.publisher or ""), ("生成日期", page.written or ""), ("公开方式", "主动公开"), ("时效", ""),
        )
        metadata = "".join(f"<dl><dt>{name}：</dt><dd>{value}</dd></dl>" for name, value in pairs)
        text = self.fill(
            "ucap_detail", column, title=escape(page.title), metatags=self.metatags(page, column), metadata=metadata,
            shown_date=page.published, source=page.origin, body=body(page.blocks, page.style), built=f"{BUILT}:51",
            visits=self.visits(asked), attachments=attachments(page.files, '<div class="article-appendix">相关附件：</div>'),
        )
        return Answer(text.encode(), modified=page.day, edits=page.edits, document=page.id)
