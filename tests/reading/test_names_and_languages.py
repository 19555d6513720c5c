"""Spellings that meet, spellings that must not, and languages that are refused."""

from __future__ import annotations

import pytest

from stances.reading import NotReadable, read
from stances.reading.languages import detect
from stances.reading.names import compatible_given, fold, parts, same_surname, sound_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Çavuşoğlu", "Cavusoglu"),
        ("Straße", "STRASSE"),
        ("O’Neill", "O'Neill"),
        ("al-Sarraf", "Al Sarraf"),
        ("U.N.", "UN"),
    ],
)
def test_fold_gives_one_key_to_spellings_that_differ_in_marks(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Зеленський", "Zelenskyy"),
        ("Zelensky", "Zelenskiy"),
        ("Чавушоглу", "Çavuşoğlu"),
        ("Shcherbak", "Щербак"),
        ("Lukashenko", "Lukashenka"),
    ],
)
def test_romanisations_of_one_surname_meet(one: str, other: str) -> None:
    assert same_surname(fold(one), fold(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Kask", "Kusk"), ("Halla", "Holla"), ("Petrov", "Petrova"), ("Moran", "Morin")]
)
def test_different_short_surnames_do_not_meet(one: str, other: str) -> None:
    assert not same_surname(fold(one), fold(other))


def test_a_surname_keeps_its_particles() -> None:
    assert parts("Ursula van der Meer") == ("ursula", "van der meer")
    assert parts("Kask") == ("", "kask")


def test_given_names_are_compatible_by_initial_or_spelling_only() -> None:
    assert compatible_given("aleksandr", "alexandr")
    assert compatible_given("j", "jonas")
    assert not compatible_given("mari", "ilmar")


def test_an_empty_name_has_an_empty_key() -> None:
    assert fold("…") == ""
    assert sound_key("") == ""


TEXTS = {
    "de": "Der Außenminister sagte am Freitag, dass die Gespräche gescheitert seien und man weiter verhandeln werde.",
    "fr": "Le ministre a déclaré vendredi que les négociations avaient échoué et que son pays ne céderait pas.",
    "uk": "Міністр заявив у п'ятницю, що переговори провалилися і що країна не поступиться своєю територією.",
    "tr": "Bakan cuma günü görüşmelerin başarısız olduğunu ve ülkesinin geri adım atmayacağını söyledi.",
    "zh": "外交部长星期五表示，会谈已经失败，该国不会作出让步。",
    "ar": "قال الوزير يوم الجمعة إن المحادثات فشلت وإن بلاده لن تتراجع عن موقفها.",
}


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_other_languages_are_detected_and_refused_with_a_clear_message(language: str) -> None:
    assert detect(TEXTS[language]) == language
    with pytest.raises(NotReadable, match="Only English is read") as refusal:
        read(TEXTS[language])
    assert refusal.value.language == language


def test_english_full_of_foreign_names_is_english() -> None:
    assert detect("Mevlüt Çelikoğlu met Jānis Bērziņš in Kyiv, and he told them that it was over.") == "en"


def test_a_text_without_letters_is_read_as_one_without_statements() -> None:
    assert read("").statements == ()
    assert read("12 / 34").statements == ()
