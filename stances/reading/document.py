"""A text cut into paragraphs, tokens and sentences, with every quotation folded into one token.

Reading works on *skeletons*: `“We will not wait,” said Kask.` becomes `[quote] said Kask .`
so that nothing inside a quotation is ever taken for the reporter's own grammar.
"""

# ruff: noqa: PLR0911 - a grammar reads best as one case a line, in the order in which they are tried

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from stances.reading.quotes import Quotation, find_quotations
from stances.reading.words import word_set
from stances.records import Span

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S., a.m., D.C.
    # words, 9,653, F-16, Ukraine's; a full stop in "he said.On Friday" lost its space and joins nothing
    r"|[^\W_][\u0300-\u036f]*(?:(?:[^\W_]|[\u0300-\u036f])|(?:['’\-‑,&@/]|(?<![a-z]{2})\.|\.(?![A-Z][a-z]))(?=[^\W_]))*"
    r"|[^\s]"
)
_BLANK = re.compile(r"\n[^\S\n]*\n\s*|\r\n[^\S\n]*\r\n\s*")
_NEXT_WORD = re.compile(r"\s*([^\W_]+)")
#: "TALLINN, March 4 (Agency) - "
_DATELINE = re.compile(r"[A-ZÀ-Þ]{3}[^\n\"“”.!?:;]{0,50}?(?:\([^()\n]{2,30}\) ?)?(?: [-–—]{1,2} |[—–] ?)")
_NEWLINE = re.compile(r"[^\S\n]*\n\s*")

#: Words whose full stop does not end a sentence.
ABBREVIATIONS = word_set(
    "mr mrs ms mx dr prof gen lt col maj capt sgt cmdr adm brig rep sen gov hon rev fr st sr jr jan feb mar apr "
    "jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun no nos vs etc inc ltd co corp dept "
    "univ est approx pres amb supt insp messrs e.g i.e art para vol fig ave blvd rd mt ft"
)
_STARTERS = word_set(
    "the he she they it we i you in on at but and a an this that these those his her their its our my there as "
    "after while when if for from with by however meanwhile earlier later asked speaking according"
)
CLOSERS = "\"'”’»)]›"
#: Tokens after which a sentence is cut whatever it says: no newspaper's sentence is as long, and it bounds the work.
_LONGEST_SENTENCE = 300
_TERMINALS = frozenset({".", "!", "?", "…", "。"})


@dataclass(slots=True)
class Token:
    """A word or a mark, `[start, end)` in the text; or a whole quotation, marks included."""

    start: int
    end: int
    text: str
    low: str
    quote: Quotation | None = None

    @property
    def is_word(self) -> bool:
        return self.quote is None and self.text[0].isalnum()

    @property
    def is_cap(self) -> bool:
        return self.quote is None and self.text[0].isupper()


@dataclass(slots=True)
class Sentence:
    """One sentence of the reporter's, `[start, end)`, with its skeleton."""

    index: int
    paragraph: int
    tokens: list[Token]
    start: int = field(init=False)
    end: int = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.tokens[0].start
        self.end = self.tokens[-1].end


@dataclass(slots=True)
class Document:
    """The text with its paragraphs, quotations and sentences, each in order of position."""

    text: str
    paragraphs: list[Span]
    quotations: list[Quotation]
    sentences: list[Sentence]
    by_paragraph: list[list[Sentence]]

    @classmethod
    def of(cls, text: str) -> Document:
        """Cuts `text`; linear in its length."""
        paragraphs = split_paragraphs(text)
        quotations = find_quotations(text, paragraphs)
        starts = [quotation.outer.start for quotation in quotations]
        sentences: list[Sentence] = []
        by_paragraph: list[list[Sentence]] = []
        for number, paragraph in enumerate(paragraphs):
            first = bisect_right(starts, paragraph.start - 1)
            last = bisect_right(starts, paragraph.end - 1)
            tokens = _skeleton(text, paragraph, quotations[first:last])
            here = []
            for piece in _split_sentences(tokens):
                sentence = Sentence(len(sentences), number, piece)
                sentences.append(sentence)
                here.append(sentence)
            by_paragraph.append(here)
        return cls(text, paragraphs, quotations, sentences, by_paragraph)


def split_paragraphs(text: str) -> list[Span]:
    """The paragraphs of a text, trimmed of white space.

    A blank line always parts two paragraphs. A single line break does too, unless the
    lines were broken to a width: no mark ends the line and the next goes on in lower case,
    or most lines of the text end in mid-sentence at a similar length.
    """
    spans = []
    wrapped = _is_wrapped(text)
    position = 0
    for block in [*_BLANK.finditer(text), None]:
        end = block.start() if block else len(text)
        spans.extend(_split_block(text, position, end, wrapped))
        position = block.end() if block else end
    return spans


def _is_wrapped(text: str) -> bool:
    lines = [line.strip() for line in text[:20000].split("\n")]
    lines = [line for line in lines if line]
    if len(lines) < 6:
        return False
    open_ended = [line for line in lines if line[-1] not in ".!?:" + CLOSERS and 40 <= len(line) <= 100]
    return len(open_ended) > 0.6 * len(lines)


def _split_block(text: str, start: int, end: int, wrapped: bool) -> list[Span]:
    pieces = []
    position = start
    for newline in _NEWLINE.finditer(text, start, end):
        before = text[newline.start() - 1] if newline.start() > position else "."
        after = text[newline.end()] if newline.end() < end else "A"
        if wrapped or (before not in ".!?:" + CLOSERS and after.islower()):
            continue
        pieces.append((position, newline.start()))
        position = newline.end()
    pieces.append((position, end))
    spans = []
    for first, last in pieces:
        piece = text[first:last]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if left < right:
            spans.append(Span(first + left, first + right))
    return spans


def _skeleton(text: str, paragraph: Span, quotations: list[Quotation]) -> list[Token]:
    tokens: list[Token] = []
    dateline = _DATELINE.match(text, paragraph.start, min(paragraph.end, paragraph.start + 90))
    position = dateline.end() if dateline else paragraph.start
    if quotations and position > quotations[0].outer.start:
        position = paragraph.start
    for quotation in quotations:
        _tokenise(text, position, quotation.outer.start, tokens)
        outer = quotation.outer
        tokens.append(Token(outer.start, outer.end, outer.of(text), "", quotation))
        position = outer.end
    _tokenise(text, position, paragraph.end, tokens)
    return _without_asides(tokens)


def _without_asides(tokens: list[Token]) -> list[Token]:
    """Leaves out short brackets behind a name, and dates: `Kask (left), a lawyer, said`; `reports (July 18) that`."""
    kept: list[Token] = []
    i = 0
    while i < len(tokens):
        if tokens[i].text == "(" and kept and (kept[-1].is_cap or kept[-1].is_word):
            closing = next((j for j in range(i + 1, min(i + 9, len(tokens))) if tokens[j].text == ")"), None)
            if (
                closing is not None
                and closing + 1 < len(tokens)
                and all(t.quote is None for t in tokens[i:closing])
                and (kept[-1].is_cap or _is_date(tokens[i + 1 : closing]))
            ):
                i = closing + 1
                continue
        kept.append(tokens[i])
        i += 1
    return kept


def _is_date(tokens: list[Token]) -> bool:
    words = [token for token in tokens if token.text not in ",."]
    return any(word.text.isdigit() for word in words) and all(word.text.isdigit() or word.is_cap for word in words)


def _tokenise(text: str, start: int, end: int, into: list[Token]) -> None:
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        if word == "." and into and into[-1].end == match.start() and _abbreviates(text, into[-1], match.end(), end):
            into[-1].end += 1
            if len(into[-1].text) == 1:
                into[-1].text += "."
            continue
        into.append(Token(match.start(), match.end(), word, word.lower().replace("’", "'")))


def _abbreviates(text: str, token: Token, after: int, end: int) -> bool:
    """Whether a full stop belongs to the word before it: "Feb. 24", "Antony J. Moran"."""
    following = _NEXT_WORD.match(text, after, end)
    if following is None:
        return False
    word = following.group(1)
    if token.low in ABBREVIATIONS:
        return not (
            token.low in {"etc", "inc", "corp", "ltd", "no"} and word[0].isupper() and word.lower() in _STARTERS
        )
    lone = len(token.text) == 1 and token.text.isupper()
    return lone and not (len(word) > 1 and word.lower() in _STARTERS)


def _split_sentences(tokens: list[Token]) -> list[list[Token]]:
    sentences = []
    start = 0
    for i, token in enumerate(tokens):
        if i + 1 < len(tokens) and (_ends_sentence(tokens, i, token) or i - start >= _LONGEST_SENTENCE):
            sentences.append(tokens[start : i + 1])
            start = i + 1
    if start < len(tokens):
        sentences.append(tokens[start:])
    return sentences


def _ends_sentence(tokens: list[Token], i: int, token: Token) -> bool:
    following = tokens[i + 1]
    if token.quote is not None:
        return _quote_ends_sentence(tokens, i, token.quote)
    if following.quote is None and following.text in CLOSERS:
        return False
    if token.text in CLOSERS and i and tokens[i - 1].text in _TERMINALS:
        return following.quote is not None or following.is_cap
    if token.text in _TERMINALS:
        previous = tokens[i - 1] if i else None
        if following.start == token.end and following.quote is None:
            return (  # "he said.On Friday": the space was lost
                token.text == "."
                and following.is_cap
                and previous is not None
                and (previous.quote is not None or (len(previous.text) > 1 and previous.text.islower()))
                and previous.low not in ABBREVIATIONS
            )
        if token.text == "." and previous is not None and previous.end == token.start:
            if previous.low in ABBREVIATIONS:
                return previous.low in {"etc", "inc", "corp", "ltd"} and following.low in _STARTERS
            if len(previous.text) == 1 and previous.text.isupper() and following.quote is None:
                return following.low in _STARTERS and len(following.text) > 1
        return following.quote is not None or not following.text[0].islower()
    # "the U.S. The president": the abbreviation's own stop ends the sentence.
    return len(token.text) > 2 and token.text.endswith(".") and following.is_cap and following.low in _STARTERS


def _quote_ends_sentence(tokens: list[Token], i: int, quotation: Quotation) -> bool:
    """A quotation that ends in a full stop ends the sentence unless its attribution follows."""
    if quotation.last not in ".!?…":
        return False
    following = tokens[i + 1]
    if following.quote is not None:
        return True
    if not following.is_word and following.text not in "([":
        return following.text in "•*■🔵"
    if following.text[0].islower():
        return False
    if quotation.last == ".":
        return True
    return not _looks_like_tag(tokens, i + 1)


def _looks_like_tag(tokens: list[Token], start: int) -> bool:
    """Whether `Name … said` or `said Name`, and then an end or a comma, begins at `start`."""
    from stances.reading.cues import CUES

    for j in range(start, min(start + 9, len(tokens))):
        token = tokens[j]
        if token.text in {".", ",", ";"} or token.quote is not None:
            return False
        if token.low in CUES and j > start:
            return j + 1 >= len(tokens) or tokens[j + 1].low not in {"that", ":"}
    return False
