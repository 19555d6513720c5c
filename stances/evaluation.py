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
