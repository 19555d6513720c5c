"""Figures, against numbers worked out by hand."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stances.classifying.batching import probabilities
from training import card, metrics

# Rows true, columns predicted: supportive, critical, neutral, unrelated.
TRUE = [0, 0, 0, 1, 1, 2, 2, 3, 3, 3]
GUESS = [0, 0, 1, 1, 0, 2, 3, 3, 3, 2]


def test_confusion_has_rows_of_true_and_columns_of_predicted_labels() -> None:
    assert metrics.confusion(TRUE, GUESS) == [[2, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 2]]


def test_scores_by_hand() -> None:
    found = metrics.scores(TRUE, GUESS)
    assert found["accuracy"] == 0.6 and found["n"] == 10
    assert found["labels"]["supportive"] == {"precision": 0.6667, "recall": 0.6667, "f1": 0.6667, "support": 3}
    assert found["labels"]["critical"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "support": 2}
    assert found["macro_f1"] == round((2 / 3 + 1 / 2 + 1 / 2 + 2 / 3) / 4, 4)
    assert found["opposite_rate"] == 0.2


def test_macro_f1_leaves_out_what_is_neither_true_nor_predicted() -> None:
    assert metrics.macro_f1(metrics.confusion([0, 0], [0, 0])) == 1.0
    assert metrics.macro_f1(metrics.confusion([0, 0], [0, 2])) == pytest.approx((2 / 3 + 0) / 2)


def test_no_pairs_give_no_number_rather_than_zero() -> None:
    found = metrics.scores([], [])
    assert found["accuracy"] is None and found["macro_f1"] is None and found["opposite_rate"] is None


def test_calibration_error_by_hand() -> None:
    bins = metrics.reliability([0.55, 0.55, 0.95, 1.0], [True, False, True, True])
    assert [(b["low"], b["n"], b["accuracy"]) for b in bins] == [(0.5, 2, 0.5), (0.9, 2, 1.0)]
    assert metrics.expected_calibration_error(bins) == pytest.approx((2 * 0.05 + 2 * 0.025) / 4)


@settings(deadline=None)  # this machine may be busy
@given(st.floats(0.4, 3.0))
def test_the_fitted_temperature_is_the_one_the_labels_were_drawn_with(temperature: float) -> None:
    # Labels in exact proportion to the tempered probabilities: the optimum is known.
    logits, true = [], []
    for row in ([2.0, 0.0, -1.0, 0.5], [0.0, 1.5, 0.3, -2.0]):
        for label, probability in enumerate(probabilities(row, temperature)):
            logits += [row] * round(probability * 2000)
            true += [label] * round(probability * 2000)
    assert metrics.fit_temperature(logits[::5], true[::5]) == pytest.approx(temperature, rel=0.1)


def test_the_threshold_is_the_lowest_that_is_right_often_enough() -> None:
    confidence = [0.3, 0.5, 0.6, 0.7, 0.8]
    assert metrics.threshold_for_accuracy(confidence, [False, True, False, True, True], 0.8) == 0.61
    assert metrics.threshold_for_accuracy(confidence, [False] * 5, 0.5) == 1.0


def test_probabilities_sum_to_one_for_extreme_logits() -> None:
    for row in ([1000.0, -1000.0, 0.0, 0.0], [0.0] * 4, [-1e30, 0.0, 0.0, 1e-30]):
        assert math.isclose(sum(probabilities(row, 1.7)), 1.0, abs_tol=1e-12)


# --- the shipped evaluation and the card --------------------------------------------------

SHIPPED = Path("stances/classifying/shipped")


@pytest.fixture(scope="module")
def evaluation() -> dict[str, object]:
    found: dict[str, object] = json.loads((SHIPPED / "evaluation.json").read_text(encoding="utf-8"))
    return found


def test_the_evaluation_is_of_the_model_that_ships(evaluation: dict[str, dict[str, object]]) -> None:
    manifest = json.loads((SHIPPED / "model.json").read_text(encoding="utf-8"))
    assert evaluation["model"]["revision"] == manifest["revision"]
    assert evaluation["uncertain"]["below"] == manifest["uncertain_below"]


def test_the_evaluation_adds_up(evaluation: dict[str, dict[str, dict[str, object]]]) -> None:
    whole, targets = evaluation["overall"], evaluation["targets"]
    summed = [
        [sum(block["confusion"][i][j] for block in targets.values()) for j in range(4)]  # type: ignore[index]
        for i in range(4)
    ]
    assert summed == whole["confusion"]
    assert sum(map(sum, summed)) == whole["n"] == evaluation["split"]["test_pairs"]
    assert metrics.rounded(metrics.macro_f1(summed)) == whole["macro_f1"]


def test_the_card_shows_the_figures_of_the_shipped_evaluation(evaluation: dict[str, object]) -> None:
    text = Path("docs/model-card.md").read_text(encoding="utf-8")
    assert card.figures(evaluation).strip() in text


def test_figures_are_put_between_the_markers_and_nothing_else_changes(
    tmp_path: Path, evaluation: dict[str, object]
) -> None:
    path = tmp_path / "card.md"
    path.write_text(f"before\n{card.START.format(module='evaluate')}\nold\n{card.END}\nafter\n", encoding="utf-8")
    card.write(path, evaluation)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n") and text.endswith("\nafter\n") and "old" not in text
    card.write(path, evaluation)
    assert path.read_text(encoding="utf-8") == text


def test_a_card_without_markers_is_refused(tmp_path: Path, evaluation: dict[str, object]) -> None:
    path = tmp_path / "card.md"
    path.write_text("no markers", encoding="utf-8")
    with pytest.raises(ValueError, match="needs the lines"):
        card.write(path, evaluation)
