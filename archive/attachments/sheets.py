"""XLS and XLSX -> rows: the visible sheets with their names, cells joined by ' | '."""

from __future__ import annotations

import datetime as dt
import io
import math
from decimal import ROUND_HALF_UP, Context, Decimal

import python_calamine as calamine

from archive.attachments import biff
from archive.attachments.base import MAX_CHARS, ReadError, Reading
from archive.attachments.lines import row
from archive.attachments.packed import Container
from archive.attachments.sheet_formats import Form, Formats, Forms

_MAX_COLUMNS = 200
_PLAIN = Form()
_LAST_DAY = 2_950_000
"""Days that may be a date: a spreadsheet's last one is 9999-12-31."""
_HALF_UP = Context(prec=400, rounding=ROUND_HALF_UP)
"""How spreadsheets round what they print; the largest number has 309 digits."""
_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""
Cell = int | float | str | bool | dt.date | dt.time | dt.timedelta


def read(data: bytes) -> Reading:
    """Read the text of a workbook; a sheet's name stands above its rows where there are several sheets.

    Raises:
        ReadError: the workbook needs a password, is damaged, unsafe or empty.
    """
    # a container refuses bombs before the workbook reader unpacks them
    formats = Formats(Container(data)) if data.startswith(b"PK") else biff.Formats(data)
    try:
        return _read(data, formats)
    except calamine.PasswordError as fault:
        raise ReadError("The workbook needs a password: ask the publisher for an open copy.") from fault
    except (calamine.CalamineError, ValueError, OSError, OverflowError) as fault:
        raise ReadError(f"The workbook is damaged ({fault}).") from fault


def _read(data: bytes, formats: Formats | biff.Formats) -> Reading:
    reading = Reading()
    with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheets = []
        for sheet in book.sheets_metadata:
            if sheet.typ != calamine.SheetTypeEnum.WorkSheet:
                reading.warnings.append(f"The sheet {sheet.name} holds a chart or macros and was left out.")
            elif sheet.visible != calamine.SheetVisibleEnum.Visible:
                reading.warnings.append(f"The sheet {sheet.name} is hidden and was left out.")
            else:
                sheets.append(sheet.name)
        read_rows = ((name, _rows(book.get_sheet_by_name(name), formats.of(name), reading)) for name in sheets)
        filled = [(name, rows) for name, rows in read_rows if rows]
    for name, rows in filled:
        reading.lines += [name, *rows] if len(filled) > 1 else rows
    if not reading.lines:
        raise ReadError("The workbook holds no cell with text.")
    return reading


def _rows(sheet: calamine.CalamineSheet, forms: Forms, reading: Reading) -> list[str]:
    lines: list[str] = []
    length = 0
    left = (sheet.start or (0, 0))[1]
    for number, cells in enumerate(sheet.iter_rows()):
        line = row(show(cell, forms.get((number, left + at), _PLAIN)) for at, cell in enumerate(cells[:_MAX_COLUMNS]))
        if line:
            lines.append(line)
            length += len(line)
        if length > MAX_CHARS:
            reading.warnings.append(f"The text was cut after {MAX_CHARS:,} characters.")
            break
    return lines


def show(cell: Cell, form: Form = _PLAIN) -> str:
    """Print a cell: whole numbers without a fraction, dates by ISO 8601, no more precise than their format.

    >>> show(45000.0), show(0.1 + 0.2), show(dt.datetime(2024, 3, 4)), show(0.9855, Form(1)), show(45355.0, Form(date="month"))
    ('45000', '0.3', '2024-03-04', '98.6%', '2024-03')
    """
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if form.decimals is not None and isinstance(cell, (int, float)):
        return _percentage(cell, form.decimals) if math.isfinite(cell) else str(cell)
    if form.date and isinstance(cell, (int, float)) and 1 <= cell < _LAST_DAY:
        cell = dt.date(1904, 1, 1) + dt.timedelta(int(cell)) if form.since_1904 else dt.date(1899, 12, 30) + dt.timedelta(int(cell))
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.date) and form.date == "month":
        return f"{cell:%Y-%m}"
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
    if isinstance(cell, dt.time):
        return cell.isoformat("seconds")
    return str(cell)


def _percentage(value: float, decimals: int) -> str:
    shown = _HALF_UP.quantize(Decimal(str(value)) * 100, Decimal(1).scaleb(-decimals))
    return f"{shown:f}%"


def _number(value: float) -> str:
    if math.isfinite(value) and value == int(value) and abs(value) < 10**_DIGITS:
        return str(int(value))
    text = f"{value:.{_DIGITS}g}"
    return f"{value:f}".rstrip("0").rstrip(".") if "e" in text and 1e-9 < abs(value) < 1e21 else text
