"""Words that one paragraph introduces and another holds: `Kask wrote:` and then a quotation or a block of text."""

from __future__ import annotations

from dataclasses import dataclass

from stances.reading.candidates import find_candidates
from stances.reading.document import Document, Sentence
from stances.reading.frames import find_frames
from stances.reading.mentions import Kind, Mention, describe
from stances.reading.nominal import issuer
from stances.reading.utterance import Utterance
from stances.reading.words import word_set
from stances.records import Span
from stances.vocabulary import StatementKind

#: Verbs after which a paragraph without marks is somebody's words.
_OPEN_A_BLOCK = word_set("say write post tweet add read tell state")
#: A block has at least this many words.
_LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Introduction:
    """An attribution at the end of a paragraph, whose words follow in the next."""

    mention: Mention
    cue: Span
    lemma: str
    sentence: Span


def introduction(sentences: list[Sentence]) -> Introduction | None:
    """What the last sentence of a paragraph introduces, where it ends in a colon and reports nothing itself."""
    if not sentences or sentences[-1].tokens[-1].text != ":":
        return None
    sentence = sentences[-1]
    tokens = sentence.tokens
    candidates = find_candidates(tokens)
    if not candidates or any(frame.content[-1][1] > candidates[-1].last for frame in find_frames(tokens)):
        return None
    last = candidates[-1]
    if any(token.quote is not None for token in tokens[last.last + 1 :]):
        return None
    phrase = last.subject.phrase
    apposition = tokens[phrase.apposition[0] : phrase.apposition[1] + 1] if phrase.apposition else None
    mention = describe(issuer(tokens, phrase) or phrase.words(tokens), apposition)
    cue = Span(tokens[last.first].start, tokens[last.last].end)
    return Introduction(mention, cue, last.cue.lemma, Span(sentence.start, sentence.end))


def introduce(given: Introduction, document: Document, number: int, made: list[Utterance]) -> Utterance | None:
    """Gives the first quotation of paragraph `number` its speaker; a block without marks is returned as a new one."""
    sentences = document.by_paragraph[number]
    first = made[0] if made else None
    if first is not None:
        opens = sentences[0].tokens[0].quote is not None and first.sentence == sentences[0].index
        if opens and first.carried and first.mention is None:
            first.mention, first.cue, first.lemma, first.carried = given.mention, given.cue, given.lemma, False
            first.clause = [*first.clause, given.sentence]
        return None
    if given.lemma not in _OPEN_A_BLOCK or given.mention.kind in {Kind.MEDIA, Kind.OTHER}:
        return None
    return block(document, number, given)


def block(document: Document, number: int, given: Introduction | None) -> Utterance | None:
    """A paragraph that is somebody's words from end to end, without marks; `> ` before it is no part of it."""
    sentences, paragraph = document.by_paragraph[number], document.paragraphs[number]
    if any(token.quote is not None for sentence in sentences for token in sentence.tokens):
        return None
    start = paragraph.start
    while start < paragraph.end and document.text[start] in "> \t":
        start += 1
    if sum(token.is_word for sentence in sentences for token in sentence.tokens) < _LEAST_WORDS:
        return None
    words = Span(start, paragraph.end)
    made = Utterance(
        sentences[0].index, number, words, StatementKind.DIRECT, [words], carried=given is None,
        last_sentence=sentences[-1].index,
    )  # fmt: skip
    if given is not None:
        made.mention, made.cue, made.lemma, made.clause = given.mention, given.cue, given.lemma, [given.sentence]
    return made
