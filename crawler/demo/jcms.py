"""Hanweb JCMS (大汉版通): lists in an embedded datastore, further groups from an XML proxy, metadata in two forms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote

from crawler.demo.catalogue import Column, Document
from crawler.demo.markup import body
from crawler.demo.site import NOT_FOUND, Answer, Asked, Portal, attachments, shortened

PROXY = "/module/jpage/dataproxy.jsp"
"""Zhejiang's path; the one of Jiangsu and Shandong, /module/web/jpage/dataproxy.jsp, is not here."""
PAGES_AT_ONCE = 3
"""The proxy answers at most three pages in one request."""
NO_BODY = '<p style="text-indent: 2em;">全文详见附件。</p>'


class Jcms(Portal):
    """The county site of the JCMS family."""

    mark = "<!-- Produced By 大汉网络 大汉版通发布系统 -->"

    def column_path(self, column: Column) -> str:
        """`/col/col1229430561/index.html`."""
        return f"/col/col{column.id}/index.html"

    def other(self, asked: Asked) -> Answer:
        """Answer a list page or the proxy."""
        if asked.path == PROXY:
            return self._proxy(asked)
        for column in self.site.columns.values():
            if asked.path == self.column_path(column):
                return self._list(column)
        return NOT_FOUND

    def _list(self, column: Column) -> Answer:
        """The column page: the first group of records stands in it, unless it is a shell that only the proxy fills."""
        records = self._records(column)
        size = 0 if column.shell else column.per_page * PAGES_AT_ONCE
        text = self.fill(
            "jcms_list", column, unitid=column.unitid, webid=self.site.webid, columnid=column.id,
            total=self.declared(len(records)), per_page=column.per_page,
            datastore=self._datastore(column, records[:size], len(records)),
        )
        return self.listing(text, column)

    def _proxy(self, asked: Asked) -> Answer:
        """A range of records; an unknown site, column or template unit gives an empty store, as in life."""
        fields = asked.fields
        column = self.site.columns.get(fields.get("columnid", ""))
        if column is None or fields.get("webid") != self.site.webid or fields.get("unitid") != column.unitid:
            return Answer(b"<datastore><recordset></recordset></datastore>", media_type="text/xml;charset=utf-8")
        records = self._records(column)
        total, start, end = len(records), *self._range(fields, column)
        if "drop_last_page" in self.faults:
            records = records[: (total - 1) // column.per_page * column.per_page]
        store = self._datastore(column, records[start - 1 : end], total)
        return Answer(store.encode(), media_type="text/xml;charset=utf-8")

    def _range(self, fields: Mapping[str, str], column: Column) -> tuple[int, int]:
        """First and last record, counted from 1 and both included; `page=N` asks for a whole group instead."""
        group = column.per_page * PAGES_AT_ONCE
        if "same_page" in self.faults:
            return 1, group
        if "startrecord" not in fields:
            page = _number(fields.get("page"), 1)
            return (page - 1) * group + 1, page * group
        start = max(1, _number(fields["startrecord"], 1))
        end = _number(fields.get("endrecord"), start + group - 1)
        size = _number(fields.get("perpage"), column.per_page) * PAGES_AT_ONCE
        return start, min(end, start + size - 1)

    def _records(self, column: Column) -> list[str]:
        """The list items of a column; the title attribute is whole, the words may be cut."""
        return [
            f'<li><a target="_blank" href="{path}" title="{escape(page.title)}">{shortened(escape(page.title), column)}</a>'
            f"<span>{page.day}</span></li>"
            for path, page in self.entries(column)
        ]

    def _datastore(self, column: Column, records: Sequence[str], total: int) -> str:
        """The XML store with one group of records."""
        total = self.declared(total)
        pages = -(-total // column.per_page)
        link = (f"{PROXY}?page=2&appid=1&webid={self.site.webid}&path=/&columnid={column.id}&unitid={column.unitid}"
                f"&webname={quote(self.site.site)}&permissiontype=0")
        inner = "".join(f"<record><![CDATA[{record}]]></record>\n" for record in records)
        return (f"<datastore><totalrecord>{total}</totalrecord><totalpage>{pages}</totalpage>"
                f'<nextgroup><![CDATA[<a href="{link}"></a>]]></nextgroup>\n<recordset>\n{inner}</recordset></datastore>')

    def detail(self, page: Document, place: int, asked: Asked) -> Answer:
        """Show a page: metadata as a table in the report columns, as one line elsewhere."""
        column = self.site.columns[page.columns[place]]
        only_file = page.verdict == "attachment_only"
        text = self.fill(
            "jcms_detail", column, title=escape(page.title), metatags=self.metatags(page, column), columnid=column.id,
            metadata=self._metadata(page, place, column), shown_date=page.published.replace("-", "- ", 2),
            source=page.origin, body=NO_BODY if only_file else body(page.blocks, page.style),
            attachments=attachments(page.files, '<div class="fj">附件：</div>'), visits=self.visits(asked),
        )
        return Answer(text.encode(), modified=page.day, edits=page.edits, document=page.id)

    def _metadata(self, page: Document, place: int, column: Column) -> str:
        """The block with the index number; neighbours have none."""
        if not page.index_numbers:
            return ""
        pairs = (
            ("索引号", page.index_numbers[place]), ("公开方式", "主动公开"), ("文号", page.document_number or ""),
            ("成文日期", page.written or ""), ("发布单位", page.publisher or ""), ("有效性", ""),
        )
        if "公示" in column.name:
            return '<div class="xxgk_line">' + " ".join(f"<span>{name}: {value}</span>" for name, value in pairs) + "</div>"
        cells = [f'<td class="t">{name}:</td><td>{value}</td>' for name, value in pairs]
        rows = "".join(f"<tr>{first}{second}</tr>" for first, second in zip(cells[::2], cells[1::2], strict=True))
        return f'<table class="xxgk_top" width="100%">{rows}</table>'


def _number(words: str | None, default: int) -> int:
    """Read a whole number from a query, else the default."""
    return int(words) if words and words.isdigit() else default
