"""Noun phrases that may name a speaker, in token positions.

There is no parser here. A phrase is delimited by what cannot be part of it (clause
openers, other verbs of saying, marks), which is enough for the short subjects that verbs
of saying have in news: `subjects` looks to the left of a verb, `agents` to the right.
"""

from __future__ import annotations

from dataclasses import dataclass

from stances.reading.document import Token

#: No phrase has more tokens than this.
LONGEST = 22


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens `[first, last]` of a sentence that name a speaker; `apposition` tells more about them."""

    first: int
    last: int
    apposition: tuple[int, int] | None = None

    def words(self, tokens: list[Token]) -> list[Token]:
        return tokens[self.first : self.last + 1]


def is_nickname(tokens: list[Token], i: int) -> bool:
    """Whether a quotation at token `i` stands inside a name: `Liis "Lisa" Kask`."""
    return 0 < i < len(tokens) - 1 and tokens[i - 1].is_cap and tokens[i + 1].is_cap
