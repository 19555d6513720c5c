"""manage.py read: articles in, statements out, without a database."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from stances.management.commands import read as module
from stances.readings import LONGEST_LINE
from stances.records import KnownActor
from stances.vocabulary import ActorKind

#: A database that is not there: nothing listens on port 1.
NOWHERE = "postgres://nobody:nothing@127.0.0.1:1/nowhere"

TEXT = "“We stay in Salter,” Foreign Minister Aino Halla told reporters. She said the talks had failed."
GERMAN = "Die Ministerin sagte am Freitag, dass die Gespräche gescheitert sind und dass niemand mehr warten will."


@pytest.fixture(autouse=True)
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Aino Halla is the only known actor."""
    halla = KnownActor(key="aino-halla", name="Aino Halla", kind=ActorKind.PERSON)
    monkeypatch.setattr(module.seeding, "read_actors", lambda folder: ("halla",))
    monkeypatch.setattr(module, "_known", lambda seed: halla)


def row(number: object, text: str = TEXT, **fields: object) -> str:
    return json.dumps({"id": number, "text": text, **fields}) + "\n"


def statements(*arguments: object) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("read", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_statement_has_its_offsets_its_speaker_and_the_known_actor(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(row("a", date="2023-05-05"))
    first, second = statements(file)
    assert first == {
        "id": "a", "start": 1, "end": 19, "kind": "direct", "text": "We stay in Salter,", "cue": "told",
        "speaker_mention": "Foreign Minister Aino Halla", "speaker_start": 21, "speaker_end": 48,
        "speaker": "Aino Halla", "actor": "aino-halla", "confidence": first["confidence"],
    }  # fmt: skip
    assert 0.9 <= float(str(first["confidence"])) <= 1
    assert (second["speaker_mention"], second["speaker"], second["actor"]) == ("She", "Aino Halla", "aino-halla")
    for one in (first, second):
        assert TEXT[one["start"] : one["end"]] == one["text"]  # type: ignore[misc]
        assert TEXT[one["speaker_start"] : one["speaker_end"]] == one["speaker_mention"]  # type: ignore[misc]


def test_a_speaker_whom_nobody_tracks_is_named_and_one_whom_nobody_names_is_null(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(
        row(1, "Governor Oskar Rebane said the bridge was gone.") + row(2, "A diplomat said it was all over.")
    )
    first, second = statements(file)
    assert (first["speaker"], first["actor"]) == ("Oskar Rebane", None)
    assert (second["speaker"], second["actor"], second["speaker_mention"]) == (None, None, "A diplomat")


def test_files_are_read_in_order_and_a_plain_file_is_one_article_by_its_name(tmp_path: Path) -> None:
    lines, plain = tmp_path / "one.jsonl", tmp_path / "two.txt"
    lines.write_text(row(1) + "\n" + row(2))
    plain.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    found = statements(lines, plain, lines)
    assert [one["id"] for one in found] == [1, 1, 2, 2, str(plain), str(plain), 1, 1, 2, 2]
    assert found[4]["start"] == 1


def test_an_article_without_statements_gives_no_line(tmp_path: Path) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(row(1, "") + row(2, "The bridge is closed until June."))
    assert statements(file) == []


def test_a_malformed_line_is_reported_with_its_number_and_the_rest_is_read(tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    bad = [b"nonsense\n", b'{"id": 3}\n', b'{"id": 4, "text": 7}\n', b'{"text": "x"}\n', b'{"id": 6, "text": "\xff"}\n']
    wrong_day = row(7, date="2023-02-30").encode()
    file.write_bytes(row(1).encode() + b"".join(bad) + wrong_day + row(8).encode())
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="7 could not be read") as failed:
        call_command("read", str(file), str(tmp_path / "nothing.txt"), stdout=out, stderr=err)
    assert failed.value.returncode == 1
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [1, 1, 8, 8]
    reasons = err.getvalue().splitlines()
    assert [reason.removeprefix(f"{file}, ").split(":")[0] for reason in reasons[:6]] == [
        f"line {number}" for number in range(2, 8)
    ]
    assert "“text” is missing" in reasons[1] and "“text” should be a text, not a number" in reasons[2]
    assert "nothing.txt cannot be read" in reasons[6]


def test_a_line_that_is_too_long_is_refused_and_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    file.write_text(row(1, "x" * LONGEST_LINE) + row(2))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError):
        call_command("read", str(file), stdout=out, stderr=err)
    assert "line 1: it is longer than 16,777,216 bytes" in err.getvalue()
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [2, 2]


def test_a_text_in_another_language_is_named_and_is_no_failure(tmp_path: Path) -> None:
    file = tmp_path / "two.jsonl"
    file.write_text(row(1, GERMAN) + row(2))
    out, err = io.StringIO(), io.StringIO()
    call_command("read", str(file), stdout=out, stderr=err)
    assert err.getvalue().startswith(f"{file}, line 1: not read: German.")
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [2, 2]


def test_the_day_of_the_command_line_stands_in_for_a_missing_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    days = []
    monkeypatch.setattr(module.readings, "read", lambda article, roster: days.append(article.date) or ())
    file = tmp_path / "two.jsonl"
    file.write_text(row(1) + row(2, date="2022-02-24"))
    statements("--date", "2023-05-05", file)
    assert [day.isoformat() for day in days] == ["2023-05-05", "2022-02-24"]
    with pytest.raises(CommandError, match="is no day"):
        statements("--date", "May", file)


def test_a_slow_pipe_is_answered_article_by_article_without_a_database() -> None:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "read"],
        cwd=settings.BASE_DIR,
        env={**environment, "DIPLOMACY_LOCAL": "1", "DATABASE_URL": NOWHERE, "LC_ALL": "C"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout
    process.stdin.write(row("é").encode())
    process.stdin.flush()
    # The pipe stays open: the answer must not wait for its end.
    assert json.loads(process.stdout.readline())["id"] == "é"
    out, err = process.communicate(b"half a line\n" + row(2).rstrip("\n").encode())
    assert [json.loads(line)["id"] for line in out.splitlines()] == ["é", 2, 2]
    assert process.returncode == 1
    assert "standard input, line 2: it is not JSON" in err.decode()
    assert "Traceback" not in err.decode()
