"""The record that passes from finding what was said to asking who said it."""

from __future__ import annotations

from dataclasses import dataclass, field

from stances.reading.mentions import Mention
from stances.records import Span
from stances.vocabulary import StatementKind


@dataclass(slots=True)
class Utterance:
    """One stretch of reported speech. `carried`: no words here name the speaker."""

    sentence: int
    paragraph: int
    span: Span
    kind: StatementKind
    quoted: list[Span]
    cue: Span | None = None
    lemma: str = ""
    mention: Mention | None = None
    negated: bool = False
    carried: bool = False
    narrative: bool = False
    clause: list[Span] = field(default_factory=list)
    label: str = ""
    attributed_in: int = -1  # the sentence with the attribution, where that is a later one
    last_sentence: int = -1
    ends_open: bool = False
    tail: bool = False
