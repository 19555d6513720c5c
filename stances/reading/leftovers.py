"""Quotations that no verb of saying in their sentence accounts for.

They go on from what came before, are introduced by the paragraph before or by a noun
(`Kask's threat of “…”`), belong to the head of their sentence, or are no statements at all.
"""

# ruff: noqa: PLR0911 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

from dataclasses import replace

from stances.reading.candidates import leading_phrase
from stances.reading.document import Sentence
from stances.reading.mentions import Kind, describe
from stances.reading.nominal import named_before
from stances.reading.phrases import Phrase
from stances.reading.quotes import Quotation
from stances.reading.titles import is_name_or_title
from stances.reading.utterance import Utterance
from stances.records import Span
from stances.vocabulary import StatementKind

#: Quoted words that a sentence without a verb of saying must have to count as somebody's.
_LEAST_WORDS = 4
#: What may be the speaker at the head of a sentence that quotes without a verb of saying.
_SPEAKERS = frozenset({Kind.PERSON, Kind.PRONOUN, Kind.ROLE, Kind.ORGANISATION, Kind.CROWD, Kind.DOCUMENT})


def from_leftover(
    sentence: Sentence, i: int, quotation: Quotation, found: list[Utterance], made: list[Utterance]
) -> Utterance | None:
    """A quotation that no verb of saying in its sentence accounts for."""
    tokens = sentence.tokens
    words = [token for j, token in enumerate(tokens) if j != i and (token.is_word or token.quote is not None)]
    alone = not words or (all(token.low in {"and", "but", "or", "then", "so"} for token in words))
    others_are_quotes = all(token.quote is not None for token in words)
    base = Utterance(
        sentence=sentence.index, paragraph=sentence.paragraph, span=quotation.inner, kind=StatementKind.DIRECT,
        quoted=[quotation.inner], carried=True, last_sentence=sentence.index, ends_open=quotation.continues,
    )  # fmt: skip
    if alone or others_are_quotes:
        if quotation.words < 2 and quotation.last not in ".!?":
            return None
        previous = (made or found)[-1] if (made or found) else None
        if previous is not None and _goes_on_from(previous, sentence, made):
            previous.quoted.append(quotation.inner)
            previous.span = Span(previous.span.start, quotation.inner.end)
            previous.last_sentence = sentence.index
            previous.ends_open = quotation.continues
            previous.tail = False
            return None
        return base
    if i > 0 and tokens[i - 1].text == ":" and (quotation.words >= 3):
        return _with_subject(sentence, i, base)
    if is_name_or_title(tokens, i, quotation):
        return None
    if quotation.words < _LEAST_WORDS or (quotation.single and quotation.words < 6):
        return None
    named = named_before(tokens, i)
    if named is not None:
        mention = describe(named.words)
        if mention.kind is not Kind.OTHER:
            start = tokens[named.first].start if named.first < i else quotation.inner.start
            return replace(
                base, kind=StatementKind.MIXED, mention=mention, carried=False, span=Span(start, quotation.inner.end)
            )
    starts = all(not token.is_word for token in tokens[:i])
    if quotation.first.isupper() and quotation.last in ".!?," and quotation.words >= 4:
        return _with_subject(sentence, i, base) if not starts else base
    return _with_subject(sentence, i, replace(base, kind=StatementKind.MIXED, narrative=True))


def _goes_on_from(previous: Utterance, sentence: Sentence, made: list[Utterance]) -> bool:
    """`“…,” he said. “…”`: one utterance, where the attribution alone stands between."""
    return (
        not made
        and previous.kind is StatementKind.DIRECT
        and previous.tail
        and previous.paragraph == sentence.paragraph
        and previous.last_sentence == sentence.index - 1
    )


def _with_subject(sentence: Sentence, i: int, utterance: Utterance) -> Utterance:
    """Takes the head of the sentence as the speaker where it can be one."""
    phrase: Phrase | None = leading_phrase(sentence.tokens, i)
    if phrase is None:
        return utterance
    mention = describe(phrase.words(sentence.tokens))
    if mention.kind in _SPEAKERS and mention.gender != "1":
        utterance.mention = mention
        utterance.carried = False
        utterance.narrative = True
    return utterance
