"""The shipped model, as the product uses it."""

import json
import math
import shutil
import threading
from pathlib import Path

import pytest

from stances.classifying import ModelDamaged, ModelMissing
from stances.classifying import registry as registry_module
from stances.classifying import shipped as shipped_module
from stances.classifying.registry import problems
from stances.classifying.shipped import FOLDER, ShippedModel
from stances.records import Pair, Probabilities, TargetName
from stances.vocabulary import Stance

RUSSIA = TargetName("Russia", ("Moscow", "the Kremlin", "Putin", "Russian"))
UKRAINE = TargetName("Ukraine", ("Kyiv", "Ukrainian", "Ukrainians"))
NATO = TargetName("NATO", ("the Alliance", "Alliance", "Allies", "Article 5"))


@pytest.fixture(scope="module")
def model() -> ShippedModel:
    return ShippedModel(threads=1)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "model"))


def varied_pairs() -> list[Pair]:
    """Pairs of very different lengths, shuffled against their length."""
    said = [
        "Kyiv has our full support.",
        "Yes.",
        "We condemn the attack on the port. " * 12,
        "The two ministers met on the margins of the conference and agreed to meet again in the spring.",
        "The Alliance broke every promise that it made.",
    ]
    return [Pair(text, target, context="The talks went on.") for target in (RUSSIA, UKRAINE, NATO) for text in said]


def close(one: Probabilities, other: Probabilities, within: float) -> bool:
    return all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def test_every_answer_is_a_distribution(model: ShippedModel) -> None:
    for judged in model.judge(varied_pairs()):
        assert all(0.0 <= value <= 1.0 for value in judged)
        assert math.isclose(sum(judged), 1.0, abs_tol=1e-9)


def test_no_pairs_no_answers(model: ShippedModel) -> None:
    assert model.judge([]) == []


def test_answers_come_in_the_order_of_the_questions(model: ShippedModel) -> None:
    pairs = varied_pairs()
    straight, reverse = model.judge(pairs), model.judge(pairs[::-1])
    assert straight == reverse[::-1]
    assert len({round(judged.unrelated, 3) for judged in straight}) > 8


def test_neighbours_do_not_move_an_answer(model: ShippedModel) -> None:
    pairs = varied_pairs()
    assert model.judge(pairs) == [model.judge([pair])[0] for pair in pairs]


def test_the_same_batch_is_judged_the_same_twice(model: ShippedModel) -> None:
    assert model.judge(varied_pairs()) == model.judge(varied_pairs())


@pytest.mark.parametrize(
    ("statement", "target", "expected"),
    [
        ("We stand with Ukraine and we will support it for as long as it takes.", UKRAINE, Stance.SUPPORTIVE),
        ("We strongly condemn Russia's brutal and unprovoked aggression.", RUSSIA, Stance.CRITICAL),
        ("Russia must withdraw its troops immediately and unconditionally.", RUSSIA, Stance.CRITICAL),
        ("NATO is the strongest alliance in history, and we are proud to be part of it.", NATO, Stance.SUPPORTIVE),
        ("NATO's reckless expansion is a threat to our country.", NATO, Stance.CRITICAL),
        (
            "The Kiev regime has committed crimes against its own people.",
            TargetName("Ukraine", ("Kiev",)),
            Stance.CRITICAL,
        ),
        ("The foreign minister held a phone call with his Russian counterpart today.", RUSSIA, Stance.NEUTRAL),
        ("The price of tomatoes will fall by the spring, the minister of agriculture said.", RUSSIA, Stance.UNRELATED),
        ("The price of tomatoes will fall by the spring, the minister of agriculture said.", NATO, Stance.UNRELATED),
    ],
)
def test_plain_statements_get_their_plain_label(
    model: ShippedModel, statement: str, target: TargetName, expected: Stance
) -> None:
    assert model.judge([Pair(statement, target)])[0].label is expected


def test_one_statement_is_judged_toward_each_target_on_its_own(model: ShippedModel) -> None:
    said = "Ukraine has our full support against Russia's criminal war of aggression."
    toward_russia, toward_ukraine, toward_nato = model.judge([Pair(said, target) for target in (RUSSIA, UKRAINE, NATO)])
    assert toward_russia.score < 0 < toward_ukraine.score
    assert toward_nato.label is Stance.UNRELATED


def test_a_target_that_the_user_adds_is_judged_too(model: ShippedModel) -> None:
    target = TargetName("Ruritania", ("Strelsau", "Ruritanian"))
    praise, blame, silence = model.judge(
        [
            Pair("We are grateful to Ruritania, a true friend of our people, for its generous help.", target),
            Pair("Ruritania's brutal attack on its neighbour is a crime and we condemn it.", target),
            Pair("The harbour is closed on Sundays.", target),
        ]
    )
    assert praise.score > 0 > blame.score
    assert silence.label is Stance.UNRELATED


def test_a_very_long_statement_is_judged(model: ShippedModel) -> None:
    endless = "We condemn Russia's aggression. " + "And there is more to say about harbours and weather. " * 2000
    (judged,) = model.judge([Pair(endless, RUSSIA, context=endless)])
    assert judged.label is not Stance.UNRELATED


def test_it_says_who_it_is_and_when_it_is_unsure(model: ShippedModel) -> None:
    raw = json.loads((FOLDER / "model.json").read_text(encoding="utf-8"))
    assert (model.name, model.revision, model.uncertain_below) == (raw["name"], raw["revision"], raw["uncertain_below"])
    assert 0.25 < model.uncertain_below < 1 and model.uncertain_meaning


def test_the_shipped_folder_is_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 30_000_000


def test_the_weights_are_read_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    real = shipped_module._session

    def counting(folder: Path) -> object:
        opened.append(folder)
        return real(folder)

    monkeypatch.setattr(shipped_module, "_session", counting)
    model = ShippedModel(threads=1)
    answers: list[list[Probabilities]] = []
    workers = [threading.Thread(target=lambda: answers.append(model.judge(varied_pairs()[:2]))) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(opened) == 1
    assert len(answers) == 4 and all(answer == answers[0] for answer in answers)


# --- damage -------------------------------------------------------------------------------


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "tokenizer_config.json"])
def test_one_changed_byte_stops_the_judge_and_names_the_file(copy: Path, name: str) -> None:
    flip_a_byte(copy / name)
    with pytest.raises(ModelDamaged, match=name) as caught:
        ShippedModel(copy).judge(varied_pairs()[:1])
    assert "reinstall" in str(caught.value)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_missing_file_stops_the_judge_and_is_named(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(ModelMissing, match=name):
        ShippedModel(copy).judge(varied_pairs()[:1])


def test_a_damaged_model_fails_at_every_call_and_never_answers(copy: Path) -> None:
    flip_a_byte(copy / "model.onnx")
    model = ShippedModel(copy)
    for _ in range(2):
        with pytest.raises(ModelDamaged):
            model.judge(varied_pairs()[:1])


def test_a_folder_without_manifest_is_a_missing_model(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match=r"model\.json"):
        ShippedModel(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"labels": ["critical", "supportive", "neutral", "unrelated"]},
        {"template": "something-else/9"},
        {"temperature": 0},
        {"uncertain_below": 1.5},
        {"files": {}},
        {"files": None},
        {"temperature": "warm"},
    ],
)
def test_a_manifest_that_does_not_fit_is_a_damaged_model(copy: Path, change: dict[str, object]) -> None:
    path = copy / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | change), encoding="utf-8")
    with pytest.raises(ModelDamaged, match=r"model\.json"):
        ShippedModel(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", '"text"', "\x00"])
def test_a_garbled_manifest_is_a_damaged_model(copy: Path, content: str) -> None:
    (copy / "model.json").write_text(content, encoding="utf-8")
    with pytest.raises(ModelDamaged):
        ShippedModel(copy)


def test_the_check_reports_what_the_judge_would(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_module, "FOLDER", copy)
    assert problems("shipped") == []
    flip_a_byte(copy / "model.onnx")
    (found,) = problems("shipped")
    assert "model.onnx" in found and "reinstall" in found
    (copy / "model.onnx").unlink()
    (found,) = problems("shipped")
    assert "lacks a file" in found


def test_the_check_names_a_library_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_module, "find_spec", lambda name: None if name == "onnxruntime" else object())
    (found,) = problems("shipped")
    assert "onnxruntime" in found


def test_the_tokenizer_is_the_one_that_transformers_would_load() -> None:
    from transformers import AutoTokenizer

    texts = ["", "Moscow must pull out its troops — “now”, § œuvre.", "Київ 東京 \u200b é", "x" * 3000, "a\n\tb  c"]
    own, known = shipped_module._Tokenizer(FOLDER / "tokenizer.json"), AutoTokenizer.from_pretrained(str(FOLDER))
    assert own(texts)["input_ids"] == known(texts, add_special_tokens=False, verbose=False)["input_ids"]
    assert (own.cls_token_id, own.sep_token_id) == (known.cls_token_id, known.sep_token_id)
