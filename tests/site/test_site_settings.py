"""metadata.yml of a shape that nobody expects: a sentence with file and place, from `fazhi check` and before the site starts."""

from __future__ import annotations

import pytest

from archive.errors import UsageError
from archive.site import metadatafile, serve
from archive.store import Archive


@pytest.mark.parametrize(("text", "place"), [
    ("databases: 3", "databases must hold keys and values"),
    ("databases: {archive: [1]}", "databases.archive must hold"),
    ("databases: {archive: {tables: [documents]}}", "databases.archive.tables must hold"),
    ("databases: {archive: {tables: {documents: open}}}", "databases.archive.tables.documents must hold"),
    ("plugins: []", "plugins must hold"),
    ("plugins: {fazhi-archive: {requests_per_minute: many}}", "requests_per_minute holds 'many'; write a number"),
])
def test_a_wrong_shape_is_told_and_stops_the_site(tmp_path, text, place):
    path = tmp_path / "metadata.yml"
    path.write_text(text, "utf-8")
    assert place in "\n".join(metadatafile.faults(path))
    Archive.open(tmp_path / "data").close()
    with pytest.raises(UsageError, match=r"metadata\.yml: ") as told:
        serve.build(tmp_path / "data", metadata=path)
    assert place in str(told.value)


def test_keys_without_values_are_no_fault_of_shape(tmp_path):
    path = tmp_path / "metadata.yml"
    path.write_text("databases: {archive: {tables: {documents: }}}\nplugins:\n", "utf-8")
    assert not [fault for fault in metadatafile.faults(path) if "must hold" in fault]
    Archive.open(tmp_path / "data").close()
    assert serve.build(tmp_path / "data", metadata=path)
