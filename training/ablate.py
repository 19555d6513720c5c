"""What each choice of the recipe brings.

    python -m training.ablate [--shared ../shared] [--out training/work/ablations] [--only NAME …]

Each variant changes one thing, trains both stages (the first once for all that share it) on a fixed share of the data
for one epoch, and is measured in fp32 on documents held out of the *training* split for this purpose, together with the
calibration split; the test split is not looked at. Prints a table, and writes `ablations.json` into `--out`; finished
variants are not trained again. The figures rank choices under a short schedule and forecast nothing of what ships.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stances.classifying import template
from stances.vocabulary import STANCES
from training import data, metrics
from training.readers import Example
from training.recipe import SHIPPED, Recipe, Stage
from training.split import Split
from training.train import Trainer, Weights, fresh_model, tensors, with_allocator

#: Share of the training documents that is held out to compare variants on.
HELD_OUT = 0.12
#: Share of the training documents that the variants train on.
TAKEN = 0.4

SHORT = replace(SHIPPED, news=Stage("news", 1, 1.5e-4), statements=Stage("statements", 1, 1.2e-4))


#: All variants but one are told more context than the shipped form has room for.
LONG_CONTEXT = (("CONTEXT_TOKENS", 88),)


@dataclass(frozen=True, slots=True)
class Variant:
    """One change to `SHORT`: to the recipe, to what the template writes, or to what a pair may tell."""

    name: str
    recipe: Recipe = SHORT
    written: tuple[tuple[str, Any], ...] = LONG_CONTEXT  # attributes of the template module
    told: Callable[[Example], Example] | None = None


def _without(field: str) -> Callable[[Example], Example]:
    nothing: dict[str, Any] = {field: ""}
    return lambda example: replace(example, pair=replace(example.pair, **nothing))


def _mixture(**changes: Any) -> Recipe:
    return replace(SHORT, mixture=replace(SHORT.mixture, **changes))


NO_NEWS = Stage("news", 0, 0.0)
VARIANTS = (
    Variant("the base: short, 88 tokens of context"),
    # How a question is written.
    Variant("mentions not marked", written=(*LONG_CONTEXT, ("MARK", ""))),
    Variant("aliases not spelt out", written=(*LONG_CONTEXT, ("ALIASES_SHOWN", 0))),
    Variant("no speaker", told=_without("speaker")),
    Variant("no context", told=_without("context")),
    Variant("56 tokens of context, as shipped", written=()),
    # Stages and sets.
    Variant("one stage, no public sets", replace(_mixture(public=()), news=NO_NEWS)),
    Variant("two stages, NewsMTSC alone", _mixture(public=SHORT.mixture.public[:1])),
    Variant("two stages, DSE and PLV alone", _mixture(public=SHORT.mixture.public[1:])),
    Variant("no statements of our own", _mixture(own=False)),
    Variant("no real statements", _mixture(real=False)),
    Variant("nothing retold or withheld", _mixture(retold=0.0, absent=0.0, thinned=False)),
    # How it is trained.
    Variant("no class weights", _mixture(balance=0.0)),
    Variant("class weights to the power 0.6", _mixture(balance=0.6)),
    Variant("last weights, no average", replace(SHORT, average_decay=0.0)),
    Variant("multi-sample dropout, 4", replace(SHORT, dropout_samples=4)),
    Variant("R-Drop 0.5", replace(SHORT, r_drop=0.5)),
    Variant("embeddings trained too", replace(SHORT, frozen_embeddings=False)),
)


@contextmanager
def written(changes: Sequence[tuple[str, Any]]) -> Iterator[None]:
    """The template with other settings, for as long as the block lasts."""
    before = [(name, getattr(template, name)) for name, _ in changes]
    try:
        for name, value in changes:
            setattr(template, name, value)
        yield
    finally:
        for name, value in before:
            setattr(template, name, value)


def dealt(corpus: data.Corpus) -> tuple[data.Corpus, list[Example]]:
    """The corpus that variants train on, and what they are compared on. Documents stay whole."""

    def place(group: str) -> float:
        return int(hashlib.sha256(f"ablate/1/{group}".encode()).hexdigest()[:8], 16) / 16**8

    train = corpus.statements.train
    held = [example for example in train if place(example.group) < HELD_OUT]
    taken = [example for example in train if HELD_OUT <= place(example.group) < HELD_OUT + TAKEN]
    own = [example for example in corpus.own if place(example.group) < TAKEN]
    public = [example for example in corpus.public if place(example.group) < TAKEN]
    return (
        data.Corpus(Split(taken, [], []), own, public, corpus.newsmtsc_dev),
        [*held, *corpus.statements.calibration],
    )


def predictions(weights: Weights, tokenizer: Any, examples: Sequence[Example]) -> list[int]:
    """Labels by the fp32 model, as indices in codebook order."""
    import torch

    from stances.classifying.batching import by_length

    model = fresh_model()
    model.load_state_dict(weights)
    model.eval()
    encoded = template.encode(tokenizer, [example.pair for example in examples])
    found = [0] * len(encoded)
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for rows in by_length(encoded, 32):
            answers = model(**tensors([encoded[i] for i in rows], "cpu")).logits.argmax(-1).tolist()
            for row, answer in zip(rows, answers, strict=True):
                found[row] = answer
    return found


def measure(variant: Variant, corpus: data.Corpus, held_out: Sequence[Example], out: Path, seed: int) -> dict[str, Any]:
    """Train one variant and score it."""
    tell = variant.told or (lambda example: example)
    told = replace(
        corpus,
        statements=Split([tell(e) for e in corpus.statements.train], [], []),
        own=[tell(e) for e in corpus.own],
    )
    with written(variant.written):
        recipe = variant.recipe
        # The first stage is trained once for all variants whose questions and public sets are the same.
        plain = replace(SHORT, mixture=recipe.mixture, frozen_embeddings=recipe.frozen_embeddings)
        shared = [change for change in variant.written if change not in LONG_CONTEXT]  # public sentences have none
        key = repr((recipe.mixture.public, recipe.frozen_embeddings, shared, seed))
        first = out / f"news-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
        start = Trainer(told, first, plain, recipe.news, seed).run() if recipe.news.epochs else None
        folder = out / f"{variant.name.replace(' ', '-')}-{seed}"
        trainer = Trainer(told, folder, recipe, recipe.statements, seed, start)
        weights = trainer.run()
        true = [STANCES.index(example.label) for example in held_out]
        predicted = predictions(weights, trainer.tokenizer, [tell(example) for example in held_out])
        news = predictions(weights, trainer.tokenizer, [tell(example) for example in corpus.newsmtsc_dev])
    scores = metrics.scores(true, predicted)
    log = json.loads((folder / "log.json").read_text(encoding="utf-8"))
    on_news = metrics.confusion([STANCES.index(e.label) for e in corpus.newsmtsc_dev], news)
    return {
        "variant": variant.name, "seed": seed, "n": scores["n"], "macro_f1": scores["macro_f1"],
        "accuracy": scores["accuracy"], "opposite_rate": scores["opposite_rate"],
        "newsmtsc": metrics.rounded(metrics.accuracy(on_news)), "seconds": log["seconds"],
    }  # fmt: skip


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Markdown, in the order of the variants."""
    base = rows[0]["macro_f1"]
    lines = [
        "| variant | macro-F1 | against the first | accuracy | opposites | NewsMTSC, accuracy | seconds |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| {row['variant']} | {row['macro_f1']:.3f} | {row['macro_f1'] - base:+.3f} | {row['accuracy']:.3f} "
        f"| {row['opposite_rate']:.1%} | {row['newsmtsc']:.3f} | {row['seconds']} |"
        for row in rows
    ]
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.ablate", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=Path("training/work/ablations"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", nargs="*", help="names of variants (default: all)")
    options = parser.parse_args(argv)
    with_allocator("training.ablate", argv)
    import torch

    torch.set_num_threads(options.threads)
    corpus, held_out = dealt(data.corpus(options.shared))
    options.out.mkdir(parents=True, exist_ok=True)
    path = options.out / "ablations.json"
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    for variant in VARIANTS:
        if options.only and variant.name not in options.only:
            continue
        if any(row["variant"] == variant.name and row["seed"] == options.seed for row in rows):
            continue
        rows.append(measure(variant, corpus, held_out, options.out, options.seed))
        path.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
        print(table(rows), flush=True)


if __name__ == "__main__":
    main()
