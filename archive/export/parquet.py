"""Parquet for data frames: one row per document with all fields and the text, written in groups of rows."""

from __future__ import annotations

import io
import json
import sqlite3
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO

from archive import read
from archive.errors import UsageError
from archive.export.downloads import Progress, documents
from archive.model import FIELDS

GROUP = 500
"""Documents of a row group: a few million characters of text are held at once."""
INTEGERS = {"report_year", "revision", "text_chars"}
BOOLEANS = {"index_number_valid", "in_index"}
LISTS = {"warnings"}
COLUMNS = ("id", *FIELDS, "portal", "state", "gone_at", "first_seen", "last_seen", "changed_at", "revision", "in_index", "extractor",
           "warnings", "sha256", "text_chars", "text")
"""In this order; dates stay text, because a date may lack its day or month."""


def write_parquet(conn: sqlite3.Connection, ids: Sequence[str], out: BinaryIO, progress: Progress | None = None) -> None:
    """Write documents as one Parquet file (zstd); `out` needs no seek. UsageError where pyarrow is absent."""
    arrow, parquet = _pyarrow()
    kinds = {**dict.fromkeys(INTEGERS, arrow.int32()), **dict.fromkeys(BOOLEANS, arrow.bool_()),
             **dict.fromkeys(LISTS, arrow.list_(arrow.string()))}
    schema = arrow.schema([(name, kinds.get(name, arrow.string())) for name in COLUMNS])
    with parquet.ParquetWriter(Counted(out), schema, compression="zstd") as writer:
        rows = map(_row, documents(conn, ids, progress))
        for group in _groups(rows):
            writer.write_table(arrow.Table.from_pylist(group, schema))


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("the format parquet needs pyarrow; `pip install 'fazhi-archive[parquet]'` brings it, "
                         "or choose another format.") from error
    return pa, parquet


def _groups(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while group := list(islice(rows, GROUP)):
        yield group


def _row(row: dict[str, Any]) -> dict[str, Any]:
    """A document as the columns hold it; a lone surrogate, which no UTF-8 file can hold, becomes a question mark."""
    values = {name: row[name] for name in COLUMNS}
    values |= {name: read.truth(row[name]) for name in BOOLEANS}
    values |= {name: json.loads(row[name]) if row[name] else [] for name in LISTS}
    return {name: _text(value) if isinstance(value, str) else value for name, value in values.items()}


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()


class Counted(io.RawIOBase):
    """The write side of a file that knows how far it has come: the footer of Parquet names places, and a pipe tells none."""

    def __init__(self, out: BinaryIO) -> None:
        super().__init__()
        self._out = out
        self._at = 0

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def write(self, data: Any) -> int:
        """Pass bytes on."""
        size = memoryview(data).nbytes
        self._out.write(bytes(data))
        self._at += size
        return size

    def tell(self) -> int:
        """Bytes written so far."""
        return self._at

    def flush(self) -> None:
        """The file itself is flushed by whoever opened it."""
