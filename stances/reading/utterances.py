"""Document → utterances: every stretch that reports what somebody said, before anyone asks who.

Sentences with a verb of saying give frames (`frames.find_frames`). What quotation marks
are left go on from what came before, stand in a sentence without such a verb, or are
titles, nicknames and scare quotes, which are no statements.
"""

from __future__ import annotations

from stances.reading.cues import Force
from stances.reading.document import Document, Sentence, Token
from stances.reading.frames import Frame, find_frames
from stances.reading.introductions import Introduction, block, introduce, introduction
from stances.reading.leftovers import from_leftover
from stances.reading.mentions import Kind, Mention, describe
from stances.reading.nominal import issuer
from stances.reading.phrases import Phrase
from stances.reading.posts import Post, find_posts
from stances.reading.quotes import Quotation
from stances.reading.titles import is_heading
from stances.reading.transcripts import Turn
from stances.reading.utterance import Utterance
from stances.records import Span
from stances.vocabulary import StatementKind

__all__ = ["Utterance", "find"]


def find(document: Document, turns: dict[int, Turn]) -> list[Utterance]:
    """All utterances of a document, in order of position, none crossing another."""
    found: list[Utterance] = []
    posts = find_posts(document)
    introduced: Introduction | None = None
    for number, sentences in enumerate(document.by_paragraph):
        turn = turns.get(number)
        if turn is not None:
            if turn.words is not None and not turn.question and sentences:
                found.append(_spoken(turn, turn.words, sentences))
            continue
        post = posts.get(number)
        if post is not None and sentences:
            found.append(_posted(document.text, number, post, sentences))
            continue
        before = len(found)
        heading = is_heading(document, number, sentences) and introduced is None
        for sentence in sentences:
            _read_sentence(document, sentence, found, heading)
        unmarked = None
        if introduced is not None and sentences:
            unmarked = introduce(introduced, document, number, found[before:])
        elif sentences and len(found) == before and document.text.startswith("> ", document.paragraphs[number].start):
            unmarked = block(document, number, None)
        if unmarked is not None:
            found.append(unmarked)
        introduced = introduction(sentences)
    return _in_order(found)


def _posted(text: str, number: int, post: Post, sentences: list[Sentence]) -> Utterance:
    return Utterance(
        sentences[0].index, number, post.words, StatementKind.DIRECT, [post.words], label=post.name.of(text),
        last_sentence=sentences[-1].index, mention=Mention(post.name, Kind.OTHER),
        clause=[post.date] if post.date else [],
    )  # fmt: skip


def _spoken(turn: Turn, words: Span, sentences: list[Sentence]) -> Utterance:
    return Utterance(
        sentences[0].index, turn.paragraph, words, StatementKind.DIRECT, [words], label=turn.name,
        last_sentence=sentences[-1].index, mention=Mention(turn.label, Kind.OTHER), carried=not turn.name,
    )  # fmt: skip


def _read_sentence(document: Document, sentence: Sentence, found: list[Utterance], heading: bool) -> None:
    tokens = sentence.tokens
    taken: set[int] = set()
    if _continue_quotation(sentence, found):
        taken.add(0)
    frames = [] if heading else find_frames(tokens)
    made: list[Utterance] = []
    if taken and found[-1].carried and frames and frames[0].content[0][0] == 0 and frames[0].phrase is not None:
        _attribute_late(sentence, frames[0], frames[0].phrase, found[-1])
        frames = frames[1:]
    for frame in frames:
        utterance = _from_frame(document.text, sentence, frame, taken)
        if utterance is not None:
            made.append(utterance)
    leftovers = [] if heading else [i for i, token in enumerate(tokens) if token.quote is not None and i not in taken]
    for i in leftovers:
        quotation = tokens[i].quote
        if quotation is None:
            continue
        inside = next((one for one in made if one.span.overlaps(quotation.outer)), None)
        if inside is not None:
            continue
        utterance = from_leftover(sentence, i, quotation, found, made)
        if utterance is not None:
            made.append(utterance)
    made.sort(key=lambda one: one.span.start)
    contents = [one.span for one in made]
    for one in made:
        one.clause = one.clause or _outside(sentence, contents)
    found.extend(made)


def _continue_quotation(sentence: Sentence, found: list[Utterance]) -> bool:
    """Adds a quotation that goes on over a paragraph's border to its utterance."""
    quotation = sentence.tokens[0].quote
    if quotation is None or not quotation.continued or not found or not found[-1].ends_open:
        return False
    previous = found[-1]
    previous.quoted.append(quotation.inner)
    previous.span = Span(previous.span.start, max(previous.span.end, quotation.inner.end))
    previous.last_sentence = sentence.index
    previous.ends_open = quotation.continues
    return True


def _attribute_late(sentence: Sentence, frame: Frame, phrase: Phrase, utterance: Utterance) -> None:
    """A quotation over several paragraphs that names its speaker in the last."""
    tokens = sentence.tokens
    utterance.mention = describe(phrase.words(tokens))
    utterance.cue = Span(tokens[frame.cue_first].start, tokens[frame.cue_last].end)
    utterance.carried = False
    utterance.attributed_in = sentence.index
    utterance.tail = True


def _from_frame(text: str, sentence: Sentence, frame: Frame, taken: set[int]) -> Utterance | None:
    tokens = sentence.tokens
    pieces = _only_quotation(tokens, frame)
    quotes = [
        (i, quotation)
        for first, last in pieces
        for i in range(first, last + 1)
        if i not in taken and (quotation := tokens[i].quote) is not None
    ]
    if any(i in taken for first, last in pieces for i in range(first, last + 1)):
        return None
    kind = _kind(tokens, frame, pieces, [quotation for _, quotation in quotes])
    if frame.cue.force is Force.QUOTE and not quotes:
        return None
    apposition = None
    mention = None
    if frame.phrase is not None:
        if frame.phrase.apposition is not None:
            apposition = tokens[frame.phrase.apposition[0] : frame.phrase.apposition[1] + 1]
        mention = describe(issuer(tokens, frame.phrase) or frame.phrase.words(tokens), apposition)
        if kind is StatementKind.INDIRECT and (
            mention.kind is Kind.MEDIA or (mention.kind is Kind.PRONOUN and mention.gender == "1")
        ):
            return None
    first_token, last_token = tokens[pieces[0][0]], tokens[pieces[-1][1]]
    if kind is StatementKind.DIRECT:
        start = first_token.quote.inner.start if first_token.quote else first_token.start
        end = last_token.quote.inner.end if last_token.quote else last_token.end
    else:
        start, end = first_token.start, last_token.end
        start = _past_marks(text, start, end)
    if start >= end or not any(character.isalnum() for character in text[start:end]):
        return None
    taken.update(i for i, _ in quotes)
    return Utterance(
        sentence=sentence.index,
        paragraph=sentence.paragraph,
        span=Span(start, end),
        kind=kind,
        quoted=[quotation.inner for _, quotation in quotes],
        cue=Span(tokens[frame.cue_first].start, tokens[frame.cue_last].end),
        lemma=frame.cue.lemma,
        mention=mention,
        negated=frame.negated,
        last_sentence=sentence.index,
        ends_open=bool(quotes) and quotes[-1][1].continues,
        clause=_inserted(tokens, frame) if frame.shape == "medial" else [],
        tail=frame.shape == "tail",
    )


def _inserted(tokens: list[Token], frame: Frame) -> list[Span]:
    """The words of an attribution that stands inside its content, up to the comma that closes it."""
    end = frame.cue_last
    while end + 1 < len(tokens) and tokens[end + 1].text != ",":
        end += 1
    return [Span(tokens[frame.begins].start, tokens[end].end)]


def _past_marks(text: str, start: int, end: int) -> int:
    while start < end and (text[start].isspace() or text[start] in ",;:—–-"):
        start += 1
    return start


def _only_quotation(tokens: list[Token], frame: Frame) -> tuple[tuple[int, int], ...]:
    """`wrote: “…” in a post`: the content is the quotation, and the rest is circumstance."""
    first, last = frame.content[0]
    if len(frame.content) == 1 and frame.shape == "forward" and first < last and first > frame.cue_last:
        quotation = tokens[first].quote
        if quotation is not None and frame.cue.force is Force.QUOTE:  # "walked in shouting “…” and broke a window"
            end = first
            while end + 2 <= last and tokens[end + 1].low == "and" and tokens[end + 2].quote is not None:
                end += 2
            return ((first, end),)
        if quotation is not None and _is_sentence(tokens, first, quotation):
            end = first
            while end + 1 <= last and tokens[end + 1].quote is not None:
                end += 1
            return ((first, end),)
    return frame.content


def _is_sentence(tokens: list[Token], i: int, quotation: Quotation) -> bool:
    """Whether a quotation after its verb stands as a sentence of its own rather than as a fragment."""
    set_off = i > 0 and tokens[i - 1].text in {":", ",", "—", "–"}
    if set_off and tokens[i - 1].text == ":":
        return True
    upper = quotation.first.isupper() or quotation.first.isdigit() or not quotation.first.isalnum()
    if set_off:
        return upper or quotation.words >= 6
    return upper and quotation.words >= 4


def _kind(
    tokens: list[Token], frame: Frame, pieces: tuple[tuple[int, int], ...], quotes: list[Quotation]
) -> StatementKind:
    if not quotes:
        return StatementKind.INDIRECT
    only_quotes = all(
        tokens[i].quote is not None or not tokens[i].is_word for first, last in pieces for i in range(first, last + 1)
    )
    if not only_quotes:
        return StatementKind.MIXED
    first = pieces[0][0]
    if frame.shape in {"tail", "medial"}:
        return StatementKind.DIRECT
    return StatementKind.DIRECT if _is_sentence(tokens, first, quotes[0]) else StatementKind.MIXED


def _outside(sentence: Sentence, contents: list[Span]) -> list[Span]:
    """The reporter's own words of a sentence: what no utterance and no quotation covers."""
    pieces = []
    position = sentence.start
    quoted = [token.quote.outer for token in sentence.tokens if token.quote is not None]
    for span in sorted([*contents, *quoted], key=lambda one: one.start):
        if span.start > position:
            pieces.append(Span(position, min(span.start, sentence.end)))
        position = max(position, span.end)
    if position < sentence.end:
        pieces.append(Span(position, sentence.end))
    return pieces


def _in_order(found: list[Utterance]) -> list[Utterance]:
    """In order of position; a stretch that would cross or repeat an earlier one is dropped."""
    ordered = sorted(found, key=lambda one: (one.span.start, -one.span.end))
    kept: list[Utterance] = []
    end = -1
    for one in ordered:
        if one.span.start >= end:
            kept.append(one)
            end = one.span.end
    return kept
