"""How to quote a report: GB/T 7714 text, BibTeX, RIS, CSL-JSON, and the tags that reference managers read from a page.

A report is quoted as an electronic announcement on line, [EB/OL] in GB/T 7714, which is `webpage` in CSL and Zotero, ELEC in
RIS and @online in BibLaTeX: a quotation looks alike whichever way it was taken.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archive.site.parts import titled

LANGUAGE = "zh-CN"
MARK = "[EB/OL]"
MOST = 500
"""Characters of a quoted value; the longest titles have 60."""

_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]+")
_TEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", **{sign: "\\" + sign for sign in "%#$&_"},
}
"""A brace is spelt out: BibTeX counts an escaped one as an open brace, and one odd brace in a title would spoil the file."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What a quotation names; dates are ISO 8601, as precise as the page was."""

    key: str
    """The permalink's id, also the key of the BibTeX entry."""
    title: str
    url: str
    """Permalink with scheme and host."""
    accessed: str
    """Day on which the quoted text was captured."""
    issuer: str = ""
    issued: str = ""
    site: str = ""
    """Name of the archive."""
    number: str = ""
    """Document number (文号)."""
    year: int | None = None
    """Year that the report is about."""


def reference(document: Mapping[str, Any], *, url: str, site: str, accessed: str) -> Reference:
    """The reference to a document under one of its addresses; `accessed` is the day on which the quoted text was captured."""
    return Reference(
        key=document["id"], title=titled(document), url=url, accessed=accessed,
        issuer=document["issuer"] or document["publisher"] or "",
        issued=document["date_published"] or document["date_written"] or "", site=site,
        number=document["document_number"] or "", year=document["report_year"],
    )


def gb7714(ref: Reference) -> str:
    """The reference after GB/T 7714: responsible body, title, date of issue, date of access, address.

    The standard lets the closing full stop go; without it the address can be copied as it stands.

    >>> gb7714(Reference("a-1", "某市2023年法治政府建设情况报告", "https://x.example/report/a-1", "2026-03-01", "某市人民政府", "2024-03-20"))
    '某市人民政府. 某市2023年法治政府建设情况报告[EB/OL]. (2024-03-20)[2026-03-01]. https://x.example/report/a-1'
    """
    issuer = f"{plain(ref.issuer)}. " if plain(ref.issuer) else ""
    issued = f"({ref.issued})" if ref.issued else ""
    accessed = f"[{ref.accessed}]" if ref.accessed else ""
    dates = f"{issued}{accessed}. " if issued or accessed else ""
    return f"{issuer}{plain(ref.title)}{MARK}. {dates}{ref.url}"


def bibtex(ref: Reference) -> str:
    r"""One @online entry of BibLaTeX; styles for plain BibTeX take it as @misc.

    >>> print(bibtex(Reference("a-1", "{50% 报告", "https://x.example/report/a-1", "2026-03-01", "某市人民政府", "2024-03")))
    @online{a-1,
      author = {{某市人民政府}},
      title = {\textbraceleft{}50\% 报告},
      date = {2024-03},
      year = {2024},
      url = {https://x.example/report/a-1},
      urldate = {2026-03-01},
      langid = {chinese},
    }
    <BLANKLINE>
    """
    issuer = _tex(ref.issuer)
    fields = (
        ("author", f"{{{issuer}}}" if issuer else ""), ("title", _tex(ref.title)), ("date", ref.issued), ("year", ref.issued[:4]),
        ("number", _tex(ref.number)), ("organization", _tex(ref.site)), ("url", ref.url), ("urldate", ref.accessed),
        ("langid", "chinese"),
    )
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join((f"@online{{{ref.key},", *lines, "}", ""))


def ris(ref: Reference) -> str:
    r"""One record of RIS; every value stays on its line, so that no title can add a tag.

    >>> ris(Reference("a-1", "某报告\nAU  - 别人", "https://x.example/report/a-1", "2026-03-01", issued="2024-03")).split("\r\n")[:4]
    ['TY  - ELEC', 'ID  - a-1', 'TI  - 某报告 AU - 别人', 'PY  - 2024']
    """
    tags = (
        ("TY", "ELEC"), ("ID", ref.key), ("AU", plain(ref.issuer)), ("TI", plain(ref.title)), ("T2", plain(ref.site)),
        ("PY", ref.issued[:4]), ("DA", ref.issued.replace("-", "/")), ("Y2", ref.accessed.replace("-", "/")),
        ("M1", plain(ref.number)), ("UR", ref.url), ("LA", LANGUAGE),
    )
    lines = [f"{tag}  - {value}" for tag, value in tags if value]
    return "\r\n".join((*lines, "ER  - ", ""))


def csl_json(ref: Reference) -> str:
    """A list with one item of CSL-JSON, as Zotero and citation processors read it.

    >>> json.loads(csl_json(Reference("a-1", "某报告", "https://x.example/report/a-1", "2026-03-01", issued="2024-03")))[0]["issued"]
    {'date-parts': [[2024, 3]]}
    """
    issuer = plain(ref.issuer)
    item: dict[str, object] = {
        "id": ref.key, "type": "webpage", "title": plain(ref.title), "author": [{"literal": issuer}] if issuer else None,
        "issued": _date_parts(ref.issued), "accessed": _date_parts(ref.accessed), "container-title": plain(ref.site),
        "number": plain(ref.number), "URL": ref.url, "language": LANGUAGE,
    }
    return json.dumps([{name: value for name, value in item.items() if value}], ensure_ascii=False, indent=2) + "\n"


def tags(ref: Reference) -> list[tuple[str, str]]:
    """Names and contents of `<meta>`: Highwire's for Google Scholar and Zotero, Dublin Core for libraries.

    Highwire's title alone would make Zotero guess a journal article; the type of Dublin Core says what it is.

    >>> dict(tags(Reference("a-1", "某报告", "https://x.example/report/a-1", "2026-03-01", issued="2024-03-20")))["citation_publication_date"]
    '2024/03/20'
    """
    issuer, title = plain(ref.issuer), plain(ref.title)
    found = (
        ("citation_title", title), ("citation_author", issuer), ("citation_publication_date", ref.issued.replace("-", "/")),
        ("citation_language", LANGUAGE), ("citation_public_url", ref.url),
        ("DC.type", "webpage"), ("DC.title", title), ("DC.creator", issuer), ("DC.publisher", plain(ref.site)),
        ("DC.date", ref.issued), ("DC.identifier", ref.url), ("DC.language", LANGUAGE), ("DC.coverage", str(ref.year or "")),
    )
    return [(name, content) for name, content in found if content]


FORMS: Mapping[str, tuple[Callable[[Reference], str], str]] = {
    "bib": (bibtex, "application/x-bibtex; charset=utf-8"),
    "ris": (ris, "application/x-research-info-systems; charset=utf-8"),
    "csl.json": (csl_json, "application/vnd.citationstyles.csl+json; charset=utf-8"),
}
"""Ending of a download -> what writes it, and its media type."""
NAMES: Sequence[tuple[str, str]] = (("bib", "BibTeX"), ("ris", "RIS"), ("csl.json", "CSL-JSON"))
"""What the downloads are called; reference managers use the same names in every language."""


@lru_cache(maxsize=1_000)
def plain(value: str) -> str:
    r"""A value on one line, without control characters, of bounded length.

    >>> plain(" 某市\r\n人民政府 ")
    '某市 人民政府'
    """
    return _BLANKS.sub(" ", value).strip()[:MOST]


def _tex(value: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in plain(value))


def _date_parts(date: str) -> dict[str, list[list[int]]] | None:
    """A date as CSL wants it; as many parts as are known."""
    parts = [int(part) for part in date.split("-") if part.isdigit()]
    return {"date-parts": [parts]} if parts else None
