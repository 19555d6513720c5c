"""The figures of `evaluation.json` as the tables of the model card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

START = "<!-- figures: written by `python -m training.{module}` -->"
END = "<!-- end of figures -->"


def write(path: Path, evaluation: Mapping[str, Any]) -> None:
    """Put the figures between the card's markers. Raises `ValueError` where the card lacks them."""
    between_markers(path, "evaluate", figures(evaluation))


def between_markers(path: Path, module: str, content: str) -> None:
    """Replace what stands between the markers of `module`. Raises `ValueError` where they are not there once."""
    text, start = path.read_text(encoding="utf-8"), START.format(module=module)
    if text.count(start) != 1 or text.count(END) != 1:
        raise ValueError(f"{path} needs the lines {start!r} and {END!r} once each")
    before, rest = text.split(start)
    path.write_text(f"{before}{start}\n\n{content.strip()}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def figures(evaluation: Mapping[str, Any]) -> str:
    """All tables, as Markdown."""
    overall, uncertain, calibration = evaluation["overall"], evaluation["uncertain"], evaluation["calibration"]
    model, newsmtsc = evaluation["model"], evaluation["newsmtsc_dev"]
    parts = [
        f"Model `{model['name']}`, revision `{model['revision']}`, measured on {evaluation['date']} through the "
        f"product's own backend. {evaluation['split']['description']}",
        _table(
            ("", "n", "macro-F1", "accuracy", "opposites"),
            [
                (name, block["n"], _f(block["macro_f1"]), _f(block["accuracy"]), _percent(block["opposite_rate"]))
                for name, block in (
                    ("**All**", overall),
                    *evaluation["targets"].items(),
                    *evaluation["sources"].items(),
                )
            ],
        ),
        "Where the target's names stand:",
        _table(
            ("target named", "n", "macro-F1", "accuracy"),
            [
                (name.replace("_", " "), block["n"], _f(block["macro_f1"]), _f(block["accuracy"]))
                for name, block in evaluation["named"].items()
            ],
        ),
        "Per target and label:",
        _table(
            ("target", "label", "precision", "recall", "F1", "support"),
            [
                (target, label, _f(row["precision"]), _f(row["recall"]), _f(row["f1"]), row["support"])
                for target, block in (("all", overall), *evaluation["targets"].items())
                for label, row in block["labels"].items()
            ],
        ),
        "Confusion over all targets (rows: the reader's label; columns: the model's):",
        _table(
            ("", *evaluation["labels"]),
            [(label, *row) for label, row in zip(evaluation["labels"], overall["confusion"], strict=True)],
        ),
        f"Calibration: temperature {calibration['temperature']}, expected calibration error {_f(calibration['ece'])} "
        "(ten bins).",
        "![Reliability diagram](images/reliability.svg)",
        _table(
            ("probability", "n", "mean probability", "right"),
            [
                (f"{b['low']:.1f}–{b['high']:.1f}", b["n"], _f(b["confidence"]), _f(b["accuracy"]))
                for b in calibration["bins"]
            ],
        ),
        f"A verdict below {uncertain['below']} is marked uncertain. {uncertain['meaning']} On the test split:",
        _table(
            ("verdicts", "side", "n", "share", "right"),
            [
                (kind, side, block["n"], _f(block["share"]), _f(block["accuracy"]))
                for kind, name in (("all", "all"), ("other than “not about it”", "addressed"))
                for side, block in uncertain[name].items()
            ],
        ),
        f"NewsMTSC devtest_rw, three-way macro-F1: {_f(newsmtsc['macro_f1'])} (n = {newsmtsc['n']}).",
    ]
    if seeds := evaluation["by_seed"]:
        parts += [
            f"The shipped weights are the mean of {len(seeds['rows'])} seeds' weights. Each seed alone, in fp32 on the "
            f"same pairs: macro-F1 {_f(seeds['mean'])} on average, standard deviation {_f(seeds['deviation'])}.",
            _table(
                ("seed", "macro-F1", "accuracy", "opposites"),
                [
                    (row["seed"], _f(row["macro_f1"]), _f(row["accuracy"]), _percent(row["opposite_rate"]))
                    for row in seeds["rows"]
                ],
            ),
        ]
    fairness = evaluation["fairness"]
    parts += [
        "Fairness to names: the words stay, a name changes, and the label should not.",
        _table(
            ("swapped", "pairs", "label changed"),
            [
                (words, fairness[name]["n"], _percent(fairness[name]["changed"]))
                for name, words in (
                    ("speaker", "the speaker's name, where the statement names the target"),
                    ("target_country", "the target, for another country"),
                    ("other_country", "another country that is named"),
                    ("party", "party labels"),
                    ("all", "all of these"),
                )
            ],
        ),
        f"And where it must change: of {fairness['target']['n']} pairs of targets that one statement takes opposite "
        f"stances toward, the model tells {_percent(fairness['target']['followed'])} apart.",
    ]
    if quantisation := evaluation["quantisation"]:
        parts.append(
            f"int8 against fp32 on the test split: {_percent(quantisation['agreement'])} of the labels agree; macro-F1 "
            f"{_f(quantisation['macro_f1_int8'])} against {_f(quantisation['macro_f1_fp32'])}."
        )
    parts += [
        "Trained on:",
        _table(
            ("set", "pairs", "what", "licence"),
            [(d["name"], d["pairs"], d["what"], d["licence"]) for d in evaluation["data"]],
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def _f(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"
