"""Trials whose process is killed, with real processes: what is judged is kept, and nothing is half taken over."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.scale import corpus
from tests.scale.site import Site

LABELS = "SELECT statement_id, target_id, label, verdict_id, correction_id FROM stances_position ORDER BY 1, 2"
ON_TRIAL = "SELECT COUNT(*) FROM stances_verdict v JOIN stances_run r ON r.id = v.run_id WHERE in_force_since IS NULL"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["embedded", pytest.param("on_postgres", marks=pytest.mark.postgres)], ids=["sqlite", "postgres"]
)
def test_killed_while_it_judges_and_while_it_takes_over_it_goes_on_and_loses_nothing(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    site: Site = request.getfixturevalue(name)
    site.extra = {"TEST_JUDGE": "stand-in"}
    site.manage("ingest", str(corpus.save(corpus.write(6), tmp_path / "articles.jsonl")), "--now")
    before = site.rows(LABELS)
    assert before
    revision = {"TEST_REVISION": "2"}

    dying = site.start("analyse", "--all", TEST_DIE="on-trial", **revision)
    assert dying.wait(timeout=120) == -signal.SIGKILL
    judged = site.one(ON_TRIAL)
    assert 0 < judged < len(before)
    assert site.rows(LABELS) == before
    refused = site.start("analyse", "--take-over", **revision)
    assert refused.wait(timeout=120) == 1

    assert f"Judged            {len(before):,} pairs" in site.manage("analyse", "--all", **revision)
    assert site.one(ON_TRIAL) == len(before)
    assert site.rows(LABELS) == before

    dying = site.start("analyse", "--take-over", TEST_DIE="taking-over", **revision)
    assert dying.wait(timeout=120) == -signal.SIGKILL
    assert site.rows(LABELS) == before
    assert site.one(ON_TRIAL) == len(before)

    site.manage("analyse", "--take-over", **revision)
    after = site.rows(LABELS)
    assert [row[:2] for row in after] == [row[:2] for row in before]
    assert all(one[2] != other[2] and one[3] != other[3] for one, other in zip(before, after, strict=True))
    assert site.one(ON_TRIAL) == 0
