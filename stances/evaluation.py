"""The measured figures of the shipped model, as `evaluation.json` beside its weights holds them.

`training.evaluate` writes that file, and `training/README.md` describes it. Nothing here measures or estimates: a
model without the file has no figures, and the pages say so.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from stances.reading import READER
from stances.vocabulary import Stance

log = logging.getLogger(__name__)

FILE = Path(__file__).resolve().parent / "classifying" / "shipped" / "evaluation.json"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """Precision, recall and F1 in [0, 1] of one label, None with nothing to count; `support` pairs bear it."""

    label: Stance
    precision: float | None
    recall: float | None
    f1: float | None
    support: int


@dataclass(frozen=True, slots=True)
class Block:
    """The figures over some of the test pairs. `confusion`: rows by the reader's label, columns by the model's."""

    name: str
    n: int
    accuracy: float | None
    macro_f1: float | None
    opposite_rate: float | None
    labels: tuple[LabelFigures, ...]
    confusion: tuple[tuple[Stance, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Bin:
    """Verdicts whose probability lies in [low, high): their mean probability, and the share that is right."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Side:
    """Verdicts on one side of the threshold: how many, which share of all, and the share that is right."""

    n: int
    share: float | None
    accuracy: float | None


@dataclass(frozen=True, slots=True)
class Source:
    """One set that the model was trained on."""

    name: str
    what: str
    licence: str
    pairs: int


@dataclass(frozen=True, slots=True)
class Swap:
    """`n` pairs in which one name was put for another: the share whose label changed, None with nothing to count."""

    what: str
    n: int
    changed: float | None


#: What is swapped, by its key in the file, in words.
SWAPS = {
    "speaker": "the speaker’s name, where the statement names the target",
    "target_country": "the target, for another country",
    "other_country": "another country that is named",
    "party": "party labels",
    "all": "all of these",
}


@dataclass(frozen=True)
class Evaluation:
    """All figures of one model, measured on pairs that trained nothing."""

    model: str
    revision: str
    date: str
    seeds: int
    split: str
    test_pairs: int
    labels: tuple[Stance, ...]
    overall: Block
    targets: tuple[Block, ...]
    sources: tuple[Block, ...]
    named: tuple[Block, ...]
    ece: float | None
    bins: tuple[Bin, ...]
    uncertain_below: float
    uncertain_meaning: str
    certain: Side
    uncertain: Side
    newsmtsc_n: int
    newsmtsc_macro_f1: float | None
    quantisation_agreement: float | None
    seed_mean: float | None
    seed_deviation: float | None
    swaps: tuple[Swap, ...]
    opposed_n: int
    opposed_told_apart: float | None
    data: tuple[Source, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All targets together, then one by one."""
        return (self.overall, *self.targets)


class Unreadable(Exception):  # noqa: N818  (it reads as what it says)
    """The file is there, and is not what `training/README.md` describes."""


def shipped() -> Evaluation | None:
    """The shipped model's figures; None where they were not measured. Raises `Unreadable`."""
    try:
        changed = FILE.stat().st_mtime_ns
    except OSError:
        return None
    return _read(FILE, changed)


@lru_cache(maxsize=2)
def _read(file: Path, changed: int) -> Evaluation:  # `changed` makes a new file a new question
    try:
        return parse(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.exception("%s cannot be read", file)
        raise Unreadable(f"The file of measured figures cannot be read ({type(error).__name__}).") from error


def parse(found: Mapping[str, Any]) -> Evaluation:
    """The file's object as records. Raises `KeyError`, `TypeError` or `ValueError` where it is of another make."""
    if found["schema"] != SCHEMA:
        raise ValueError(f"schema {found['schema']!r} is not {SCHEMA}")
    labels = tuple(Stance(label) for label in found["labels"])
    uncertain, quantisation = found["uncertain"], found.get("quantisation") or {}
    by_seed, fairness = found.get("by_seed") or {}, found.get("fairness") or {}
    opposed = fairness.get("target") or {"n": 0, "followed": None}
    return Evaluation(
        model=found["model"]["name"],
        revision=found["model"]["revision"],
        date=found["date"],
        seeds=found["seeds"],
        split=found["split"]["description"],
        test_pairs=found["split"]["test_pairs"],
        labels=labels,
        overall=_block("All targets", found["overall"], labels),
        targets=tuple(_block(name, block, labels) for name, block in found["targets"].items()),
        sources=tuple(_block(name, block, labels) for name, block in found["sources"].items()),
        named=tuple(_block(name.replace("_", " "), block, labels) for name, block in found["named"].items()),
        ece=found["calibration"]["ece"],
        bins=tuple(Bin(**{key: row[key] for key in Bin.__slots__}) for row in found["calibration"]["bins"]),
        uncertain_below=uncertain["below"],
        uncertain_meaning=uncertain["meaning"],
        certain=_side(uncertain["all"]["certain"]),
        uncertain=_side(uncertain["all"]["uncertain"]),
        newsmtsc_n=found["newsmtsc_dev"]["n"],
        newsmtsc_macro_f1=found["newsmtsc_dev"]["macro_f1"],
        quantisation_agreement=quantisation.get("agreement"),
        seed_mean=by_seed.get("mean"),
        seed_deviation=by_seed.get("deviation"),
        swaps=tuple(
            Swap(words, fairness[key]["n"], fairness[key]["changed"]) for key, words in SWAPS.items() if key in fairness
        ),
        opposed_n=opposed["n"],
        opposed_told_apart=opposed["followed"],
        data=tuple(Source(row["name"], row["what"], row["licence"], row["pairs"]) for row in found["data"]),
    )


def _block(name: str, block: Mapping[str, Any], labels: tuple[Stance, ...]) -> Block:
    return Block(
        name=name,
        n=block["n"],
        accuracy=block["accuracy"],
        macro_f1=block["macro_f1"],
        opposite_rate=block["opposite_rate"],
        labels=tuple(
            LabelFigures(label, row["precision"], row["recall"], row["f1"], row["support"])
            for label in labels
            if (row := block["labels"][label.value])
        ),
        confusion=tuple(
            (label, tuple(int(count) for count in row)) for label, row in zip(labels, block["confusion"], strict=True)
        ),
    )


def _side(side: Mapping[str, Any]) -> Side:
    return Side(side["n"], side["share"], side["accuracy"])


# --- how well it reads ---------------------------------------------------------------------

READING_FILE = Path(__file__).resolve().parent / "reading" / "measured.json"


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the reader's figures: of `n` things, `right` were read rightly."""

    what: str
    on: str
    right: int
    n: int

    @property
    def share(self) -> float | None:
        return self.right / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """What `python -m benchmarks.reading --write` measured, and of which reader."""

    reader: str
    date: str
    measures: tuple[Measure, ...]
    in_use: str = READER


def reading() -> ReadingFigures | None:
    """The reader's figures; None where they were not measured. Raises `Unreadable`."""
    try:
        found = json.loads(READING_FILE.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise Unreadable(f"The file of the reader's figures cannot be read ({type(error).__name__}).") from error
    try:
        return parse_reading(found)
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"The file of the reader's figures cannot be read ({type(error).__name__}).") from error


def parse_reading(found: Mapping[str, Any]) -> ReadingFigures:
    """The file's object as records; what was not measured has no line. Raises `KeyError` where a part is amiss."""
    if found["schema"] != SCHEMA:
        raise ValueError(f"schema {found['schema']!r} is not {SCHEMA}")
    measures = []
    if news := found.get("war_news"):
        on = "real war news, the articles that the rules were tuned on"
        measures += [
            Measure("Direct quotations found", on, news["found"], news["quotations"]),
            Measure("Right speaker, from text to name", on, news["right"], news["named"]),
        ]
    if seeds := found.get("seed_articles"):
        on = "the two articles the project was born from"
        measures += [
            Measure("Quotations found with the right speaker", on, seeds["right"], seeds["quotations"]),
            Measure("Quotations found that are none", on, seeds["invented"], seeds["quotations"] + seeds["invented"]),
            Measure("Clauses of reported speech found", on, seeds["clauses_right"], seeds["clauses"]),
        ]
    demo = found["demo"]
    measures.append(
        Measure("Statements given to the speaker on record", "the demo", demo["with_the_speaker"], demo["statements"])
    )
    return ReadingFigures(found["reader"], found["date"], tuple(measures))
