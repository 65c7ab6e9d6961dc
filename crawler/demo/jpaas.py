"""Hanweb jpaas: units of the column page that a publish server fills; an older column still stands on JCMS."""

from __future__ import annotations

import json
from html import escape

from crawler.demo.catalogue import Column, Document
from crawler.demo.jcms import Jcms
from crawler.demo.markup import body
from crawler.demo.site import Answer, Asked, attachments, shortened

UNIT_PATH = "/api-gateway/jpaas-publish-server/front/page/build/unit"
TAG = "信息列表"
FORBIDDEN = Answer(b"<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1></body></html>", 403)


class Jpaas(Jcms):
    """The county site of the jpaas family; columns with a `unitid` are still on JCMS."""

    mark = '<div class="tech">技术支持：大汉软件</div>'

    def other(self, asked: Asked) -> Answer:
        """Answer a column page, the publish server, or the old proxy."""
        if asked.path == UNIT_PATH:
            return self._unit(asked)
        for column in self.site.columns.values():
            if not column.unitid and asked.path == self.column_path(column):
                return self._column(column)
        return super().other(asked)

    def _column(self, column: Column) -> Answer:
        """The column page: its unit says how to ask for more; the first entries stand in it, or it is empty."""
        entries = self.entries(column)
        query = {"webId": self.site.webid, "pageId": column.id, "parseType": "bulidstatic", "pageType": "column",
                 "tagId": TAG, "tplSetId": f"tpl{self.site.webid}Qk3yVw", "editType": "null"}
        text = self.fill(
            "jpaas_list", column, count=self.declared(len(entries)), rows=column.per_page, unit_path=UNIT_PATH,
            query=json.dumps(query, ensure_ascii=False, separators=(",", ":")).replace('"', "'"),
            items="" if column.shell else self._items(column, entries[: column.per_page]),
        )
        return self.listing(text, column)

    def _items(self, column: Column, entries: list[tuple[str, Document]]) -> str:
        """The list items; addresses count from the host."""
        return "\n".join(
            f'<li>\t<a href="{path}" target="_blank" title="{escape(page.title)}">{escape(shortened(page.title, column))}</a>'
            f"<span>{page.day}</span></li>" for path, page in entries)

    def _unit(self, asked: Asked) -> Answer:
        """One page of a unit as JSON; refused to whoever does not ask as the column page's own script does."""
        headers, fields = asked.headers, asked.fields
        by_script = headers.get("x-requested-with") == "XMLHttpRequest" and "Mozilla" in headers.get("user-agent", "")
        if not by_script or "/col/col" not in headers.get("referer", ""):
            return FORBIDDEN
        column = self.site.columns.get(fields.get("pageId", ""))
        named = (fields.get("webId"), fields.get("parseType"), fields.get("tagId"))
        if column is None or column.unitid or named != (self.site.webid, "bulidstatic", TAG):
            return self._json({"success": False, "message": "未找到页面单元", "data": None})
        param = json.loads(fields.get("paramJson") or "{}")
        number, rows = int(param.get("pageNo", 1)), int(param.get("pageSize", column.per_page))
        entries = self.entries(column)
        start = 0 if "same_page" in self.faults else (number - 1) * rows
        shown = entries[start : start + rows]
        if "drop_last_page" in self.faults and number > 1 and number * rows >= len(entries):
            shown = []
        html = (f'<div class="page-content" count="{self.declared(len(entries))}" rows="{rows}" pageNo="{number}">\n'
                f"<ul>{self._items(column, shown)}</ul></div>")
        return self._json({"success": True, "code": "200", "data": {"html": html}})

    @staticmethod
    def _json(data: object) -> Answer:
        """An answer in which line ends and tabs stand raw inside the text, against the rules of JSON."""
        words = json.dumps(data, ensure_ascii=False).replace("\\n", "\n").replace("\\t", "\t")
        return Answer(words.encode(), media_type="application/json;charset=utf-8")

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page; those of the old column look as JCMS wrote them."""
        column = self.site.columns[page.columns[place]]
        if column.unitid:
            return super().detail(page, place, asked)
        number = page.index_numbers[place] if page.index_numbers else ""
        text = self.fill(
            "jpaas_detail", column, title=escape(page.title), metatags=self.metatags(page, column), columnid=column.id,
            number=number, document_number=page.document_number or "", written=page.written or "",
            publisher=page.publisher or "", source=page.origin, body=body(page.blocks, page.style),
            shown_date=page.published.replace("-", "- ").replace(":", ": "), visits=self.visits(asked),
            attachments=attachments(page.files, '<div class="fj">附件：</div>'),
        )
        return Answer(text.encode(), modified=page.day, edits=page.edits, document=page.id)
