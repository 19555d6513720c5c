"""The noun phrase to the right of a word: who comes after "said", "according to" and "by"."""

# ruff: noqa: PLR0912, PLR0915 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from stances.reading.cues import CUES
from stances.reading.document import Token
from stances.reading.names import PARTICLES
from stances.reading.phrases import LONGEST, Phrase, is_nickname
from stances.reading.wordclasses import is_adverb, is_modal, is_time
from stances.reading.wordlists import (
    AUXILIARIES,
    CLAUSE_STARTS,
    DETERMINERS,
    DOCUMENTS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_NOUNS,
    ROLE_WORDS,
)


def agent_after(tokens: list[Token], start: int) -> Phrase | None:
    """The noun phrase that begins at `start`: after "said", "according to", "by"."""
    i = start
    while i < len(tokens) and (is_adverb(tokens[i]) or tokens[i].low in {"both"}):
        i += 1
    if i >= len(tokens) or not (tokens[i].is_word or _starts_quoted_name(tokens, i)):
        return None
    first = i
    if tokens[i].low in PRONOUNS or tokens[i].low in {"him", "her", "them"}:
        return (
            Phrase(i, i)
            if not (tokens[i].low == "her" and i + 1 < len(tokens) and tokens[i + 1].is_word)
            else _extend(tokens, i, i + 1)
        )
    if is_time(tokens[i]) and tokens[i].low not in {"this", "last", "late"}:
        return None
    return _extend(tokens, first, i)


def _starts_quoted_name(tokens: list[Token], i: int) -> bool:
    quote = tokens[i].quote
    return quote is not None and quote.words <= 4 and i + 1 < len(tokens) and tokens[i + 1].is_word


def _extend(tokens: list[Token], first: int, i: int) -> Phrase | None:
    limit = min(len(tokens), first + LONGEST)
    last = first - 1
    opened_by_determiner = tokens[first].low in DETERMINERS
    while i < limit:
        token = tokens[i]
        low = token.low
        if token.quote is not None:
            if is_nickname(tokens, i) or (i == first):
                last = i
                i += 1
                continue
            break
        if token.text == "&" or (token.text == "." and i > first and len(tokens[i - 1].text) == 1 and i + 1 < limit):
            i += 1
            continue
        if (
            token.text == "."
            and i > first
            and tokens[i - 1].low in {"mr", "mrs", "ms", "dr", "sen", "rep", "gen", "lt", "st"}
        ):
            i += 1
            continue
        if not token.is_word:
            break
        if low in {"of", "for", "to"} or (low in {"at", "in", "from", "with", "on"} and opened_by_determiner):
            following = tokens[i + 1] if i + 1 < limit else None
            if i == first or following is None or is_time(following) or (following.low in {"a", "an"} and low == "in"):
                break
            if low == "to" and tokens[i - 1].low not in ROLE_NOUNS:
                break
            if not (following.is_cap or following.low in DETERMINERS or following.low in ROLE_WORDS or low == "of"):
                break
            if low in {"in", "on", "with"} and not (following.is_cap or following.low == "the"):
                break
            i += 1
            continue
        if low == "and":
            following = tokens[i + 1] if i + 1 < limit else None
            if following is None or not (following.is_cap or following.low in ROLE_WORDS) or following.low in PRONOUNS:
                break
            i += 1
            continue
        if low in PREPOSITIONS or low in CLAUSE_STARTS or low in {"who", "which", "whose"}:
            break
        if i > first and (is_time(token) and not token.low.isdigit()) and low not in {"time", "times"}:
            break
        if i > first and (low in AUXILIARIES or is_modal(token) or is_adverb(token) or low in PRONOUNS):
            break
        if i > first and low in CUES and not token.is_cap and not (opened_by_determiner and low in DOCUMENTS):
            break
        if i > first and low in DETERMINERS and tokens[i - 1].low not in PREPOSITIONS and tokens[i - 1].low != "and":
            break
        if low in PARTICLES and any(word.is_cap for word in tokens[i + 1 : i + 3]):
            i += 1
            continue
        if low.endswith("ed") and not token.is_cap and i > first and tokens[i - 1].is_cap:
            break
        if (
            not token.is_cap
            and i > first
            and tokens[i - 1].is_cap
            and not _may_follow_name(token)
            and not opened_by_determiner
        ):
            break
        last = i
        i += 1
    if last < first:
        return None
    return Phrase(first, last)


def _may_follow_name(token: Token) -> bool:
    low = token.low
    return low in ROLE_WORDS or low.endswith(("'s", "s'")) or low in {"ministry", "government", "officials", "figures",
        "spokesmen", "authorities", "estimates", "statement", "report", "data", "sources", "military", "forces",
        "president's", "service", "agency", "media", "reports", "group"}  # fmt: skip
