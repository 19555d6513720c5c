"""The full-text index of statements: what it holds, and how the database itself keeps it current.

SQLite: a contentless FTS5 table filled by triggers. PostgreSQL: a generated column of type tsvector under a GIN index.
Both are kept by the database, not by our code, so that ingest, corrections, merges, bulk updates, cascading deletes
and a hand at the SQL prompt cannot forget it. Both hold the same: a statement's words, and the speaker as the article
names them. The names of tracked actors are not copied in: `stances.search` asks the table of names.

Text is folded alike on both: letters without a decomposition (ł, ø, ß) are spelled out, diacritics fall away, and
everything that is no letter and no digit parts words.

`ensure` is idempotent. The migration calls it, and so does every `migrate` after it, because SQLite drops a table's
triggers when a later migration has to rebuild the table.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import connections

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "stances_statement"
#: The FTS5 table on SQLite.
INDEX = "stances_statement_search"
#: The tsvector column and its index on PostgreSQL; the model does not know of them.
COLUMN = "search"
_GIN = "stances_statement_search_gin"
_FOLD = "stances_search_fold"

#: Letters that no normalisation takes apart, and how they are spelled in the index and in a query.
SPELLED = {
    "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ħ": "h", "Ħ": "h", "ı": "i",
    "þ": "th", "Þ": "th", "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe",
    "ﬁ": "fi", "ﬂ": "fl", "ʼ": " ", "ʻ": " ",
}  # fmt: skip

#: What parts words: the signs of ASCII and Latin-1, and the blocks of general punctuation, arrows and symbols.
_BETWEEN = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf",
    r"\u00d7\u00f7\u2000-\u206f\u2190-\u2bff\u3000-\u303f",
)

_FIELDS = ("text", "speaker_name", "mention")


def ensure(connection: BaseDatabaseWrapper) -> bool:
    """Make the index where it is missing or made by older code, and fill it; return whether anything was done."""
    if connection.vendor == "sqlite":
        return _ensure_sqlite(connection)
    if connection.vendor == "postgresql":
        return _ensure_postgresql(connection)
    return False


def ensure_after_migrate(*, using: str, **kwargs: Any) -> None:
    """The receiver of `post_migrate`."""
    if TABLE in connections[using].introspection.table_names():
        ensure(connections[using])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the index away; nothing else is lost."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _drop_sqlite(cursor)
        elif connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE {TABLE} DROP COLUMN IF EXISTS {COLUMN}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {_FOLD}(text)")


# --- SQLite ------------------------------------------------------------------------------


def _folded(column: str) -> str:
    for letter, spelled in SPELLED.items():
        column = f"replace({column},'{letter}','{spelled}')"
    return column


def _values(row: str) -> str:
    return f"{_folded(f'{row}.text')}, {_folded(f'''{row}.speaker_name || ' ' || {row}.mention''')}"


def _triggers() -> dict[str, str]:
    add = f"INSERT INTO {INDEX}(rowid, words, speaker) VALUES (new.id, {_values('new')});"
    # A contentless table forgets a row only when it is told again what the row held.
    forget = f"INSERT INTO {INDEX}({INDEX}, rowid, words, speaker) VALUES ('delete', old.id, {_values('old')});"
    changed = " OR ".join(f"old.{field} IS NOT new.{field}" for field in _FIELDS)
    return {
        f"{INDEX}_added": f"CREATE TRIGGER {INDEX}_added AFTER INSERT ON {TABLE} BEGIN {add} END",
        f"{INDEX}_removed": f"CREATE TRIGGER {INDEX}_removed AFTER DELETE ON {TABLE} BEGIN {forget} END",
        f"{INDEX}_changed": f"CREATE TRIGGER {INDEX}_changed AFTER UPDATE OF {', '.join(_FIELDS)} ON {TABLE} "
        f"WHEN {changed} BEGIN {forget} {add} END",
    }


def _ensure_sqlite(connection: BaseDatabaseWrapper) -> bool:
    table = (
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5(words, speaker, content='', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    wanted = {INDEX: table, **_triggers()}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name, sql FROM sqlite_master WHERE name LIKE '{INDEX}%' AND sql IS NOT NULL")
        there = dict(cursor.fetchall())
        if all(there.get(name) == sql for name, sql in wanted.items()):
            return False
        _drop_sqlite(cursor)
        for sql in wanted.values():
            cursor.execute(sql)
        cursor.execute(
            f"INSERT INTO {INDEX}(rowid, words, speaker) SELECT row.id, {_values('row')} FROM {TABLE} AS row"
        )
    return True


def _drop_sqlite(cursor: Any) -> None:
    for name in _triggers():
        cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
    cursor.execute(f"DROP TABLE IF EXISTS {INDEX}")


# --- PostgreSQL --------------------------------------------------------------------------


def _ensure_postgresql(connection: BaseDatabaseWrapper) -> bool:
    fold = _postgresql_fold()
    # Two weights, A for the words and B for the speaker, so that a phrase cannot begin in one and end in the other.
    document = (
        f"setweight(to_tsvector('pg_catalog.simple', {_FOLD}(text)), 'A') || "
        f"setweight(to_tsvector('pg_catalog.simple', {_FOLD}(speaker_name || ' ' || mention)), 'B')"
    )
    made_by = hashlib.sha256(f"{fold}{document}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT col_description('{TABLE}'::regclass, attnum) FROM pg_attribute"
            f" WHERE attrelid = '{TABLE}'::regclass AND attname = '{COLUMN}' AND NOT attisdropped"
        )
        if cursor.fetchone() == (made_by,):
            return False
        remove(connection)
        cursor.execute(fold)
        cursor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {COLUMN} tsvector GENERATED ALWAYS AS ({document}) STORED")
        cursor.execute(f"CREATE INDEX {_GIN} ON {TABLE} USING gin ({COLUMN})")
        cursor.execute(f"COMMENT ON COLUMN {TABLE}.{COLUMN} IS '{made_by}'")
    return True


def _postgresql_fold() -> str:
    """An immutable function in plain SQL: the extension `unaccent` is not immutable, and not everywhere allowed."""
    single = {letter: spelled for letter, spelled in SPELLED.items() if len(spelled) == 1}
    body = f"translate(t, '{''.join(single)}', '{''.join(single.values())}')"
    for letter, spelled in SPELLED.items():
        if letter not in single:
            body = f"replace({body}, '{letter}', '{spelled}')"
    # Written as code points, so that a database with the C locale parts words like any other. What stands between
    # words goes before the parser sees it, which would else take "and/or" for a file and "cease-fire" for three words.
    between = f"[{''.join(_BETWEEN)}]+"
    body = f"regexp_replace({body}, '{between}', ' ', 'g')"
    body = f"regexp_replace(normalize({body}, NFKD), '[\\u0300-\\u036f]', '', 'g')"
    return (
        f"CREATE OR REPLACE FUNCTION {_FOLD}(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT"
        f" AS $fold$ SELECT lower({body}) $fold$"
    )
