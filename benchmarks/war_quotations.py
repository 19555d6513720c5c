"""Compares the reader with the speakers that a person gave to quotations in real news.

The gold is a sample of each article's quotations, so it measures what is missed and who is
taken for whom. What is invented is measured on the quotations that the person left without
a speaker, and by `unattributed`: the share of direct statements that overlap no gold and
carry no cue, which a person has to look at.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from stances.reading import NotReadable, read
from stances.reading.names import fold, parts, sound_key
from stances.reading.words import word_set
from stances.records import FoundStatement, Span

_IDLE = word_set("the of and s for a an in us u russian ukrainian russia ukraine european british american")


@dataclass
class Score:
    """Counts over all gold quotations, and the misses by file and offset."""

    gold: int = 0
    found: int = 0
    named: int = 0
    right: int = 0
    missed: list[tuple[str, int, int]] = field(default_factory=list)
    wrong: list[tuple[str, int, int, str, str]] = field(default_factory=list)
    statements: int = 0
    direct: int = 0


def evaluate(folder: Path) -> Score:
    """Reads every article named in `folder`/speakers.jsonl."""
    by_file: dict[str, list[dict[str, object]]] = defaultdict(list)
    for line in (folder / "speakers.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        by_file[row["file"]].append(row)
    score = Score()
    for name, rows in sorted(by_file.items()):
        text = (folder / name).read_text(encoding="utf-8")
        try:
            statements = read(text).statements
        except NotReadable:
            statements = ()
        score.statements += len(statements)
        score.direct += sum(statement.kind == "direct" for statement in statements)
        for row in rows:
            start, end, speaker = int(str(row["start"])), int(str(row["end"])), str(row["speaker"])
            score.gold += 1
            statement = _covering(statements, Span(start, end))
            if statement is not None:
                score.found += 1
            else:
                score.missed.append((name, start, end))
            if not speaker:
                continue
            score.named += 1
            said = "" if statement is None else statement.speaker.name or ""
            mention = statement.speaker.mention if statement is not None else None
            words = mention.of(text) if mention else ""
            if statement is not None and same_speaker(speaker, said, words):
                score.right += 1
            else:
                score.wrong.append((name, start, end, speaker, said or words))
    return score


def _covering(statements: tuple[FoundStatement, ...], gold: Span) -> FoundStatement | None:
    """The statement whose quoted words cover at least half of a gold quotation."""
    for statement in statements:
        shared = sum(max(0, min(q.end, gold.end) - max(q.start, gold.start)) for q in statement.quoted)
        if shared >= 0.5 * (gold.end - gold.start - 2):
            return statement
    return None


def same_speaker(gold: str, name: str, mention: str) -> bool:
    """By surname, however romanised; for a described speaker ("a European official") by a shared word."""
    if name and sound_key(parts(gold)[1]) == sound_key(parts(name)[1]):
        return True
    if re.fullmatch(r"(?:[A-Z][\w'-]+ ?){2,3}", gold) and " " in gold and not mention:
        return False
    theirs = {word.removesuffix("s") for word in fold(gold).split()} - _IDLE
    ours = {word.removesuffix("s") for word in fold(f"{name} {mention}").split()} - _IDLE
    return bool(theirs & ours)
