"""The template engine of the site: Jinja2 with the words of one language already in the compiled templates."""

from __future__ import annotations

import re
from typing import Any

from jinja2 import BaseLoader, Environment
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import escape

from archive import i18n
from archive.site import languages

_WORDS = re.compile(r"\{\{ t\('([a-z0-9_.]+)'\) \}\}")
_CHINESE = "{{ zh() }}"


class Words(Extension):
    """Puts words that need no values in when a template is compiled: they are a third of what a page would look up."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template with its plain words written out, in the language spoken now."""
        del name, filename
        words = _WORDS.sub(lambda found: str(escape(i18n.text(found[1]))), source)
        return words.replace(_CHINESE, str(languages.chinese()))


class Plain(Context):
    """Calls a function as it is: none of ours wants the context, and looking for that takes longer than most of them."""

    def call(self, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a template's call returns; Jinja2 sends two arguments of its own along."""
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(*args, **kwargs)


class Pages(Environment):
    """Reads a value of a row without asking first whether dictionaries have an attribute of that name."""

    context_class = Plain

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value under a name: of a dictionary its item, of anything else its attribute."""
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)


def environment(loader: BaseLoader | None) -> Environment:
    """An environment for the language spoken now; autoescape is on: scraped text can never become markup."""
    return Pages(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False, extensions=[Words],
    )
