"""Swaps keep the words and change the names; the figures count what the judge makes of them."""

import random
from collections.abc import Sequence

from stances.records import Pair, TargetName
from stances.vocabulary import STANCES, Stance
from training import fairness
from training.fairness import other_bystander, other_country, other_party, other_speaker
from training.readers import Example
from training.targets import COUNTRIES, RUSSIA, UKRAINE

NAMES = {country.name for country in COUNTRIES}


def made(
    said: str, target: TargetName = RUSSIA, label: Stance = Stance.CRITICAL, speaker: str = "Ada Thorn"
) -> Example:
    return Example(Pair(said, target, speaker=speaker), label, "made", said, f"{said}/{target.name}")


def test_another_speaker_says_the_same_where_the_target_is_named() -> None:
    swapped = other_speaker(made("Russia must leave."), random.Random(1), ["Ada Thorn", "Bo Quill"])
    assert swapped is not None and swapped.pair == Pair("Russia must leave.", RUSSIA, speaker="Bo Quill")
    assert other_speaker(made("They must leave."), random.Random(1), ["Ada Thorn", "Bo Quill"]) is None


def test_the_target_becomes_another_country_and_the_speaker_stays() -> None:
    swapped = other_country(made("Russia must leave."), random.Random(1))
    assert swapped is not None and swapped.pair.target.name in NAMES and swapped.pair.speaker == "Ada Thorn"
    assert swapped.pair.target.name in swapped.pair.statement and "Russia" not in swapped.pair.statement


def test_a_bystander_becomes_another_country_and_the_target_stays() -> None:
    swapped = other_bystander(made("Russia must answer China."), random.Random(1))
    assert swapped is not None and swapped.pair.target == RUSSIA
    assert "Russia must answer" in swapped.pair.statement and "China" not in swapped.pair.statement
    assert other_bystander(made("Russia must answer."), random.Random(1)) is None


def test_party_labels_change_for_their_like() -> None:
    swapped = other_party(made("Republicans and a Democrat blamed Russia."), random.Random(1))
    assert swapped is not None and swapped.pair.statement == "Conservatives and a Liberal blamed Russia."
    assert other_party(made("A republican mood blamed Russia."), random.Random(1)) is None


def test_a_judge_of_words_alone_is_fair_and_one_of_names_is_not() -> None:
    examples = [made(f"Russia must answer China, point {i}.", speaker=f"Speaker {i}") for i in range(20)]

    def by_words(pairs: Sequence[Pair]) -> list[int]:
        return [STANCES.index(Stance.CRITICAL) for _ in pairs]

    def by_speaker(pairs: Sequence[Pair]) -> list[int]:
        return [int(pair.speaker[-1]) % 4 for pair in pairs]

    fair = fairness.figures(by_words, examples)
    assert fair["speaker"] == {"n": 20, "changed": 0.0} and fair["all"]["changed"] == 0.0
    assert fair["party"] == {"n": 0, "changed": None}
    unfair = fairness.figures(by_speaker, examples)
    assert unfair["speaker"]["changed"] > 0.3 and unfair["target_country"]["changed"] == 0.0


def test_opposite_stances_in_one_statement_must_be_told_apart() -> None:
    said = "We stand with Ukraine against Russia."
    examples = [made(said), made(said, UKRAINE, Stance.SUPPORTIVE)]

    def by_target(pairs: Sequence[Pair]) -> list[int]:
        return [0 if pair.target == UKRAINE else 1 for pair in pairs]

    assert fairness.figures(by_target, examples)["target"] == {"n": 1, "followed": 1.0}
    assert fairness.figures(lambda pairs: [0] * len(pairs), examples)["target"] == {"n": 1, "followed": 0.0}
