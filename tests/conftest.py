"""What many tests need. Settings that a test run must not take from the user's environment are set here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

os.environ.setdefault("DIPLOMACY_LOCAL", "1")
os.environ.setdefault("DIPLOMACY_QUEUE", "immediate")
os.environ.setdefault("HF_HUB_OFFLINE", "1")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The maintainers' folder of texts that may not be committed; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the maintainers' folder ../shared is not here")
    return SHARED
