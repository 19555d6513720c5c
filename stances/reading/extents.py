"""How far the content of an attribution reaches in its sentence: first token, second half, last token."""

from __future__ import annotations

from stances.reading.candidates import Candidate
from stances.reading.cues import CUES
from stances.reading.document import Token
from stances.reading.wordclasses import is_adverb
from stances.reading.words import word_set

_CONNECTORS = word_set("while but and as although though whereas yet")
_TRAILING = word_set("as amid after before following during when ahead")


def content_first(tokens: list[Token], last: int) -> int:
    """Where the content of a tail attribution begins: at the quotation alone, or at the sentence's start."""
    quotation = tokens[last].quote
    if quotation is not None and quotation.first.isupper():
        before = [token for token in tokens[:last] if token.is_word or token.quote is not None]
        if all(token.low in {"and", "but", "or", "so"} for token in before):
            return last
        if last > 0 and tokens[last - 1].text in {":", ",", ".", "—", "–"} and quotation.words >= 4:
            return last
    first = 0
    while first < last and not (tokens[first].is_word or tokens[first].quote is not None):
        first += 1
    return first


def second_half(tokens: list[Token], after: int) -> int | None:
    """The quotation with which a split one goes on in the same sentence: `“…,” he said on Friday, “…”`."""
    for i in range(after, min(after + 14, len(tokens))):
        if tokens[i].quote is not None:
            return i if tokens[i - 1].text in {",", ":", "—", "–", ";"} or i == after else None
        if tokens[i].low in CUES or tokens[i].low in {"that", "who", "which"}:
            return None
    return None


def content_end(tokens: list[Token], first: int, following: list[Candidate]) -> int:
    end = last_word(tokens)
    for candidate in following:
        begins = candidate.subject.begins if candidate.shape != "inverted" else candidate.first
        if begins <= first:
            continue
        connector = begins - 1
        if candidate.shared and tokens[candidate.first - 1].text != "," and tokens[begins].low in {"and", "but", "or"}:
            end = begins - 1
            break
        if candidate.shared:
            end = _before_connector(tokens, min(begins, candidate.first))
            break
        if candidate.shape == "according" and tokens[connector].text == ",":
            end = connector - 1
            break
        if tokens[connector].low in _CONNECTORS and connector > first and tokens[connector - 1].text in {",", ";", "—"}:
            end = connector - 1
            break
        if tokens[connector].low == "while" and connector > first:
            end = connector - 1
            break
        if tokens[connector].text in {";", "—"}:
            end = connector - 1
            break
    else:
        end = _trim_adjunct(tokens, first, end)
    while end > first and tokens[end].quote is None and tokens[end].text in {",", ";", "—", "–", "and", "but", ":"}:
        end -= 1
    return end


def _before_connector(tokens: list[Token], i: int) -> int:
    j = i - 1
    while j > 0 and (tokens[j].text == "," or tokens[j].low in {"and", "but", "or"} or is_adverb(tokens[j])):
        j -= 1
    return j


def next_comma(tokens: list[Token], start: int) -> int | None:
    for i in range(start, min(start + 25, len(tokens))):
        if tokens[i].text == ",":
            return i
    return None


def last_word(tokens: list[Token]) -> int:
    """The last token that is no end mark."""
    last = len(tokens) - 1
    while (
        last > 0
        and tokens[last].quote is None
        and not tokens[last].text[0].isalnum()
        and tokens[last].text not in ")]%"
    ):
        last -= 1
    return last


def _trim_adjunct(tokens: list[Token], first: int, end: int) -> int:
    """Without the reporter's own tail: `, as foreign ministers resisted calls …`."""
    for i in range(first + 3, end - 2):
        if (
            tokens[i].text == ","
            and tokens[i + 1].low in _TRAILING
            and not any(token.quote is not None for token in tokens[i : end + 1])
        ):
            if tokens[i + 1].low == "as" and tokens[i + 2].low in {"well", "part", "long", "soon", "if", "though"}:
                continue
            return i - 1
    return end
