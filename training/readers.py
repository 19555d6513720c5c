"""Readers of the training sets: each turns its files into `Example`s.

| reader | set | labels become |
|---|---|---|
| `real_statements` | ../shared/data/statements | as settled by `training.readings`, one pair a target |
| `placed_statements` | texts of ../shared, by training/labels/places.tsv | as settled there, one pair a target |
| `own_statements` | training/corpora/*.jsonl | as settled, one pair a target named in the line |
| `newsmtsc` | ../shared/data/newsmtsc | 2 critical, 4 neutral, 6 supportive, of the mentioned entity |
| `dse` | ../shared/data/dse | the entity that the sentiment goes to, the other as its speaker |
| `plv` | ../shared/data/plv | PLOVER codes that are words rather than acts |

Every reader yields in the order of its file and raises `ValueError` with file and line on a bad one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stances.records import Pair, TargetName
from stances.vocabulary import STANCES, Stance
from training import readings
from training.targets import TARGETS, known_target, seeded

OWN = Path(__file__).parent / "corpora"
#: The corpora that train, by name: a file that is merely put into the folder does not enter a training unrecorded.
OWN_CORPORA = ("pilot", "supplement", "written", "written2", "written3")

BY_VALUE = {stance.value: stance for stance in STANCES}


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled pair. `group` is what must not be torn apart between splits; `weight` in (0, 1]."""

    pair: Pair
    label: Stance
    source: str
    group: str
    id: str
    weight: float = 1.0


#: How far a label counts that two readers disputed and a third one settled.
DISPUTED = 0.7


def _json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except json.JSONDecodeError as error:
                    raise ValueError(f"{path}, line {number}: not JSON: {error}") from error


def _tab_lines(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            fields = line.rstrip("\r\n").split("\t")
            if len(fields) != columns:
                raise ValueError(f"{path}, line {number}: {len(fields)} columns instead of {columns}")
            yield number, fields


# --- statements labelled to the codebook --------------------------------------------------

_FRONT_MATTER = re.compile(r"\A\s*---\s.*?\s---\s+", re.DOTALL)


def real_statements(folder: Path) -> Iterator[Example]:
    """The real statements: three pairs a line, the document as group, labels as three readings settled them."""
    path = folder / "statements.jsonl"
    read = readings.of_statements()
    for number, line in _json_lines(path):
        # Some pages were scraped with their front matter, which nobody said.
        said = _FRONT_MATTER.sub("", line["statement"])
        for target in TARGETS:
            codes = read.get(line["id"], ())
            settled = readings.settle(
                [_label(line[target.name], path, number), *(readings.decode(code, target.name) for code in codes)]
            )
            yield Example(
                pair=Pair(said, target, context=_FRONT_MATTER.sub("", line["context"]), speaker=line["speaker"]),
                label=settled.label,
                source=line["source"],
                group=line["group"],
                id=f"{line['id']}/{target.name}",
                weight=DISPUTED if settled.disputed else 1.0,
            )


def placed_statements(shared: Path) -> Iterator[Example]:
    """Statements that we found in the shared texts ourselves. The repository holds their places, not their words."""
    texts: dict[str, list[str]] = {}
    for row in readings.of_places():
        if row.file not in texts:
            texts[row.file] = readings.texts_of(shared / row.file)
        said, context = row.words(texts[row.file])
        for target in TARGETS:
            settled = row.settled(target.name)
            yield Example(
                pair=Pair(said, target, context=context, speaker=row.speaker),
                label=settled.label,
                source=f"placed-{row.set}",
                group=row.file if row.whole_text else f"{row.file}-{row.start}",
                id=f"{row.key}/{target.name}",
                weight=DISPUTED if settled.disputed else 1.0,
            )


def own_statements(path: Path) -> Iterator[Example]:
    """Statements written for this project: the pilot, the supplement, and those in the registers of diplomacy.

    Besides the three built-in targets a line may carry `"other": {"name": …, "aliases": […], "label": …}`, or
    `"others": {name: label, …}`, whose aliases are then those of `training.targets` where it knows the name.
    """
    read = readings.of_own()
    for number, line in _json_lines(path):
        group = f"{path.stem}-{number}"
        asked: list[tuple[TargetName, str]] = [(target, line[target.name]) for target in TARGETS if target.name in line]
        if other := line.get("other"):
            asked.append((TargetName(other["name"], tuple(other.get("aliases", ()))), other["label"]))
        asked += [(known_target(name), label) for name, label in line.get("others", {}).items()]
        if not asked:
            raise ValueError(f"{path}, line {number}: no label for any target")
        later = [readings.stances(code) for code in read.get(readings.digest(line["statement"]), ())]
        if any(len(stances) != len(asked) for stances in later):
            raise ValueError(f"{path}, line {number}: read for other targets than the line names")
        for position, (target, label) in enumerate(asked):
            settled = readings.settle([_label(label, path, number), *(stances[position] for stances in later)])
            yield Example(
                pair=Pair(line["statement"], target, context=line.get("context", ""), speaker=line["speaker"]),
                label=settled.label,
                source=path.stem,
                group=group,
                id=f"{group}/{target.name}",
                weight=DISPUTED if settled.disputed else 1.0,
            )


def _label(value: str, path: Path, number: int) -> Stance:
    if value not in BY_VALUE:
        raise ValueError(f"{path}, line {number}: {value!r} is not a stance")
    return BY_VALUE[value]


# --- public sets about other targets ------------------------------------------------------

_POLARITY = {2.0: Stance.CRITICAL, 4.0: Stance.NEUTRAL, 6.0: Stance.SUPPORTIVE}
_ENTITY = re.compile(r"^[a-z0-9_]*?(?:_-?\d+)+_(?P<name>.+)_-?\d+_-?\d+$")


def newsmtsc(folder: Path, part: str = "train") -> Iterator[Example]:
    """NewsMTSC: sentiment toward an entity in a sentence of US political news. Hamborg & Donnay, EACL 2021."""
    path = folder / f"{part}.jsonl"
    for number, line in _json_lines(path):
        for target in line["targets"]:
            if target["polarity"] not in _POLARITY:
                raise ValueError(f"{path}, line {number}: polarity {target['polarity']}")
            found = _ENTITY.match(target["Input.gid"])
            name = found["name"].strip(" ’'") if found else target["mention"]
            yield Example(
                pair=Pair(line["sentence_normalized"], TargetName(name or target["mention"], (target["mention"],))),
                label=_POLARITY[target["polarity"]],
                source="newsmtsc",
                group=f"newsmtsc-{part}-{number}",
                id=target["Input.gid"],
            )


_BRACKETED = re.compile(r"\[(?P<entity>[^\[\]]*)\](?P<rest>\w*)")
# Which of the two entities the sentiment goes to, and what it is.
_DIRECTED = {
    "0": (1, Stance.NEUTRAL),
    "1": (1, Stance.SUPPORTIVE),
    "2": (0, Stance.SUPPORTIVE),
    "3": (1, Stance.CRITICAL),
    "4": (0, Stance.CRITICAL),
}


def dse(folder: Path, part: str = "train") -> Iterator[Example]:
    """Directed sentiment between two entities of a sentence (bywords/directed_sentiment_analysis).

    The spans are often cut short ("[the United State]s"): the rest of the word is taken back in.
    """
    path = folder / f"{part}.tsv"
    for number, (text, _, _, code) in _tab_lines(path, 4):
        entities = [f"{m['entity']}{m['rest']}".strip(" ’'") for m in _BRACKETED.finditer(text)]
        if code not in _DIRECTED:
            raise ValueError(f"{path}, line {number}: code {code!r}")
        # A few lines mark one entity only, or one twice: nothing is directed there.
        if len(entities) != 2 or not all(entities) or entities[0] == entities[1]:
            continue
        to, label = _DIRECTED[code]
        yield Example(
            pair=Pair(
                _BRACKETED.sub(r"\g<entity>\g<rest>", text).strip(), TargetName(entities[to]), speaker=entities[1 - to]
            ),
            label=label,
            source="dse",
            group=f"dse-{part}-{number}",
            id=f"dse-{part}-{number}",
        )


_PLOVER = {
    **dict.fromkeys(("ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION"), Stance.CRITICAL),
    **dict.fromkeys(("AGREE", "SUPPORT", "COOPERATE", "AID"), Stance.SUPPORTIVE),
    **dict.fromkeys(("CONSULT", "REQUEST"), Stance.NEUTRAL),
}


def plv(folder: Path) -> Iterator[Example]:
    """PLOVER-coded events: only the codes that stand for words. Material acts (assaults, mobilising) are left out."""
    path = folder / "train.tsv"
    for number, (text, source, target, code, _) in _tab_lines(path, 5):
        if number > 1 and code in _PLOVER and target.strip():
            yield Example(
                pair=Pair(text, TargetName(target.strip()), speaker=source.strip()),
                label=_PLOVER[code],
                source="plv",
                group=f"plv-{number}",
                id=f"plv-{number}",
            )


def as_asked(example: Example) -> Example:
    """The example as the product asks it: with the names that its seeds give the target."""
    target = seeded().get(example.pair.target.name)
    return replace(example, pair=replace(example.pair, target=target)) if target else example


def public(data: Path) -> list[Example]:
    """All public sets about other targets, in the order of the table above."""
    readers: tuple[tuple[str, Callable[[Path], Iterator[Example]]], ...] = (
        ("newsmtsc", newsmtsc),
        ("dse", dse),
        ("plv", plv),
    )
    return [example for name, reader in readers for example in reader(data / name)]


def own(folder: Path = OWN) -> list[Example]:
    """Every statement of `OWN_CORPORA`. Raises `FileNotFoundError` where one is missing."""
    return [example for name in OWN_CORPORA for example in own_statements(folder / f"{name}.jsonl")]
