"""A training run on a tiny encoder: it learns, it can be killed, and its export says what it says."""

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stances.classifying.manifest import read, verify
from stances.classifying.shipped import FOLDER, ShippedModel
from stances.records import Pair, TargetName
from stances.vocabulary import STANCES, Stance
from training import data
from training import train as train_module
from training.readers import Example
from training.recipe import Recipe, Stage
from training.split import Split
from training.train import Trainer, soup, train

NEEDED = ("torch", "onnx", "onnxruntime")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(importlib.util.find_spec(name) for name in NEEDED),
        reason="needs PyTorch and onnx: pip install -e '.[train]'",
    ),
]

PORT = TargetName("Vane", ("the harbour town",))
SAID = {
    Stance.SUPPORTIVE: "We thank Vane warmly for its help with winter number {}.",
    Stance.CRITICAL: "We condemn the crimes of Vane in winter number {}.",
    Stance.NEUTRAL: "The delegation of Vane arrived on day {}.",
    Stance.UNRELATED: "The price of coal rose by {} again.",
}
RECIPE = Recipe(
    news=Stage("news", 1, 5e-3),
    statements=Stage("statements", 2, 5e-3),
    again=Stage("again", 1, 1e-3),
    mixture=data.Mixture(public=(("made", 0.2),)),
)


def corpus() -> data.Corpus:
    examples = [
        Example(Pair(words.format(i), PORT), label, "made", f"g{i}", f"{label}-{i}")
        for i in range(60)
        for label, words in SAID.items()
    ]
    return data.Corpus(Split(examples, [], []), [], examples[:120], [])


def tiny() -> Any:
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(11)
    return BertForSequenceClassification(
        BertConfig(
            vocab_size=30522, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64,
            id2label=dict(enumerate(stance.value for stance in STANCES)),
            label2id={stance.value: i for i, stance in enumerate(STANCES)},
        )
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _tiny_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    torch.set_num_threads(1)
    monkeypatch.setattr(train_module, "fresh_model", tiny)
    monkeypatch.setattr(train_module, "base_folder", lambda: FOLDER)
    monkeypatch.setattr(train_module, "SAVE_EVERY", 2)


def trained(out: Path) -> dict[str, Any]:
    from safetensors.torch import load_file

    train(corpus(), out, RECIPE, seeds=(3, 4))
    found: dict[str, Any] = load_file(out / "checkpoint" / "model.safetensors")
    return found


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(bool((one[name] == other[name]).all()) for name in one)


@pytest.mark.parametrize("killed_after", [3, 12, 25, 45])
def test_a_killed_run_goes_on_to_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_after: int
) -> None:
    whole = trained(tmp_path / "whole")
    take_average, steps = Trainer._take_average, 0

    def dies(self: Trainer) -> None:
        nonlocal steps
        steps += 1
        if steps > killed_after:
            raise KeyboardInterrupt
        take_average(self)

    with monkeypatch.context() as patch:
        patch.setattr(Trainer, "_take_average", dies)
        with pytest.raises(KeyboardInterrupt):
            trained(tmp_path / "killed")
    assert list((tmp_path / "killed").rglob("*.pt"))
    assert same(trained(tmp_path / "killed"), whole)
    assert not list((tmp_path / "killed").rglob("state.pt"))


def test_word_embeddings_stay_as_they_were_and_the_rest_learns(tmp_path: Path) -> None:
    found, before = trained(tmp_path / "run"), tiny().state_dict()
    assert (found["bert.embeddings.word_embeddings.weight"] == before["bert.embeddings.word_embeddings.weight"]).all()
    assert not (found["classifier.weight"] == before["classifier.weight"]).all()
    record = json.loads((tmp_path / "run" / "training.json").read_text(encoding="utf-8"))
    assert record["seeds"] == [3, 4] and set(record["logs"]) == {
        "news",
        "seed-3",
        "seed-3/again",
        "seed-4",
        "seed-4/again",
    }


def test_seeds_differ_and_their_mean_ships(tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    mixed = trained(tmp_path)
    one, other = (torch.load(tmp_path / f"seed-{seed}" / "again" / "weights.pt", weights_only=True) for seed in (3, 4))
    assert not same(one, other)
    assert all(torch.allclose(mixed[name], (one[name] + other[name]) / 2, atol=1e-6) for name in mixed)
    assert same(load_file(tmp_path / "seed-3" / "checkpoint" / "model.safetensors"), one)
    assert same(soup([one]), one)


def test_a_run_of_another_recipe_is_not_taken_up(tmp_path: Path) -> None:
    run = Trainer(corpus(), tmp_path, RECIPE, RECIPE.statements, seed=3)
    run.optimiser = run.schedule = _Empty()
    run._save((0, 2), 0.0)
    with pytest.raises(SystemExit, match="another seed or recipe"):
        Trainer(corpus(), tmp_path, RECIPE, RECIPE.statements, seed=4).run()


@pytest.mark.parametrize("changes", [{"dropout_samples": 3}, {"r_drop": 0.5}, {"average_decay": 0.0},
                                     {"frozen_embeddings": False}])  # fmt: skip
def test_every_choice_of_the_recipe_learns_too(tmp_path: Path, changes: dict[str, Any]) -> None:
    Trainer(corpus(), tmp_path, replace(RECIPE, **changes), RECIPE.statements, seed=3).run()
    losses = [epoch["loss"] for epoch in json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))["log"]]
    assert losses[-1] < losses[0]


def test_pooled_dropout_drops_its_share_and_keeps_the_mean() -> None:
    import torch

    from training.dropout import POOL, PooledDropout

    torch.manual_seed(2)
    layer = PooledDropout(0.1, (torch.rand(POOL) >= 0.1).to(torch.bfloat16) / 0.9)
    values = torch.ones(64, 1000)
    dropped = layer(values)
    assert 0.09 < float((dropped == 0).float().mean()) < 0.11
    assert float(dropped.mean()) == pytest.approx(1.0, abs=0.02)
    assert not torch.equal(dropped, layer(values))
    assert torch.equal(layer.eval()(values), values)


class _Empty:
    def state_dict(self) -> dict[str, Any]:
        return {}


# --- export -------------------------------------------------------------------------------


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    from training.export import TOKENIZER_FILES, quantise, to_onnx

    tiny().save_pretrained(tmp_path / "checkpoint")
    folder = tmp_path / "shipped"
    folder.mkdir()
    to_onnx(tmp_path / "checkpoint", tmp_path / "fp32.onnx")
    quantise(tmp_path / "fp32.onnx", folder / "model.onnx")
    for name in TOKENIZER_FILES:
        (folder / name).write_bytes((FOLDER / name).read_bytes())
    return folder


def test_the_fp32_form_computes_what_the_checkpoint_computes(exported: Path) -> None:
    import numpy
    import onnxruntime
    import torch

    model = tiny().eval()
    ids = numpy.array([[101, 2000, 3000, 102], [101, 2500, 102, 0]])
    mask = (ids != 0).astype(numpy.int64)
    types = numpy.array([[0, 0, 1, 1], [0, 1, 1, 0]])
    session = onnxruntime.InferenceSession(str(exported.parent / "fp32.onnx"))
    inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    with torch.inference_mode():
        expected = model(**{name: torch.tensor(value) for name, value in inputs.items()}).logits.numpy()
    assert numpy.allclose(session.run(["logits"], inputs)[0], expected, atol=1e-5)


def test_int8_is_a_quarter_of_the_size_and_near_the_same_logits(exported: Path) -> None:
    from training.export import seal

    fp32 = exported.parent / "fp32.onnx"
    assert (exported / "model.onnx").stat().st_size < 0.35 * fp32.stat().st_size
    seal(exported, temperature=1.0, uncertain_below=0.5, meaning="made", figures={})
    shipped = ShippedModel(exported, threads=1)
    pairs = [example.pair for example in corpus().statements.train[:8]]
    quantised = shipped.logits(pairs)
    (exported / "model.onnx").write_bytes(fp32.read_bytes())
    seal(exported, temperature=1.0, uncertain_below=0.5, meaning="made", figures={})
    exact = ShippedModel(exported, threads=1).logits(pairs)
    assert (
        max(abs(a - b) for one, other in zip(quantised, exact, strict=True) for a, b in zip(one, other, strict=True))
        < 0.02
    )


def test_calibration_seals_a_folder_that_loads(exported: Path) -> None:
    from training.export import calibrate

    calibrate(exported, corpus().statements.train[:40])
    manifest = read(exported)
    verify(manifest)
    assert manifest.temperature > 0 and 0.25 <= manifest.uncertain_below <= 1
    assert len(ShippedModel(exported, threads=1).judge([Pair("Vane won.", PORT)])) == 1
