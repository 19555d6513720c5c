"""The reader, given the seed actors, finds in each seed report the speaker whom its file names."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from stances.reading import Roster, read
from stances.records import FoundStatement, KnownActor, KnownRole
from stances.vocabulary import ActorKind, Office

SEEDS = Path(__file__).resolve().parents[2] / "seeds"


def known_actor(entry: dict[str, Any]) -> KnownActor:
    roles = tuple(
        KnownRole(role["title"], Office(role["office"]), role["of"], role.get("start"), role.get("end"))
        for role in entry.get("roles", [])
    )
    kind = ActorKind(entry["kind"])
    return KnownActor(entry["key"], entry["name"], kind, entry["country"], tuple(entry["aliases"]), roles)


@pytest.fixture(scope="module")
def actors() -> dict[str, KnownActor]:
    entries = yaml.safe_load((SEEDS / "actors.yaml").read_text(encoding="utf-8"))
    return {entry["key"]: known_actor(entry) for entry in entries}


@pytest.fixture(scope="module")
def readings(actors: dict[str, KnownActor]) -> list[tuple[dict[str, Any], tuple[FoundStatement, ...]]]:
    """Each report with the statements found in it."""
    roster = Roster.of(list(actors.values()))
    return [
        (report, read(report["text"], published=report["date"], roster=roster).statements)
        for path in sorted((SEEDS / "reports").glob("*.yaml"))
        for report in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]


def test_nineteen_reports_in_twenty_give_a_statement_by_their_speaker(
    readings: list[tuple[dict[str, Any], tuple[FoundStatement, ...]]],
) -> None:
    missed = [
        report["key"] for report, found in readings if not any(s.speaker.actor == report["speaker"] for s in found)
    ]
    assert len(missed) <= len(readings) / 20, missed


def test_nineteen_statements_in_twenty_are_the_named_speakers(
    readings: list[tuple[dict[str, Any], tuple[FoundStatement, ...]]],
) -> None:
    given = Counter(s.speaker.actor == report["speaker"] for report, found in readings for s in found)
    assert given[False] <= given.total() / 20, given


def test_what_is_read_is_as_broad_as_the_demo_has_to_be(
    readings: list[tuple[dict[str, Any], tuple[FoundStatement, ...]]], actors: dict[str, KnownActor]
) -> None:
    right = [(report, s) for report, found in readings for s in found if s.speaker.actor == report["speaker"]]
    sides = {role.of for report, _ in right for role in actors[report["speaker"]].roles if role.held_on(report["date"])}
    assert len(right) >= 160
    assert len({report["speaker"] for report, _ in right}) >= 60
    assert len(sides) >= 35


def test_statements_are_dated_within_a_week_of_their_report(
    readings: list[tuple[dict[str, Any], tuple[FoundStatement, ...]]],
) -> None:
    def distance(day: date | None, published: date) -> int:
        return abs((day - published).days) if day else 0

    far = [report["key"] for report, found in readings for s in found if distance(s.said_on, report["date"]) > 7]
    assert far == []
