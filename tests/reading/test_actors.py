"""Names to known actors: by alias, spelling, surname, role and date, and never by guessing."""

from __future__ import annotations

from datetime import date

import pytest

from stances.reading import Roster, read
from stances.reading.mentions import Role
from stances.records import KnownActor, KnownRole
from stances.vocabulary import ActorKind, Office, Unresolved

DAY = date(2022, 6, 1)


def person(
    key: str, name: str, *aliases: str, country: str = "Estonia", roles: tuple[KnownRole, ...] = ()
) -> KnownActor:
    return KnownActor(key, name, ActorKind.PERSON, country, aliases, roles)


def minister(place: str, start: date | None = None, end: date | None = None) -> KnownRole:
    return KnownRole(f"Foreign Minister of {place}", Office.FOREIGN_MINISTER, place, start, end)


def test_an_alias_in_another_script_finds_its_actor() -> None:
    roster = Roster.of([person("orlenko", "Taras Orlenko", "Тарас Орленко", country="Ukraine")])
    assert roster.person("Тарас Орленко", (), DAY).actor == roster.person("Taras Orlenko", (), DAY).actor is not None


def test_another_romanisation_of_the_whole_name_finds_its_actor() -> None:
    roster = Roster.of([person("z", "Oleksiy Zarenskyy", country="Ukraine")])
    match = roster.person("Oleksii Zarenskiy", (), DAY)
    assert match.actor is not None
    assert match.confidence < 0.95


def test_another_given_name_is_another_person() -> None:
    roster = Roster.of([person("kask", "Ilmar Kask")])
    assert roster.person("Mari Kask", (), DAY).actor is None


def test_a_surname_alone_finds_the_only_bearer_and_no_guess_is_made_between_two() -> None:
    alone = Roster.of([person("kask", "Ilmar Kask")])
    assert alone.person("Kask", (), DAY).actor is not None
    both = Roster.of([person("kask", "Ilmar Kask"), person("kask-m", "Mari Kask")])
    match = both.person("Kask", (), DAY)
    assert match.actor is None
    assert match.ambiguous


def test_homonyms_are_told_apart_by_who_held_office_on_the_day() -> None:
    first = person("first", "Ilmar Kask", roles=(minister("Estonia", date(2014, 1, 1), date(2018, 12, 31)),))
    second = person("second", "Ilmar Kask", roles=(minister("Estonia", date(2019, 1, 1)),))
    roster = Roster.of([first, second])
    assert roster.person("Ilmar Kask", (), date(2016, 5, 5)).actor == first
    assert roster.person("Ilmar Kask", (), DAY).actor == second
    assert roster.person("Ilmar Kask", (), None).ambiguous


def test_a_surname_with_a_role_that_does_not_fit_is_somebody_else() -> None:
    roster = Roster.of([person("kask", "Ilmar Kask", country="Estonia", roles=(minister("Estonia"),))])
    role = Role("minister", Office.FOREIGN_MINISTER, "Norway")
    assert roster.person("Kask", (role,), DAY).actor is None


def test_who_held_an_office_on_the_day_is_found_by_the_office() -> None:
    first = person("first", "Ilmar Kask", roles=(minister("Estonia", None, date(2022, 1, 31)),))
    second = person("second", "Liis Halla", roles=(minister("Estonia", date(2022, 2, 1)),))
    text = "The Estonian foreign minister said that the embassy would stay open."
    found = read(text, published=DAY, roster=[first, second]).statements
    assert [one.speaker.actor for one in found] == ["second"]
    earlier = read(text, published=date(2021, 6, 1), roster=[first, second]).statements
    assert [one.speaker.actor for one in earlier] == ["first"]


@pytest.mark.parametrize(
    "words", ["Ankara", "Turkey", "Türkiye", "The Turkish Foreign Ministry", "Turkish authorities"]
)
def test_a_government_speaks_by_its_capital_its_country_and_its_ministries(words: str) -> None:
    government = KnownActor("gov-tr", "Government of Türkiye", ActorKind.GOVERNMENT, "Türkiye", ("Turkey", "Türkiye"))
    found = read(f"{words} said that the straits would stay closed.", roster=[government]).statements
    assert [one.speaker.actor for one in found] == ["gov-tr"]


def test_an_unknown_name_says_so() -> None:
    found = read("Liis Halla said that the embassy would stay open.", roster=[person("kask", "Ilmar Kask")]).statements
    assert found[0].speaker.actor is None
    assert found[0].speaker.reason is Unresolved.UNKNOWN_NAME
    assert found[0].speaker.name == "Liis Halla"


def test_the_roster_is_built_once_and_taken_as_it_is() -> None:
    roster = Roster.of([person("kask", "Ilmar Kask")])
    assert Roster.of(roster) is roster
    assert len(roster) == 1
