"""Measure the shipped model through the product's own backend.

    python -m training.evaluate [--run training/work/main] [--shared ../shared] [--folder stances/classifying/shipped]

Writes `evaluation.json` into the model's folder (its structure: training/README.md) and the figures between the markers
of `docs/model-card.md`. The test split trained nothing and chose nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stances.classifying import manifest
from stances.classifying.batching import by_length, probabilities
from stances.classifying.shipped import FOLDER, ShippedModel, arrays
from stances.classifying.template import encode
from stances.vocabulary import STANCES, Stance
from training import card, data, fairness, metrics, readers, reliability
from training.augment import named_in
from training.export import to_onnx
from training.readers import Example
from training.targets import TARGETS

SCHEMA = 1
EVALUATION = "evaluation.json"
NAMED = ("in_statement", "in_context_only", "nowhere")
UNRELATED = STANCES.index(Stance.UNRELATED)

SETS = {
    "statements": ("Real statements on Russia, Ukraine and NATO, 2014–2025, labelled to the codebook, read twice",
                   "White House CC0; the rest third parties', used for training only"),
    "pilot": ("Statements written for this project", "ours, Apache-2.0"),
    "supplement": ("Statements written for this project where the model was weakest", "ours, Apache-2.0"),
    "written": ("Statements written for this project in the registers of diplomacy", "ours, Apache-2.0"),
    "written2": ("More of them, where the model was weak and about other targets", "ours, Apache-2.0"),
    "written3": ("More of them, in the manner of UN speeches, official sites and briefings", "ours, Apache-2.0"),
    "placed": ("Statements and sentences that we found and labelled in the shared articles and public sets",
               "as the texts': used for training only"),
    "newsmtsc": ("NewsMTSC: US policy news with sentiment toward entities (Hamborg & Donnay, EACL 2021)", "MIT"),
    "dse": ("DSE: directed sentiment between two entities of political news", "free use, citing the paper"),
    "plv": ("PLV: PLOVER-coded events of international political news", "none stated"),
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m training.evaluate", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument(
        "--run", type=Path, default=Path("training/work/main"), help="run whose fp32 form to compare with"
    )
    parser.add_argument(
        "--shared", type=Path, default=Path("../shared"), help="folder that holds data/ (default ../shared)"
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, help="the shipped folder")
    parser.add_argument("--card", type=Path, default=Path("docs/model-card.md"))
    options = parser.parse_args(argv)
    found = evaluation(data.corpus(options.shared), options.folder, options.run)
    found |= _kept(options.folder / EVALUATION, found, options.run)
    (options.folder / EVALUATION).write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    card.write(options.card, found)
    calibration = found["calibration"]
    reliability.write(options.card.parent / "images" / "reliability.svg", calibration["bins"], calibration["ece"])
    print(card.figures(found))


def evaluation(corpus: data.Corpus, folder: Path, run: Path) -> dict[str, Any]:
    """All figures of the model in `folder`, as `evaluation.json` holds them."""
    model = ShippedModel(folder)
    test = [readers.as_asked(example) for example in corpus.statements.test]
    logits = model.logits([example.pair for example in test])
    temperature = manifest.read(folder).temperature
    true = _indices(test)
    judged = [probabilities(row, temperature) for row in logits]
    predicted = [values.index(max(values)) for values in judged]
    confidence = [max(values) for values in judged]
    right = [one == other for one, other in zip(true, predicted, strict=True)]
    bins = metrics.reliability(confidence, right)

    def among(chosen: Iterable[bool]) -> dict[str, Any]:
        rows = [index for index, taken in enumerate(chosen) if taken]
        return metrics.scores([true[i] for i in rows], [predicted[i] for i in rows])

    return {
        "schema": SCHEMA,
        "date": datetime.now(UTC).date().isoformat(),
        "model": {"name": model.name, "revision": model.revision},
        "labels": [stance.value for stance in STANCES],
        "seeds": len(seeds["rows"]) if (seeds := _by_seed(run, test)) else 1,
        "by_seed": seeds,
        "split": {
            "description": corpus.statements.describe(),
            "train_pairs": len(corpus.statements.train),
            "calibration_pairs": len(corpus.statements.calibration),
            "test_pairs": len(test),
        },
        "overall": metrics.scores(true, predicted),
        "targets": {target.name: among(e.pair.target.name == target.name for e in test) for target in TARGETS},
        "sources": {source: among(e.source == source for e in test) for source in sorted({e.source for e in test})},
        "named": {where: among(_named(e) == where for e in test) for where in NAMED},
        "calibration": {
            "temperature": round(temperature, 4),
            "ece": metrics.rounded(metrics.expected_calibration_error(bins)),
            "bins": bins,
        },
        "uncertain": {
            "below": model.uncertain_below,
            "meaning": model.uncertain_meaning,
            "all": _sides(confidence, right, [True] * len(right), model.uncertain_below),
            "addressed": _sides(confidence, right, [label != UNRELATED for label in predicted], model.uncertain_below),
        },
        "newsmtsc_dev": _newsmtsc(model, corpus.newsmtsc_dev),
        "fairness": fairness.figures(lambda pairs: [row.index(max(row)) for row in model.logits(pairs)], test),
        "quantisation": _quantisation(run / "fp32.onnx", test, logits, true),
        "data": _data(corpus),
    }


def _kept(path: Path, found: dict[str, Any], run: Path) -> dict[str, Any]:
    """What only the training run can tell, from the last evaluation of the same weights where the run is not at hand.

    The corpora may have grown since: what is in the repository today is not what those weights were trained on.
    """
    if (run / "training.json").is_file() or not path.is_file():
        return {}
    before = json.loads(path.read_text(encoding="utf-8"))
    if before["model"] != found["model"]:
        return {}
    return {key: before[key] for key in ("seeds", "by_seed", "split", "quantisation", "data") if key in before}


def _indices(examples: Sequence[Example]) -> list[int]:
    return [STANCES.index(example.label) for example in examples]


def _by_seed(run: Path, test: Sequence[Example]) -> dict[str, Any] | None:
    """Each seed's own figures, in fp32; null where their checkpoints are not at hand."""
    folders = sorted(run.glob("seed-*/checkpoint"))
    if not folders:
        return None
    rows = []
    for folder in folders:
        fp32 = folder.parent / "fp32.onnx"
        if not fp32.exists():
            to_onnx(folder, fp32)
        scores = metrics.scores(_indices(test), _exact(fp32, folder, test))
        rows.append({"seed": int(folder.parent.name.removeprefix("seed-")),
                     **{key: scores[key] for key in ("macro_f1", "accuracy", "opposite_rate")}})  # fmt: skip
    found = [row["macro_f1"] for row in rows]
    return {
        "rows": rows,
        "mean": metrics.rounded(statistics.fmean(found)),
        "deviation": metrics.rounded(statistics.stdev(found)) if len(found) > 1 else None,
    }


def _exact(fp32: Path, tokenizer: Path, examples: Sequence[Example]) -> list[int]:
    """Labels of an fp32 ONNX file, as indices in codebook order."""
    import onnxruntime
    from transformers import AutoTokenizer

    session = onnxruntime.InferenceSession(str(fp32), providers=["CPUExecutionProvider"])
    encoded = encode(AutoTokenizer.from_pretrained(tokenizer), [example.pair for example in examples])
    exact = [0] * len(encoded)
    for rows in by_length(encoded):
        for row, label in zip(rows, session.run(None, arrays([encoded[i] for i in rows]))[0].argmax(1), strict=True):
            exact[row] = int(label)
    return exact


def _named(example: Example) -> str:
    """Where the target's names stand: one of `NAMED`."""
    pair = example.pair
    if named_in(pair.target, pair.statement):
        return "in_statement"
    return "in_context_only" if named_in(pair.target, pair.context) else "nowhere"


def _sides(confidence: Sequence[float], right: Sequence[bool], chosen: Sequence[bool], below: float) -> dict[str, Any]:
    """Share and accuracy of the verdicts on each side of the threshold."""

    def side(rows: list[int]) -> dict[str, Any]:
        return {
            "n": len(rows),
            "share": metrics.rounded(len(rows) / sum(chosen)) if any(chosen) else None,
            "accuracy": metrics.rounded(sum(right[i] for i in rows) / len(rows)) if rows else None,
        }

    rows = [index for index, taken in enumerate(chosen) if taken]
    return {
        "certain": side([i for i in rows if confidence[i] >= below]),
        "uncertain": side([i for i in rows if confidence[i] < below]),
    }


def _newsmtsc(model: ShippedModel, examples: Sequence[Example]) -> dict[str, Any]:
    """Three-way on NewsMTSC's devtest_rw: its sentences always address their target, so `unrelated` is no answer."""
    true = [STANCES.index(example.label) for example in examples]
    predicted = [row.index(max(row[:UNRELATED])) for row in model.logits([example.pair for example in examples])]
    matrix = metrics.confusion(true, predicted, size=UNRELATED)
    return {
        "n": len(true),
        "macro_f1": metrics.rounded(metrics.macro_f1(matrix)),
        "accuracy": metrics.rounded(metrics.accuracy(matrix)),
        "confusion": matrix,
    }


def _quantisation(
    fp32: Path, test: Sequence[Example], int8: Sequence[Sequence[float]], true: Sequence[int]
) -> dict[str, Any] | None:
    """How far the shipped labels agree with those of the fp32 form; null where the training run is not at hand."""
    if not fp32.is_file():
        return None
    exact = _exact(fp32, fp32.parent / "checkpoint", test)
    shipped = [list(row).index(max(row)) for row in int8]
    return {
        "n": len(exact),
        "agreement": metrics.rounded(sum(a == b for a, b in zip(exact, shipped, strict=True)) / len(exact)),
        "macro_f1_fp32": metrics.rounded(metrics.macro_f1(metrics.confusion(true, exact))),
        "macro_f1_int8": metrics.rounded(metrics.macro_f1(metrics.confusion(true, shipped))),
    }


def _data(corpus: data.Corpus) -> list[dict[str, Any]]:
    """What the weights were trained on, with licences."""
    counts = Counter(example.source for example in (*corpus.own, *corpus.public))
    for example in corpus.statements.train:
        counts["placed" if example.source.startswith("placed-") else "statements"] += 1
    return [
        {"name": name, "what": what, "licence": licence, "pairs": counts[name]}
        for name, (what, licence) in SETS.items()
    ]


if __name__ == "__main__":
    main()
