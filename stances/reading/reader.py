"""The pipe of the reading room, every step in `read`.

    text → document (paragraphs, quotations, sentences)
         → utterances (what was said, in which words, beside which cue)
         → speakers (which mention, who that is in this article, which known actor)
         → dates
         → statements

The rules of this reader find utterances by quotation marks and syntax (`utterances.find`).
Another finder, such as a trained tagger, can take that one step's place: all that comes
after works on `Utterance` records alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from stances.reading import languages, transcripts, utterances
from stances.reading.actors import Roster
from stances.reading.document import Document
from stances.reading.speakers import attribute
from stances.records import KnownActor, Reading

#: Name and version of this reader. The version rises whenever its output may change.
READER = "rules-2"


def read(text: str, *, published: date | None = None, roster: Sequence[KnownActor] | Roster = ()) -> Reading:
    """All statements that `text` reports, in order of position, none crossing another.

    `published` dates what the text itself does not and tells which roles were held; `roster`
    holds the actors whom speakers may resolve to (build a `Roster` once to read many texts).

    Raises `stances.reading.languages.NotReadable` for a text that is not in English. A text
    without statements, the empty one included, gives a `Reading` without statements.
    """
    languages.require_readable(text)
    document = Document.of(text)
    turns = transcripts.find_turns(document)
    found = utterances.find(document, turns)
    statements = attribute(document, found, Roster.of(roster), published)
    return Reading(tuple(statements), READER, tuple(transcripts.notes(turns)))
