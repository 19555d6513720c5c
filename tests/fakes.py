"""A judge and a reader whose answers a test decides, with the interfaces of the real ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from stances import ingest, rejudging
from stances.records import FoundStatement, Pair, Probabilities, Reading, Span, Speaker
from stances.vocabulary import STANCES, DateBasis, Stance, StatementKind, Unresolved


@dataclass
class FakeModel:
    """Answers with `label` at `probability`, and remembers what it was asked."""

    label: Stance = Stance.SUPPORTIVE
    probability: float = 0.85
    name: str = "fake"
    revision: str = "1"
    uncertain_below: float = 0.6
    asked: list[Pair] = field(default_factory=list)
    calls: int = 0

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        self.calls += 1
        self.asked.extend(pairs)
        rest = (1.0 - self.probability) / 3
        one = Probabilities(*(self.probability if stance == self.label else rest for stance in STANCES))
        return [one for _ in pairs]


def found(
    text: str,
    words: str,
    *,
    actor: int | None = None,
    reason: Unresolved = Unresolved.UNKNOWN_NAME,
    name: str | None = "Ilva Torrent",
    kind: StatementKind = StatementKind.INDIRECT,
    quoted: Sequence[str] = (),
    said_on: date | None = None,
) -> FoundStatement:
    """A statement of these words, at the place where they stand in `text`."""
    span = at(text, words)
    return FoundStatement(
        span=span,
        kind=kind,
        cue=None,
        quoted=tuple(at(text, stretch) for stretch in quoted),
        speaker=Speaker(
            mention=None,
            name=name,
            actor=str(actor) if actor is not None else None,
            reason=None if actor is not None else reason,
            confidence=0.8,
            evidence="By name.",
        ),
        context=Span(0, len(text)),
        said_on=said_on,
        date_basis=DateBasis.SAID if said_on else DateBasis.UNDATED,
    )


def at(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


class Machine:
    """What `analyse_article` reads and judges with, in a test's hands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.model: Any = FakeModel()
        self.reader = "rules-1"
        #: From the article's text to what is found in it; may raise.
        self.finds: Callable[[str], list[FoundStatement]] = lambda text: []
        for module in (ingest, rejudging):
            monkeypatch.setattr(module, "load", lambda spec, **options: self.model)
        monkeypatch.setattr(ingest, "read", self._read)

    def _read(self, text: str, *, published: date | None, roster: object) -> Reading:
        return Reading(tuple(self.finds(text)), self.reader, ("A note.",))
