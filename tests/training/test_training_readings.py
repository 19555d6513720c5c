"""What several readings of one label come to, and how far readers agree."""

from pathlib import Path

import pytest

from stances.vocabulary import Stance
from training import readings
from training.datasheet import kappa, nearest, ngram_ratio
from training.readings import Place, Settled, decode, digest, settle

S, C, N, U = Stance.SUPPORTIVE, Stance.CRITICAL, Stance.NEUTRAL, Stance.UNRELATED


@pytest.mark.parametrize(
    ("given", "settled"),
    [
        ([S], Settled(S, disputed=False)),
        ([S, S], Settled(S, disputed=False)),
        ([S, S, C], Settled(S, disputed=False)),  # a third reading of what was agreed changes nothing
        ([S, N], Settled(S, disputed=True)),
        ([S, N, N], Settled(N, disputed=True)),
        ([S, N, S], Settled(S, disputed=True)),
        ([S, N, U], Settled(U, disputed=True)),
    ],
)
def test_two_agree_or_a_third_settles(given: list[Stance], settled: Settled) -> None:
    assert settle(given) == settled


def test_a_reading_names_one_label_a_target() -> None:
    assert [decode("scu", target) for target in ("Russia", "Ukraine", "NATO")] == [S, C, U]
    for bad in ("sc", "scx", ""):
        with pytest.raises(ValueError, match="no reading"):
            decode(bad, "Russia")


def test_a_place_gives_the_words_only_of_the_text_that_was_labelled(tmp_path: Path) -> None:
    said = "We shall not go."
    (tmp_path / "a.txt").write_text(f"Vane spoke. {said} Nobody replied.", encoding="utf-8")
    place = Place("made", "a.txt", 12, 28, 0, 28, "Vane", digest(said), ("snu", "snu"))
    texts = readings.texts_of(tmp_path / "a.txt")
    assert place.words(texts) == (said, f"Vane spoke. {said}")
    assert place.settled("Ukraine") == Settled(N, disputed=False)
    with pytest.raises(ValueError, match="another version"):
        place.words([texts[0].replace("not", "now")])


def test_a_sentence_of_a_line_is_found_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "b.tsv").write_text("[Vane] met Thorn.\tVane\tThorn\t0\nQuill left.\tQuill\t\t0\n", encoding="utf-8")
    place = Place("made", "b.tsv", 1, 1, 0, 0, "", digest("Vane met Thorn."), ("uuu",))
    assert place.words(readings.texts_of(tmp_path / "b.tsv")) == ("Vane met Thorn.", "")


def test_kappa_is_cohens_on_his_kind_of_table() -> None:
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, expected 0.5.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([("y", "y"), ("n", "n")]) == 1.0
    assert kappa([("y", "n"), ("n", "y")]) == -1.0


def test_variety_is_one_where_nothing_repeats_and_less_where_it_does() -> None:
    assert ngram_ratio(["a b c", "d e f"], 2) == 1.0
    assert ngram_ratio(["a b c", "a b c"], 2) == 0.5
    assert nearest(["one two three four five", "one two three four six", "nothing at all like it"]) == [0.5, 0.5, 0.0]


def test_every_reading_in_the_repository_can_be_read() -> None:
    assert all(len(codes) in (1, 2) for codes in readings.of_statements().values())
    places = readings.of_places()
    assert len(places) * 3 >= 1500
    for place in places:
        assert len(place.readings) >= 2
        # A dispute has been settled by a third reader.
        assert place.readings[0] == place.readings[1] or len(place.readings) == 3
        assert place.settled("NATO").label in Stance
