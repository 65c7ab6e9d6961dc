"""Index numbers: normal form, check digits, region."""

from __future__ import annotations

import pytest

from archive.extract.codes import (
    credit_code_valid,
    find_index_number,
    index_number_valid,
    normalise_index_number,
    organisation_code_valid,
    region_of,
)


def organisation_code(first_eight: str) -> str:
    """An organisation code with the right check character, by the text of GB 11714."""
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(char, 36) * weight for char, weight in zip(first_eight, weights, strict=True)) % 11
    return first_eight + {10: "X", 11: "0"}.get(rest, str(rest))


def credit_code(first_seventeen: str) -> str:
    """A unified code with the right check character, by the text of GB 32100."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(alphabet.index(char) * 3 ** i for i, char in enumerate(first_seventeen))
    return first_seventeen + alphabet[(31 - total % 31) % 31]


ORG = organisation_code("00812345")
CREDIT = credit_code("11330824" + organisation_code("00298765"))


@pytest.mark.parametrize("first", ["00000000", "12345678", "K1234841", "01234053", "99999999", "ABCDEFGH"])
def test_organisation_code(first):
    code = organisation_code(first)
    assert organisation_code_valid(code)
    assert not any(organisation_code_valid(first + other) for other in "0123456789X" if other != code[8])


def test_credit_code():
    assert credit_code_valid(CREDIT)
    assert not credit_code_valid(CREDIT[:17] + ("0" if CREDIT[17] != "0" else "1"))
    assert not credit_code_valid(CREDIT[:17])
    assert not credit_code_valid("I" * 18)


@pytest.mark.parametrize(("number", "valid"), [
    (f"{ORG}/2021-111028", True), (f"{ORG}-2020-153077", True), (f"{ORG}/202011-00140", True), (f"{ORG}A/2023-0043406", True),
    (f"{ORG[:8]}-{ORG[8]}/2021-00003", True), (f"{CREDIT}/2025-01529", True), (f"{CREDIT.lower()}-/2023-0516006", True),
    (f"{ORG[:8]}{(int(ORG[8], 36) + 1) % 10}/2020-35147", False), ("123456789/2020-1", False),
    (f"{CREDIT[:17]}{'0' if CREDIT[17] != '0' else '1'}/2025-1", False),
    ("SY-310115-2024-00964", None),
    ("QZ01234-3000-2026-00011", None), ("6107280000/2024-001234", None), ("065/2021-00008", None),
    ("001002003004005/2011-204477", None), ("yxxrmzf/2026-00017", None), ("A12340--2024-0018", None), ("", None), (None, None),
])
def test_check_digits_where_the_form_has_them(number, valid):
    assert index_number_valid(number) is valid


@pytest.mark.parametrize(("raw", "normal"), [
    (" 00812 3450 / 2021－111028 ", "008123450/2021-111028"), ("索引", None), ("无", None), ("", None), (None, None), ("—  —", None),
    ("k12345411/2021-00020", "K12345411/2021-00020"), ("【01234053X/2023-00861】", "01234053X/2023-00861"), ("主动公开", None),
    ("某区/2020-00012", "某区/2020-00012"), ("2021年度报告", None), ("x" * 80 + "12", None),
])
def test_normal_form(raw, normal):
    assert normalise_index_number(raw) == normal


@pytest.mark.parametrize(("number", "region"), [
    (f"{CREDIT}/2025-01529", "330824"), ("6107280000/2024-001234", "610728"), ("SY-310115-2024-00964", "310115"),
    (f"{ORG}/2021-111028", None), (f"{CREDIT[:17]}{'0' if CREDIT[17] != '0' else '1'}/2025-1", None), ("990000/2020-1", None), (None, None),
])
def test_region(number, region):
    assert region_of(number) == region


@pytest.mark.parametrize(("line", "found"), [
    (f"{ORG}/2021-00001 | 法制", f"{ORG}/2021-00001"), (f"编号{CREDIT}/2024-00011，", f"{CREDIT}/2024-00011"),
    ("2021-2025年规划", None), ("电话010-12345678", None),
])
def test_bare_number_by_shape(line, found):
    assert find_index_number(line) == found
