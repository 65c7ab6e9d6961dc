"""The times of a manifest: what people and tools write is read, what could mean two moments is refused in a sentence."""

from __future__ import annotations

import json

import pytest

from archive import times
from archive.cli import cli
from archive.intake.moments import moment
from archive.store import Archive

TEN_TWENTY = "2026-03-01T10:20:00Z"
MIDNIGHT = "2026-03-01T00:00:00Z"


@pytest.mark.parametrize(("written", "meant"), [
    ("2026-03-01T10:20:00Z", TEN_TWENTY), ("2026-03-01T10:20:00.123456789Z", TEN_TWENTY), ("2026-03-01 10:20", TEN_TWENTY),
    ("2026-03-01 18:20:00 +0800", TEN_TWENTY), ("2026-03-01T18:20+08:00", TEN_TWENTY), ("2026-03-01 05:50 -0430", TEN_TWENTY),
    ("2026/3/1", MIDNIGHT), ("2026/3/1 10:20:00", TEN_TWENTY), ("2026.03.01 10:20", TEN_TWENTY), ("2026-03-01 10:20 utc", TEN_TWENTY),
    ("2026年3月1日", MIDNIGHT), ("2026年3月1日 10时20分", TEN_TWENTY), ("２０２６-０３-０１　１０：２０", TEN_TWENTY),
    ("20260301", MIDNIGHT), ("202603011020", TEN_TWENTY), ("20260301102000", TEN_TWENTY), ("20260301102000123", TEN_TWENTY),
    (20260301102000, TEN_TWENTY), (1772360400, TEN_TWENTY), (1772360400123, TEN_TWENTY),
    ("Sun, 01 Mar 2026 18:20:00 +0800", TEN_TWENTY), ("Sun, 01 Mar 2026 10:20:00 GMT", TEN_TWENTY),
    ("Sunday, 01-Mar-26 10:20:00 GMT", TEN_TWENTY), ("Sun Mar  1 10:20:00 2026", TEN_TWENTY), ("1 Mar 2026 10:20", TEN_TWENTY),
])
def test_times_as_people_and_tools_write_them(written, meant):
    assert times.iso(moment(written)) == meant


@pytest.mark.parametrize(("written", "sentence"), [
    ("03/04/2026", "'03/04/2026' may be several days; write the year first"), ("3-4-26 10:20", "may be several days"),
    ("26-03-01", "may be several days"), ("01.03.2026", "may be several days"),
    ("2026-03-01 10:20 CST", "names the zone 'CST', which has several meanings; write its distance from UTC"),
    ("Sun Mar  1 10:20:00 CST 2026", "names the zone 'CST'"), ("Sun, 01 Mar 2026 10:20:00 EST", "names the zone 'EST'"),
    ("2026-03-01 3:20 PM", "is no time such as"), ("01 Mar 2026 03:20 PM", "is no time such as"), ("soon", "'soon' is no time such as"),
    ("2026-02-30", "is no time such as"), ("2026-13-01", "is no time such as"), ("2026-03-01 25:00", "is no time such as"),
    ("20261301", "is no time such as"), ("2026-03/01", "is no time such as"), ("1 Mar 2026", "is no time such as"),
    ("1" * 20, "is no time such as"), ("9999-12-31 23:59 -1400", "is no time such as"), (True, "'True' is no time such as"),
    ("2026-03-01 10:20 +0099", "is no time such as"), (["2026-03-01"], "is no time such as"),
])
def test_what_could_mean_two_moments_or_none_is_refused(written, sentence):
    with pytest.raises(ValueError, match=sentence.replace("(", r"\(")):
        moment(written)


def test_a_manifest_says_line_and_fault_and_takes_the_other_lines(tmp_path, capsys):
    lines = []
    for number, at in enumerate(("2026/3/1 10:20", "03/04/2026")):
        page = f"<h1>青山县202{number}年法治政府建设年度报告</h1><p>{'依法行政取得进展。' * 30}</p>"
        (tmp_path / f"{number}.html").write_text(page, encoding="utf-8")
        lines.append(json.dumps({"file": f"{number}.html", "url": f"http://www.hill.gov.cn/{number}.html", "fetched_at": at}))
    manifest = tmp_path / "m.jsonl"
    manifest.write_text("\n".join(lines), encoding="utf-8")
    code = cli.main(["import", str(tmp_path), "--manifest", str(manifest), "--data", str(tmp_path / "data")], standalone_mode=False)
    told = "".join(capsys.readouterr())
    assert code == 1
    assert "m.jsonl, line 2: fetched_at '03/04/2026' may be several days" in told
    with Archive.open(tmp_path / "data") as archive:
        found = archive.conn.execute("select fetched_at from captures where url like 'http://www.hill%'").fetchall()
    assert [row[0] for row in found] == [TEN_TWENTY]
