"""Guangdong's gkmlpt: lists only as JSON, a page's text in its own _CONFIG; the same host keeps a column on TRS."""

from __future__ import annotations

import json
from datetime import datetime
from html import escape
from typing import Any

from crawler.demo.catalogue import Column, Document
from crawler.demo.markup import body
from crawler.demo.server import CHINA
from crawler.demo.site import Answer, Asked, attachments
from crawler.demo.trs import Trs

UNIT = "/ldsfzb/gkmlpt"
NODES = ((21730, "政府信息公开指南", 0), (21742, "机构职能", 0))
"""Columns of the tree that hold nothing."""


class Gkmlpt(Trs):
    """The county-level city's unit on the platform; columns whose id is a path are lists of TRS."""

    zips = True
    mark = '<script src="/gkmlpt/static/app.js"></script>'

    def column_path(self, column: Column) -> str:
        """`/ldsfzb/gkmlpt/index#21734`."""
        return f"{UNIT}/index#{column.id}" if column.id.isdigit() else super().column_path(column)

    def other(self, asked: Asked) -> Answer:
        """Answer the platform's only page, its list, or the column on TRS."""
        if asked.path == f"{UNIT}/index":
            return self._index()
        column = self.site.columns.get(asked.path.removeprefix(f"{UNIT}/api/all/"))
        if column is not None and column.id.isdigit():
            return self._all(column, asked) if asked.fields.get("sid") == self.site.webid else self._json({"articles": []})
        return super().other(asked)

    def _index(self) -> Answer:
        """The page that a script fills: its settings hold the unit's number and the tree of columns."""
        nodes = [{"id": id_, "name": name, "parent": 0, "post_count": count, "jump_url": "", "children": []}
                 for id_, name, count in NODES]
        nodes += [{"id": int(column.id), "name": column.name, "parent": 0, "jump_url": "", "children": [],
                   "post_count": self.declared(len(self.entries(column)))}
                  for column in self.site.columns.values() if column.id.isdigit()]
        tree = [{"id": 21700, "name": "法定主动公开内容", "parent": 0, "post_count": 0, "jump_url": "", "children": nodes}]
        text = self.fill("gkmlpt_index", sid=self.site.webid, tree=json.dumps(tree), unit=UNIT)
        return Answer(text.encode())

    def _all(self, column: Column, asked: Asked) -> Answer:
        """A hundred articles of a column."""
        entries = self.entries(column)
        number = asked.fields.get("page", "1")
        page, size = max(1, int(number) if number.isdigit() else 1), column.per_page
        start = 0 if "same_page" in self.faults else (page - 1) * size
        shown = entries[start : start + size]
        if "drop_last_page" in self.faults and page > 1 and page * size >= len(entries):
            shown = []
        total = self.declared(len(entries))
        host = asked.headers.get("host", "")
        return self._json({
            "total": total, "classify": {"id": int(column.id), "name": column.name, "post_count": total},
            "articles": [self._article(f"http://{host}{path}", found, column) for path, found in shown],
        })

    @staticmethod
    def _article(url: str, page: Document, column: Column) -> dict[str, Any]:
        """One article; moments count in Unix seconds."""
        number = int(url.rpartition("post_")[2].removesuffix(".html"))
        moment = int(datetime.fromisoformat(page.published).replace(tzinfo=CHINA).timestamp())
        return {
            "id": number, "title": page.title, "url": url, "post_url": url, "publisher": page.publisher or "",
            "document_number": page.document_number or "", "identifier": "".join(page.index_numbers[:1]), "keywords": "",
            "abstract": "", "date": moment, "created_at": page.published, "first_publish_time": moment,
            "display_publish_time": moment, "classify_main": int(column.id), "classify_main_name": column.name,
            "is_expired": 0, "is_abolished": 0, "attachment": [],
        }

    @staticmethod
    def _json(data: Any) -> Answer:
        return Answer(json.dumps(data).encode(), media_type="application/json")

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page: the head stands in it, the text only in its settings unless the column renders it as well."""
        column = self.site.columns[page.columns[place]]
        if not column.id.isdigit():
            return super().detail(page, place, asked)
        words = body(page.blocks, page.style)
        listed = [{"id": n, "name": file.name, "url": file.href} for n, file in enumerate(page.files)] if column.shell else []
        config = {"id": place, "title": page.title, "content": words, "publisher": page.publisher or "", "attachment": listed}
        number = page.index_numbers[place] if page.index_numbers else ""
        text = self.fill(
            "gkmlpt_detail", column, title=escape(page.title), metatags=self.metatags(page, column), number=number,
            publisher=page.publisher or "", written=page.written or "", document_number=page.document_number or "",
            shown_date=page.published, body="" if column.shell else words, visits=self.visits(asked),
            config=json.dumps(config).replace("<", "\\u003C").replace("/", "\\/"), sid=self.site.webid,
            attachments="" if column.shell else attachments(page.files, "<h4>附件</h4>"),
        )
        return Answer(text.encode(), modified=page.day, edits=page.edits, document=page.id)
