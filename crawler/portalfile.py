"""One portal file: the keys it may hold, and one sentence for everything that can be wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import yaml

from archive import regions
from crawler.base.addresses import PORTS, allowed_hosts, is_loopback_name, literal, public, split_host

FAMILIES = (
    "jcms", "jpaas", "trs", "ucap", "vsb", "gkmlpt", "nfcms", "anhui", "openness", "uuid", "uuid_columns", "numbered",
    "jeecms", "pclist", "generic",
)
"""Content systems that a portal file may name; crawler/spiders holds a spider for those that can be crawled."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True)
class Portal:
    """One government portal: pure data, no code."""

    id: str
    name: str
    region: str
    url: str
    family: str | None = None
    columns: tuple[str, ...] = ()
    since: str | None = None
    delay: float | None = None
    hosts: tuple[str, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)
    tls: str | None = None
    encoding: str | None = None
    expect: dict[str, int] = field(default_factory=dict)
    enabled: bool = True
    note: str | None = None
    path: Path | None = None

    @cached_property
    def allowed(self) -> dict[str, frozenset[int]]:
        """Host name -> ports that may be asked."""
        return allowed_hosts(self.url, self.hosts)

    @property
    def loopback(self) -> set[str]:
        """host:port on this machine that the file names; empty for every real portal."""
        return {f"{host}:{port}" for host, ports in self.allowed.items() if is_loopback_name(host) for port in ports}

    @property
    def column_urls(self) -> tuple[str, ...]:
        """Absolute addresses of the columns, in the order of the file."""
        return tuple(urljoin(self.url.rstrip("/") + "/", column) for column in self.columns)

    def row(self) -> dict[str, Any]:
        """The portal as a row of the table `portals`."""
        return {"id": self.id, "name": self.name, "region_code": self.region, "url": self.url, "family": self.family,
                "enabled": int(self.enabled), "note": self.note, "demo": int(bool(self.loopback)),
                "hosts": json.dumps(list(self.allowed))}


class FaultError(Exception):
    """One thing that is wrong with a portal file; `key` tells the line."""

    def __init__(self, sentence: str, key: str | None = None) -> None:
        super().__init__(sentence)
        self.key = key


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        hint = f'; put it in quotes: "{value}"' if isinstance(value, int | float | date) else ""
        raise FaultError(f"{key!r} must be text, not {_shown(value)}{hint}", key)
    return value.strip()


def _region(key: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not re.fullmatch(r"[1-9]\d{5}", value):
        raise FaultError(f"region {_shown(value)} is not six digits of GB/T 2260; write six digits in quotes", key)
    if regions.load().by_code(value) is None:
        raise FaultError(f"region {value} is no code of GB/T 2260; look it up in archive/data/regions.csv", key)
    return value


def _url(key: str, value: Any) -> str:
    url = _text(key, value)
    try:
        parts = urlsplit(url)
        usable = parts.scheme in PORTS and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise FaultError(f"url {url!r} is no http or https address; write it like http://www.example.gov.cn", key)
    _check_address(key, parts.hostname or "")
    return url


def _check_address(key: str, host: str) -> None:
    if literal(host) is not None and not public(host) and not is_loopback_name(host):
        raise FaultError(f"{host} is no public address; name the portal's public host", key)


def _family(key: str, value: Any) -> str:
    if value not in FAMILIES:
        raise FaultError(f"unknown family {_shown(value)}{_near(value, FAMILIES)}; the families are "
                         f"{', '.join(FAMILIES)}", key)
    return str(value)


def _columns(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise FaultError(f"{key!r} must be a list of paths, not {_shown(value)}; write one '- /path' per line", key)
    for item in value:
        if not item.startswith(("/", "http://", "https://")):
            raise FaultError(f"column {item!r} must begin with / or http; write the path of the list page", key)
    return tuple(dict.fromkeys(item.strip() for item in value))


def _since(key: str, value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else str(value)
    if not re.fullmatch(r"\d{4}(-\d\d){0,2}", text):
        raise FaultError(f"since {_shown(value)} is no date; write 2020, 2020-01 or 2020-01-31", key)
    return text


def _delay(key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 3600:
        raise FaultError(f"delay {_shown(value)} is no number of seconds from 0 to 3600", key)
    return float(value)


def _hosts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise FaultError(f"{key!r} must be a list of host names, not {_shown(value)}", key)
    for item in value:
        try:
            host, _ = split_host(item)
        except (ValueError, TypeError):
            raise FaultError(f"host {_shown(item)} is no host name; write it without http:// and path", key) from None
        _check_address(key, host)
    return tuple(item.lower() for item in value)


def _headers(key: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(
        isinstance(name, str) and _HEADER.fullmatch(name) and isinstance(text, str) and "\n" not in text
        for name, text in value.items()
    ):
        raise FaultError(f"{key!r} must map header names to text, not {_shown(value)}", key)
    return dict(value)


def _tls(key: str, value: Any) -> str:
    if value != "legacy":
        raise FaultError(f"tls {_shown(value)} is unknown; the only value is 'legacy' (old ciphers)", key)
    return "legacy"


def _encoding(key: str, value: Any) -> str:
    try:
        "".encode(str(value))
    except LookupError:
        raise FaultError(f"encoding {_shown(value)} is unknown; write utf-8 or gb18030", key) from None
    return str(value)


def _expect(key: str, value: Any) -> dict[str, int]:
    if not isinstance(value, dict) or set(value) - {"min"} or not isinstance(value.get("min"), int):
        raise FaultError(f"expect {_shown(value)} is not of the form {{min: 5}} (fewest list entries)", key)
    return dict(value)


def _enabled(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise FaultError(f"enabled must be true or false, not {_shown(value)}", key)
    return value


READERS: dict[str, Callable[[str, Any], Any]] = {
    "name": _text, "region": _region, "url": _url, "family": _family, "columns": _columns, "since": _since,
    "delay": _delay, "hosts": _hosts, "headers": _headers, "tls": _tls, "encoding": _encoding, "expect": _expect,
    "enabled": _enabled, "note": _text,
}
"""Every key of a portal file and the function that checks its value."""
REQUIRED = ("name", "region", "url")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _near(value: Any, names: tuple[str, ...]) -> str:
    close = get_close_matches(str(value), names, 1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def read(path: Path) -> tuple[Portal | None, list[str]]:
    """(portal, fault sentences) of one file; the portal is None when any fault was found."""
    name = path.name
    try:
        data, lines = _parse(path.read_text(encoding="utf-8"))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return None, [f"{name} line {line}: no valid YAML: {error.problem}; mend the line or quote its value."]
    except OSError as error:
        return None, [f"{name}: cannot be read ({error.strerror}); a portal file is a file that you may read, so mend or remove it."]
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        return None, [f"{name} line 1: cannot be read ({error}); save it as UTF-8 text."]
    except FaultError as fault:
        return None, [f"{name} line 1: {fault}."]
    values: dict[str, Any] = {}
    faults = [f"{name} line {lines.get(found.key or '', 1)}: {found}." for found in _check(path, data, values)]
    return (None, faults) if faults else (Portal(id=path.stem, path=path, **values), [])


def _parse(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """(content, key -> line) of a YAML mapping; FaultError when it is anything else or repeats a key."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise FaultError("a portal file must hold 'key: value' lines; see crawler/portals for examples")
        lines: dict[str, int] = {}
        for key, _ in node.value:
            if str(key.value) in lines:
                raise yaml.MarkedYAMLError(problem=f"key {key.value!r} stands twice", problem_mark=key.start_mark)
            lines[str(key.value)] = key.start_mark.line + 1
        return loader.construct_document(node), lines
    finally:
        loader.dispose()


def _check(path: Path, data: dict[str, Any], values: dict[str, Any]) -> Iterator[FaultError]:
    """Yield the faults of a file's content; fill `values` with what is right."""
    if not _ID.fullmatch(path.stem):
        yield FaultError(f"file name {path.name!r} must be lower-case letters, digits, - and _; it is the portal's id")
    for key, value in data.items():
        if key not in READERS:
            remedy = _near(key, tuple(READERS)) or f"; the keys are {', '.join(READERS)}"
            yield FaultError(f"unknown key {key!r}{remedy}", str(key))
            continue
        try:
            values[key] = READERS[key](key, value)
        except FaultError as fault:
            yield fault
    for key in REQUIRED:
        if key not in data:
            yield FaultError(f"key {key!r} is missing; every portal needs {', '.join(REQUIRED)}")
    if values.get("enabled", True) and "columns" not in data:
        yield FaultError("key 'columns' is missing; name the list pages, or set 'enabled: false' with a note")
    elif values.get("enabled", True) and values.get("columns") == ():
        yield FaultError("'columns' is empty; name the list pages, or set 'enabled: false' with a note", "columns")
    yield from _check_columns(values)


def _check_columns(values: dict[str, Any]) -> Iterator[FaultError]:
    """Columns given as full addresses must lie on the portal's own hosts."""
    if "url" not in values:
        return
    allowed = allowed_hosts(values["url"], values.get("hosts", ()))
    for column in values.get("columns", ()):
        host = urlsplit(column).hostname
        if host is not None and host not in allowed:
            yield FaultError(f"column {column!r} lies on {host}, no host of this portal; add it to 'hosts'", "columns")
