"""Links that a page's own function opens: onclick="show('881')" beside function show(id){ window.open('/info/' + id + '.html') }."""

from __future__ import annotations

import re

import lxml.html

FUNCTION = re.compile(r"function\s+(\w+)\s*\(([\w\s,]*)\)\s*\{([^{}]{1,800})\}")
"""(name, parameters, body) of a function without blocks inside."""
TERM = r"""(?:"[^"\n]*"|'[^'\n]*'|\w+)"""
OPENS = re.compile(rf"(?:\bopen\(|location\.(?:assign|replace)\(|location(?:\.href)?\s*=)\s*({TERM}(?:\s*\+\s*{TERM})*)")
"""What a body opens: strings and parameters, joined."""
CALL = re.compile(rf"\b(\w+)\(\s*({TERM}(?:\s*,\s*{TERM})*)\s*\)")
CLICKABLE = ("a", "area", "li", "div", "span", "tr", "td", "dd", "p")
"""Elements that pages make clickable."""
ADDRESS = "data-href"
"""Where the address is put, for readers of the list."""


def resolve(tree: lxml.html.HtmlElement) -> None:
    """Give every element that calls such a function with fixed values the address that it would open."""
    scripts = "\n".join(script.text or "" for script in tree.iter("script"))
    opened = {name: (re.findall(r"\w+", names), re.findall(TERM, found.group(1)))
              for name, names, body in FUNCTION.findall(scripts) if (found := OPENS.search(body))}
    if not opened:
        return
    for element in tree.iter(*CLICKABLE):
        for name, values in CALL.findall(f"{element.get('onclick') or ''} {element.get('href') or ''}"):
            if name in opened and (address := _joined(*opened[name], re.findall(TERM, values))):
                element.set(ADDRESS, address)


def _joined(parameters: list[str], terms: list[str], values: list[str]) -> str:
    """The address that a call makes, or "" where a part of it is known to the browser alone."""
    given = dict(zip(parameters, values, strict=False))
    parts = [given.get(term, term) for term in terms]
    known = all(part[:1] in "\"'" or part.isdigit() for part in parts)
    return "".join(part.strip("\"'") for part in parts) if known else ""
