"""Articles about an invented sea and its invented states, as many as wanted, no two alike."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from stances.reading import Roster, read
from stances.records import KnownActor, KnownRole
from stances.vocabulary import ActorKind, Office

TARGETS = [
    {"key": "norland", "name": "Norland", "aliases": ["Norburg"]},
    {"key": "sundria", "name": "Sundria", "aliases": ["Sundrian"]},
    {"key": "strait-league", "name": "Strait League", "aliases": ["the League"]},
]
PEOPLE = [
    ("Ilva Torrent", "Vestland"),
    ("Pavo Lindqvane", "Ostmark"),
    ("Maro Quellen", "Port Alder"),
    ("Dessa Vantor", "Halvenia"),
    ("Orrin Tesk", "Maresca"),
    ("Yula Brandeis-Corr", "Vestland"),
]
ACTORS = [
    {
        "key": name.lower().replace(" ", "-"),
        "name": name,
        "kind": "person",
        "country": country,
        "aliases": [name.split()[-1]],
        "roles": [{"title": f"Foreign Minister of {country}", "office": "foreign_minister", "of": country}],
    }
    for name, country in PEOPLE
]
_OBJECTS = (
    "the ferry treaty",
    "the grain convoy",
    "the lighthouse accord",
    "the northern pipeline",
    "the fishing truce",
)
_DIRECT = (
    "We stand with {target} and will not leave it alone over {thing}",
    "{target} has broken its word on {thing}, and everybody here has seen it",
    "Nobody in this room wants to quarrel with {target} about {thing}",
    "What {target} did to {thing} this week is a threat to every harbour",
)
_REPORTED = (
    "{target} would be invited to the talks on {thing}",
    "{target} had done more for {thing} than anybody else",
    "the conduct of {target} over {thing} was shameful",
)
_FILLER = (
    "The meeting lasted {n} hours and ended without a communiqué.",
    "Some {n} delegates had come by sea, and the harbour stayed closed until the evening.",
    "A reception for {n} guests followed in the old customs house.",
    "The next round is planned for the spring, in a place that is still to be named.",
)


@dataclass(frozen=True)
class Written:
    title: str
    text: str
    day: date


def write(count: int, seed: int = 1) -> list[Written]:
    """`count` articles of two to four paragraphs, the same for the same seed."""
    rng = random.Random(seed)
    return [_write(number, rng) for number in range(1, count + 1)]


def _write(number: int, rng: random.Random) -> Written:
    name, country = rng.choice(PEOPLE)
    other, elsewhere = rng.choice([person for person in PEOPLE if person[0] != name])

    def fill(templates: tuple[str, ...]) -> str:
        target = rng.choice(TARGETS)["name"]
        return rng.choice(templates).format(target=target, thing=rng.choice(_OBJECTS), n=rng.randint(3, 900))

    paragraphs = [
        f"“{fill(_DIRECT)},” said {name}, the foreign minister of {country}, at session {number} in Port Alder.",
        f"{fill(_FILLER)} {other}, the foreign minister of {elsewhere}, said that {fill(_REPORTED)}.",
        fill(_FILLER),
    ]
    if rng.random() < 0.5:
        paragraphs.append(f"“{fill(_DIRECT)},” {other.split()[-1]} told reporters.")
    day = date(2023, 1, 1) + timedelta(days=number)
    return Written(f"Port Alder talks, session {number}", "\n\n".join(paragraphs), day)


def save(articles: list[Written], path: Path) -> Path:
    """As JSON lines, for `manage.py ingest`."""
    rows = [
        {"title": one.title, "text": one.text, "date": one.day.isoformat(), "outlet": "The Harbour Courier"}
        for one in articles
    ]
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return path


def expected(articles: list[Written]) -> dict[str, list[tuple[int, int]]]:
    """Title → the stretches in which the reader, asked here and once, finds statements."""
    roster = Roster.of(
        [
            KnownActor(
                key=str(number),
                name=name,
                kind=ActorKind.PERSON,
                country=country,
                aliases=(name, name.split()[-1]),
                roles=(KnownRole(f"Foreign Minister of {country}", Office.FOREIGN_MINISTER, country),),
            )
            for number, (name, country) in enumerate(PEOPLE, start=1)
        ]
    )
    return {
        one.title: [
            (found.span.start, found.span.end) for found in read(one.text, published=one.day, roster=roster).statements
        ]
        for one in articles
    }
