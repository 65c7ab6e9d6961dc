"""VSB (博达): lists whose pages count down, relative links, 政府信息公开 lists with a jump script."""

from __future__ import annotations

from html import escape
from posixpath import dirname, relpath

from crawler.demo.catalogue import Column, Document
from crawler.demo.paged import Paged
from crawler.demo.site import shortened


class Vsb(Paged):
    """A county-level city of 云南; `shell` columns are those of the disclosure component."""

    relative = True
    boxes = ('<div class="main_conRCb"><ul>{}</ul></div>',
             '<div class="govnewslist124915"><table width="100%">{}</table></div>')
    pair = '<td class="title_govinfocontent">{}：</td><td>{}</td>'
    row = "<tr>{}</tr>"
    block = '<table class="xxgkcont" width="100%">{rows}</table>'

    def list_path(self, column: Column, number: int) -> str:
        """`/zwgk/tzgg.htm` for page 1, then `/zwgk/tzgg/<pages left>.htm`: the last page is always 1."""
        return f"{column.id}.htm" if number == 1 else f"{column.id}/{self.pages_of(column) - number + 1}.htm"

    def item(self, href: str, page: Document, column: Column) -> str:
        """A list item, or a row of a table."""
        title = f' title="{escape(page.title)}"' if column.title_attribute else ""
        day = page.day.replace("-", "/")
        words = escape(shortened(page.title, column))
        if column.shell:
            return f'<tr><td><a href="{href}" target="_blank"{title}>{words}</a></td><td width="90">{day}</td></tr>'
        return f'<li id="line_u8"><a href="{href}"{title}>{words}</a><span>{day}</span></li>'

    def pager(self, column: Column, number: int) -> str:
        """共N条 and the numbers with 下页; the disclosure component adds its jump script."""
        total, pages = self.declared(len(self.entries(column))), self.pages_of(column)
        here = dirname(self.list_path(column, number))
        links = [relpath(self.list_path(column, at), here) for at in range(1, pages + 1)]
        numbers = "".join(f'<span class="p_no"><a href="{link}">{at}</a></span>' if at != number else
                          f'<span class="p_no_d">{at}</span>' for at, link in enumerate(links, 1))
        following = (f'<span class="p_next p_fun"><a href="{links[number]}">下页</a></span>' if number < pages else
                     '<span class="p_next_d p_fun_d">下页</span>')
        if column.shell:
            jump = f"<a href=\"javascript:\" onclick=\"_simple_list_gotopage_fun({pages},'u10_goto',1)\">转到</a>"
            return f'共{total}条&nbsp;&nbsp;{number}/{pages}&nbsp; {following} <input id="u10_goto" size=2> {jump}'
        return f'<span class="p_t">共{total}条</span><span class="p_pages">{numbers}{following}</span>'
