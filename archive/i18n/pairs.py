"""The two languages of the site: which one is spoken now, and how a pair of words becomes the right one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from string import Formatter
from typing import Any

Pair = tuple[str, str]
"""The same words in Chinese and in English."""
Words = Mapping[str, Pair]

LANGUAGES: Mapping[str, str] = {"zh": "zh-CN", "en": "en"}
"""Language, as the addresses of the site write it -> its tag (BCP 47); the first is the one of files and feeds."""
NAMES: Mapping[str, str] = {"zh": "中文", "en": "English"}
"""What a language calls itself."""
_PLACE = {code: place for place, code in enumerate(LANGUAGES)}
_spoken: ContextVar[str] = ContextVar("spoken", default="zh")


def language() -> str:
    """The language that is spoken now: zh or en."""
    return _spoken.get()


def tag() -> str:
    """The tag of the language that is spoken now, for `lang` attributes."""
    return LANGUAGES[_spoken.get()]


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while, in this task or thread only.

    >>> with speaking("en"):
    ...     pick(("报告", "report"))
    'report'
    """
    token = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(token)


def pick(pair: Pair) -> str:
    """The words of a pair in the language that is spoken now."""
    return pair[_PLACE[_spoken.get()]]


class _Counting(Formatter):
    """Formats `{count:report|reports}` as the first word after one, the second after other numbers."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if str(value) == "1" else many


def fill(words: str, values: Mapping[str, object]) -> str:
    """Words with their values.

    >>> fill("{count} {count:report|reports}", {"count": 2})
    '2 reports'
    """
    return _Counting().vformat(words, (), values) if "|" in words else words.format(**values)
