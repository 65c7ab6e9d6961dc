"""OFD (GB/T 33190) -> paragraphs: the text objects of every page by their places; vendors' oddities are tolerated."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from lxml import etree

from archive.attachments import xml
from archive.attachments.base import MAX_CHARS, MAX_PAGES, ReadError, Reading
from archive.attachments.lines import is_chinese, tidy
from archive.attachments.packed import Container
from archive.attachments.paragraphs import join, mark_rows
from archive.attachments.printed import Line, PrintedPage

SAME_LINE = 0.5
"""Difference of heights, in type sizes, within one line."""
CELL_GAP = 2.2
"""Gap inside a line, in type sizes, between two cells of a table."""
_A4 = (0.0, 0.0, 210.0, 297.0)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")


_LOCKS = ("encryptions.xml", "decryptseed.dat")
"""Parts of an encrypted OFD (GM/T 0099)."""
_Part = tuple[str, dict[str, str]]
"""Content of a page, and the templates of its document: id -> part."""


class _Run:
    """One TextCode: its text and its box in millimetres."""

    def __init__(self, text: str, left: float, right: float, y: float, size: float) -> None:
        self.text, self.left, self.right, self.y, self.size = text, left, right, y, size


def read(data: bytes) -> Reading:
    """Read the text of an OFD file.

    Raises:
        ReadError: the container is unsafe or torn, or holds no page with text.
    """
    container = Container(data)
    reading = Reading()
    if container.torn:
        reading.warnings.append("The container's directory is damaged; its parts were found one by one.")
    if any(posixpath.basename(name).lower() in _LOCKS for name in container.names):
        raise ReadError("The OFD needs a password: ask the publisher for an open copy.")
    parts, area = _page_parts(container, reading)
    if not parts:
        raise ReadError("The OFD has no page content.")
    if len(parts) > MAX_PAGES:
        reading.warnings.append(f"The OFD has {len(parts):,} pages; the first {MAX_PAGES} were read.")
    pages: list[PrintedPage] = []
    backgrounds: dict[str, list[_Run]] = {}
    for part, templates in parts[:MAX_PAGES]:
        try:
            pages.append(_page(container, part, templates, backgrounds, area))
        except ReadError as fault:
            reading.warnings.append(str(fault))
        if sum(len(line.text) for page in pages for line in page.lines) > MAX_CHARS:
            reading.warnings.append(f"The text was cut after {len(pages)} pages: more than {MAX_CHARS:,} characters.")
            break
    reading.lines = join(pages)
    if not reading.lines:
        why = reading.warnings[0] if reading.warnings else "it is a scan and needs OCR, an optional extra."
        raise ReadError(f"The OFD has {len(parts)} pages but no text: {why}")
    return reading


def _page_parts(container: Container, reading: Reading) -> tuple[list[_Part], tuple[float, ...]]:
    """Find the page contents in reading order and the page area, by the directory parts or else by their names."""
    try:
        found, area = _listed_parts(container)
    except ReadError as fault:
        found, area = [], _A4
        reading.warnings.append(f"{fault} The pages were found by their names.")
    if found:
        return found, area
    named = [name for name in container.names if re.search(r"pages?[/_].*content[^/]*\.xml$", name, re.IGNORECASE)]
    return [(name, {}) for name in sorted(named, key=lambda name: [int(digits) for digits in re.findall(r"\d+", name)])], area


def _listed_parts(container: Container) -> tuple[list[_Part], tuple[float, ...]]:
    entry = next((name for name in container.names if posixpath.basename(name).lower() == "ofd.xml"), "OFD.xml")
    root = xml.parse(container.read(entry), entry)
    found: list[_Part] = []
    area: tuple[float, ...] = _A4
    for body in xml.descendants(root, "DocRoot"):
        path = _resolve(container, posixpath.dirname(entry), body.text)
        document = xml.parse(container.read(path), path)
        area = _area(next(xml.descendants(document, "PhysicalBox"), None)) or area
        folder = posixpath.dirname(path)
        templates = {xml.value(template, "ID") or "": _resolve(container, folder, xml.value(template, "BaseLoc"))
                     for template in xml.descendants(document, "TemplatePage")}
        for page in xml.descendants(document, "Page"):
            content = _resolve(container, folder, xml.value(page, "BaseLoc"))
            if content in container:
                found.append((content, templates))
    return found, area


def _resolve(container: Container, folder: str, location: str | None) -> str:
    """Resolve a location: absolute, relative to its part, or (some writers) relative to the container."""
    clean = (location or "").strip().replace("\\", "/")
    if clean.startswith("/"):
        return posixpath.normpath(clean).lstrip("/")
    path = posixpath.normpath(posixpath.join(folder, clean)).lstrip("/")
    return path if path in container else posixpath.normpath(clean)


def _page(container: Container, part: str, templates: dict[str, str], backgrounds: dict[str, list[_Run]],
          area: tuple[float, ...]) -> PrintedPage:
    """Read one page with the templates that are printed below it; `backgrounds` keeps those that were read before."""
    root = xml.parse(container.read(part), part)
    own = _area(next(xml.descendants(root, "PhysicalBox"), None)) or area
    runs = _all_runs(root)
    for used in xml.descendants(root, "Template"):
        path = templates.get(xml.value(used, "TemplateID") or "", "")
        if path not in backgrounds:
            backgrounds[path] = _all_runs(xml.parse(container.read(path), path)) if path in container else []
        runs += backgrounds[path]
    return PrintedPage(own[2], own[3], _lines(runs))


def _all_runs(root: etree._Element) -> list[_Run]:
    return [run for element in xml.descendants(root, "TextObject") for run in _runs(element)]


def _area(element: etree._Element | None) -> tuple[float, ...] | None:
    numbers = _numbers(element.text if element is not None else None)
    return tuple(numbers) if len(numbers) == 4 and numbers[3] > 0 else None


def _numbers(text: str | None) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text or "")]


def _runs(element: etree._Element) -> Iterable[_Run]:
    """Yield the text codes of one text object; X and Y carry over from the one before (GB/T 33190, 11.3)."""
    boundary = (_numbers(xml.value(element, "Boundary")) + [0.0] * 4)[:4]
    matrix = _numbers(xml.value(element, "CTM"))
    a, b, c, d, e, f = matrix if len(matrix) == 6 else (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    size = next(iter(_numbers(xml.value(element, "Size"))), 4.0)
    x = y = 0.0
    for code in xml.descendants(element, "TextCode"):
        text = tidy(code.text or "")
        x = next(iter(_numbers(xml.value(code, "X"))), x)
        y = next(iter(_numbers(xml.value(code, "Y"))), y)
        if text:
            scale = abs(a) or abs(b) or 1.0
            left = boundary[0] + a * x + c * y + e
            length = _length(text, xml.value(code, "DeltaX"), size) * scale
            yield _Run(text, left, left + length, boundary[1] + b * x + d * y + f, size * (abs(d) or abs(c) or 1.0))


def _length(text: str, deltas: str | None, size: float) -> float:
    """Length of a run: the printed steps (`g 3 5.2` = three steps of 5.2) and its last character."""
    steps: list[float] = []
    words = (deltas or "").split()
    while words:
        word = words.pop(0)
        if word == "g" and len(words) >= 2 and words[0].isdigit():
            count, step = int(words.pop(0)), _numbers(words.pop(0))
            steps += (step or [0.0]) * min(count, len(text))
        else:
            steps += _numbers(word)
    widths = [size if is_chinese(char) else size / 2 for char in text]
    steps = steps[: len(text) - 1]
    return sum(steps) + sum(widths[len(steps):])


def _lines(runs: Iterable[_Run]) -> list[Line]:
    """Group runs to lines by their height, each from left to right."""
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: (run.y, run.left)):
        if rows and abs(rows[-1][0].y - run.y) <= SAME_LINE * min(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    lines = [_line(sorted(runs, key=lambda run: run.left)) for runs in rows]
    mark_rows(lines)
    return lines


def _line(runs: list[_Run]) -> Line:
    size = max(run.size for run in runs)
    cells = [""]
    before: _Run | None = None
    for run in runs:
        if before is not None and run.text == before.text and run.left - before.left < 0.3 * size:
            continue  # printed twice: fake bold
        if before is not None and run.left - before.right > CELL_GAP * size:
            cells.append("")
        elif before is not None and run.left - before.right > 0.3 * size:
            cells[-1] += " "
        cells[-1] += run.text
        before = run
    cells = [text for cell in cells if (text := tidy(cell))]
    return Line(" ".join(cells), runs[0].left, max(run.right for run in runs), runs[0].y, size, cells=cells)
