"""Any number of varied made-up reports, fast, for benchmarks and large test archives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from archive import regions
from crawler.demo.blocks import Block, text_of
from crawler.demo.codes import credit_code
from crawler.demo.compose import Voice, department, government, report, town
from crawler.demo.phrases import Dice

YEARS_EACH = 4
"""Reports of one body in a row; the second repeats the wording of the first with other figures."""
FIRST_YEARS = range(2018, 2023)
BUREAUS = {
    "教育": "教育局", "水利": "水利局", "市场监管": "市场监督管理局", "交通运输": "交通运输局", "生态环境": "生态环境局",
    "卫生健康": "卫生健康局", "民政": "民政局", "农业农村": "农业农村局", "住房城乡建设": "住房和城乡建设局",
}
"""Trade of sentences/department.txt -> name of its bureau."""
TOWNS = ("城关镇", "东风镇", "太平镇", "双河镇", "石桥镇", "永安镇", "龙泉镇", "大湾镇", "白云街道", "新城街道", "临江街道", "和平镇")
TITLES = (
    "{issuer}{year}年法治政府建设年度报告", "{issuer}{year}年度法治政府建设工作报告", "{issuer}{year}年度法治政府建设情况报告",
    "{issuer}关于{year}年度法治政府建设情况的报告", "{short}{year}年法治政府建设情况", "{issuer}{year}年法治政府建设工作总结",
    "{issuer}{year}年度法治政府建设年度报告", "关于{short}{year}年度法治政府建设情况的报告",
)
FORMS = {"government": ("classic", "runin", "person_first", "listed", "flat", "open", "unheaded"),
         "department": ("bureau", "listed", "runin", "classic"), "town": ("town", "flat", "open")}
"""Voice -> structures of compose.STRUCTURES that suit it."""


def reports(n: int, seed: int | str = 0) -> Iterator[dict[str, Any]]:
    """Yield n made-up reports; each dict holds fields of `archive.model.Document` by name, the text included."""
    for place in range(n):
        body, turn = divmod(place, YEARS_EACH)
        yield _report(f"{seed}:{body}", turn, place)


@cache
def _places() -> list[regions.Region]:
    """Counties, districts and cities in force with plain names."""
    return [row for row in regions.load().rows()
            if row.valid_to is None and row.level in ("city", "county") and row.name[-1] in "县区市"
            and "自治" not in row.name]


def _report(seed: str, turn: int, place: int) -> dict[str, Any]:
    """Compose report number `turn` of one body."""
    dice = Dice(seed)
    region = _places()[dice.below(len(_places()))]
    voice, issuer, level = _body(region, dice)
    year = FIRST_YEARS[dice.below(len(FIRST_YEARS))] + turn
    forms = FORMS[voice.kind]
    wording = f"{seed}:{max(turn, 1)}"
    own = Dice(wording)
    structure = forms[own.below(len(forms))]
    blocks = report(voice, year=year, seed=wording, structure=structure, size=own.between(4, 8))
    written, published = _dates(year, Dice(f"{seed}:{turn}:dates"))
    signed = own.below(2) == 0
    if signed:
        month, day = written.split("-")[1:]
        blocks += [Block("sign", issuer), Block("sign", f"{written[:4]}年{int(month)}月{int(day)}日")]
    prefix = credit_code(region.code, f"{dice.below(100_000_000):08d}")
    short = region.name if voice.kind == "government" else issuer
    return {
        "url": f"http://127.0.0.1/{region.code}/{place}.html",
        "title": TITLES[own.below(len(TITLES))].format(issuer=issuer, short=short, year=year),
        "kind": "annual_report", "kind_reason": "made up", "verdict": "ok", "report_year": year,
        "index_number": f"{prefix}/{published[:4]}-{place:06d}", "index_number_valid": True, "publisher": issuer,
        "issuer": issuer, "date_published": published, "date_written": written if signed else None,
        "region_code": region.code, "region_name": region.name, "level": level, "encoding": "utf-8",
        "text": text_of(blocks),
    }


def _body(region: regions.Region, dice: Dice) -> tuple[Voice, str, str]:
    """Draw who reports in a region: voice, issuer, level."""
    over, lot = region.name[-1], dice.below(10)
    if lot < 5:
        city = region.level == "city"
        return government(region.name, prefecture=city), f"{region.name}人民政府", "city" if city else "county"
    if lot < 8 or region.level == "city":
        trade = list(BUREAUS)[dice.below(len(BUREAUS))]
        issuer = region.name + BUREAUS[trade]
        return department(issuer, trade, over), issuer, "department"
    name = TOWNS[dice.below(len(TOWNS))]
    return town(name, over), f"{region.name}{name}{'办事处' if name.endswith('街道') else '人民政府'}", "township"


def _dates(year: int, dice: Dice) -> tuple[str, str]:
    """Draw the dates of writing and publication: mostly January to March, some late."""
    month = dice.between(1, 3) if dice.below(5) else dice.between(4, 11)
    day = dice.between(1, 20)
    return f"{year + 1}-{month:02d}-{day:02d}", f"{year + 1}-{month:02d}-{day + dice.between(0, 8):02d}"
