"""What an epoch makes of an example: other names, other targets, less help.

All draws come from the `random.Random` that is passed in, so an epoch is repeatable.
"""

from __future__ import annotations

import random
import re
from dataclasses import replace

from stances.classifying.template import mentions
from stances.records import Pair, TargetName
from stances.vocabulary import Stance
from training.readers import Example
from training.targets import BODIES, COUNTRIES, RUSSIA, UKRAINE, Country

#: How often the speaker is withheld, so that words and not names decide.
SPEAKER_WITHHELD = 0.3
#: How often some of the aliases are left out, so that a target with few of them is judged too.
ALIASES_THINNED = 0.5
ALIAS_KEPT = 0.7
#: How often the context is withheld, where the statement itself names the target.
CONTEXT_WITHHELD = 0.15


def named_in(target: TargetName, *texts: str) -> bool:
    """Whether any of the target's names stands in one of the texts."""
    pattern = mentions(target)
    return any(pattern.search(text) for text in texts)


def thinned(example: Example, rng: random.Random) -> Example:
    """The same question with less help: without speaker, without context, with fewer aliases."""
    pair = example.pair
    if pair.speaker and rng.random() < SPEAKER_WITHHELD:
        pair = replace(pair, speaker="")
    if pair.context and rng.random() < CONTEXT_WITHHELD and named_in(pair.target, pair.statement):
        pair = replace(pair, context="")
    aliases = pair.target.aliases
    if len(aliases) > 2 and rng.random() < ALIASES_THINNED:
        kept = [alias for alias in aliases if rng.random() < ALIAS_KEPT]
        rng.shuffle(kept)
        pair = replace(pair, target=TargetName(pair.target.name, tuple(kept)))
    return replace(example, pair=pair)


_WORDS_OF = {
    RUSSIA.name: (("Russian Federation", "name"), ("Russians", "people"), ("Russian", "adjective"), ("Russia", "name"),
                  ("the Kremlin", "capital"), ("Kremlin", "capital"), ("Moscow", "capital")),
    UKRAINE.name: (("Ukrainians", "people"), ("Ukrainian", "adjective"), ("Ukraine", "name"), ("Kyiv", "capital"),
                   ("Kiev", "capital")),
}  # fmt: skip


def retold(example: Example, rng: random.Random) -> Example | None:
    """The same words about another country, asked about that country; None where they do not carry over.

    They do not where a person stands for the target: no invented official takes a real one's place.
    """
    words = _WORDS_OF.get(example.pair.target.name)
    if words is None or example.label is Stance.UNRELATED:
        return None
    pair = example.pair
    country = rng.choice(COUNTRIES)
    if named_in(country.target, pair.statement, pair.context):
        return None
    statement, context = (_renamed(text, words, country) for text in (pair.statement, pair.context))
    if named_in(pair.target, statement, context) or not named_in(country.target, statement, context):
        return None
    return replace(
        example,
        pair=Pair(statement, country.target, context),
        source=f"{example.source}-retold",
        id=f"{example.id}/{country.name}",
    )


def _renamed(text: str, words: tuple[tuple[str, str], ...], country: Country) -> str:
    for word, part in words:
        text = re.sub(rf"(?<!\w){word}(?!\w)", str(getattr(country, part)), text)
    return text


def absent(example: Example, rng: random.Random) -> Example | None:
    """The same words, asked about a target that neither they nor their context name."""
    target = rng.choice((*BODIES, *(country.target for country in COUNTRIES)))
    if named_in(target, example.pair.statement, example.pair.context):
        return None
    return replace(
        example,
        pair=replace(example.pair, target=target),
        label=Stance.UNRELATED,
        source=f"{example.source}-absent",
        id=f"{example.id}/{target.name}",
    )
