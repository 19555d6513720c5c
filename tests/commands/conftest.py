"""A judge that answers at once, and a corpus as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from stances import ingest, rejudging
from tests.scale import corpus
from tests.scale.launcher import StandIn


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Judges in place of the shipped model: these tests are about commands."""
    judge = StandIn()
    for module in (ingest, rejudging):
        monkeypatch.setattr(module, "load", lambda spec: judge)
    return judge


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Five articles as JSON lines."""
    return corpus.save(corpus.write(5), tmp_path / "five.jsonl")
