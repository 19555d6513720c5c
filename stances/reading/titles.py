"""Words that are no statement: headings, and names, titles and terms in quotation marks."""

from __future__ import annotations

import re

from stances.reading.document import Document, Sentence, Token
from stances.reading.quotes import Quotation
from stances.reading.words import word_set

#: Words before a quotation that make it a title, a name or a term.
_NAMING = word_set(
    "titled entitled book film movie song album novel headline headlined slogan operation dubbed nicknamed known "
    "codenamed so-called named article series show poem painting phrase word term terms motto ship vessel yacht "
    "boat newspaper magazine movement group party campaign programme program exercise exercises chapter "
    "documentary project label alias codename nickname play opera game channel hashtag reads reading marked"
)
_PROMOTION = re.compile(
    r"\W*(?:don['’]t miss|read more|read also|also read|read next|see also|related(?: articles?| stories)?|more on"
    r"|watch|recommended|most read(?: in)?|trending|click here|sign up|subscribe)\b\W*(?:[:|–—-]|on\b|in\b|here\b|\Z)",
    re.IGNORECASE,
)
_SMALL = word_set("of the and in on for to a an with at by from or vs")


def is_heading(document: Document, number: int, sentences: list[Sentence]) -> bool:
    """Titles repeat what the article says, and credits say nothing."""
    if not sentences or len(document.paragraphs) == 1:
        return False
    words = [token for sentence in sentences for token in sentence.tokens if token.is_word]
    paragraph = document.paragraphs[number]
    if is_promotion(document, number) and len(words) <= 30:
        return True
    if document.text[paragraph.end - 1] in ".!?…:\"”»’'" or len(words) > 30:
        return False
    if document.text.startswith("#", paragraph.start) or number == 0 or is_promotion(document, number):
        return True
    if any(token.quote is not None and token.quote.words >= 8 for one in sentences for token in one.tokens):
        return False
    capitals = sum(token.is_cap for token in words)
    return bool(words) and len(words) <= 16 and capitals >= 0.6 * len(words)


def is_promotion(document: Document, number: int) -> bool:
    """Whether a paragraph points to another article: `Don’t miss: …`, `READ MORE ON …`."""
    paragraph = document.paragraphs[number]
    return _PROMOTION.match(document.text, paragraph.start, paragraph.end) is not None


def is_name_or_title(tokens: list[Token], i: int, quotation: Quotation) -> bool:
    before = [token.low for token in tokens[max(0, i - 3) : i]]
    if any(word in _NAMING for word in before):
        return True
    if 0 < i < len(tokens) - 1 and tokens[i - 1].is_cap and tokens[i + 1].is_cap and quotation.words <= 3:
        return True
    inner = tokens[i].text.strip("\"'“”‘’«»„").split()
    capitals = [word for word in inner if word[:1].isupper() or word.lower() in _SMALL]
    return len(inner) <= 10 and len(capitals) == len(inner) and quotation.last not in ".,!?"
