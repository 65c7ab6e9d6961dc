"""Makes the builders of self-made files importable and ends the reading process after the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(autouse=True, scope="session")
def _end_the_reading_process():
    yield
    from archive.attachments import shutdown

    shutdown()
