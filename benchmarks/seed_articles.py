"""The two real articles that the project was born from: quotations with their speakers, and clauses of reported speech.

Only offsets, kinds and surnames stand here, marked by hand against the articles; their words stay in the
maintainers' folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from stances.reading import read
from stances.reading.names import surname
from stances.records import FoundStatement, KnownActor
from stances.vocabulary import ActorKind, StatementKind

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
FIRST, SECOND = "000_821f5ba61efb8c93.txt", "001_25c4aff04e7aca27.txt"
PUBLISHED = {FIRST: date(2022, 3, 4), SECOND: date(2022, 5, 16)}

#: (article, start, end, kind, surname) of every statement with quoted words.
QUOTED = [
    (FIRST, 614, 727, "direct", "cavusoglu"),
    (FIRST, 1236, 1328, "mixed", "cavusoglu"),
    (FIRST, 1330, 1422, "direct", "cavusoglu"),
    (FIRST, 1551, 1685, "direct", "cavusoglu"),
    (FIRST, 1810, 1942, "direct", "cavusoglu"),
    (FIRST, 2014, 2066, "mixed", "blinken"),
    (FIRST, 2583, 2654, "direct", "blinken"),
    (FIRST, 2767, 2915, "direct", "blinken"),
    (FIRST, 3325, 3465, "direct", "stoltenberg"),
    (SECOND, 1018, 1103, "mixed", "kalin"),
    (SECOND, 1137, 1309, "direct", "kalin"),
    (SECOND, 1330, 1506, "direct", "kalin"),
    (SECOND, 1965, 2144, "mixed", "kalin"),
    (SECOND, 2389, 2548, "direct", "kalin"),
    (SECOND, 3344, 3386, "mixed", "kalin"),
    (SECOND, 3389, 3603, "direct", "kalin"),
    (SECOND, 3739, 3783, "direct", "kalin"),
    (SECOND, 3796, 3992, "direct", "kalin"),
    (SECOND, 4125, 4177, "direct", "kalin"),
    (SECOND, 4293, 4315, "direct", "kalin"),
    (SECOND, 4317, 4387, "mixed", "kalin"),
]
#: (article, an offset inside the clause, surname of the speaker or "") of every clause of reported
#: speech, the mixed ones above included. The three that are known to be missed are marked.
REPORTED = [
    *[(FIRST, at, "cavusoglu") for at in (20, 300, 500, 580, 760, 980, 1100, 1240)],
    *[(FIRST, at, "blinken") for at in (2020, 2090)],
    (FIRST, 2255, "zelenskyy"),
    *[(FIRST, at, "") for at in (3180, 3610, 3900, 4050, 4455)],
    (FIRST, 4020, ""),  # missed: "put the death toll at"
    (FIRST, 5010, ""),  # missed: "while calling … Turkey has"
    *[(SECOND, at, "kalin") for at in (70, 400, 1030, 1820, 1970, 2150, 3350, 3620, 4320)],
    (SECOND, 3090, "zelenskyy"),
    (SECOND, 3270, ""),
    (SECOND, 4740, "cavusoglu"),
    (SECOND, 4930, "kalin"),  # missed: "pointed to … as a signal of"
]
ROSTER = [
    KnownActor("cavusoglu", "Mevlüt Çavuşoğlu", ActorKind.PERSON, "Türkiye", ("Mevlut Cavusoglu",)),
    KnownActor("blinken", "Antony Blinken", ActorKind.PERSON, "United States"),
    KnownActor("stoltenberg", "Jens Stoltenberg", ActorKind.PERSON),
    KnownActor("kalin", "İbrahim Kalın", ActorKind.PERSON, "Türkiye"),
]


def text_of(article: str) -> str:
    return (SEEDS / article).read_text(encoding="utf-8")


def statements_of(article: str) -> tuple[FoundStatement, ...]:
    return read(text_of(article), published=PUBLISHED[article], roster=ROSTER).statements


def by(statement: FoundStatement) -> str:
    return surname(statement.speaker.name or "")


def quoted_in(article: str) -> list[tuple[str, int, int, str, str]]:
    """What the reader finds that holds quoted words, in the form of `QUOTED`."""
    return [
        (article, statement.span.start, statement.span.end, statement.kind.value, by(statement))
        for statement in statements_of(article)
        if statement.quoted
    ]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over both articles. `invented`: quotations found that nobody marked."""

    quotations: int
    right: int
    invented: int
    clauses: int
    clauses_right: int


def evaluate() -> Score:
    """Reads both articles. Raises `FileNotFoundError` without the maintainers' folder."""
    found = {row for article in (FIRST, SECOND) for row in quoted_in(article)}
    statements = {article: statements_of(article) for article in (FIRST, SECOND)}
    clauses = 0
    for article, at, speaker in REPORTED:
        covering = next((one for one in statements[article] if one.span.start <= at < one.span.end), None)
        clauses += covering is not None and covering.kind is not StatementKind.DIRECT and speaker in {"", by(covering)}
    return Score(
        quotations=len(QUOTED),
        right=len(found & set(QUOTED)),
        invented=len(found - set(QUOTED)),
        clauses=len(REPORTED),
        clauses_right=clauses,
    )
