"""How well and how fast the reader reads: quotations in real war news, and the demo's own reports.

    python -m benchmarks.reading [--repeat 5] [--write]

With --write the figures go to stances/reading/measured.json, which the Methodology page shows.

Accuracy on news needs the maintainers' folder of articles, which may not be published; the rules were tuned on these
same articles, so unseen ones are read worse. Speed is measured on the demo's reports joined to texts of 1,000 words.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from benchmarks import seed_articles, war_quotations
from stances.reading import READER, Roster, read
from stances.records import KnownActor, KnownRole
from stances.vocabulary import ActorKind, Office

SEEDS = Path(__file__).parent.parent / "seeds"
MEASURED = Path(__file__).parent.parent / "stances" / "reading" / "measured.json"
WORDS = 1000


def rows(pattern: str) -> list[dict[str, Any]]:
    """The entries of the seed files that match, in order."""
    return [row for path in sorted(SEEDS.glob(pattern)) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def known(actor: dict[str, Any]) -> KnownActor:
    """An actor of the seeds as the reader wants it, with the seed's key."""
    return KnownActor(
        key=actor["key"],
        name=actor["name"],
        kind=ActorKind(actor["kind"]),
        country=actor.get("country") or "",
        aliases=tuple(actor.get("aliases", ())),
        roles=tuple(
            KnownRole(role["title"], Office(role["office"]), role["of"], role.get("start"), role.get("end"))
            for role in actor.get("roles", ())
        ),
    )


def of_about(texts: list[str], words: int) -> list[str]:
    """The texts joined, in order, to longer ones of at least so many words."""
    joined, held = [], ""
    for text in texts:
        held = f"{held}\n\n{text}".strip()
        if len(held.split()) >= words:
            joined.append(held)
            held = ""
    return joined


def over_the_demo(actors: list[KnownActor], demo: list[dict[str, Any]]) -> dict[str, int]:
    """How many statements of the demo's reports are given to the speaker on record."""
    roster = Roster.of(actors)
    counts = {"reports": len(demo), "reports_with_the_speaker": 0, "statements": 0, "with_the_speaker": 0}
    for report in demo:
        statements = read(report["text"], published=report["date"], roster=roster).statements
        right = sum(one.speaker.actor == report["speaker"] for one in statements)
        counts["statements"] += len(statements)
        counts["with_the_speaker"] += right
        counts["reports_with_the_speaker"] += right > 0
    return counts


def milliseconds(actors: list[KnownActor], demo: list[dict[str, Any]], repeat: int) -> float:
    """The median processor time for `WORDS` words, in milliseconds, after the first text; one thread reads."""
    roster, times = Roster.of(actors), []
    for text in of_about([report["text"] for report in demo], WORDS) * repeat:
        started = time.process_time()
        read(text, roster=roster)
        times.append((time.process_time() - started) * WORDS / len(text.split()))
    return 1000 * median(times[1:])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--write", action="store_true", help=f"write the figures to {MEASURED.name}")
    options = parser.parse_args()

    actors, demo = [known(actor) for actor in rows("actors.yaml")], rows("reports/*.yaml")
    found: dict[str, Any] = {"schema": 1, "reader": READER, "date": date.today().isoformat()}  # noqa: DTZ011
    found["demo"] = over_the_demo(actors, demo)
    if seed_articles.SEEDS.is_dir():
        found["seed_articles"] = asdict(seed_articles.evaluate())
        score = war_quotations.evaluate(seed_articles.SEEDS.parent / "articles")
        counts = {"quotations": score.gold, "found": score.found, "named": score.named, "right": score.right}
        found["war_news"] = counts
    else:
        print("Without the maintainers' folder ../shared only the demo is measured.")
    found["milliseconds_per_1000_words"] = round(milliseconds(actors, demo, options.repeat))
    print(json.dumps(found, indent=1))
    if options.write:
        MEASURED.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
