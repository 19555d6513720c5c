"""Measure the labelled text: how much, how varied, how far its readers agree.

    python -m training.datasheet [--shared ../shared]

Writes the figures between the markers of `docs/datasheet.md`.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from stances.vocabulary import STANCES
from training import readers, readings
from training.card import between_markers
from training.readings import POSITION, decode
from training.split import shingles
from training.targets import TARGETS

#: How many statements were drawn at random to ask how far the given labels can be trusted, and with which seed.
DRAWN, DRAWN_SEED = 300, 20261122

Codes = tuple[str, str]


def kappa(pairs: Sequence[tuple[Any, Any]]) -> float:
    """Cohen's κ of two readers, in [-1, 1]; NaN without pairs. Cohen, Educ. Psychol. Meas. 20 (1960)."""
    if not pairs:
        return float("nan")
    first, second = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(first[label] * second[label] for label in first) / len(pairs) ** 2
    seen = sum(one == other for one, other in pairs) / len(pairs)
    return (seen - chance) / (1 - chance) if chance < 1 else 1.0


def agreement(name: str, readings_of: Sequence[Codes]) -> list[str]:
    """One table row a target, and one over all."""
    rows = []
    everything: list[tuple[Any, Any]] = []
    for target in POSITION:
        pairs = [(decode(one, target), decode(other, target)) for one, other in readings_of]
        everything += pairs
        rows.append(_agreement_row(name, target, pairs))
    return [*rows, _agreement_row(name, "all", everything)]


def _agreement_row(name: str, target: str, pairs: Sequence[tuple[Any, Any]]) -> str:
    same = sum(one is other for one, other in pairs) / len(pairs)
    opposite = sum({one.value, other.value} == {"supportive", "critical"} for one, other in pairs)
    return f"| {name} | {target} | {len(pairs)} | {same:.1%} | {kappa(pairs):.3f} | {opposite} |"


def given_codes(shared: Path) -> dict[str, str]:
    """The labels that the shared statements came with, as readings by id."""
    lines = (shared / "data" / "statements" / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: "".join(row[name][0] for name in POSITION) for row in map(json.loads, lines)}


def drawn(keys: Iterable[str]) -> list[str]:
    """The statements of the first blind reading: the head of a shuffle with a fixed seed."""
    order = list(keys)
    random.Random(DRAWN_SEED).shuffle(order)
    return order[:DRAWN]


def ngram_ratio(texts: Sequence[str], n: int) -> float:
    """Distinct word n-grams over all word n-grams, in [0, 1]; 1 where nothing is said twice (Li et al., 2016)."""
    grams = [tuple(words[i : i + n]) for words in (words_of(text) for text in texts) for i in range(len(words) - n + 1)]
    return len(set(grams)) / len(grams) if grams else 1.0


def words_of(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() or letter == "'" else " " for letter in text.lower()).split()


def nearest(texts: Sequence[str]) -> list[float]:
    """For each text the largest share of its word 4-grams that one other text holds, in [0, 1]."""
    grams = [shingles(text) for text in texts]
    holders: dict[str, list[int]] = {}
    for index, found in enumerate(grams):
        for gram in found:
            holders.setdefault(gram, []).append(index)
    best = []
    for index, found in enumerate(grams):
        counts = Counter(other for gram in found for other in holders[gram] if other != index)
        best.append(max(counts.values(), default=0) / max(1, len(found)))
    return best


def embedded_neighbours(texts: Sequence[str]) -> list[float]:
    """For each text the cosine to the nearest other one, in all-MiniLM-L6-v2's own space (mean pooling)."""
    import torch
    from transformers import AutoModel, AutoTokenizer

    from training.train import base_folder

    tokenizer, model = AutoTokenizer.from_pretrained(base_folder()), AutoModel.from_pretrained(base_folder()).eval()
    rows = []
    with torch.inference_mode():
        for start in range(0, len(texts), 64):
            batch = tokenizer(
                list(texts[start : start + 64]), padding=True, truncation=True, max_length=128, return_tensors="pt"
            )
            states, mask = model(**batch).last_hidden_state, batch["attention_mask"].unsqueeze(-1)
            rows.append(torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1))
        vectors = torch.cat(rows)
        likeness = vectors @ vectors.T
        likeness.fill_diagonal_(-1.0)
        return [float(value) for value in likeness.max(dim=1).values]


def figures(shared: Path) -> str:
    """All tables, in Markdown."""
    return "\n\n".join(["\n".join(part) for part in (_counts(), _labels(), _variety(shared), _agreement(shared))])


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (readers.OWN / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _counts() -> list[str]:
    rows = ["| corpus | statements | pairs | other targets | pairs about them | words, median (longest) |",
            "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    total = [0, 0]
    for name in readers.OWN_CORPORA:
        examples = list(readers.own_statements(readers.OWN / f"{name}.jsonl"))
        others = [e.pair.target.name for e in examples if e.pair.target.name not in POSITION]
        lengths = [len(line["statement"].split()) for line in _lines(name)]
        rows.append(
            f"| `{name}` | {len(lengths)} | {len(examples)} | {len(set(others))} | {len(others)} "
            f"| {statistics.median(lengths):.0f} ({max(lengths)}) |"
        )
        total = [total[0] + len(lengths), total[1] + len(examples)]
    beyond = total[1] - len(list(readers.own_statements(readers.OWN / "pilot.jsonl")))
    return [*rows, "", f"Together {total[0]} statements and {total[1]} pairs, {beyond} of them beyond the pilot."]


def _labels() -> list[str]:
    counts = Counter(
        (example.pair.target.name if example.pair.target.name in POSITION else "others", example.label)
        for example in readers.own()
    )
    rows = ["| target | " + " | ".join(stance.value for stance in STANCES) + " |", "| --- |" + " --- |" * len(STANCES)]
    for target in (*POSITION, "others"):
        rows.append(f"| {target} | " + " | ".join(str(counts[target, stance]) for stance in STANCES) + " |")
    return rows


def _variety(shared: Path) -> list[str]:
    real = [json.loads(line)["statement"] for line in
            (shared / "data" / "statements" / "statements.jsonl").read_text(encoding="utf-8").splitlines()]  # fmt: skip
    texts = {f"`{name}`": [line["statement"] for line in _lines(name)] for name in readers.OWN_CORPORA}
    texts["all of ours"] = [text for each in texts.values() for text in each]
    texts["the shared real statements"] = real
    rows = ["| text | distinct 1-grams | 2-grams | 3-grams | nearest neighbour by 4-grams: mean (share above half) "
            "| by embedding: median (95th percentile) |", "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for name, said in texts.items():
        close, alike = nearest(said), embedded_neighbours(said)
        rows.append(
            f"| {name} | " + " | ".join(f"{ngram_ratio(said, n):.3f}" for n in (1, 2, 3))
            + f" | {statistics.mean(close):.3f} ({sum(value > 0.5 for value in close) / len(close):.1%}) "
            f"| {statistics.median(alike):.2f} ({statistics.quantiles(alike, n=20)[-1]:.2f}) |"
        )  # fmt: skip
    return rows


def _agreement(shared: Path) -> list[str]:
    rows = ["| read twice | target | pairs | agree | Cohen's κ | opposites |", "| --- | --- | --- | --- | --- | --- |"]
    given, later = given_codes(shared), readings.of_statements()
    both = {key: (given[key], later[key][0]) for key in given if key in later}
    rows += agreement(f"shared statements, a random {DRAWN}", [both[key] for key in drawn(given) if key in both])
    rows += agreement("shared statements, all", list(both.values()))
    changed = sum(
        readings.settle([decode(code, target) for code in (given[key], *later[key])]).label
        is not decode(given[key], target)
        for key in both
        for target in POSITION
    )  # fmt: skip
    places = [place.readings for place in readings.of_places()]
    if places:
        rows += agreement("statements we found in the shared texts", [(each[0], each[1]) for each in places])
    rows += _own_agreement()
    return [
        *rows, "",
        f"Of the shared statements' {len(both) * len(TARGETS)} labels {changed} were changed by the third reading; "
        f"{len(places)} statements ({len(places) * len(TARGETS)} pairs) were found and labelled by us.",
    ]  # fmt: skip


def _own_agreement() -> list[str]:
    read = readings.of_own()
    own: list[Codes] = []
    others: list[tuple[Any, Any]] = []
    for line in (line for name in readers.OWN_CORPORA for line in _lines(name)):
        if codes := read.get(readings.digest(line["statement"])):
            written = "".join(line[name][0] for name in POSITION)
            named = [line["other"]["label"]] if "other" in line else []
            more = "".join(label[0] for label in (*named, *line.get("others", {}).values()))
            own.append((written, codes[0][: len(written)]))
            others += zip(
                readings.stances(written + more)[len(written) :],
                readings.stances(codes[0])[len(written) :],
                strict=True,
            )
    if not own:
        return []
    title = "our own statements, by writer and reader"
    return [*agreement(title, own), _agreement_row(title, "other targets", others)]


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.datasheet", description=__doc__.split("\n", maxsplit=1)[0]
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sheet", type=Path, default=Path("docs/datasheet.md"))
    options = parser.parse_args(argv)
    found = figures(options.shared)
    between_markers(options.sheet, "datasheet", found)
    print(found)


if __name__ == "__main__":
    main()
