"""Full-text search in statements: one function, the same answers on SQLite and PostgreSQL.

    matching(Statement.objects.standing(), '"ceasefire talks" sanction* torrent')

Words are ANDed, words in quotation marks stay together, a star at the end stands for any ending. Upper and lower
case, diacritics and punctuation do not matter. A word in another script is also looked for as it is spelled in Latin.
Each term may stand in the statement, in the speaker as the article names them, or in any name of the resolved
actor, so “torrent sanctions” finds what Ilva Torrent said of sanctions, and so does “Торрент sanctions”.

Nothing that is typed is an error: signs that are no letters and no digits part words and mean nothing else. A query
without any letter or digit finds nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from stances.models import ActorAlias
from stances.models.statements import StatementQuerySet
from stances.reading.names import fold
from stances.search_index import COLUMN, INDEX, SPELLED, TABLE

#: Longer queries are cut: nobody types them, and each term costs a look-up.
MOST_TERMS = 12

_TERM = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]|([^\s"“”„«»]+)')
_TOKEN = re.compile(r"[^\W_]+")
_SPELLING = str.maketrans(SPELLED)


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase, as the index and as the table of names know it; `prefix` where any ending will do."""

    spellings: tuple[tuple[str, ...], ...]
    name: str
    prefix: bool = False


def terms(query: str) -> list[Term]:
    """What is looked for. Empty where the query holds no letter and no digit."""
    found = []
    # A database refuses a NUL, and NFKC makes one letter of those that only look different.
    for phrase, word in _TERM.findall(unicodedata.normalize("NFKC", query.replace("\0", " "))):
        given = phrase or word
        name = fold(given)
        spellings = tuple(dict.fromkeys(spelled for text in (given, name) if (spelled := _tokens(text))))
        if spellings:
            found.append(Term(spellings, name, prefix=bool(word) and word.endswith("*")))
    return found[:MOST_TERMS]


def matching(statements: StatementQuerySet, query: str) -> StatementQuerySet:
    """Those of `statements` that match the query; all of them where it is blank. Two queries, however many terms."""
    if not query.strip():
        return statements
    found = condition(query, using=statements.db)
    return statements.none() if found is None else statements.filter(found)


def condition(query: str, *, using: str = DEFAULT_DB_ALIAS) -> Q | None:
    """What a statement must fulfil to match, for use in several queries; None where the query can match nothing.

    One query, which looks the terms up in the table of names.
    """
    wanted = terms(query)
    if not wanted:
        return None
    bearers = _bearers(wanted)
    everywhere = [term for term in wanted if not bearers[term]]
    found = _said(using, everywhere, []) if everywhere else Q()
    for term in wanted:
        if bearers[term]:
            found &= _said(using, [term], sorted(bearers[term]))
    return found


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_TOKEN.findall(text.translate(_SPELLING).casefold()))


def _bare(token: str) -> str:
    """Without its diacritics, as the index of PostgreSQL has it; FTS5 takes them from a query itself."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", token) if not unicodedata.combining(sign))


def _bearers(wanted: Iterable[Term]) -> dict[Term, set[int]]:
    """The actors with a name that holds the term as whole words, or their beginning where it has a star."""
    found: dict[Term, set[int]] = {term: set() for term in wanted}
    named = [term for term in found if term.name]
    if not named:
        return found
    any_of = Q()
    for term in named:
        any_of |= Q(folded__contains=term.name)
    for actor, folded in ActorAlias.objects.filter(any_of).values_list("actor_id", "folded"):
        for term in named:
            if f" {term.name}{'' if term.prefix else ' '}" in f" {folded} ":
                found[term].add(actor)
    return found


def _said(using: str, wanted: list[Term], actors: list[int]) -> Q:
    """All of the terms in what is indexed of a statement; or, where actors are given, said by one of them.

    A union of keys and no OR of two conditions: each side then takes its own index, on both databases.
    """
    if connections[using].vendor == "postgresql":
        asked = f"SELECT id FROM {TABLE} WHERE {COLUMN} @@ to_tsquery('simple', %s)"
        expression = " & ".join(_tsquery(term) for term in wanted)
    else:
        asked = f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s"
        expression = " AND ".join(_fts5(term) for term in wanted)
    values: list[str | int] = [expression]
    if actors:
        asked += f" UNION SELECT id FROM {TABLE} WHERE actor_id IN ({', '.join(['%s'] * len(actors))})"
        values += actors
    # Only names of this module's own and placeholders are written into the SQL.
    return Q(pk__in=RawSQL(asked, values, output_field=models.BigIntegerField()))


def _fts5(term: Term) -> str:
    star = "*" if term.prefix else ""
    return "(" + " OR ".join(f'"{" ".join(spelled)}"{star}' for spelled in term.spellings) + ")"


def _tsquery(term: Term) -> str:
    star = "*" if term.prefix else ""
    either = []
    for spelled in dict.fromkeys(tuple(filter(None, map(_bare, tokens))) for tokens in term.spellings):
        # A phrase stands whole in the words (weight A) or whole in the speaker's name (weight B).
        for weight in ("A", "B") if len(spelled) > 1 else ("",):
            marks = [f"'{token}':{weight}" if weight else f"'{token}'" for token in spelled]
            if star:
                marks[-1] += star if weight else f":{star}"
            either.append(" <-> ".join(marks))
    return "(" + " | ".join(either) + ")"
