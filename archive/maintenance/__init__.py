"""Check the archive against itself (`verify`) and read everything anew with a better extractor (`replay`)."""

from __future__ import annotations

from archive.maintenance.replaying import FieldChange, ReplayReport, replay, replay_text
from archive.maintenance.verifying import VerifyReport, verify

__all__ = ["FieldChange", "ReplayReport", "VerifyReport", "replay", "replay_text", "verify"]
