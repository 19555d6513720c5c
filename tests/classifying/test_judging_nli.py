"""A zero-shot judge over an inference checkpoint, on tiny checkpoints made here."""

import importlib.util
import math
from pathlib import Path

import pytest

from stances.classifying import ModelMissing, SpecInvalid, load, problems
from stances.classifying import checkpoints as checkpoints_module
from stances.classifying.nli import NliModel
from stances.classifying.shipped import FOLDER
from stances.records import Pair, TargetName
from stances.vocabulary import STANCES

WITH_TORCH = importlib.util.find_spec("torch") is not None
needs_torch = pytest.mark.skipif(not WITH_TORCH, reason="needs PyTorch: pip install -e '.[train]'")
RURITANIA = TargetName("Ruritania", ("Strelsau",))
PAIRS = [
    Pair(text, RURITANIA, context="It was raining.", speaker="Ilva Torrent")
    for text in ("Strelsau attacked.", "We thank Ruritania. " * 90, "Rain is coming.")
]
LABELS = ["contradiction", "neutral", "entailment"]


def checkpoint(folder: Path, labels: list[str], types: int = 2, positions: int = 512) -> str:
    """A BERT of one layer with random weights, and a real tokenizer."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        type_vocab_size=types, initializer_range=0.5, max_position_embeddings=positions,
        id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(FOLDER).save_pretrained(folder)
    return str(folder)


def by_hand(folder: str, premise: str, hypotheses: list[str], entailed: int, temperature: float = 1.0) -> list[float]:
    """The same by transformers alone, one hypothesis at a time."""
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForSequenceClassification.from_pretrained(folder).eval()
    with torch.inference_mode():
        logits = [
            model(**tokenizer(premise, text, truncation=True, max_length=256, return_tensors="pt")).logits[0, entailed]
            for text in hypotheses
        ]
    return torch.softmax(torch.stack(logits) / temperature, dim=0).tolist()


@needs_torch
@pytest.mark.parametrize(
    "labels", [LABELS, ["ENTAILMENT", "NEUTRAL", "CONTRADICTION"], ["not_entailment", "Entailment"]]
)
def test_it_is_the_softmax_over_the_entailment_of_four_hypotheses(tmp_path: Path, labels: list[str]) -> None:
    folder = checkpoint(tmp_path, labels)
    entailed = [label.lower() for label in labels].index("entailment")
    model = load(f"nli:{folder}")
    assert isinstance(model, NliModel)
    for pair, given in zip(PAIRS, model.judge(PAIRS), strict=True):
        premise, hypotheses = model.texts(pair)
        assert list(given) == pytest.approx(by_hand(folder, premise, hypotheses, entailed), abs=1e-5)
        assert math.isclose(sum(given), 1.0, abs_tol=1e-9)


@needs_torch
def test_answers_come_in_order_and_alone_as_in_a_batch(tmp_path: Path) -> None:
    model = load(f"nli:{checkpoint(tmp_path, LABELS)}")
    together = model.judge(PAIRS)
    assert len({tuple(given) for given in together}) == len(PAIRS)
    assert [list(given) for given in together] == [
        pytest.approx(list(model.judge([pair])[0]), abs=1e-5) for pair in PAIRS
    ]
    assert model.judge([]) == []


@needs_torch
def test_hypotheses_premise_and_temperature_can_be_set(tmp_path: Path) -> None:
    folder = checkpoint(tmp_path, LABELS)
    options = "hypothesis_supportive=Hurrah for {target}!&premise={speaker} said: {statement}&temperature=3"
    model = load(f"nli:{folder}?{options}")
    assert isinstance(model, NliModel)
    premise, hypotheses = model.texts(PAIRS[0])
    assert premise == "Ilva Torrent said: Strelsau attacked."
    assert hypotheses[0] == "Hurrah for Ruritania!" and "Ruritania" in hypotheses[3]
    [given] = model.judge(PAIRS[:1])
    assert list(given) == pytest.approx(by_hand(folder, premise, hypotheses, 2, temperature=3), abs=1e-5)


@needs_torch
def test_a_checkpoint_without_segments_and_with_few_positions_is_read_too(tmp_path: Path) -> None:
    assert len(load(f"nli:{checkpoint(tmp_path, LABELS, types=1, positions=40)}").judge(PAIRS)) == len(PAIRS)


@needs_torch
def test_a_checkpoint_that_has_no_entailment_is_refused_unless_its_output_is_given(tmp_path: Path) -> None:
    spec = f"nli:{checkpoint(tmp_path, ['LABEL_0', 'LABEL_1', 'LABEL_2'])}"
    with pytest.raises(SpecInvalid, match="does not say which of its outputs means entailment"):
        load(spec).judge(PAIRS)
    with pytest.raises(SpecInvalid, match="3 outputs"):
        load(f"{spec}?entailment=3").judge(PAIRS)
    first, second = (load(f"{spec}?entailment={n}").judge(PAIRS) for n in (0, 1))
    assert first != second


@needs_torch
def test_a_checkpoint_that_is_not_there_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="cannot be read"):
        load(f"nli:{tmp_path / 'nothing'}").judge(PAIRS)


@pytest.mark.skipif(WITH_TORCH, reason="PyTorch is installed")
def test_without_torch_the_error_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"diplomacy\[train\]"):
        load(f"nli:{tmp_path}").judge(PAIRS)


# --- the spec, which needs no torch -------------------------------------------------------


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("nli:", "path or the name"),
        ("nli:/a?colour=red", "does not know colour"),
        ("nli:/a?labels=supportive", "does not know labels"),
        ("nli:/a?temperature=-1", "temperature"),
        ("nli:/a?temperature=nan", "temperature"),
        ("nli:/a?uncertain_below=x", "x"),
        ("nli:/a?entailment=two", "number of an output"),
        ("nli:/a?hypothesis_neutral=Nobody cares.", "hypothesis_neutral needs {target}"),
        ("nli:/a?hypothesis_neutral={target} {mood}", "no {mood}"),
        ("nli:/a?premise={context}", "premise needs {statement}"),
        ("nli:/a?premise={statement}" + "x" * 300, "longer than 300"),
    ],
)
def test_a_bad_setting_is_refused_with_its_reason(spec: str, says: str) -> None:
    with pytest.raises(SpecInvalid, match=says.replace("{", r"\{").replace("}", r"\}")):
        load(spec)
    [found] = problems(spec)
    assert says in found


def test_words_of_a_statement_that_look_like_a_field_stay_words() -> None:
    model = NliModel("/nowhere", premise="{statement} ({context})")
    premise, hypotheses = model.texts(Pair("The {context} of {target} is  {x}", RURITANIA, "rain"))
    assert premise == "The {context} of {target} is {x} (rain)"
    assert len(hypotheses) == len(STANCES) and all("Ruritania" in text for text in hypotheses)


@pytest.mark.parametrize("backend", ["nli", "huggingface"])
def test_a_setting_that_changes_the_answers_changes_the_revision(backend: str) -> None:
    own = {"nli": ["entailment=1", "premise=“{statement}”"], "huggingface": ["labels=critical,neutral,supportive"]}
    revisions = [
        load(f"{backend}:/a?{options}").revision
        for options in (
            "uncertain_below=0.5",
            "revision=abc",
            "temperature=2",
            "revision=abc&temperature=2",
            *own[backend],
        )
    ]
    assert revisions[:2] == ["unpinned", "abc"]
    assert len(set(revisions)) == len(revisions)
    assert all(len(revision) <= 80 for revision in revisions)


def test_the_check_says_that_torch_or_the_checkpoint_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints_module, "find_spec", lambda name: None)
    torch, folder = problems(f"nli:{tmp_path}")
    assert "diplomacy[train]" in torch and "no checkpoint" in folder
