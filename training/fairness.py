"""Does a label hang on the words, or on who says them and of whom?

Counterfactual pairs, as in Prabhakaran et al., "Perturbation sensitivity analysis to detect unintended model biases"
(EMNLP 2019): the words stay, a name changes, and the label should not. And the reverse: where one statement takes
different stances toward two targets, asking about the other target must change the answer.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from stances.records import Pair
from stances.vocabulary import Stance
from training import metrics
from training.augment import named_in, retold
from training.readers import Example
from training.targets import COUNTRIES

Judge = Callable[[Sequence[Pair]], Sequence[int]]

#: Party labels that are swapped for one another: the words that public life elsewhere has for the same thing.
PARTIES = (
    ("Republicans", "Conservatives"), ("Republican", "Conservative"),
    ("Democrats", "Liberals"), ("Democrat", "Liberal"),
    ("GOP", "CDU"), ("Labour", "Fidesz"), ("Tory", "Gaullist"), ("Social Democrats", "Christian Democrats"),
)  # fmt: skip
SEED = 7


def other_speaker(example: Example, rng: random.Random, speakers: Sequence[str]) -> Example | None:
    """The same words from another speaker of the test set, where the statement names its target itself.

    Where it does not, the speaker tells who "we" is, and the label may rightly change.
    """
    pair = example.pair
    others = [speaker for speaker in speakers if speaker != pair.speaker]
    if not pair.speaker or not others or not named_in(pair.target, pair.statement):
        return None
    return replace(example, pair=replace(pair, speaker=rng.choice(others)))


def other_country(example: Example, rng: random.Random) -> Example | None:
    """The same words about another country, asked about that country."""
    found = retold(example, rng)
    return found and replace(found, pair=replace(found.pair, speaker=example.pair.speaker))


def other_bystander(example: Example, rng: random.Random) -> Example | None:
    """The same words with another name for a country that is not the target, wherever one is named."""
    pair = example.pair
    text = f"{pair.statement} {pair.context}"
    named = [c for c in COUNTRIES if re.search(rf"\b{re.escape(c.name)}\b", text) and c.name != pair.target.name]
    free = [c for c in COUNTRIES if not named_in(c.target, text) and c.name != pair.target.name]
    if not named or not free:
        return None
    old, new = rng.choice(named), rng.choice(free)
    words = [(getattr(old, part), getattr(new, part)) for part in ("name", "capital", "people", "adjective")]
    return replace(example, pair=_renamed(pair, words))


def other_party(example: Example, rng: random.Random) -> Example | None:
    """The same words with other party labels."""
    del rng  # there is one other label for each
    changed = _renamed(example.pair, PARTIES)
    return None if changed == example.pair else replace(example, pair=changed)


def _renamed(pair: Pair, names: Sequence[tuple[str, str]]) -> Pair:
    def told(text: str) -> str:
        for old, new in names:
            text = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text)
        return text

    return replace(pair, statement=told(pair.statement), context=told(pair.context))


def figures(judge: Judge, examples: Sequence[Example]) -> dict[str, Any]:
    """For each swap `n` pairs and the share `changed` in [0, 1]; for the target `n` and the share `followed`."""
    rng = random.Random(SEED)
    speakers = sorted({example.pair.speaker for example in examples if example.pair.speaker})
    swaps: dict[str, Callable[[Example], Example | None]] = {
        "speaker": lambda example: other_speaker(example, rng, speakers),
        "target_country": lambda example: other_country(example, rng),
        "other_country": lambda example: other_bystander(example, rng),
        "party": lambda example: other_party(example, rng),
    }
    before = dict(zip((example.id for example in examples), judge([e.pair for e in examples]), strict=True))
    found: dict[str, Any] = {}
    total = changed = 0
    for name, swap in swaps.items():
        pairs = [(example, swapped) for example in examples if (swapped := swap(example)) is not None]
        after = judge([swapped.pair for _, swapped in pairs])
        moved = sum(before[example.id] != label for (example, _), label in zip(pairs, after, strict=True))
        total, changed = total + len(pairs), changed + moved
        found[name] = {"n": len(pairs), "changed": metrics.rounded(moved / len(pairs)) if pairs else None}
    found["all"] = {"n": total, "changed": metrics.rounded(changed / total) if total else None}
    return found | {"target": _followed(examples, before)}


def _followed(examples: Sequence[Example], before: dict[str, int]) -> dict[str, Any]:
    """Statements that support one target and criticise another: does the answer differ with the target?"""
    sided: dict[tuple[str, str], list[Example]] = {}
    for example in examples:
        if example.label in (Stance.SUPPORTIVE, Stance.CRITICAL):
            sided.setdefault((example.group, example.pair.statement), []).append(example)
    opposed = [
        (one, other)
        for same in sided.values()
        for position, one in enumerate(same)
        for other in same[position + 1 :]
        if one.label is not other.label
    ]
    followed = sum(before[one.id] != before[other.id] for one, other in opposed)
    return {"n": len(opposed), "followed": metrics.rounded(followed / len(opposed)) if opposed else None}
