"""Where the content of a verb of saying begins, when it follows the verb."""

# ruff: noqa: PLR0911, PLR0912 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from dataclasses import dataclass

from stances.reading.clauses import has_verb
from stances.reading.cues import CUES, EMPTY_OBJECTS, NEEDS_MARK, Cue, Force
from stances.reading.document import Token
from stances.reading.wordclasses import is_adverb, is_modal, is_time
from stances.reading.wordlists import (
    ADDRESSEES,
    AUXILIARIES,
    DETERMINERS,
    DOCUMENTS,
    PREPOSITIONS,
    PRONOUNS,
)
from stances.reading.words import word_set

#: Verbs whose bare object is still something said ("denied any role", "stressed the need").
#: The verb then belongs to the statement, for it carries the stance.
WITH_OBJECT = word_set(
    "deny stress emphasise emphasize underline underscore highlight reaffirm reiterate announce confirm predict "
    "admit acknowledge warn caution affirm lament allege reject declare"
)
#: Verbs that report a clause only after "that", a colon or in quotation marks.
_ONLY_MARKED = word_set(
    "respond reply comment answer post tweet remark testify maintain counter signal tout opine hint observe mention "
    "repeat agree expect complain boast"
)
_QUESTIONS = word_set("whether if what when who how where why which")
_OCCASIONS = DOCUMENTS | word_set(
    "interview conference briefing speech address video tweet meeting talks visit summit twitter facebook "
    "telegram television tv x event ceremony forum call podcast show program programme hearing session post "
    "commentary column op-ed article"
)
_OBJECTS = word_set("it him her them us me this that")
_FAR = 30


@dataclass(frozen=True, slots=True)
class Start:
    """First token of a content, how it was introduced, and whether the cue belongs to it."""

    first: int
    how: str  # "that", "colon", "quote", "bare", "object"
    with_cue: bool = False


def is_open_question(tokens: list[Token], i: int) -> bool:
    """`(did not say) whether …`"""
    return i < len(tokens) and tokens[i].low in _QUESTIONS


def forward_start(tokens: list[Token], cue: Cue, last: int, known_subject: bool) -> Start | None:
    """Where what `cue` (ending at token `last`) reports begins, or None where nothing reported follows."""
    i = last + 1
    while i < len(tokens) and is_adverb(tokens[i]) and tokens[i].low not in {"so", "all", "both"}:
        i += 1
    if i >= len(tokens):
        return None
    if cue.force is Force.ACT:
        return _act(tokens, cue, last, i, known_subject)
    if cue.force is Force.TELL or cue.lemma in {"warn", "caution", "advise"}:
        addressed = _past_addressee(tokens, i)
        if addressed is not None:
            return addressed
        if cue.force is Force.TELL:
            return None
    start = _marked(tokens, i)
    if start is not None:
        # "denied that …": without its verb the clause would say the opposite.
        return Start(start.first, start.how, start.how == "that" and cue.lemma == "deny")
    if cue.force is Force.QUOTE:
        return None
    return _bare(tokens, cue, i, known_subject)


def _marked(tokens: list[Token], i: int) -> Start | None:
    """A content introduced by "that", a colon or a quotation, with at most adjuncts before it."""
    commas = 0
    for j in range(i, min(i + _FAR, len(tokens))):
        token = tokens[j]
        if token.quote is not None:
            return Start(j, "quote")
        if token.low == "that":
            following = tokens[j + 1] if j + 1 < len(tokens) else None
            if j == i or (following is not None and _only_adjuncts(tokens, i, j)):
                return Start(j + 1, "that") if following is not None else None
            return None
        if token.text == ":":
            return Start(j + 1, "colon") if j + 1 < len(tokens) and _only_adjuncts(tokens, i, j) else None
        if token.text == ",":
            commas += 1
            if j == i and (j + 1 >= len(tokens) or tokens[j + 1].quote is None):
                return None
            if commas > 2:
                return None
        elif (
            token.text in ".;!?—"
            or token.low in {"who", "which"}
            or (j == i and not (token.low in PREPOSITIONS or is_time(token)))
            or (
                j > i
                and (
                    token.low in AUXILIARIES
                    or is_modal(token)
                    or token.low in PRONOUNS
                    or (
                        token.low in CUES
                        and not token.is_cap
                        and token.low not in {"post", "report", "comments", "call", "address"}
                    )
                )
            )
        ):
            return None
    return None


def _only_adjuncts(tokens: list[Token], first: int, last: int) -> bool:
    return first == last or tokens[first].low in PREPOSITIONS or is_time(tokens[first]) or tokens[first].text == ","


def _bare(tokens: list[Token], cue: Cue, i: int, known_subject: bool) -> Start | None:
    """A content without "that": `said Turkey wanted …`, `said on Sunday the talks …`."""
    first = _past_adjuncts(tokens, i)
    if first is None:
        return None
    token = tokens[first]
    if cue.lemma in _ONLY_MARKED and token.low not in PRONOUNS:
        return None
    if not token.is_word and token.quote is None and token.text not in "$€£([":
        return None
    low = token.low
    if low in EMPTY_OBJECTS and not has_verb(tokens, first, 8 if low in {"no", "more"} else 3):
        return None
    if low in {"to", "of", "about", "for", "and", "but", "or", "by", "than", "from", "with"}:
        if cue.lemma in {"warn", "caution", "complain", "boast"} and low in {"of", "about", "against"}:
            return Start(first, "object", with_cue=True)
        return None
    if low in {"as", "when", "while", "after", "amid", "following", "before", "until", "since"} and first != i:
        return None
    if low in {"as", "amid", "following", "after", "during"}:
        return None
    if low in {"against"} and cue.lemma in {"warn", "caution", "advise"}:
        return Start(first, "object", with_cue=True)
    if cue.lemma in {"say", "tell", "insist", "argue", "believe", "assert"}:
        if (
            low in PREPOSITIONS
            and low not in {"if", "when", "while", "despite", "as", "under", "over", "in", "at"}
            and not (has_verb(tokens, first, 25))
        ):
            return None
        return Start(first, "bare") if len(tokens) - first >= 2 else None
    noun_first = token.is_cap or low in PRONOUNS or low in DETERMINERS or low[0].isdigit() or low.endswith("s")
    opens = noun_first or low in _QUESTIONS or low == "there" or has_verb(tokens, first, 6)
    clause = opens and has_verb(tokens, first, 18)
    if clause and known_subject and first == i and cue.lemma not in {"report", "post", "write", "add"}:
        if low in DETERMINERS and cue.lemma in WITH_OBJECT and not has_verb(tokens, first, 7):
            return Start(first, "object", with_cue=True)
        return Start(first, "bare")
    if clause and known_subject and (token.is_cap or low in PRONOUNS or low in DETERMINERS):
        return Start(first, "bare")
    if cue.lemma in WITH_OBJECT and known_subject and low not in PREPOSITIONS:
        return Start(first, "object", with_cue=True)
    if cue.lemma in {"claim", "suggest", "allege", "note", "propose"} and known_subject and low in DETERMINERS:
        return Start(first, "object", with_cue=True)
    return None


def _past_adjuncts(tokens: list[Token], i: int) -> int | None:
    """Past `on Friday`, `in a statement`, `in Brussels` to where a content may begin."""
    for _ in range(3):
        if i >= len(tokens):
            return None
        token = tokens[i]
        if is_time(token) and token.low not in {"this", "next", "last", "early", "late"} and not token.low.isdigit():
            while i < len(tokens) and is_time(tokens[i]):
                i += 1
            continue
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if token.low in {"last", "late", "early", "earlier", "this"} and following is not None and is_time(following):
            while i < len(tokens) and is_time(tokens[i]):
                i += 1
            continue
        if (
            token.low in {"on", "in", "at", "during", "via", "to", "after", "over", "through", "following"}
            and following is not None
        ):
            if is_time(following):
                i += 1
                while i < len(tokens) and (
                    is_time(tokens[i])
                    or (tokens[i].text == "," and tokens[i + 1 : i + 2] and tokens[i + 1].low.isdigit())
                ):
                    i += 1
                continue
            j = i + 1
            if following.low in DETERMINERS or following.low in _OCCASIONS or following.low in ADDRESSEES:
                j += 1 if following.low in DETERMINERS else 0
                while j < len(tokens) and tokens[j].is_word and not _begins_clause(tokens[j]) and j < i + 9:
                    j += 1
                    if (
                        tokens[j - 1].low in _OCCASIONS
                        and j < len(tokens)
                        and tokens[j].low not in _OCCASIONS
                        and tokens[j].low not in {"with", "of", "in", "on", "to", "for", "at"}
                    ):
                        break
                i = j
                continue
            if following.is_cap and token.low in {"in", "at", "on", "via", "to"}:
                while j < len(tokens) and tokens[j].is_cap and j < i + 4:
                    j += 1
                if j < len(tokens) and (tokens[j].is_word or tokens[j].text == ","):
                    i = j
                    continue
        return i
    return i


def _begins_clause(token: Token) -> bool:
    return token.low in PRONOUNS or token.low in AUXILIARIES or is_modal(token) or (token.low in DETERMINERS)


def _past_addressee(tokens: list[Token], i: int) -> Start | None:
    """`told Reuters (in an interview) (that) …`"""
    first = tokens[i]
    if first.low == "that" or first.quote is not None or first.text == ":":
        return _marked(tokens, i)
    for j in range(i, min(i + _FAR, len(tokens))):
        token = tokens[j]
        if token.low == "that" and j + 1 < len(tokens):
            return Start(j + 1, "that")
        if token.quote is not None:
            return Start(j, "quote")
        if token.text == ":":
            return Start(j + 1, "colon") if j + 1 < len(tokens) else None
        if token.text in ".;!?" or (
            token.low == "to" and j > i and tokens[j - 1].is_word and not _is_place_to(tokens, j)
        ):
            break
        if j > i and (token.low in AUXILIARIES or is_modal(token) or token.low in PRONOUNS):
            break
    j = i
    if first.low in {"him", "her", "them", "us", "me", "it", "you"}:
        j = i + 1
    elif first.low in DETERMINERS:
        j = i + 1
        while j < len(tokens) and tokens[j].is_word and not _begins_clause(tokens[j]) and j < i + 6:
            j += 1
            if tokens[j - 1].low in ADDRESSEES or tokens[j - 1].low in _OCCASIONS:
                break
    else:
        while j < len(tokens) and (tokens[j].is_cap or tokens[j].low in ADDRESSEES) and j < i + 5:
            j += 1
            if tokens[j - 1].low in ADDRESSEES:
                break
    if j == i or j >= len(tokens):
        return None
    start = _past_adjuncts(tokens, j)
    if start is None or start >= len(tokens):
        return None
    if tokens[start].low in {"to", "about", "of", "on", "in", "at", "after", "during"} or not tokens[start].is_word:
        return None
    return Start(start, "bare") if has_verb(tokens, start - 1, 20) else None


def _is_place_to(tokens: list[Token], j: int) -> bool:
    return j + 1 < len(tokens) and tokens[j + 1].is_cap


def _act(tokens: list[Token], cue: Cue, last: int, i: int, known_subject: bool) -> Start | None:
    """An act of speech: `accused Moscow of …`. The verb belongs to the statement."""
    if not known_subject or not (tokens[i].is_word or tokens[i].quote is not None):
        return None
    window = tokens[i : i + 14]
    marks = NEEDS_MARK.get(cue.lemma)
    if marks:
        lows = [token.low for token in window]
        immediate = lows[0] in marks
        quoted = '"' in marks and any(token.quote is not None for token in window)
        anywhere = "as" in marks and "as" in lows
        compared = cue.lemma in {"compare", "liken"} and any(mark in lows for mark in marks)
        named = cue.lemma == "call" and len(lows) > 1 and lows[0] in _OBJECTS and lows[1] in DETERMINERS
        if not (immediate or quoted or anywhere or compared or named):
            return None
    if tokens[i].low in {
        "by",
        "in",
        "at",
        "on",
        "and",
        "but",
        "from",
        "with",
        "as",
        "or",
        "off",
        "up",
        "into",
    } and cue.lemma not in {"call"}:
        return None
    if cue.lemma == "call" and tokens[i].low == "on" and i + 1 < len(tokens) and is_time(tokens[i + 1]):
        return None
    return Start(i, "object", with_cue=True)
