"""PDFs that name fonts without holding them: every character counts, however the file cuts its text, whatever fonts a machine has."""

from __future__ import annotations

import re

import pytest
from make_pdf import Sheet, write

from archive.attachments import pdf_fonts, read_file

LINES = ["2023年，清溪县扎实推进法治政府建设，取得了新的进展，现将有关情", "况报告如下。",
         "（一）全面履行职能。政务事项网上可办率达到百分之百，审查文件", "42件、合同15份；提出意见120条，均被采纳。"]
SIZE = 14


def width(text: str) -> float:
    return sum(SIZE if ord(char) > 127 else SIZE / 2 for char in text)


@pytest.mark.parametrize("cut", [".+", "[^。，；、]+|[。，；、]", "."])
def test_text_in_objects_of_any_length_is_read_in_the_limited_process(cut):
    shown = []
    for number, line in enumerate(LINES):
        x = 72.0 + 2 * SIZE * (not number % 2)
        for part in re.findall(cut, line):
            shown.append((x, 100.0 + 28 * number, SIZE, part))
            x += width(part)
    found = read_file(write([Sheet(lines=shown)]), name="a.pdf")
    assert found.text.splitlines() == [LINES[0] + LINES[1], LINES[2] + LINES[3]]


def test_the_stand_in_is_given_only_to_a_place_that_holds_it():
    size = len(pdf_fonts.FONT)
    assert size % 4 == 0
    assert pdf_fonts._data(None, 1, 0, None, 0) == size
    assert pdf_fonts._data(None, 1, 0x74746366, None, 0) == 0
    place = bytearray(size)
    kind = pdf_fonts.ctypes.c_ubyte * size
    assert pdf_fonts._data(None, 1, 0, kind.from_buffer(place), size - 1) == size
    assert not any(place)
    pdf_fonts._data(None, 1, 0, kind.from_buffer(place), size)
    assert bytes(place) == pdf_fonts.FONT
