"""Whether an answer is the document it claims to be: challenges, soft 404s, document mills, copies, empty pages."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from archive.extract.lines import squeeze
from archive.model import Hints, Page
from archive.spelling import nfkc

CHALLENGE_STATUS = {
    202: "202, which these portals send with a script instead of a page",
    412: "412, the answer of a browser challenge",
    468: "468, the answer of a web firewall",
    512: "512, the answer of a cookie challenge",
    521: "521, the answer of a cookie challenge",
}
"""HTTP status codes that no document is served with."""
CHALLENGE_TEXTS = (
    ("已被云防护安全拦截", "a cloud firewall's refusal"),
    ("已被创宇盾拦截", "a cloud firewall's refusal"),
    ("创宇盾", "a cloud firewall's refusal"),
    ("云锁", "a server firewall's page"),
    ("网站防火墙", "a web firewall's page"),
    ("您的访问请求可能对网站造成安全威胁", "a web firewall's refusal"),
    ("您的请求可能存在威胁", "a web firewall's refusal"),
    ("请求被拦截", "a web firewall's refusal"),
    ("请求已被拦截", "a web firewall's refusal"),
    ("访问被拦截", "a web firewall's refusal"),
    ("访问已被拦截", "a web firewall's refusal"),
    ("安全策略拦截", "a web firewall's refusal"),
    ("访问被拒绝", "a refusal"),
    ("请开启JavaScript", "a browser challenge"),
    ("请完成安全验证", "a security check"),
    ("请进行安全验证", "a security check"),
    ("安全验证", "a security check"),
    ("滑动验证", "a slider to be moved by hand"),
    ("拖动滑块", "a slider to be moved by hand"),
    ("人机验证", "a test for people"),
    ("正在验证您的浏览器", "a browser challenge"),
    ("浏览器安全检查", "a browser challenge"),
    ("访问过于频繁", "a rate limit"),
    ("访问频率过高", "a rate limit"),
    ("Just a moment", "a browser challenge"),
    ("Access Denied", "a refusal"),
)
"""Words on a page with hardly any other words."""
CHALLENGE_SCRIPTS = (
    (r"\$_ts\s*=\s*window\[|window\.\$_ts|\$_ts\.nsd", "a script that fingerprints the browser"),
    (r"<meta[^>]{0,200}\br=['\"]?m\b", "a marked meta tag of a browser challenge"),
    (r"__jsl_clearance|\(['\"]_['\"]\)\s*\+\s*\(['\"]_['\"]\)", "a script that computes a clearance cookie"),
    (r"acw_sc__v\d|arg1\s*=\s*['\"][0-9A-F]{30,}", "a script that computes a clearance cookie"),
    (r"yunsuo_session|security_session_(?:mid_)?verify|[?&]srcurl=", "a server firewall's cookie script"),
    (r"C3VK\s*=|NWAF|_waf_|wzws_sessionid|WZWS_", "a web firewall's cookie script"),
    (r"document\.cookie\s*=", "a script that sets a cookie and loads the page again"),
    (r"eval\(function\(p,a,c,k,e|\\x68\\x72\\x65\\x66|_0x[0-9a-f]{4,6}", "an obfuscated script instead of a page"),
)
"""Scripts on a page that has neither a link nor a text."""
CHALLENGE_COOKIES = re.compile(
    r"__jsl_clearance|yunsuo_session_verify|security_session_(?:mid_)?verify|acw_sc__v\d|wzws_",
    re.IGNORECASE,
)
_TAGS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)|<[^>]*>", re.DOTALL | re.IGNORECASE)
_BARE_WORDS = 300
_NOTICE_OF_ABSENCE = 150
_SMALL_PAGE = 3000

SOFT_404 = re.compile(
    r"(?:页面|网页|内容|文章|栏目|链接)(?:已)?(?:不存在|找不到|没有找到|未找到|已?被?删除|已失效|已过期|走丢了?|丢失)"
    r"|(?:抱歉|对不起|很遗憾).{0,24}(?:不存在|找不到|没有找到|无法(?:访问|找到|显示)|已删除|被删除|出错|失效)"
    r"|访问出错|系统繁忙|出错了|404错误|404NotFound|NotFound|HTTPStatus404|服务器(?:内部)?错误",
)
_SOFT_404_TITLE = re.compile(r"^(?:404|错误页?面?|出错了|页面不存在|Error|NotFound)", re.IGNORECASE)

MASKED_FIGURE = re.compile(
    r"[xXＸ×〇○]{1,5}(?:余|多)?(?:件|项|个|名|次|家|万|场|人|条|份|起"
    r"|亿|元|%|％|期|所|宗|处|户)",
)
_MASK_SIGNS = re.compile(r"[xXＸｘ×〇○某*＊]")
"""A text without any of these masks nothing; most texts."""
MASKED_NAME = re.compile(r"[xXＸ×〇○某]{1,4}(?:省|市|县|区|镇|乡|局|街道|湖|村|同志|单位)|20[xX×*]{2}年|[xX×]{2,4}年")
MILL_LINES = re.compile(
    r"仅供学习|禁止外传|会员(?:群|资料|材料|专享)|QQ群|加微信|微信号|倒卖|公文写作|代写|范文|写材料|原创文稿|文库|付费|下载(?:此|本)?文档"
    r"|豆丁|道客|百度文库|资料群|扫码加|购买后|订阅立享|权益|仅供参考学习|版权归原作者|文档格式为|可编辑",
)
_MILL_MASKS_LEAST, _MILL_MASKS = 2, 4
_MILL_MASKS_ON_GOVERNMENT_HOST = 12
_STARS = re.compile(r"(?<![*])\*{2,}(?=[年月日件项个万元%名人次条份])|(?<=[第共达为了约])\*{2,}(?![*])")
_MIN_STARS = 3
_GARBLED = re.compile(
    r"[?？]?。[ㄅ-ㄩ][一-鿿]?[┥╅┖┐┌┘└]?|。[ā-ǜ][一-鿿]?[─-╿]|[ㄅ-ㄩ][一-鿿]?[┥╅┖]|[一-鿿]\([a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-z]{0,3}\)",
)
"""Bullets (一) that went through the wrong encoding, and characters with their pinyin behind them: marks of copying sites."""
_GARBLED_SIGN = re.compile(r"[ㄅ-ㄩāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_MIN_GARBLED = 2
MIRRORED_KINDS = frozenset(("annual_report", "info_disclosure_report", "work_report", "statistics_bulletin"))
"""Documents that only a government's own host may serve."""
GOVERNMENT_HOST = re.compile(r"(?:^|\.)gov\.(?:cn|hk|mo)$|\.xn--zfr164b$|\.政务$|(?:^|\.)mil\.cn$")
_OF_A_DOCUMENT = frozenset(("index_number", "publisher", "document_number", "date_written"))
_DATED_LINE = re.compile(r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\])]?$")
_NEARLY_EMPTY = 60
_SHORT_REPORT = 200


def challenge_of(status: int | None, headers: Mapping[str, str], body_text: str) -> str | None:
    """Why an answer is an anti-bot challenge, in one sentence; None where it is none.

    `headers`: name -> value, any case; `body_text`: the decoded body. A challenge is recorded, never solved.
    """
    bare = is_bare(body_text)
    if status in CHALLENGE_STATUS and (bare or status != 202):
        return f"The host answered with status {CHALLENGE_STATUS[status]}."
    if not bare:
        return None
    words = words_of(body_text)
    for text, name in CHALLENGE_TEXTS:
        if text in words or text in body_text[:_SMALL_PAGE]:
            return f"The page is {name} (“{text}”)."
    for pattern, name in CHALLENGE_SCRIPTS:
        if len(words) < 40 and re.search(pattern, body_text[:200_000]):
            return f"The page is {name}."
    cookies = " ".join(value for name, value in headers.items() if name.lower() == "set-cookie")
    if CHALLENGE_COOKIES.search(cookies) and len(body_text) < _SMALL_PAGE:
        return "The answer sets a challenge cookie and carries no page."
    return None


def words_of(markup: str) -> str:
    """The visible words of some markup, tags and scripts removed, white space collapsed."""
    return " ".join(_TAGS.sub(" ", markup[:400_000]).split())


def is_bare(markup: str) -> bool:
    """Whether a body has neither links nor more than a few words: no document, whatever the status."""
    if len(markup) > 400_000 or re.search(r"<a\s[^>]*href", markup, re.IGNORECASE):
        return False
    return len(words_of(markup)) < _BARE_WORDS


def soft_404_of(page: Page) -> str | None:
    """Why a page with status 200 says that there is none; None where it has a text."""
    if len(page.text) > _NOTICE_OF_ABSENCE:
        return None
    title = re.sub(r"\s", "", page.html_title)
    shown = re.sub(r"\s", "", page.text or "".join(page.lines[:40]))[:400]
    hit = _SOFT_404_TITLE.match(title) or SOFT_404.search(title)
    if hit is None and page.links < 30:
        hit = SOFT_404.search(shown)
    return f"The page says that there is none (“{hit.group()}”)." if hit else None


def host_of(url: str | None) -> str:
    """The host of an address in lower case, without its port; empty where there is none to be read."""
    try:
        return (urlsplit(url if "//" in (url or "") else f"//{url}").hostname or "").rstrip(".").lower() if url else ""
    except ValueError:
        return ""


def is_government(url: str | None, hints: Hints) -> bool | None:
    """Whether an address is a government's: gov.cn and its kin or a host of the registry; None where none tells."""
    host = host_of(url)
    if not host:
        return None
    if any(known.lower().rsplit(":", 1)[0] == host for known in hints.hosts) or GOVERNMENT_HOST.search(host):
        return True
    if host == "localhost":
        return None
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return None


def mill_of(page: Page, text: str, *, government: bool | None) -> str | None:
    """Why a text is a document mill's template: masked figures and names, resellers' lines; None where it is none."""
    masks = 0
    if _MASK_SIGNS.search(text):
        flat = nfkc(text)
        masks = len(MASKED_FIGURE.findall(flat)) + len(MASKED_NAME.findall(flat))
    if masks < _MILL_MASKS_LEAST:
        return None
    adverts = {hit.group() for line in page.lines for hit in [MILL_LINES.search(line)] if hit and len(line) < 60}
    if government:
        if masks < _MILL_MASKS_ON_GOVERNMENT_HOST:
            return None
    elif masks < _MILL_MASKS and len(adverts) < 2:
        return None
    told = f", and it carries reseller lines ({'、'.join(sorted(adverts)[:3])})" if adverts else ""
    return f"Names and figures are masked in {masks} places{told}."


def mirror_of(kind: str, text: str, *, url: str | None, government: bool | None) -> str | None:
    """Why a text is somebody's copy of a government's document; None where nothing speaks for it."""
    garbled = _GARBLED.findall(text[:20_000]) if _GARBLED_SIGN.search(text, 0, 20_000) else []
    if len(garbled) >= _MIN_GARBLED:
        return f"The text is a garbled copy (“{garbled[0]}” and {len(garbled) - 1} more)."
    if kind in MIRRORED_KINDS and government is False:
        return f"The host of {url} is no government's: the text is a copy."
    return None


def masked_of(text: str) -> str | None:
    """Why a text is unreadable: its digits are replaced by stars."""
    stars = len(_STARS.findall(text)) if "**" in text else 0
    return f"Digits are masked with stars in {stars} places." if stars >= _MIN_STARS else None


def hollow(page: Page, kind: str) -> bool:
    """Whether a page's own text is too short to be the document: 200 characters for a report, 60 for the rest."""
    return len(squeeze(page.text)) < (_SHORT_REPORT if kind in MIRRORED_KINDS else _NEARLY_EMPTY)


def hollow_of(page: Page, kind: str, *, from_files: bool) -> tuple[str, str] | None:
    """(verdict, reason) for a page without a body of its own: attachment_only or empty; None for a full one."""
    size = len(squeeze(page.text))
    if (page.attachments or from_files) and hollow(page, kind):
        return "attachment_only", f"The page has {size} characters of text of its own; its files hold the document."
    if size == 0:
        return "empty", "The page has no text."
    return None


def listing_of(page: Page) -> str | None:
    """Why a page is a list or a front page rather than a document; None where it may be a document."""
    labelled = any(label.value and label.where != "shape" and label.field in _OF_A_DOCUMENT for label in page.labels)
    if page.meta.get("articletitle") or labelled:
        return None
    lines = [line for line in page.text.splitlines() if line.strip()]
    if not lines:
        return "The page has links but no text." if page.links >= 15 else None
    if len(lines) < 5 or "。" in page.text:
        return None
    dated = sum(bool(_DATED_LINE.search(line.strip())) for line in lines)
    if dated * 10 >= len(lines) * 6:
        return f"{dated} of its {len(lines)} lines end with a date: it is a list."
    return None
