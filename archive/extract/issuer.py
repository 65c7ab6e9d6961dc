"""Whose document it is: the issuer from title, signature and opening, and the level of government it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from archive import regions
from archive.extract.dates import parse_date
from archive.extract.places import Mention, first_sentence, mention_at
from archive.extract.shapes import signed_line
from archive.extract.titles import fold
from archive.model import Evidence, Label
from archive.regions import Region

GOVERNMENT_REPORTS = frozenset(("annual_report", "work_report", "info_disclosure_report"))
"""Kinds in which the bare name of a region stands for its people's government."""
NAMED_KINDS = GOVERNMENT_REPORTS | {"statistics_bulletin", "notice", "plan", "policy", "interpretation"}
"""Kinds whose title may begin with the body that issued them."""

_YEAR_WORDS = "[一二][〇○零一二三四五六七八九]{3}"
_TITLE_NOISE = re.compile(
    r"^(?:【[^】]*】|[一-鿿]{2,8}[\[〔(【]20\d\d[\]〕)】]\d{1,5}号|\[[^\]]*\]|《|关于(?:报送|呈报|上报|公布|公开)?(?=.{2,12}?(?:省|市|县|区|州|旗|镇|乡|街道))"
    r"|(?:19|20)\d\d年度?|(?:19|20)\d\d(?=[一-鿿]{2,12}法治)|" + _YEAR_WORDS + "年度?)",
)
_TITLE_CUT = re.compile(
    r"关于|(?:19|20)\d\d(?:年|-|—|~|(?=法治|依法))|" + _YEAR_WORDS + r"年|\d\d年度|推进|全面推行|全面依法|法治|依法行政|贯彻|落实"
    r"|政府信息公开|信息公开|政务公开|国民经济|(?<=政府)工作报告|政府工作报告|印发|转发|第[一二三四五六七八九十]+次|年度|统计公报|上半年",
)
_BODY_END = re.compile(
    r"(?:人民政府|政府|委员会|管委会|办事处|办公室|办公厅|党组|党委|工委|[局厅署院会站处所馆社校部委办]|总队|支队|大队|中心|公司|集团|银行|海关"
    r"|[市县区省州旗]委)$",
)
_OTHER_NAME = re.compile(r"\([^()]{2,30}\)$")
"""A second name that a body carries in brackets: 某县综合行政执法局(某县城市管理局)."""
_ZONE = re.compile(r"[一-鿿]{2}(?:开发区|园区|新区|高新区|经开区|示范区|度假区|保税区|试验区|合作区|管理区|名胜区|风景区|产业区|科学城)$")
"""Zones have a committee, not a people's government; 浦东新区 and its kin are regions and come first."""
_SIGNER = re.compile(r"^[一-鿿（）()、]{3,40}$")
_SIGNATURE_LINES = 5
_OPENING_BODY = re.compile(
    r"^(?:(?:19|20)\d\d年(?:度|来|以来)?[,，]?|今年以来[,，]?|一年来[,，]?)?(?P<body>[一-鿿]{2,24}?(?:人民政府|政府|委员会|局|厅|街道|镇|乡|部|署))"
    r"(?=党组|党委|党工委|始终|坚持|认真|深入|以|全面|在|紧紧|紧扣|持续|积极|严格|贯彻|聚焦|按照|高度|切实|扎实|根据|[,，])",
)
DEPARTMENT_VOICE = re.compile(r"(?:我|本)(?:局|厅|委|部|署|院|中心|单位|镇|乡|街道|办)")
_TOWN = re.compile(r"(?:街道|镇|乡|苏木)(?:人民政府|政府|办事处|党委|党工委)?$")
_TOP = re.compile(r"人民政府|政府$|行政公署$|政府办公[厅室]$|[省市县区州旗]委$|人民代表大会|管委会$|管理委员会$|^[省市县区]政府")
_CENTRAL = re.compile(r"^(?:国务院|中华人民共和国|国家|全国|中国|中央|中共中央|最高人民|海关总署|审计署)|^[一-鿿]{2,8}部$|^[一-鿿]{2,10}总局$")
_LOCAL_WORD = re.compile(r"[省县区州旗镇乡]|市(?!场|政)|街道|自治")
_SHORT_GOVERNMENT = re.compile(r"^(?P<unit>[省市县区州旗])(?:人民)?政府$")
_PARTY = re.compile(r"^(?:中国共产党|中共|国家税务总局|国网|中国人民银行)")


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body whose document it is, in its own words, and why."""

    name: str
    evidence: Evidence


@lru_cache(maxsize=16)
def in_title(title: str | None, kind: str) -> Issuer | None:
    """The body that a title begins with; a bare region, town or street office becomes its government.

    >>> in_title("三门县2023年度法治政府建设情况的报告", "annual_report").name
    '三门县人民政府'
    """
    if kind not in NAMED_KINDS:
        return None
    text = fold(title or "")
    while _TITLE_NOISE.match(text):
        text = _TITLE_NOISE.sub("", text, count=1)
    cut = _TITLE_CUT.search(text, 2)
    body = text[:cut.start()].rstrip("的,，、") if cut else ""
    name = _as_body(body, kind)
    return Issuer(name, Evidence("body in the title", "title", (title or "")[:200])) if name else None


def _as_body(body: str, kind: str) -> str | None:
    """A body's full name; None where the words are no body."""
    if not 2 <= len(body) <= 60 or "《" in body or body in ("政府", "人民政府"):
        return None
    if kind in GOVERNMENT_REPORTS:
        if _whole_region(body):
            return body + "人民政府"
        if re.search(r"[一-鿿](?:镇|乡|苏木)$", body):
            return body + "人民政府"
        if body.endswith("街道"):
            return body + "办事处"
        if _ZONE.search(body):
            return body + "管理委员会"
        if re.search(r"[省市县区州旗镇乡](?<!人民)政府$", body) and len(body) > 4:
            return body[:-2] + "人民政府"
    return body if _BODY_END.search(_OTHER_NAME.sub("", body)) else None


def _whole_region(text: str) -> Mention | None:
    """The mention of a region when a text is nothing else."""
    hit = mention_at(regions.load(), text, 0, everyday=True)
    return hit if hit and hit.words == text else None


def in_signature(text: str) -> Issuer | None:
    """The body that signs at the end of a text: a short line that ends like a body's name, before or after a date."""
    lines = [line.strip() for line in text.rstrip().splitlines()[-_SIGNATURE_LINES:] if line.strip()]
    for place, line in enumerate(lines):
        signed = signed_line(line)
        name = re.sub(r"[\s\u3000]", "", signed[0] if signed else line)
        around = [signed[1]] if signed else lines[place + 1:place + 2] + lines[max(place - 1, 0):place]
        if _SIGNER.match(name) and _BODY_END.search(fold(name)) and any(parse_date(other) for other in around):
            return Issuer(fold(name), Evidence("signature", "end of the text", line[:200]))
    return None


def in_opening(text: str, kind: str) -> Issuer | None:
    """The body that the first sentence speaks of: 2024年,三门县始终坚持… means the county's government."""
    sentence = first_sentence(text)
    named = _OPENING_BODY.match(sentence)
    if named and (_LOCAL_WORD.match(named["body"]) or mention_at(regions.load(), named["body"], 0)):
        name = _as_body(named["body"], kind)
        if name:
            return Issuer(name, Evidence("first sentence", "opening", sentence[:200]))
    if kind != "annual_report" or DEPARTMENT_VOICE.search(fold(text[:3000])):
        return None
    start = re.match(r"(?:(?:19|20)\d\d年(?:度|来|以来)?[,，]?|今年以来[,，]?)?", sentence)
    hit = mention_at(regions.load(), sentence, start.end() if start else 0)
    if not hit or re.match(r"[一-鿿]{0,10}(?:局|厅|街道|镇|乡)", sentence[hit.start + len(hit.words):]):
        return None
    return Issuer(hit.words + "人民政府", Evidence("region in the first sentence", "opening", sentence[:200]))


def in_publisher(label: Label | None, kind: str) -> Issuer | None:
    """The publisher, where it is a body with a full name and nothing else names the issuer; its office counts as itself."""
    if label is None or kind not in NAMED_KINDS:
        return None
    name = re.sub(r"(?<=人民政府)办公[室厅]$", "", fold(label.value))
    if not _BODY_END.search(name) or not mention_at(regions.load(), _PARTY.sub("", name), 0):
        return None
    return Issuer(name, Evidence("publisher stands in for the issuer", label.where, label.quote[:200]))


def statistics_office(region: Region | None, text: str, publisher: Label | None) -> Issuer | None:
    """The statistics office that a bulletin's own head or tail names for the region of its title."""
    if region is None:
        return None
    name = f"{region.name}统计局"
    lines = text.strip().splitlines()
    for line in lines[:6] + lines[-8:]:
        if fold(line).startswith(name) or fold(line).endswith(name):
            return Issuer(name, Evidence("statistics office at the text", "body", line[:200]))
    if publisher and fold(publisher.value) == name:
        return Issuer(name, Evidence("publisher stands in for the issuer", publisher.where, publisher.quote[:200]))
    return None


def full_name(name: str, region: Region | None) -> str:
    """省人民政府 or 区政府 with the region's name in front, where the region is known; other names stay as printed."""
    short = _SHORT_GOVERNMENT.match(name)
    if short is None or region is None:
        return name
    fits = region.name.endswith(short["unit"]) or (short["unit"] == "省" and region.level == "province")
    return region.name + "人民政府" if fits else name


def level_of(name: str | None, region: Region | None) -> str | None:
    """central, province, city, county, township or department; None where neither name nor region tells.

    >>> level_of("三都镇人民政府", None), level_of("广州市教育局", None), level_of("农业农村部", None)
    ('township', 'department', 'central')
    """
    text = _OTHER_NAME.sub("", fold(name or ""))
    if not text:
        return None
    if _TOWN.search(text) and not text.endswith(("城乡", "局")):
        return "township"
    if not _LOCAL_WORD.search(text) and not (region and text.startswith(regions.stem(region.name))) and _CENTRAL.search(text):
        return "central"
    if _TOP.search(text):
        return region.level if region else _by_word(text)
    return "department" if _BODY_END.search(text) else region.level if region else None


def _by_word(text: str) -> str | None:
    """The level that the last word of a region tells without its code; 市 may be city or county and tells nothing."""
    hit = re.search(r"(?P<unit>[省县旗])(?:人民)?政府|(?P<party>[省县旗])委", text)
    unit = (hit["unit"] or hit["party"]) if hit else None
    return {"省": "province", "县": "county", "旗": "county"}.get(unit or "")
