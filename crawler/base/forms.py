"""Pagers that send a form: page 2 of a list behind goPage(2), which fills in a field, or behind ASP.NET's __doPostBack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html

from crawler.base.lists import ListRequest, base_of
from crawler.base.pager import pager_links

POSTED = re.compile(r"""__doPostBack\(\s*["']([^"']*)["']\s*,\s*["']([^"']*)["']""")
"""The call by which every link of an ASP.NET page sends its form: (target, argument)."""
CALLED = re.compile(r"""(?:javascript:|^|;)\s*(\w+)\(\s*["']?(\d{1,5})["']?\s*[,)]""")
"""A function that is called with the number of a page first."""
TRIED = 20
"""Links of a pager that are looked at: it may stand above and below the list."""
MOST = 1_000_000
"""Bytes of a question; the state of a real ASP.NET page has some hundred thousand at most."""
BODY_CHARS = 800
"""So far behind its head a function that fills in a field and sends the form has done both."""


def sent_next(tree: lxml.html.HtmlElement, text: str, url: str, page: int) -> ListRequest | None:
    """What the form of a list sends for the page behind the 1-based `page`, or None where no link does so."""
    for link in islice(pager_links(tree, page), TRIED):
        call = f"{link.get('onclick') or ''};{link.get('href') or ''}"
        if (found := POSTED.search(call)) and (form := _form_with(tree, "__VIEWSTATE")) is not None:
            return _request(form, tree, url, {"__EVENTTARGET": found.group(1), "__EVENTARGUMENT": found.group(2)})
        for name, number in CALLED.findall(call):
            field = _filled(text, name) if number == str(page + 1) else ""
            if field and (form := _form_with(tree, field)) is not None:
                return _request(form, tree, url, {_control(form, field): number})
    return None


def _filled(text: str, name: str) -> str:
    """Name or id of the field into which a function of the page writes its first argument before it sends a form, or ""."""
    head = re.search(rf"function\s+{name}\s*\(\s*(\w+)[^)]{{0,99}}\)|\b{name}\s*=\s*function\s*\(\s*(\w+)[^)]{{0,99}}\)", text)
    if head is None:
        return ""
    body = text[head.end():head.end() + BODY_CHARS].partition("function")[0]
    found = re.search(rf"""(\w+)["'\])]*\s*\.val(?:ue\s*=|\()\s*{head.group(1) or head.group(2)}\b""", body)
    return found.group(1) if found and "submit" in body else ""


def _form_with(tree: lxml.html.HtmlElement, field: str) -> lxml.html.FormElement | None:
    """The form that has a control of this name or id."""
    return next((form for form in tree.iter("form") if any(True for _ in _controls(form, field))), None)


def _controls(form: lxml.html.FormElement, field: str) -> Iterator[lxml.html.HtmlElement]:
    return (control for control in form.iter("input", "select") if field in (control.get("name"), control.get("id")))


def _control(form: lxml.html.FormElement, field: str) -> str:
    """The name under which a form sends a control."""
    return next((control.get("name") or field for control in _controls(form, field)), field)


def _request(form: lxml.html.FormElement, tree: lxml.html.HtmlElement, url: str, changes: dict[str, str]) -> ListRequest | None:
    """The question that a form asks with some fields changed; None where it would go to another host."""
    body = urlencode({**{str(name): str(value) for name, value in form.form_values()}, **changes})
    action = urljoin(base_of(tree, url), (form.get("action") or "").strip()) if form.get("action") else url
    if urlsplit(action).netloc != urlsplit(url).netloc or len(body) > MOST:
        return None
    if (form.get("method") or "get").lower() == "post":
        return ListRequest(action, "POST", body)
    return ListRequest(f"{action.partition('?')[0]}?{body}")
