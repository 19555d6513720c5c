"""What kind of word a single token is: adverb, gerund, modal verb or time."""

from __future__ import annotations

from stances.reading.document import Token
from stances.reading.wordlists import ADVERBS, MODALS, MONTHS, NOT_ADVERBS, TIME_WORDS
from stances.reading.words import word_set

_NO_GERUNDS = word_set("nothing something anything everything king spring thing string ring wing evening morning")


def is_adverb(token: Token) -> bool:
    low = token.low
    return low in ADVERBS or (
        low.endswith("ly") and len(low) > 4 and low not in NOT_ADVERBS and token.text[0].islower()
    )


def is_gerund(low: str) -> bool:
    """Whether a lower-case word looks like a participle or a gerund."""
    return low.endswith("ing") and low not in _NO_GERUNDS


def is_modal(token: Token) -> bool:
    """Whether a token is a modal verb; "May" in the middle of a sentence is a month."""
    return token.low in MODALS and not (token.low == "may" and token.is_cap)


def is_time(token: Token) -> bool:
    low = token.low
    return (
        low in TIME_WORDS
        or (low in MONTHS and token.is_cap)
        or (low in MONTHS and low != "may" and not token.is_cap)
        or (low.isdigit() and len(low) <= 4)
        or low in {"last", "this", "late", "early", "earlier", "next", "ago", "a.m.", "p.m.", "gmt", "local", "time"}
    )
