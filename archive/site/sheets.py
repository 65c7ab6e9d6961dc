"""Tables of the site as files: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from datasette.utils.asgi import Response

from archive.export.downloads import guarded


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], name: str) -> Response:
    """Rows as CSV: UTF-8 with the byte order mark that Excel needs, no cell runs as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([guarded(row.get(column)) for column in columns] for row in rows)
    headers = {"content-disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.getvalue().encode("utf-8-sig", "replace"), headers=headers, content_type="text/csv; charset=utf-8")


def as_json(content: Mapping[str, Any]) -> Response:
    """An object as JSON."""
    return Response(json.dumps(content, ensure_ascii=False), content_type="application/json; charset=utf-8")
