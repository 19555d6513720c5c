"""Every golden article is read exactly: all its statements, their speakers, and nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from stances.reading import read
from stances.records import FoundStatement, KnownActor, KnownRole
from stances.vocabulary import ActorKind, DateBasis, Office, StatementKind, Unresolved

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
ARTICLES = sorted(GOLDEN.glob("*.yaml"))


def load(path: Path) -> dict[str, Any]:
    article: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return article


def known(row: dict[str, Any]) -> KnownActor:
    return KnownActor(
        key=row["key"],
        name=row["name"],
        kind=ActorKind(row["kind"]),
        country=row.get("country", ""),
        aliases=tuple(row.get("aliases", ())),
        roles=tuple(
            KnownRole(role["title"], Office(role["office"]), role["of"], role.get("start"), role.get("end"))
            for role in row.get("roles", ())
        ),
    )


def words(statement: FoundStatement, text: str) -> str:
    if statement.kind is StatementKind.DIRECT:
        return "|".join(span.of(text) for span in statement.quoted)
    return statement.span.of(text)


def test_there_are_golden_articles_of_every_style() -> None:
    styles = {load(path)["style"] for path in ARTICLES}
    assert len(ARTICLES) >= 60
    assert styles >= {"wire", "broadcaster", "tabloid", "ministry", "transcript", "translated"}


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_golden_article_is_read_exactly(path: Path) -> None:
    article = load(path)
    text, published = article["text"], article.get("published")
    found = read(text, published=published, roster=[known(row) for row in article.get("roster", ())]).statements
    expected = article["statements"]
    assert [(s.kind.value, words(s, text), s.speaker.name) for s in found] == [
        (row["kind"], row["words"], row["speaker"]) for row in expected
    ]
    for statement, row in zip(found, expected, strict=True):
        assert statement.negated == row.get("negated", False)
        if "actor" in row:
            assert statement.speaker.actor == row["actor"]
        if "reason" in row:
            assert statement.speaker.reason is Unresolved(row["reason"])
        if "said_on" in row:
            assert statement.said_on == row["said_on"]
            assert statement.date_basis is DateBasis(row.get("basis", "said"))


def test_golden_dates_are_dates() -> None:
    assert all(isinstance(load(path).get("published", date.today()), date) for path in ARTICLES)
