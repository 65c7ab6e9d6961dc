"""Errors that a person can act on: the message says where, what and the remedy; `exit_code` is the command's answer."""

from __future__ import annotations


class FazhiError(Exception):
    """Base of all expected failures; the command prints the message as one sentence, without a traceback."""

    exit_code = 1


class UsageError(FazhiError):
    """Wrong usage or configuration: an unknown portal, a broken option, no usable portal at all."""

    exit_code = 2


class DamageError(FazhiError):
    """Data that is damaged: a database of another version, a WARC that fails its digests."""

    exit_code = 3
