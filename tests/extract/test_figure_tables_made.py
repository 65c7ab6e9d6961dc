"""Tables made up by chance, as pages, workbooks and Word files print them: no number may get a wrong name, unit or year."""

from __future__ import annotations

import random
from collections import Counter
from typing import NamedTuple

from archive.extract.figures import figures

GROUPS = {
    "行政复议": [("受理", "reconsideration_received"), ("审结", "reconsideration_concluded")],
    "行政应诉": [("应诉案件", "litigation_cases"), ("败诉案件", "litigation_lost")],
}
NAMES = [("受理行政复议案件", "件", "reconsideration_received"), ("行政应诉案件", "件", "litigation_cases"), ("败诉率", "%", "litigation_loss_rate"),
         ("法律援助案件", "件", "legal_aid_cases"), ("调解矛盾纠纷", "起", "mediation_cases"), ("出庭应诉率", "%", "head_attendance_rate")]
YEARS = ("{}年", "{}年度", "{}")
TABLES = 400


class Cell(NamedTuple):
    text: str
    rows: int = 1
    columns: int = 1


def made(dice: random.Random) -> tuple[list[list[Cell]], Counter, str]:
    """The cells of a table, the figures in it, and its caption."""
    years = dice.choice([[2022, 2023], [2023, 2022], [2021, 2022, 2023]])
    form, place, change = dice.choice(YEARS), dice.choice(["column", "name", "cell", "head", "caption"]), dice.choice(["", "同比", "备注"])
    grouped, numbered, shares = dice.random() < 0.4, dice.random() < 0.3, dice.random() < 0.2 and place != "column"
    named = [(group, name, "件", key) for group, names in GROUPS.items() for name, key in names] if grouped else [
        ("", *one) for one in dice.sample(NAMES, 4) if place not in ("head", "caption") or one[1] == "件"]
    high = 2 if shares or dice.random() < 0.3 else 1
    beside = "（件）" if place == "head" else ""
    lead = [Cell("序号", high)] * (numbered and not grouped) + [Cell("项目", high, 2 if grouped else 1)] + [Cell("单位", high)] * (place == "column")
    labels = [form.format(year) for year in years]
    tail = [Cell(change, high)] * bool(change)
    if shares:
        table = [lead + [Cell(label + beside, 1, 2) for label in labels] + tail, [Cell(word) for _ in years for word in ("件数", "占比")]]
    elif high == 2:
        table = [[*lead, Cell("办理数量" + beside, 1, len(years)), *tail], [Cell(label) for label in labels]]
    else:
        table = [lead + [Cell(label + beside) for label in labels] + tail]
    found: Counter = Counter()
    seen = ""
    for number, (group, name, unit, key) in enumerate(named, 1):
        row = [Cell(str(number))] * (numbered and not grouped) + [Cell(group, 2)] * (grouped and group != seen)
        row += [Cell(name + (f"（{unit}）" if place == "name" else ""))] + [Cell(unit)] * (place == "column")
        seen = group
        for year in years:
            value = dice.randint(3, 99) + (0.5 if unit == "%" else 0)
            shown = dice.random() < 0.9
            found.update([(key, float(value), unit, year)] if shown else [])
            row += [Cell((f"{value}" + (unit if place == "cell" else "")) if shown else dice.choice(["", "—"]))] + [Cell("12.5%")] * shares
        table.append(row + [Cell("含上年结转" if change == "备注" else "-3.2%")] * bool(change))
    return table, found, "表1 主要数据" + "（单位：件）" * (place == "caption")


def printed(table: list[list[Cell]], form: str) -> list[str]:
    """The rows as lines: a page shows a merged cell once, a workbook has blanks for the rest, Word has one for each row below."""
    width = sum(cell.columns for cell in table[0])
    below: dict[tuple[int, int], bool] = {}
    lines = []
    for at, row in enumerate(table):
        shown, place, cells = [], 0, iter(row)
        while place < width:
            if (at, place) in below:
                shown += [""] * (form == "workbook" or (form == "word" and below[at, place]))
                place += 1
                continue
            cell = next(cells, None)
            if cell is None:
                break
            shown.append(cell.text)
            spans = [(down, right) for down in range(cell.rows) for right in range(cell.columns)][1:]
            below |= {(at + down, place + right): down > 0 and not right for down, right in spans}
            place += 1
        lines.append(" | ".join(shown) if form == "page" else " | ".join(shown).rstrip(" |"))
    return lines


def test_no_number_gets_a_wrong_name_unit_or_year():
    told, missed = 0, 0
    for seed in range(TABLES):
        dice = random.Random(seed)
        table, wanted, caption = made(dice)
        text = "\n".join(["一、主要成效", caption, *printed(table, dice.choice(["page", "workbook", "word"])), "以上数据供参考使用。"])
        found = Counter((one.indicator, one.value, one.unit, one.year) for one in figures(text, [], 2023))
        assert not found - wanted, f"table {seed}:\n{text}"
        told += sum(wanted.values())
        missed += sum((wanted - found).values())
    assert told > 6 * TABLES
    assert missed <= 0.005 * told
