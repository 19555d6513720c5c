"""The targets that the training text is labelled for, with the words that stand for them (codebook, rule 2).

`COUNTRIES` are the other names that a statement is retold with, so that a target which a user adds is
judged by the words and not by the three names that the labels happen to be about.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from stances.records import TargetName

RUSSIA = TargetName(
    "Russia",
    (
        "Moscow", "the Kremlin", "Kremlin", "Putin", "Russian", "Russians", "Lavrov", "Russian Federation", "Peskov",
        "Zakharova", "Medvedev", "Nebenzia", "Shoigu", "Ushakov",
    ),
)  # fmt: skip
UKRAINE = TargetName(
    "Ukraine",
    (
        "Kyiv", "Kiev", "Zelenskyy", "Zelensky", "Zelenskiy", "Zelenskyi", "Ukrainian", "Ukrainians", "Kuleba",
        "Poroshenko", "Sybiha", "Yermak", "Kislitsya", "Kyslytsya",
    ),
)  # fmt: skip
NATO = TargetName(
    "NATO",
    (
        "the Alliance", "Alliance", "Allies", "Article 5", "Stoltenberg", "North Atlantic Treaty Organization",
        "North Atlantic Treaty", "North Atlantic Council", "Article Five",
    ),
)  # fmt: skip
# Mark Rutte is no alias: until October 2024 he spoke for the Netherlands, and an alias has no dates.

TARGETS: tuple[TargetName, ...] = (RUSSIA, UKRAINE, NATO)


SEEDS = Path(__file__).parent.parent / "seeds" / "targets.yaml"


@lru_cache(maxsize=1)
def seeded() -> dict[str, TargetName]:
    """The targets as the product's seeds name them: all of the above and more, for a model is asked with those."""
    entries = yaml.safe_load(SEEDS.read_text(encoding="utf-8"))
    return {entry["name"]: TargetName(entry["name"], tuple(entry["aliases"])) for entry in entries}


@dataclass(frozen=True, slots=True)
class Country:
    """The words that a country is spoken of with."""

    name: str
    capital: str
    adjective: str
    people: str

    @property
    def target(self) -> TargetName:
        return TargetName(self.name, tuple(dict.fromkeys((self.capital, self.adjective, self.people))))


COUNTRIES: tuple[Country, ...] = (
    Country("China", "Beijing", "Chinese", "Chinese"),
    Country("Iran", "Tehran", "Iranian", "Iranians"),
    Country("Türkiye", "Ankara", "Turkish", "Turks"),
    Country("Israel", "Jerusalem", "Israeli", "Israelis"),
    Country("Georgia", "Tbilisi", "Georgian", "Georgians"),
    Country("Moldova", "Chisinau", "Moldovan", "Moldovans"),
    Country("Armenia", "Yerevan", "Armenian", "Armenians"),
    Country("Azerbaijan", "Baku", "Azerbaijani", "Azerbaijanis"),
    Country("Serbia", "Belgrade", "Serbian", "Serbs"),
    Country("India", "New Delhi", "Indian", "Indians"),
    Country("Pakistan", "Islamabad", "Pakistani", "Pakistanis"),
    Country("Japan", "Tokyo", "Japanese", "Japanese"),
    Country("Poland", "Warsaw", "Polish", "Poles"),
    Country("Germany", "Berlin", "German", "Germans"),
    Country("France", "Paris", "French", "French"),
    Country("Belarus", "Minsk", "Belarusian", "Belarusians"),
    Country("Egypt", "Cairo", "Egyptian", "Egyptians"),
    Country("Ethiopia", "Addis Ababa", "Ethiopian", "Ethiopians"),
    Country("Venezuela", "Caracas", "Venezuelan", "Venezuelans"),
    Country("Cuba", "Havana", "Cuban", "Cubans"),
    Country("Hungary", "Budapest", "Hungarian", "Hungarians"),
    Country("Slovakia", "Bratislava", "Slovak", "Slovaks"),
    Country("Romania", "Bucharest", "Romanian", "Romanians"),
    Country("Lithuania", "Vilnius", "Lithuanian", "Lithuanians"),
    Country("Finland", "Helsinki", "Finnish", "Finns"),
    Country("Sweden", "Stockholm", "Swedish", "Swedes"),
    Country("Kosovo", "Pristina", "Kosovan", "Kosovars"),
    Country("Kazakhstan", "Astana", "Kazakh", "Kazakhs"),
    Country("Taiwan", "Taipei", "Taiwanese", "Taiwanese"),
    Country("North Korea", "Pyongyang", "North Korean", "North Koreans"),
    Country("South Korea", "Seoul", "South Korean", "South Koreans"),
    Country("Indonesia", "Jakarta", "Indonesian", "Indonesians"),
    Country("Brazil", "Brasília", "Brazilian", "Brazilians"),
    Country("United Kingdom", "London", "British", "Britons"),
)

#: Targets that are no country, asked about where a statement does not mention them.
BODIES: tuple[TargetName, ...] = (
    TargetName("European Union", ("EU", "Brussels", "the Union", "European Commission")),
    TargetName("United Nations", ("UN", "Security Council", "General Assembly", "Guterres")),
    TargetName("United States", ("Washington", "America", "American", "Americans", "White House", "US", "U.S.")),
    TargetName("IMF", ("International Monetary Fund",)),
    TargetName("OSCE", ("Organization for Security and Co-operation in Europe",)),
    TargetName("African Union", ("AU",)),
    TargetName("Hamas", ()),
    TargetName("OPEC", ()),
)

_KNOWN = {target.name: target for target in (*(country.target for country in COUNTRIES), *BODIES)}


def known_target(name: str) -> TargetName:
    """The target of this name with its aliases; without any where the tables above do not hold it."""
    name = name.removeprefix("the ")
    return _KNOWN.get(name, TargetName(name))
