"""Figures over labelled pairs, in plain Python: labels are indices into the codebook's order.

F1 of a label that neither occurs nor is predicted is left out of a macro average; precision without predictions and
recall without occurrences are 0, as in scikit-learn's `zero_division=0`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from stances.vocabulary import STANCES, Stance

SUPPORTIVE, CRITICAL = STANCES.index(Stance.SUPPORTIVE), STANCES.index(Stance.CRITICAL)

Matrix = list[list[int]]


def confusion(true: Sequence[int], predicted: Sequence[int], size: int = len(STANCES)) -> Matrix:
    """Counts, rows by true label, columns by predicted label."""
    counts = [[0] * size for _ in range(size)]
    for one, other in zip(true, predicted, strict=True):
        counts[one][other] += 1
    return counts


def per_label(matrix: Matrix) -> list[dict[str, float]]:
    """Precision, recall, F1 in [0, 1] and support of each label, in order."""
    found = []
    for index, row in enumerate(matrix):
        hits, support = row[index], sum(row)
        claimed = sum(other[index] for other in matrix)
        precision = hits / claimed if claimed else 0.0
        recall = hits / support if support else 0.0
        f1 = 2 * hits / (claimed + support) if claimed + support else 0.0
        found.append({"precision": precision, "recall": recall, "f1": f1, "support": support, "predicted": claimed})
    return found


def macro_f1(matrix: Matrix) -> float:
    """Mean F1 over the labels that occur or are predicted; NaN where there are none."""
    known = [label["f1"] for label in per_label(matrix) if label["support"] or label["predicted"]]
    return math.fsum(known) / len(known) if known else math.nan


def accuracy(matrix: Matrix) -> float:
    """Share of pairs on the diagonal; NaN for an empty matrix."""
    total = sum(map(sum, matrix))
    return sum(matrix[i][i] for i in range(len(matrix))) / total if total else math.nan


def opposite_rate(matrix: Matrix) -> float:
    """Share of all pairs whose label is taken for its opposite: supportive for critical or the reverse."""
    total = sum(map(sum, matrix))
    return (matrix[SUPPORTIVE][CRITICAL] + matrix[CRITICAL][SUPPORTIVE]) / total if total else math.nan


def scores(true: Sequence[int], predicted: Sequence[int]) -> dict[str, Any]:
    """One block of `evaluation.json`: n, accuracy, macro_f1, opposite_rate, labels, confusion."""
    matrix = confusion(true, predicted)
    return {
        "n": len(true),
        "accuracy": rounded(accuracy(matrix)),
        "macro_f1": rounded(macro_f1(matrix)),
        "opposite_rate": rounded(opposite_rate(matrix)),
        "labels": {
            stance.value: {
                "precision": rounded(label["precision"]),
                "recall": rounded(label["recall"]),
                "f1": rounded(label["f1"]),
                "support": int(label["support"]),
            }
            for stance, label in zip(STANCES, per_label(matrix), strict=True)
        },
        "confusion": matrix,
    }


def reliability(confidence: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[dict[str, float]]:
    """Equal-width bins over [0, 1] of the label's probability: low, high, n, mean confidence, accuracy; none empty."""
    found = []
    for index in range(bins):
        low, high = index / bins, (index + 1) / bins
        members = [
            i for i, value in enumerate(confidence) if low <= value < high or (index == bins - 1 and value == 1.0)
        ]
        if members:
            found.append(
                {
                    "low": low,
                    "high": high,
                    "n": len(members),
                    "confidence": rounded(math.fsum(confidence[i] for i in members) / len(members)),
                    "accuracy": rounded(sum(right[i] for i in members) / len(members)),
                }
            )
    return found


def expected_calibration_error(bins: Sequence[dict[str, float]]) -> float:
    """ECE in [0, 1]: the mean over bins of |confidence − accuracy|, weighted by n. Guo et al., ICML 2017."""
    total = sum(each["n"] for each in bins)
    return (
        math.fsum(each["n"] * abs(each["confidence"] - each["accuracy"]) for each in bins) / total
        if total
        else math.nan
    )


def negative_log_likelihood(logits: Sequence[Sequence[float]], true: Sequence[int], temperature: float) -> float:
    """Mean over the pairs of −log of the probability given to the true label."""
    losses = []
    for row, label in zip(logits, true, strict=True):
        highest = max(row)
        total = math.fsum(math.exp((value - highest) / temperature) for value in row)
        losses.append(math.log(total) - (row[label] - highest) / temperature)
    return math.fsum(losses) / len(losses)


def fit_temperature(
    logits: Sequence[Sequence[float]], true: Sequence[int], low: float = 0.25, high: float = 4.0
) -> float:
    """The temperature in [low, high] of least negative log-likelihood, by golden-section search."""
    golden = (math.sqrt(5) - 1) / 2
    while high - low > 1e-3:
        first, second = high - golden * (high - low), low + golden * (high - low)
        if negative_log_likelihood(logits, true, first) < negative_log_likelihood(logits, true, second):
            high = second
        else:
            low = first
    return (low + high) / 2


def threshold_for_accuracy(confidence: Sequence[float], right: Sequence[bool], wanted: float) -> float:
    """The lowest threshold, in hundredths, at and above which the share `wanted` is right; 1 if there is none."""
    for hundredths in range(25, 100):
        kept = [ok for value, ok in zip(confidence, right, strict=True) if value >= hundredths / 100]
        if kept and sum(kept) / len(kept) >= wanted:
            return hundredths / 100
    return 1.0


def rounded(value: float, digits: int = 4) -> Any:
    """For JSON: four digits, and null where there is no number."""
    return None if math.isnan(value) else round(value, digits)
