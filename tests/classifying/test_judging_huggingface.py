"""Any Hugging Face checkpoint as the judge, on tiny checkpoints made here."""

import importlib.util
import math
from pathlib import Path

import pytest

from stances.classifying import ModelMissing, SpecInvalid, load
from stances.classifying.shipped import FOLDER
from stances.records import Pair, TargetName
from stances.vocabulary import STANCES, Stance

WITH_TORCH = importlib.util.find_spec("torch") is not None
needs_torch = pytest.mark.skipif(not WITH_TORCH, reason="needs PyTorch: pip install -e '.[train]'")
RURITANIA = TargetName("Ruritania", ("Strelsau",))
PAIRS = [Pair(text, RURITANIA) for text in ("Strelsau attacked.", "We thank Ruritania. " * 9, "Rain is coming.")]


def checkpoint(folder: Path, labels: list[str], types: int = 2) -> str:
    """A BERT of one layer with random weights, and a real tokenizer."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        type_vocab_size=types, initializer_range=0.5, id2label=dict(enumerate(labels)),
        label2id={label: i for i, label in enumerate(labels)},
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder)
    AutoTokenizer.from_pretrained(FOLDER).save_pretrained(folder)
    return str(folder)


@needs_torch
def test_a_checkpoint_with_our_labels_needs_no_map(tmp_path: Path) -> None:
    order = ["neutral", "unrelated", "supportive", "critical"]
    model = load(f"huggingface:{checkpoint(tmp_path, order)}")
    mapped = load(f"huggingface:{tmp_path}?labels=supportive,critical,neutral,unrelated")
    for own, shifted in zip(model.judge(PAIRS), mapped.judge(PAIRS), strict=True):
        assert math.isclose(sum(own), 1.0, abs_tol=1e-9)
        # The same outputs, read in two orders.
        assert [own.of(Stance[name.upper()]) for name in order] == pytest.approx(list(shifted))


@needs_torch
def test_answers_come_in_order_and_alone_as_in_a_batch(tmp_path: Path) -> None:
    model = load(f"huggingface:{checkpoint(tmp_path, [s.value for s in STANCES])}")
    together = model.judge(PAIRS)
    alone = [model.judge([pair])[0] for pair in PAIRS]
    assert [list(a) for a in together] == [pytest.approx(list(b), abs=1e-5) for b in alone]
    assert model.judge([]) == []


@needs_torch
def test_three_way_sentiment_maps_onto_stances_and_leaves_unrelated_at_zero(tmp_path: Path) -> None:
    spec = f"huggingface:{checkpoint(tmp_path, ['NEG', 'NEU', 'POS'])}"
    with pytest.raises(SpecInvalid, match="which stance each stands for"):
        load(spec).judge(PAIRS)
    for judged in load(f"{spec}?labels=critical,neutral,supportive").judge(PAIRS):
        assert judged.unrelated == 0 and math.isclose(sum(judged), 1.0, abs_tol=1e-9)


@needs_torch
def test_a_map_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    spec = f"huggingface:{checkpoint(tmp_path, ['a', 'b', 'c'])}?labels=critical,neutral"
    with pytest.raises(SpecInvalid, match="3 outputs"):
        load(spec).judge(PAIRS)


@needs_torch
def test_a_higher_temperature_makes_the_answer_less_sure(tmp_path: Path) -> None:
    spec = f"huggingface:{checkpoint(tmp_path, [s.value for s in STANCES])}"
    for plain, warm in zip(load(spec).judge(PAIRS), load(f"{spec}?temperature=5").judge(PAIRS), strict=True):
        assert warm.label is plain.label and warm.probability < plain.probability


@needs_torch
def test_a_checkpoint_without_segments_is_read_too(tmp_path: Path) -> None:
    model = load(f"huggingface:{checkpoint(tmp_path, [s.value for s in STANCES], types=1)}")
    assert len(model.judge(PAIRS)) == len(PAIRS)


@needs_torch
def test_a_checkpoint_that_is_not_there_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="cannot be read"):
        load(f"huggingface:{tmp_path / 'nothing'}").judge(PAIRS)


@pytest.mark.skipif(WITH_TORCH, reason="PyTorch is installed")
def test_without_torch_the_error_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"diplomacy\[train\]"):
        load(f"huggingface:{tmp_path}").judge(PAIRS)
