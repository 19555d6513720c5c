"""How one question to the judge is written down before it is tokenised.

A pair becomes two segments, as BERT reads them:

    A   the statement, each mention of the target between § signs
    B   target, its first aliases | speaker | context, mentions marked likewise

Marking spares a small model from learning by heart that "Moscow" is Russia: which words stand for
the target comes from the target's aliases, so a target that is added later is marked just as well.
`TEMPLATE` names this form; a model is only ever asked in the form that it was trained on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from stances.records import Pair, TargetName

TEMPLATE = "marked-mentions/1"

#: Put around a mention of the target. A sign of BERT's vocabulary that political prose hardly uses.
MARK = "§"

#: How many aliases are spelt out in segment B. All of them are marked wherever they occur.
ALIASES_SHOWN = 5

#: Tokens that segment A may take, and that the context may take of segment B.
STATEMENT_TOKENS = 112
HEAD_TOKENS = 40
CONTEXT_TOKENS = 56
MAX_LENGTH = 1 + STATEMENT_TOKENS + 1 + HEAD_TOKENS + CONTEXT_TOKENS + 1

_SPACE = re.compile(r"\s+")
_QUOTES = "\"'“”‘’«»„‟‹› "


class Segments(NamedTuple):
    """The text of one pair, ready for the tokenizer."""

    statement: str
    head: str
    before: str
    after: str


class Encoded(NamedTuple):
    """Token ids of one pair with their segments (0 or 1), each at most `MAX_LENGTH` long."""

    ids: list[int]
    types: list[int]


@lru_cache(maxsize=1024)
def mentions(target: TargetName) -> re.Pattern[str]:
    """What matches any name of the target as whole words, the longest first.

    A name with a capital letter is matched as it is spelt, so that "the Alliance" is NATO and
    "an alliance of farmers" is not; a name in small letters is matched in any case.
    """
    names = sorted(
        {name.strip() for name in (target.name, *target.aliases) if name.strip()}, key=lambda n: (-len(n), n)
    )
    parts = [
        re.escape(name) if any(letter.isupper() for letter in name) else f"(?i:{re.escape(name)})" for name in names
    ]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)" if parts else r"(?!)")


def segments(pair: Pair) -> Segments:
    """The words of a pair, mentions marked, the context split around the statement."""
    pattern = mentions(pair.target)

    def marked(text: str) -> str:
        return pattern.sub(lambda match: f"{MARK} {match.group()} {MARK}", text)

    statement = _tidy(pair.statement)
    before, after = _around(statement, _tidy(pair.context))
    shown = [pair.target.name, *(alias for alias in pair.target.aliases if alias != pair.target.name)]
    head = ", ".join(_tidy(name) for name in shown[: 1 + ALIASES_SHOWN])
    return Segments(
        statement=marked(statement.strip(_QUOTES) or statement),
        head=f"{head} | {_tidy(pair.speaker) or '?'} |",
        before=marked(before),
        after=marked(after),
    )


def without(pair: Pair, start: int, end: int) -> Pair:
    """The same question with `[start, end)` of the statement left out, there and where the context repeats it.

    A statement that its context does not repeat word for word (a quotation split by an attribution) is changed alone.
    """
    statement = pair.statement[:start] + " " + pair.statement[end:]
    core, left = (_tidy(text).strip(_QUOTES) for text in (pair.statement, statement))
    context = _tidy(pair.context)
    at = context.find(core) if core else -1
    if at >= 0:
        context = f"{context[:at]}{left}{context[at + len(core) :]}"
    return replace(pair, statement=statement, context=context)


def encode(tokenizer: Any, pairs: Sequence[Pair]) -> list[Encoded]:
    """Token ids of each pair, in order: `[CLS] A [SEP] B [SEP]`.

    Where the room is short the context goes first: the sentence before is kept from its end, the
    one after from its start. A statement beyond `STATEMENT_TOKENS` keeps its first two thirds and its end.
    """
    if not pairs:
        return []
    written = [segments(pair) for pair in pairs]
    # One call for all four columns: the tokenizer works through a list in parallel.
    columns = [text for column in zip(*written, strict=True) for text in column]
    ids: list[list[int]] = tokenizer(columns, add_special_tokens=False, verbose=False)["input_ids"]
    count = len(pairs)
    cls, sep = int(tokenizer.cls_token_id), int(tokenizer.sep_token_id)
    encoded = []
    for row in range(count):
        statement, head, before, after = (ids[column * count + row] for column in range(4))
        first = [cls, *_shorten(statement), sep]
        second = [*head[:HEAD_TOKENS], *_context(before, after), sep]
        encoded.append(Encoded(first + second, [0] * len(first) + [1] * len(second)))
    return encoded


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()


def _around(statement: str, context: str) -> tuple[str, str]:
    """What stands before and after the statement in its context; all of it "before" if it is not in there."""
    core = statement.strip(_QUOTES)
    start = context.find(core) if core else -1
    if start < 0:
        return context, ""
    return context[:start].strip(), context[start + len(core) :].strip()


def _shorten(tokens: list[int]) -> list[int]:
    if len(tokens) <= STATEMENT_TOKENS:
        return tokens
    kept = STATEMENT_TOKENS * 2 // 3
    return tokens[:kept] + tokens[kept - STATEMENT_TOKENS :]


def _context(before: list[int], after: list[int]) -> list[int]:
    if len(before) + len(after) > CONTEXT_TOKENS:
        # Half each, and what one side leaves free goes to the other.
        room_before = max(CONTEXT_TOKENS // 2, CONTEXT_TOKENS - len(after))
        before = before[-room_before:]
        after = after[: CONTEXT_TOKENS - len(before)]
    return before + after
