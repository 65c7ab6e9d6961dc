"""Anhui's public platform (龙讯): a column page whose further entries come from /site/label/8888 as fragments."""

from __future__ import annotations

from html import escape

from crawler.demo.catalogue import Column, Document
from crawler.demo.paged import Paged, leads_to
from crawler.demo.site import NOT_FOUND, Answer, Asked, shortened

PREFIX = "/zwgk"
"""Sites of a cluster of cities stand below a folder."""
SITE_ID = "6795127"
FILE = "/hsxxgk/publicInfoList_newest2024"
"""The template of the fragments: another one on every site."""
NONE = '<div class="xxgk_none">暂无相关信息</div>'


class Anhui(Paged):
    """A county of 安徽; `shell` columns show their entries by script alone."""

    boxes = ('<ul class="xxgk_nav_list">{}</ul>', "{}")
    pair = '<th>{}：</th><td class="pmingcheng">{}</td>'
    row = "<tr>{}</tr>"
    block = ('<table class="table_suoyin">{rows}<tr><th>名\u3000\u3000称：</th>'
             '<td class="pmingcheng" colspan="3">{title}</td></tr></table>')

    def list_path(self, column: Column, number: int) -> str:
        """`/zwgk/public/column/<organ>?type=4&catId=…&action=list`, or a plain column with its page in the query."""
        organ, _, id_ = column.id.partition(":")
        if organ == "plain":
            return f"{PREFIX}/content/column/{id_}" + (f"?pageIndex={number}" if number > 1 else "")
        return f"{PREFIX}/public/column/{organ}?type=4&catId={id_}&action=list"

    def other(self, asked: Asked) -> Answer:
        """Answer a column, or a fragment."""
        if asked.path == f"{PREFIX}/site/label/8888":
            return self._fragment(asked)
        for column in self.site.columns.values():
            for number in range(1, self.pages_of(column) + 1 if column.id.startswith("plain:") else 2):
                if leads_to(asked, self.list_path(column, number)):
                    return self.list_page(column, number)
        return NOT_FOUND

    def _fragment(self, asked: Asked) -> Answer:
        """The entries of one page; a request without the site's own parameters gets the empty list, as in life."""
        fields = asked.fields
        column = self.site.columns.get(f"{fields.get('organId')}:{fields.get('catId')}")
        number = fields.get("pageIndex", "")
        known = (fields.get("siteId"), fields.get("file"), fields.get("labelName")) == (SITE_ID, FILE, "publicInfoList")
        if column is None or not known or not number.isdigit():
            return Answer(NONE.encode())
        return Answer((self.items(column, int(number)) if self.shown(column, int(number)) else NONE).encode())

    def item(self, href: str, page: Document, column: Column) -> str:
        """A list item, or a block of three fields where the date stands beside the title's own item."""
        if not column.shell:
            return super().item(href, page, column).replace("<span>", '<span class="date">')
        return (f'<div class="xxgk_navli"><ul><li class="mc"><a href="{href}" title="{escape(page.title)}">'
                f'{escape(shortened(page.title, column))}</a></li><li class="fbjg">{page.origin}</li>'
                f'<li class="rq">{page.day}</li></ul></div>')

    def list_page(self, column: Column, number: int) -> Answer:
        """The column page: entries, unless only the script brings them, and the script that asks for more."""
        text = self.fill("anhui_list", column, site_id=SITE_ID, items="" if column.shell else self.items(column, number),
                         script=self._script(column), hot=self.hot(column))
        return self.listing(text, column)

    def _script(self, column: Column) -> str:
        """The script of the pager with the parameters of its requests; a plain column needs its page number only."""
        (organ, _, cat), pages = column.id.partition(":"), self.pages_of(column)
        if organ == "plain":
            return f"var pageCount = {pages}; var url = '/content/column/{cat}?pageIndex={{page}}';"
        return (f"""Ls.pagination({{target: '#page', pageCount:{pages}, currentPage: 1, onChange: function (index) {{
$.ajax({{url: "{PREFIX}/site/label/8888?IsAjax=1&dataType=html", type: "GET", data: {{labelName: 'publicInfoList',
siteId: $('meta[name=SiteId]').attr('content'), organId: '{organ}', catId: '{cat}', type: '4', action: 'list',
pageSize: '{column.per_page}', pageIndex: index, isDate: 'true', dateFormat: 'yyyy-MM-dd', length: '80', fromCode: 'title',
sortType: '1', fuzzySearch: 'false', keyWords: '', result: '暂无相关信息', file: '{FILE}'}}, success: show}}); }} }});""")
