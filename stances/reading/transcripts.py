"""Transcripts: `MR. HOLLIN: …`, `Q: …`. Every paragraph of an answer is somebody's own words.

Questions part one answer from the next and are no statements: nobody's position is in them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from stances.reading.document import Document
from stances.records import Span

_QUESTIONERS = frozenset({"Q", "QUESTION", "REPORTER", "JOURNALIST", "PRESS", "OPERATOR", "INTERVIEWER", "HOST"})
_ANSWER = frozenset({"A", "ANSWER"})
_NOT_LABELS = frozenset(
    {
        "NOTE",
        "UPDATE",
        "READ MORE",
        "WATCH",
        "MORE",
        "SOURCE",
        "BREAKING",
        "EDITOR'S NOTE",
        "PHOTO",
        "FILE",
        "VIDEO",
        "RELATED",
    }
)
_LABEL = re.compile(
    r"(?:\*\*)?(?P<label>"
    r"Q|A|(?:(?:MR|MS|MRS|DR|GEN|AMB|SEN|REP|SIR|ADM|LT|COL)\.?\s+)?[A-ZÀ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁĽŃŅŇŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽ]"
    r"[A-ZÀ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĻŁĽŃŅŇŐŒŔŘŚŞŠȘŢŤȚŪŮŰŲŹŻŽ.'’ -]{1,48})"
    r"(?:\s*\([^)\n]{1,40}\))?(?:\*\*)?\s*:(?:\*\*)?\s+(?=\S)"
)
_TITLED = re.compile(
    r"(?:MR|MS|MRS|DR|GEN|AMB|SEN|REP|SIR|ADM|LT|COL)\.?\s|(?:PRESIDENT|MINISTER|SECRETARY|CHANCELLOR)\b"
)
_STAGE_DIRECTION = re.compile(r"[(\[][^)\]]*[)\]]\.?\Z")


@dataclass(frozen=True, slots=True)
class Turn:
    """One paragraph of one speaker's turn. `label` names the speaker, `words` is what was said."""

    paragraph: int
    label: Span
    name: str
    words: Span | None
    question: bool


def find_turns(document: Document) -> dict[int, Turn]:
    """The turns of a transcript by paragraph number; empty where the text is none.

    Labels count when one of them is a question's or carries a title, or when at least two
    speakers' labels come back.
    """
    labels: dict[int, re.Match[str]] = {}
    for number, paragraph in enumerate(document.paragraphs):
        match = _LABEL.match(document.text, paragraph.start, min(paragraph.end, paragraph.start + 120))
        if match and match["label"].strip() not in _NOT_LABELS:
            labels[number] = match
    names = Counter(match["label"].strip() for match in labels.values())
    convincing = [name for name in names if name in _QUESTIONERS or _TITLED.match(name)]
    repeated = [name for name, count in names.items() if count > 1]
    if not (len(labels) >= 2 and (convincing or len(repeated) >= 2)) and not any(
        _TITLED.match(name) and " " in name for name in names
    ):
        return {}
    answerer = next((match for match in labels.values() if _is_named(match["label"].strip())), None)
    turns: dict[int, Turn] = {}
    current: re.Match[str] | None = None
    for number, paragraph in enumerate(document.paragraphs):
        current = labels.get(number, current)
        if current is None:
            continue
        start = labels[number].end() if number in labels else paragraph.start
        label = current["label"].strip()
        source = answerer if label in _ANSWER and answerer is not None else current
        said = document.text[start : paragraph.end]
        words = None if start >= paragraph.end or _STAGE_DIRECTION.match(said) else Span(start, paragraph.end)
        turns[number] = Turn(
            number,
            Span(source.start("label"), source.start("label") + len(source["label"].rstrip())),
            "" if label in _ANSWER and answerer is None else source["label"].strip(),
            words,
            label in _QUESTIONERS,
        )
    return turns


def _is_named(label: str) -> bool:
    return label not in _QUESTIONERS and label not in _ANSWER


def notes(turns: dict[int, Turn]) -> list[str]:
    """What a reader of the result should know about a transcript."""
    if not turns:
        return []
    questions = len({turn.label.start for turn in turns.values() if turn.question})
    return [f"Read as a transcript. Questions were left out: {questions}."] if questions else ["Read as a transcript."]
