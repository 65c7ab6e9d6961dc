"""docs/architecture.md is held against the tree: every part is named, everything named exists, and imports point downwards only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\|((?: `(?:archive|crawler)/[\w/.]+`)+) \|", TEXT.split("## One page")[0], flags=re.MULTILINE)
PARTS = [name for row in ROWS for name in re.findall(r"`([\w/.]+)`", row)]
"""Modules and packages in the order of the document, top first."""
MODULES = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
           for package in ("archive", "crawler") for path in (ROOT / package).rglob("*.py")}


def part(path: Path) -> str:
    """The part that a module belongs to, as the document writes it."""
    top, below, *rest = path.relative_to(ROOT).parts
    return f"{top}/{below}/" if rest else f"{top}/{below}"


def imported(path: Path) -> Iterator[str]:
    """Our modules that a module imports anywhere, in functions and for types too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (name if (name := f"{node.module}.{alias.name}") in MODULES else str(node.module) for alias in node.names)


def test_every_part_is_named_once():
    parts = {part(path) for path in MODULES.values()} - {"archive/__init__.py", "crawler/__init__.py"}
    assert sorted(PARTS) == sorted(parts)


def test_whatever_is_named_exists():
    named = re.findall(r"`((?:archive|crawler)/[\w/.]+)`", TEXT)
    assert len(named) > len(PARTS)
    assert not [name for name in named if not (ROOT / name).exists()]


def below(here: str) -> set[str]:
    """What a part may import: whatever stands after it, and nothing of the crawler but for the crawler and the commands."""
    after = PARTS[PARTS.index(here) + 1:]
    knows_crawler = here.startswith("crawler/") or here == "archive/cli/"
    return {here, *(name for name in after if knows_crawler or name.startswith("archive/"))}


def test_imports_point_downwards():
    # Datasette's entry, archive/__init__.py, loads the site when a hook is called.
    modules = {name: path for name, path in MODULES.items() if name not in {"archive", "crawler"}}
    used = {(name, other) for name, path in modules.items() for other in imported(path) if other in modules}
    assert len(used) > len(modules)
    assert not sorted(f"{name} imports {other}" for name, other in used
                      if part(MODULES[other]) not in below(part(MODULES[name])))


def test_tables_that_grow_are_where_the_document_says():
    places = re.findall(r"`([A-Z]+)`(?: (?:or|and) `([A-Z]+)`)? (?:in |\()`((?:archive|crawler)/[\w/]+)\.py`", TEXT)
    assert len(places) > 8
    for *tables, path in places:
        module = import_module(path.replace("/", ".").removesuffix(".__init__"))
        assert not [name for name in tables if name and not hasattr(module, name)], path
