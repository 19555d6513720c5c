"""Embedded posts: `We stay. — Ilmar Kask (@ikask) April 17, 2024`. The signature names who wrote what is before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stances.reading.document import Document
from stances.records import Span

_SIGNATURE = re.compile(
    r"(?:—|–|--)\s*(?P<name>[^\n()—–]{2,60}?)\s*\(@\w{1,30}\)[\s,·]*"
    r"(?P<date>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4})?\s*\Z"
)
#: What a page's code leaves between a post and its signature.
_LINKS = re.compile(r"(?:\s*(?:pic\.twitter\.com/|https?://|t\.co/)\S*)+\Z")
_LEAST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Post:
    """One paragraph of a post. `name` and `date` stand in its signature."""

    words: Span
    name: Span
    date: Span | None


def find_posts(document: Document) -> dict[int, Post]:
    """Posts by the number of the paragraph that holds their words.

    A post that quotes or says who said what is no post here: its sentences are read like
    any others. A signature on a line of its own signs the paragraph before it.
    """
    posts: dict[int, Post] = {}
    text = document.text
    for number, paragraph in enumerate(document.paragraphs):
        tail = max(paragraph.start, paragraph.end - 140)
        if "(@" not in text[tail : paragraph.end]:
            continue
        signature = _SIGNATURE.search(text[tail : paragraph.end])
        if signature is None:
            continue
        name = Span(signature.start("name") + tail, signature.end("name") + tail)
        date = Span(signature.start("date") + tail, signature.end("date") + tail) if signature["date"] else None
        words, holder = Span(paragraph.start, max(paragraph.start + 1, signature.start() + tail)), number
        if signature.start() + tail == paragraph.start:
            if number == 0:
                continue
            words, holder = document.paragraphs[number - 1], number - 1
        said = _LINKS.sub("", words.of(text)).rstrip()
        if sum(letter.isalpha() for letter in said) < _LEAST_LETTERS or _quotes(document, holder):
            continue
        posts[holder] = Post(Span(words.start, words.start + len(said)), name, date)
    return posts


def _quotes(document: Document, number: int) -> bool:
    return any(token.quote is not None for sentence in document.by_paragraph[number] for token in sentence.tokens)
