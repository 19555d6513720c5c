"""How well and how fast the reader reads: quotations in real war news, and the demo's own reports.

    python -m benchmarks.reading [--shared ../shared] [--repeat 5]

Accuracy on news needs the maintainers' folder of articles, which may not be published; the rules were tuned on these
same articles, so unseen ones are read worse. Speed is measured on the demo's reports joined to texts of 1,000 words.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from benchmarks.war_quotations import evaluate
from stances.reading import READER, Roster, read
from stances.records import KnownActor, KnownRole
from stances.vocabulary import ActorKind, Office

SEEDS = Path(__file__).parent.parent / "seeds"
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


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__.split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()

    print(f"Reader {READER}")
    actors = [known(actor) for actor in rows("actors.yaml")]
    demo = rows("reports/*.yaml")
    roster = Roster.of(actors)
    found = right = reports = 0
    for report in demo:
        statements = read(report["text"], published=report["date"], roster=roster).statements
        by_the_speaker = sum(one.speaker.actor == report["speaker"] for one in statements)
        found, right, reports = found + len(statements), right + by_the_speaker, reports + bool(by_the_speaker)
    print(f"demo: {found} statements in {len(demo)} reports; the speaker on record found in {reports} reports,")
    print(f"      and given {right} of the statements ({right / found:.1%})")

    articles = options.shared / "articles"
    if (articles / "speakers.jsonl").is_file():
        score = evaluate(articles)
        print(f"war news: {score.found} of {score.gold} quotations found ({score.found / score.gold:.1%}),")
        print(f"          right speaker {score.right} of {score.named} ({score.right / score.named:.1%})")
    else:
        print(f"war news: not measured, no folder {articles}")

    texts = of_about([report["text"] for report in demo], WORDS)
    times = []
    for _ in range(options.repeat):
        for text in texts:
            started = time.perf_counter()
            read(text, roster=roster)
            times.append((time.perf_counter() - started) * WORDS / len(text.split()))
    speed = 1000 * median(times)
    print(f"speed: {speed:.0f} ms for {WORDS} words (median of {len(times)}; {len(actors)} known actors)")


if __name__ == "__main__":
    main()
