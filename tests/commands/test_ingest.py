"""manage.py ingest: what is taken, what is refused and how that is said."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from stances import tasks
from stances.models import Article
from stances.vocabulary import ArticleState
from tests.scale.launcher import StandIn

pytestmark = pytest.mark.django_db

TEXT = """Talks end in Port Alder

“We will keep the harbour open to all sides,” said Ilva Torrent, the foreign minister of Vestland, after the session.
"""


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    given: list[int] = []
    monkeypatch.setattr(tasks, "enqueue", given.extend)
    return given


def ingest(*arguments: Any, **options: Any) -> tuple[str, str, int]:
    """Standard output, standard error and exit status."""
    out, err = StringIO(), StringIO()
    try:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), error.returncode
    return out.getvalue(), err.getvalue(), 0


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_every_row_of_a_table_is_stored_and_queued(table: Path, queued: list[int]) -> None:
    out, err, status = ingest(table)
    assert (err, status) == ("", 0)
    assert "5 stored, 0 already there, 0 refused." in out
    assert queued == list(Article.objects.order_by("pk").values_list("pk", flat=True))
    assert set(Article.objects.values_list("state", flat=True)) == {ArticleState.WAITING}


def test_the_same_file_again_stores_and_queues_nothing_and_is_no_error(table: Path, queued: list[int]) -> None:
    ingest(table)
    queued.clear()
    out, _, status = ingest(table)
    assert "0 stored, 5 already there, 0 refused." in out
    assert (status, queued) == (0, [])
    assert Article.objects.count() == 5


def test_what_is_given_wins_over_what_one_file_says(tmp_path: Path, queued: list[int]) -> None:
    path = write(tmp_path, "talks.txt", TEXT)
    ingest(path, "--title", "The Port Alder talks", "--outlet", "The Harbour Courier", "--date", "2023-05-06")
    article = Article.objects.get()
    assert article.title == "The Port Alder talks"
    assert article.outlet is not None
    assert article.outlet.name == "The Harbour Courier"
    assert article.published is not None
    assert article.published.isoformat() == "2023-05-06"


def test_in_a_table_what_is_given_fills_what_the_rows_leave_out(tmp_path: Path, queued: list[int]) -> None:
    rows = 'title,text,outlet\nFirst talks,"“Come,” said Ilva Torrent.",\nNext talks,"“Go,” said Pavo Tesk.",Gull\n'
    ingest(write(tmp_path, "talks.csv", rows), "--outlet", "The Harbour Courier", "--date", "6 May 2023")
    found = Article.objects.order_by("title").values_list("title", "outlet__name", "published__year")
    assert list(found) == [("First talks", "The Harbour Courier", 2023), ("Next talks", "Gull", 2023)]


def test_each_refused_file_is_named_with_its_reason_and_the_rest_is_stored(tmp_path: Path, queued: list[int]) -> None:
    empty, program = write(tmp_path, "empty.txt", ""), write(tmp_path, "run.exe", b"MZ\x00\x01")
    good, missing = write(tmp_path, "talks.txt", TEXT), tmp_path / "missing.txt"
    out, err, status = ingest(empty, program, missing, good, "--date", "2023-05-06")
    assert status == 1
    assert "1 stored, 0 already there, 3 refused." in out
    lines = err.splitlines()
    for path in (empty, program, missing):
        assert any(line.startswith(f"{path}: ") and len(line) > len(str(path)) + 10 for line in lines), err
    assert len(queued) == 1


def test_each_bad_row_of_a_table_is_named_and_the_good_ones_are_stored(tmp_path: Path, queued: list[int]) -> None:
    rows = "title,text,date\nGood,“Come.” said Ilva Torrent.,2023-05-06\nBad,“Go.” said Pavo Tesk.,yesterday\n"
    path = write(tmp_path, "talks.csv", rows)
    out, err, status = ingest(path)
    assert status == 1
    assert "1 stored, 0 already there, 1 refused." in out
    assert f"{path}: Row 3:" in err


def test_an_article_without_a_date_is_stored_with_a_warning(tmp_path: Path, queued: list[int]) -> None:
    _, err, status = ingest(write(tmp_path, "talks.txt", TEXT))
    assert status == 0
    assert "without a date" in err
    assert Article.objects.get().published is None


def test_no_analyse_stores_and_leaves_the_queue_alone(table: Path, queued: list[int]) -> None:
    _, _, status = ingest(table, "--no-analyse")
    assert (status, queued) == (0, [])
    assert Article.objects.waiting().filter(queued=None).count() == 5


def test_now_analyses_in_the_commands_own_process(table: Path, queued: list[int], stand_in: StandIn) -> None:
    out, _, status = ingest(table, "--now")
    assert (status, queued) == (0, [])
    assert "5 analysed, 0 failed." in out
    assert Article.objects.analysed().count() == 5


def test_a_title_for_several_files_is_wrong_use(table: Path) -> None:
    assert ingest(table, table, "--title", "Talks")[2] == 2
    assert not Article.objects.exists()
