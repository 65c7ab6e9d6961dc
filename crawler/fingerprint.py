"""Which content system a page comes from: by its addresses first, by its markup second; the first hit counts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from crawler.base.lists import join

_ATTRIBUTE = re.compile(r"""(?:href|src|action)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_HEX = r"[0-9a-f]{32}"
_UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
UNIT = re.compile(r"(?i:queryData)=[\"']\{")
"""The attribute by which a page of jpaas tells its script what to ask the publish server for."""


@dataclass(frozen=True)
class Fingerprint:
    """Signs of one family: in the page's own or linked addresses, and in its markup."""

    family: str
    urls: re.Pattern[str]
    markup: re.Pattern[str] | None = None
    fewest: int = 1
    """So many links make the sign a sure one, where pages of other systems link to this one in their menus."""


def _print(family: str, urls: str, markup: str | None = None, fewest: int = 1) -> Fingerprint:
    return Fingerprint(family, re.compile(urls, re.IGNORECASE), re.compile(markup) if markup else None, fewest)


FINGERPRINTS = (
    _print("jpaas", rf"/art/20\d\d/art_{_HEX}\.html|/api-gateway/jpaas-publish-server/", UNIT.pattern),
    _print("jcms", r"/col/col\d+/|/art/\d{4}/\d{1,2}/\d{1,2}/art_\d+_\d+\.html|/module/(?:web/)?jpage/"
           r"|/module/download/downfile\.jsp|/jcms_files/", r"<datastore>|<!--<\$\[|大汉版通发布系统"),
    _print("gkmlpt", r"/gkmlpt/(?:index|content/|api/)", r"window\._CONFIG\s*=", fewest=4),
    _print("nfcms", r"/content/m?post_\d+\.html", r"NFCMS_(?:SITE|POST|CAT)_ID"),
    _print("anhui", r"/public/column/\d+|/public/\d+/\d+\.html|/site/(?:tpl/\d|label/8888)"
           r"|/public/content/\d+|/content/(?:column|article)/\d+", r"table_suoyin|wzy_position|j-fontContent"),
    _print("openness", r"/OpennessContent/|/XxgkContent/show|/Jczwgk/show|/(?:News|Content)/showList/\d"
           r"|/openness/detail/content/"),
    _print("pclist", r"/pc/(?:list\.html|content/content_\w+\.html)"),
    _print("uuid_columns", rf"/columns/{_UUID}/"),
    _print("ucap", rf"/20\d{{4}}/{_HEX}\.shtml|/20\d{{4}}/c0\d_\d+\.shtml|/c\d{{6}}/"
           r"|/(?:common|xxgk|zfxxgk)_lists?\.shtml|/common/search/[0-9a-f]{32}",
           r"/(?:common/)?search(?:List)?/[0-9a-f]{32}|/interfacesWeb\w+/loadData|createPageHTML\(\s*['\"]|<UCAP(?:TITLE|CONTENT)|<PUBLISHTIME>"),
    _print("trs", r"/20\d{4}/t\d{8}_\d+\.s?html?",
           r"createPage(?:HTML)?\(\s*\d+\s*,|TRS_(?:UE|E)ditor|TRS_UEDITOR|trs_editor_view"),
    _print("vsb", r"/info/(?:\d+|egovinfo/\d+/\S*)/\S+\.html?$|/info/iList\.jsp|[?&]wbtreeid=\d",
           r"vsb_content|v_news_content|_showDynClicks\(|_simple_list_gotopage_fun\("),
    _print("uuid", rf"/content/{_UUID}\.html"),
    _print("numbered", r"/\w+/\d{19}\.html", r"maxPage\s*=\s*parseInt\("),
    _print("jeecms", r"\.jhtml(?:$|[?#])", r"class=[\"']js_page"),
)
"""The families in the order in which they are tested; several systems share weaker signs."""


def addresses(text: str, url: str) -> list[str]:
    """Absolute addresses that a page links to, its own first."""
    return [url, *(address for match in _ATTRIBUTE.finditer(text) if (address := join(url, match.group(1))))]


def family_of(url: str, text: str = "") -> str | None:
    """The family of a page, or None when nothing is recognised.

    >>> family_of("http://www.example.gov.cn/col/col1229392918/index.html")
    'jcms'
    """
    linked = addresses(text, url)
    found = _by_address(linked, sure=True) or _by_markup(text) or _by_address(linked, sure=False)
    if found == "jcms" and UNIT.search(text):   # a column keeps its address when it moves from JCMS to jpaas
        return "jpaas"
    return found


def _by_address(urls: Iterable[str], *, sure: bool) -> str | None:
    own, *found = urls
    linked = [url for url in found if _host(url) == _host(own)]     # 友情链接 lead to portals of every system
    return next((one.family for one in FINGERPRINTS
                 if one.urls.search(own)
                 or sum(bool(one.urls.search(url)) for url in linked) >= (one.fewest if sure else 1)), None)


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _by_markup(text: str) -> str | None:
    return next((one.family for one in FINGERPRINTS if one.markup and one.markup.search(text)), None)
