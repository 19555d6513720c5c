"""Readers of the training sets, on tiny made-up samples in each set's form."""

import json
from pathlib import Path

import pytest

from stances.vocabulary import Stance
from training import readers
from training.split import shingles
from training.targets import NATO, RUSSIA, TARGETS, UKRAINE, seeded


def lines(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_real_statement_becomes_three_pairs_of_one_group(tmp_path: Path) -> None:
    row = {
        "id": "made-1", "source": "made", "group": "g1", "speaker": "Ada Thorn", "statement": "We back Kyiv.",
        "context": "She spoke at noon.", "Russia": "unrelated", "Ukraine": "supportive", "NATO": "unrelated", "sure": 1,
    }  # fmt: skip
    lines(tmp_path / "statements.jsonl", row)
    found = list(readers.real_statements(tmp_path))
    assert [(e.pair.target, e.label) for e in found] == [
        (RUSSIA, Stance.UNRELATED), (UKRAINE, Stance.SUPPORTIVE), (NATO, Stance.UNRELATED),
    ]  # fmt: skip
    assert {(e.group, e.source, e.weight, e.pair.speaker) for e in found} == {("g1", "made", 1.0, "Ada Thorn")}
    assert len({e.id for e in found}) == 3


def test_front_matter_is_not_taken_for_speech(tmp_path: Path) -> None:
    row = {
        "id": "made-2", "source": "made", "group": "g", "speaker": "", "context": "", "sure": 3,
        "statement": "--- tags: briefing title: \"Call\" --- Today they spoke.",
        "Russia": "neutral", "Ukraine": "unrelated", "NATO": "unrelated",
    }  # fmt: skip
    lines(tmp_path / "statements.jsonl", row)
    assert {e.pair.statement for e in readers.real_statements(tmp_path)} == {"Today they spoke."}


def test_a_written_statement_may_carry_a_target_of_its_own(tmp_path: Path) -> None:
    path = lines(
        tmp_path / "made.jsonl",
        {"statement": "The Fund was late.", "speaker": "a minister", "Russia": "unrelated",
         "other": {"name": "IMF", "aliases": ["the Fund"], "label": "critical"}},
    )  # fmt: skip
    found = list(readers.own_statements(path))
    assert [(e.pair.target.name, e.label) for e in found] == [("Russia", Stance.UNRELATED), ("IMF", Stance.CRITICAL)]
    assert found[1].pair.target.aliases == ("the Fund",)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"statement": "x", "speaker": "y", "Russia": "hostile"}, "'hostile' is not a stance"),
        ({"statement": "x", "speaker": "y"}, "no label"),
    ],
)
def test_a_bad_line_is_named_with_file_and_number(tmp_path: Path, row: dict[str, object], says: str) -> None:
    good = {"statement": "x", "speaker": "y", "Russia": "neutral"}
    with pytest.raises(ValueError, match=f"line 2: .*{says}"):
        list(readers.own_statements(lines(tmp_path / "made.jsonl", good, row)))


def test_a_line_that_is_no_json_is_named(tmp_path: Path) -> None:
    (tmp_path / "made.jsonl").write_text('\n{"statement": \n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 2: not JSON"):
        list(readers.own_statements(tmp_path / "made.jsonl"))


def test_newsmtsc_polarities_become_stances_toward_the_entity(tmp_path: Path) -> None:
    def target(name: str, mention: str, polarity: float) -> dict[str, object]:
        return {"Input.gid": f"allsides_1_2_3_{name}_0_5", "from": 0, "to": 5, "mention": mention, "polarity": polarity}

    lines(
        tmp_path / "train.jsonl",
        {"primary_gid": "x", "sentence_normalized": "Thorn praised Vane.",
         "targets": [target("Ada Thorn", "Thorn", 4.0), target("Bo Vane", "Vane", 6.0), target("Bo Vane", "he", 2.0)]},
    )  # fmt: skip
    found = list(readers.newsmtsc(tmp_path))
    assert [(e.pair.target.name, e.pair.target.aliases, e.label) for e in found] == [
        ("Ada Thorn", ("Thorn",), Stance.NEUTRAL),
        ("Bo Vane", ("Vane",), Stance.SUPPORTIVE),
        ("Bo Vane", ("he",), Stance.CRITICAL),
    ]


@pytest.mark.parametrize(
    ("code", "target", "speaker", "label"),
    [
        ("1", "Strelsau", "Graustark", Stance.SUPPORTIVE),
        ("2", "Graustark", "Strelsau", Stance.SUPPORTIVE),
        ("3", "Strelsau", "Graustark", Stance.CRITICAL),
        ("4", "Graustark", "Strelsau", Stance.CRITICAL),
        ("0", "Strelsau", "Graustark", Stance.NEUTRAL),
    ],
)
def test_dse_sentiment_goes_to_the_entity_its_code_says(
    tmp_path: Path, code: str, target: str, speaker: str, label: Stance
) -> None:
    (tmp_path / "train.tsv").write_text(f"[Grausta]rk met [Strelsau].\tGrausta\tStrelsau\t{code}\n", encoding="utf-8")
    (found,) = readers.dse(tmp_path)
    assert (found.pair.target.name, found.pair.speaker, found.label) == (target, speaker, label)
    assert found.pair.statement == "Graustark met Strelsau."  # cut spans are made whole, brackets gone


def test_dse_lines_that_direct_nothing_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text(
        "[Vane] met [Vane].\tVane\tVane\t1\n[Vane] left.\tVane\t\t1\n", encoding="utf-8"
    )
    assert list(readers.dse(tmp_path)) == []


def test_a_table_of_the_wrong_width_is_named(tmp_path: Path) -> None:
    (tmp_path / "train.tsv").write_text("one\ttwo\n", encoding="utf-8")
    with pytest.raises(ValueError, match="line 1: 2 columns instead of 4"):
        list(readers.dse(tmp_path))


def test_plover_words_are_stances_and_acts_are_left_out(tmp_path: Path) -> None:
    rows = [
        "sentence\tsource\ttarget\tgold_root\tgold_penta",
        "Thorn blamed Vane.\tThorn\tVane\tACCUSE\t3",
        "Thorn shelled Vane.\tThorn\tVane\tASSAULT\t4",
        "Thorn thanked Vane.\tThorn\tVane\tSUPPORT\t1",
        "Thorn met Vane.\tThorn\tVane\tCONSULT\t1",
    ]
    (tmp_path / "train.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert [e.label for e in readers.plv(tmp_path)] == [Stance.CRITICAL, Stance.SUPPORTIVE, Stance.NEUTRAL]


# --- the corpora that ship with the repository --------------------------------------------


def test_our_own_corpora_are_read_whole_and_are_diverse() -> None:
    by_file = {name: list(readers.own_statements(readers.OWN / f"{name}.jsonl")) for name in readers.OWN_CORPORA}
    statements = {stem: {e.pair.statement for e in found} for stem, found in by_file.items()}
    counts = {stem: len(found) for stem, found in statements.items()}
    assert counts == {"pilot": 780, "supplement": 199, "written": 829, "written2": 840, "written3": 400}
    assert len(set().union(*statements.values())) == sum(counts.values())  # no statement stands twice
    texts = sorted(set().union(*(found for stem, found in statements.items() if stem != "pilot")))
    grams = [shingles(text) for text in texts]
    copies = [
        (texts[i], texts[j])
        for i in range(len(texts))
        for j in range(i)
        if len(grams[i] & grams[j]) >= 0.5 * min(len(grams[i]), len(grams[j]))
    ]
    assert copies == []  # sentences, not filled templates


def test_a_file_that_is_merely_in_the_folder_does_not_train(tmp_path: Path) -> None:
    row = {"statement": "x", "speaker": "y", "Russia": "neutral"}
    for name in (*readers.OWN_CORPORA, "stray"):
        lines(tmp_path / f"{name}.jsonl", row)
    assert {e.source for e in readers.own(tmp_path)} == set(readers.OWN_CORPORA)


def test_the_supplement_asks_about_many_other_targets_with_every_label() -> None:
    built_in = {target.name for target in TARGETS}
    others = [e for e in readers.own_statements(readers.OWN / "supplement.jsonl") if e.pair.target.name not in built_in]
    assert len({e.pair.target.name for e in others}) >= 12
    assert {e.label for e in others} >= {Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL}


def test_the_product_asks_with_the_names_that_the_model_was_trained_with() -> None:
    for target in (RUSSIA, UKRAINE, NATO):
        # The first few are spelt out in the question; all are marked in the text.
        assert seeded()[target.name].aliases[:5] == target.aliases[:5]
        assert set(target.aliases) <= set(seeded()[target.name].aliases)
