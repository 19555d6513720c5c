"""Attribution by a noun: `in the words of Kask`, `Kask's claim that`, `a statement issued by the ministry`.

The noun names what was said, and the speaker stands beside it: before it with an apostrophe
or bare, behind it after "of", "by" or "from".
"""

from __future__ import annotations

from dataclasses import dataclass

from stances.reading.agents import agent_after
from stances.reading.document import Token
from stances.reading.phrases import Phrase
from stances.reading.wordclasses import is_adverb, is_time
from stances.reading.wordlists import DETERMINERS, DOCUMENTS, PREPOSITIONS, ROLE_WORDS
from stances.reading.words import word_set

#: Nouns that name something said.
SAYINGS = word_set(
    "claim claims statement statements remark remarks comment comments assertion assertions description view views "
    "opinion position stance belief threat threats call calls warning warnings vow pledge promise accusation "
    "accusations allegation allegations denial suggestion argument assessment contention message insistence appeal "
    "demand demands declaration announcement proposal criticism praise decision order prediction conclusion complaint "
    "characterisation characterization explanation answer reply response testimony motto mantra speech admission"
)
#: Between a document and whoever issued it.
_ISSUED = word_set(
    "issued released published filed written signed posted sent made drafted compiled prepared penned shared carried "
    "read delivered on jan feb aug"
)
_PRONOUN_OF = {"his": "he", "her": "she", "its": "it", "their": "they"}
#: A name of something said stands no farther from its quotation than this many tokens.
_REACH = 30


@dataclass(frozen=True, slots=True)
class Named:
    """The words that name a speaker, and the token with which what they said begins."""

    words: list[Token]
    first: int


def issuer(tokens: list[Token], phrase: Phrase) -> list[Token] | None:
    """Who speaks through a document: `according to a report issued by the bank` → the bank; `its website` → it."""
    for i in range(phrase.first, phrase.last + 1):
        if tokens[i].low not in DOCUMENTS or (i > phrase.first and tokens[i - 1].low in PREPOSITIONS):
            continue
        behind = _behind(tokens, i + 1)
        if behind is not None:
            return behind
        return _owner(tokens, phrase.first, i) if i == phrase.last else None
    return None


def _behind(tokens: list[Token], i: int) -> list[Token] | None:
    """`… issued on Friday by the ministry`, `… from the ministry`"""
    stop = min(len(tokens), i + 7)
    while i < stop and (is_time(tokens[i]) or is_adverb(tokens[i]) or tokens[i].low in _ISSUED):
        i += 1
    if i + 1 >= len(tokens) or tokens[i].low not in {"by", "from"} or is_time(tokens[i + 1]):
        return None
    agent = agent_after(tokens, i + 1)
    if agent is None or not any(word.is_cap or word.low in DETERMINERS for word in agent.words(tokens)):
        return None
    return agent.words(tokens)


def _owner(tokens: list[Token], first: int, noun: int) -> list[Token] | None:
    """`the ministry's statement` → the ministry, `her post` → she; "the statement" has none."""
    pronoun = tokens[first]
    if pronoun.low in _PRONOUN_OF and noun - first <= 2:
        return [Token(pronoun.start, pronoun.end, _PRONOUN_OF[pronoun.low], _PRONOUN_OF[pronoun.low])]
    for i in range(noun - 1, first - 1, -1):
        if is_possessive(tokens[i]):
            return [*tokens[first:i], without_possessive(tokens[i])]
        if not tokens[i].is_word:
            return None
    return None


def is_possessive(token: Token) -> bool:
    return token.quote is None and token.low.endswith(("'s", "s'")) and token.low not in {"it's", "that's", "he's"}


def without_possessive(token: Token) -> Token:
    """The word without its apostrophe: `ministry's` → `ministry`."""
    cut = 2 if token.low.endswith("'s") else 1
    return Token(token.start, token.end - cut, token.text[:-cut], token.low[:-cut])


def named_before(tokens: list[Token], quotation: int) -> Named | None:
    """The speaker whom a noun of saying names before the quotation at a token: `Kask's threat of “…”`."""
    for i in range(quotation - 1, max(-1, quotation - _REACH), -1):
        token = tokens[i]
        if token.quote is not None or token.text in ".;!?":
            return None
        if token.low not in SAYINGS or token.is_cap:
            continue
        words = _beside(tokens, i)
        if words is None:
            continue
        first = i + 1
        while first < quotation and tokens[first].low in {"that", "is", "was", "of", ":", ","}:
            first += 1
        return Named(words, first if first - i > 1 and tokens[first - 1].low == "that" else quotation)
    return None


def _beside(tokens: list[Token], noun: int) -> list[Token] | None:
    """Whose saying a noun names: `Kask's (first) claim`, `Ministry of Trade claims`, `a warning from Kask`."""
    j = noun - 1
    while j >= 0 and j > noun - 3 and tokens[j].is_word and not tokens[j].is_cap and not is_possessive(tokens[j]):
        if tokens[j].low in DETERMINERS or tokens[j].low in PREPOSITIONS:
            break
        j -= 1
    if j >= 0 and is_possessive(tokens[j]):
        first = j
        while first > 0 and _in_name(tokens[first - 1]):
            first -= 1
        if first > 0 and tokens[first - 1].low in DETERMINERS:
            first -= 1
        return [*tokens[first:j], without_possessive(tokens[j])]
    if noun + 2 < len(tokens) and tokens[noun + 1].low in {"by", "from"}:
        agent = agent_after(tokens, noun + 2)
        if agent is not None and any(word.is_cap for word in agent.words(tokens)):
            return agent.words(tokens)
    return None


def _in_name(token: Token) -> bool:
    return token.is_word and not is_possessive(token) and (token.is_cap or token.low in ROLE_WORDS)
