"""The noun phrase to the left of a verb of saying: its subject, past insertions and auxiliaries."""

# ruff: noqa: PLR0911, PLR0912 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from dataclasses import dataclass

from stances.reading.cues import CUES
from stances.reading.document import Token
from stances.reading.phrases import LONGEST, Phrase, is_nickname
from stances.reading.wordclasses import is_adverb, is_gerund, is_modal, is_time
from stances.reading.wordlists import (
    APPOSITIVE_OPENERS,
    AUXILIARIES,
    CLAUSE_STARTS,
    DETERMINERS,
    NEGATIONS,
    OPENERS,
    PREPOSITIONS,
    PRONOUNS,
    ROLE_NOUNS,
    ROLE_WORDS,
    TIME_WORDS,
)

#: No subject is looked for farther away than this many tokens.
_REACH = 45
_STOPS = frozenset(";:—…([)]!?•/") | {"--"}
_DASHES = frozenset("–-—")


@dataclass(frozen=True, slots=True)
class Subject:
    """A cue's subject, and what its auxiliaries say. `begins` is the first token of its whole clause part."""

    phrase: Phrase
    begins: int
    negated: bool = False
    modal: bool = False
    passive: bool = False


def subject_before(tokens: list[Token], cue: int) -> Subject | None:
    """The subject to the left of the verb at `cue`, or None."""
    i = cue - 1
    negated = modal = passive = False
    while i >= 0:
        token = tokens[i]
        low = token.low
        if token.quote is not None:
            return None
        if low in NEGATIONS:
            negated = True
        elif is_modal(token):
            modal = True
        elif low in {"was", "were", "is", "are", "been", "being", "be"}:
            passive = True
        elif low in AUXILIARIES or is_adverb(token) or low in {"declined", "refused", "failed", "went", "on", "so"}:
            if low in {"declined", "refused", "failed"}:
                negated = True
                modal = False
            elif low == "on" and not (i > 0 and tokens[i - 1].low == "went"):
                break
        else:
            break
        i -= 1
    i = _skip_time_left(tokens, i)
    if i < 0:
        return None
    if tokens[i].text == "," or tokens[i].text in _DASHES:
        found = _before_comma(tokens, i)
    else:
        found = _region_ending(tokens, i)
    if found is None:
        return None
    phrase, begins = found
    return Subject(phrase, begins, negated, modal, passive)


def _skip_time_left(tokens: list[Token], i: int) -> int:
    """Past "on Friday", "late Monday", "in a statement" between a subject and its verb."""
    j = i
    while j >= 0 and j > i - 6 and is_time(tokens[j]) and not tokens[j].low.isdigit():
        j -= 1
    if j < i:
        if j >= 0 and tokens[j].low in {"on", "in", "at"}:
            return j - 1
        # A bare day before the verb, "Putin Friday said"; a year or a number is part of a name.
        return j if j >= 0 else i
    for j in range(i, max(-1, i - 6), -1):
        if (
            tokens[j].low in {"in", "during", "on", "via"}
            and j > 0
            and tokens[j + 1].low in {"a", "an", "his", "her", "the"}
        ):
            if any(
                token.low
                in {"statement", "interview", "tweet", "speech", "post", "briefing", "video", "letter", "address"}
                for token in tokens[j : i + 1]
            ):
                return j - 1
            return i
        if not tokens[j].is_word:
            return i
    return i


def _before_comma(tokens: list[Token], comma: int) -> tuple[Phrase, int] | None:
    """`X, the minister of Y, said`: the subject stands before one or more insertions."""
    right = comma
    apposition: tuple[int, int] | None = None
    for _ in range(5):
        left = right - 1
        while left >= 0 and left > right - _REACH and tokens[left].text != "," and tokens[left].text not in _STOPS:
            quotation = tokens[left].quote
            if quotation is not None and quotation.words > 6 and not is_nickname(tokens, left):
                return None
            left -= 1
        chunk = tokens[left + 1 : right]
        if not chunk:
            return None
        if left < 0 or tokens[left].text != ",":
            return None
        opener = chunk[0].low
        if _is_bare_name(chunk):
            # "the president of Finland, Aino Halla, said"
            before = _region_ending(tokens, left - 1)
            if before is not None and _names_a_role(before[0].words(tokens)):
                return Phrase(left + 1, right - 1, (before[0].first, before[0].last)), before[1]
        apposition = (left + 1, right - 1) if apposition is None else (left + 1, apposition[1])
        opens = (
            opener in APPOSITIVE_OPENERS
            or is_gerund(opener)
            or opener.isdigit()
            or opener in ROLE_WORDS
            or _names_a_role(chunk[:4])
        )
        found = _region_ending(tokens, left - 1)
        if found is not None and opens:
            phrase, begins = found
            words = phrase.words(tokens)
            if any(token.is_cap for token in words) or words[0].low in PRONOUNS or _names_a_role(words):
                return Phrase(phrase.first, phrase.last, apposition), begins
        right = left
        if right <= 0:
            return None
    return None


def _is_bare_name(chunk: list[Token]) -> bool:
    return 1 <= len(chunk) <= 5 and all(
        token.is_cap or token.low in {"de", "von", "van", "al", "bin"} for token in chunk
    )


def _names_a_role(words: list[Token]) -> bool:
    return any(token.low.removesuffix("'s") in ROLE_NOUNS for token in words)


def _region_ending(tokens: list[Token], i: int) -> tuple[Phrase, int] | None:
    """The noun phrase that ends at token `i`, and where its region begins."""
    left = i
    while left >= 0 and left > i - LONGEST:
        token = tokens[left]
        if token.quote is not None:
            if is_nickname(tokens, left) or (token.quote.words <= 4 and left < i and token.quote.last not in ",.!?"):
                left -= 1
                continue
            break
        if token.text in _STOPS or token.text in {",", "–", "-"}:
            break
        low = token.low
        if low in CLAUSE_STARTS and left < i + 1:
            if low == "and" and _joins_names(tokens, left, i):
                left -= 1
                continue
            if low in {"for", "so", "as", "before", "after", "than"} or not token.is_cap or left == 0 or low in OPENERS:
                break
        if low in CUES and CUES[low].finite and left < i and not _is_noun_here(tokens, left):
            break
        if low in {"who", "whom", "whose"}:
            break
        left -= 1
    first = left + 1
    while (
        first <= i
        and (tokens[first].low in OPENERS or is_adverb(tokens[first]))
        and not (first == i and tokens[first].is_cap and tokens[first].low not in OPENERS)
    ):
        first += 1
    if first > i:
        if left >= 0 and tokens[left].low in {"who", "which"}:
            return relative_antecedent(tokens, left)
        return None
    if tokens[first].low in PREPOSITIONS:
        inner = _last_phrase(tokens, first + 1, i)
        return (inner, left + 1) if inner is not None else None
    last_pronoun = tokens[i].low if tokens[i].low in PRONOUNS else None
    if last_pronoun:
        return Phrase(i, i), left + 1
    if not any(token.is_word for token in tokens[first : i + 1]):
        return None
    listed = _list_before(tokens, first, i)
    return Phrase(listed, i), min(listed, left + 1)


def _list_before(tokens: list[Token], first: int, last: int) -> int:
    """Where the list begins of which `Norland and Estonia` is the end: `Lavonia, Norland and Estonia said`."""
    if not any(token.low == "and" for token in tokens[first : last + 1]) or not tokens[first].is_cap:
        return first
    while first >= 2 and tokens[first - 1].text == ",":
        start = first - 1
        while start > 0 and (tokens[start - 1].is_cap or is_role(tokens[start - 1])) and not is_time(tokens[start - 1]):
            start -= 1
        named = start < first - 1 and tokens[first - 2].is_cap
        if not named or (start > 0 and tokens[start - 1].text != ","):
            break
        first = start
    return first


def is_role(token: Token) -> bool:
    """Whether a word names a role, one bearer's or several'."""
    low = token.low.removesuffix("'s")
    return low in ROLE_WORDS or low.removesuffix("s") in ROLE_NOUNS


def relative_antecedent(tokens: list[Token], who: int) -> tuple[Phrase, int] | None:
    """`a trader who said`, `Kask, who added`: the antecedent of "who"."""
    i = who - 1
    if i >= 0 and tokens[i].text == ",":
        i -= 1
    if i < 0 or tokens[i].quote is not None:
        return None
    last = i
    while i >= 0 and tokens[i].is_cap:
        i -= 1
    if i < last:
        return Phrase(i + 1, last), i + 1
    while i >= 0 and i > last - 8 and tokens[i].is_word and tokens[i].low not in DETERMINERS:
        i -= 1
    if i >= 0 and tokens[i].low in DETERMINERS:
        return Phrase(i, last), i
    return None


def _joins_names(tokens: list[Token], conjunction: int, i: int) -> bool:
    """Whether "and" joins two halves of one subject: `Kask and Halla`, `Estonia and the Alliance`."""
    if conjunction == 0 or conjunction >= i:
        return False
    before, after = tokens[conjunction - 1], tokens[conjunction + 1]
    if after.low in PRONOUNS or is_adverb(after):
        return False
    right_cap = after.is_cap or (after.low in {"the", "its", "his", "her"} and tokens[i].is_cap)
    if before.is_cap and right_cap and before.low not in TIME_WORDS:
        start = conjunction - 1
        while start >= 0 and (
            tokens[start].is_cap or tokens[start].low in {"of", "the", "for"} or is_role(tokens[start])
        ):
            start -= 1
        return (
            start < 0 or tokens[start].text in {",", ";"} or tokens[start].low in {"that", "while", "but", "as", "when"}
        )
    # "Regional Development Minister", "defence and security adviser"
    return before.low in ROLE_WORDS and after.low in ROLE_WORDS


def _is_noun_here(tokens: list[Token], i: int) -> bool:
    if i == 0:
        return False
    low = tokens[i - 1].low
    return low in DETERMINERS or low.endswith("'s") or low in PREPOSITIONS or tokens[i].is_cap


def _ends_circumstance(token: Token) -> bool:
    """Whether a name behind this word is another phrase: `in his evening address Kask said`."""
    low = token.low
    return token.is_word and not (
        low in PREPOSITIONS or low in DETERMINERS or low in ROLE_WORDS or low.endswith("'s") or low in AUXILIARIES
    )


def _last_phrase(tokens: list[Token], first: int, last: int) -> Phrase | None:
    """The last noun phrase of a region that began with a preposition: "In Oslo on Friday the minister"."""
    if tokens[last].low in PRONOUNS:
        return Phrase(last, last)
    for j in range(last, first - 1, -1):
        if tokens[j].low in {"the", "a", "an"} and j > first and tokens[j - 1].low not in PREPOSITIONS:
            return Phrase(j, last)
    j = last
    while j >= first and tokens[j].is_cap and not is_time(tokens[j]):
        j -= 1
    if j < last and j >= first and (is_time(tokens[j]) or _ends_circumstance(tokens[j])):
        return Phrase(j + 1, last)
    return None
