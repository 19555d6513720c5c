"""From the setting to a model."""

import pytest

from stances.classifying import ModelError, SpecInvalid, load, problems
from stances.classifying import checkpoints as checkpoints_module
from stances.classifying import registry as registry_module


def test_a_model_is_built_once_a_process() -> None:
    assert load("shipped") is load("shipped")


def test_another_spec_is_another_model() -> None:
    assert load("huggingface:/a?temperature=2") is not load("huggingface:/a")


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("", "names no stance model"),
        ("shiped", "names no stance model"),
        ("shipped:somewhere", "nothing after it"),
        ("shipped?threads=2", "names no stance model"),
        ("huggingface:", "path or the name"),
        ("huggingface:/a?labels=good,bad", "not a stance"),
        ("huggingface:/a?temperature=0", "temperature"),
        ("huggingface:/a?temperature=hot", "hot"),
        ("huggingface:/a?uncertain_below=2", "uncertain_below"),
        ("huggingface:/a?colour=red", "colour"),
        ("huggingface:/a?nonsense", "cannot be read"),
    ],
)
def test_a_bad_setting_is_refused_with_its_reason(spec: str, says: str) -> None:
    with pytest.raises(SpecInvalid, match=says):
        load(spec)
    (found,) = problems(spec)
    assert says in found


def test_a_bad_setting_is_not_remembered() -> None:
    for _ in range(2):
        with pytest.raises(SpecInvalid):
            load("nowhere")


def test_every_fault_is_one_kind_of_error() -> None:
    with pytest.raises(ModelError):
        load("nowhere")


def test_a_checkpoint_that_is_not_there_is_found_by_the_check(tmp_path: object) -> None:
    assert any("no checkpoint" in found for found in problems(f"huggingface:{tmp_path}"))


def test_the_check_says_that_torch_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints_module, "find_spec", lambda name: None if name == "torch" else object())
    assert any("diplomacy[train]" in found for found in problems("huggingface:someone/some-model"))


def test_every_backend_has_a_check() -> None:
    assert set(registry_module.BACKENDS) == set(registry_module._CHECKS)
