"""Two hundred articles, several workers, one of them killed: every article is analysed exactly once.

Pick-up time: a dead worker's article is given to another within STUCK_AFTER + HEARTBEAT_EVERY of its death (60 + 10
seconds by default, 6 + 1 here), and goes in front of all that wait.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from tests.scale import corpus
from tests.scale.site import HEARTBEAT_EVERY, STUCK_AFTER, Site

ARTICLES = 200
#: The article that the taking worker has in hand, and its own reading, on a busy machine.
IN_HAND = 10.0

pytestmark = pytest.mark.slow


def fill(site: Site, folder: Path) -> list[corpus.Written]:
    articles = corpus.write(ARTICLES)
    told = site.manage("ingest", str(corpus.save(articles, folder / "articles.jsonl")))
    assert f"{ARTICLES} stored, 0 already there, 0 refused" in told
    return articles


def analysed_of(site: Site) -> int:
    return site.states().get("analysed", 0)


def finish(site: Site) -> None:
    site.wait("all articles analysed", lambda: analysed_of(site) == ARTICLES, seconds=240)


def picked_up_after(site: Site, article: int, death: float) -> float:
    """Seconds from the worker's death until its article was analysed by another."""
    done = site.one(f"SELECT analysed_at FROM stances_article WHERE id = {article}")
    if isinstance(done, str):  # SQLite, in UTC
        done = datetime.fromisoformat(f"{done}+00:00")
    return float(done.timestamp() - death)


def assert_each_statement_once(site: Site, articles: list[corpus.Written]) -> None:
    wanted = corpus.expected(articles)
    assert sum(map(len, wanted.values())) > 2 * ARTICLES, "the corpus should hold statements"
    found: dict[str, list[tuple[int, int]]] = {title: [] for title in wanted}
    for title, start, end in site.rows(
        "SELECT a.title, s.found_start, s.found_end FROM stances_statement s"
        " JOIN stances_article a ON a.id = s.article_id WHERE NOT s.retired ORDER BY s.found_start"
    ):
        found[title].append((start, end))
    assert found == {title: sorted(spans) for title, spans in wanted.items()}
    statements = sum(map(len, wanted.values()))
    # Written once and not touched again: each statement has one line of history, "created".
    assert site.rows("SELECT history_type, COUNT(*) FROM stances_historicalstatement GROUP BY history_type") == [
        ("+", statements)
    ]
    assert site.one("SELECT COUNT(*) FROM stances_run") == 1
    assert site.one("SELECT COUNT(*) FROM stances_verdict") == statements * len(corpus.TARGETS)
    assert site.one("SELECT COUNT(*) FROM stances_position") == statements * len(corpus.TARGETS)


def assert_each_article_claimed_by_one_task(done: Counter[int], site: Site) -> None:
    """`done` counts, by article, the tasks that say that they analysed it."""
    articles = {pk for (pk,) in site.rows("SELECT id FROM stances_article")}
    assert set(done) == articles
    assert set(done.values()) == {1}


def successes_in_database(site: Site) -> Counter[int]:
    import json

    rows = site.rows(
        "SELECT args_kwargs, return_value FROM django_tasks_database_dbtaskresult WHERE status = 'SUCCESSFUL'"
    )
    load = json.loads if site.database.startswith("sqlite") else (lambda value: value)
    return Counter(load(arguments)["args"][0] for arguments, value in rows if load(value) is True)


def successes_in_redis(site: Site) -> Counter[int]:
    from redis import Redis
    from rq import Queue
    from rq.job import Job

    connection = Redis.from_url(site.redis)
    ids = Queue("default", connection=connection).finished_job_registry.get_job_ids()
    jobs = Job.fetch_many(ids, connection=connection)
    return Counter(job.args[0] for job in jobs if job is not None and job.return_value() is True)


def unfinished_tasks(site: Site) -> int:
    return int(
        site.one("SELECT COUNT(*) FROM django_tasks_database_dbtaskresult WHERE status NOT IN ('SUCCESSFUL', 'FAILED')")
    )


@pytest.mark.postgres
@pytest.mark.redis
def test_three_workers_on_postgres_and_redis_lose_nothing_when_one_is_killed(
    on_postgres_and_redis: Site, tmp_path: Path
) -> None:
    site = on_postgres_and_redis
    articles = fill(site, tmp_path)
    victim, *_ = [site.start_worker() for _ in range(3)]
    site.wait("a fifth of the articles", lambda: analysed_of(site) >= ARTICLES // 5, seconds=120)
    article, death = site.kill_while_reading(victim)
    assert analysed_of(site) < ARTICLES, "the worker was to be killed in the middle"
    finish(site)
    assert picked_up_after(site, article, death) <= STUCK_AFTER + HEARTBEAT_EVERY + IN_HAND
    assert site.stop() == [-9, 0, 0]
    assert_each_statement_once(site, articles)
    assert_each_article_claimed_by_one_task(successes_in_redis(site), site)


@pytest.mark.postgres
def test_three_workers_on_postgres_alone_lose_nothing_when_one_is_killed(on_postgres: Site, tmp_path: Path) -> None:
    site = on_postgres
    articles = fill(site, tmp_path)
    victim, *_ = [site.start_worker() for _ in range(3)]
    site.wait("a fifth of the articles", lambda: analysed_of(site) >= ARTICLES // 5, seconds=120)
    article, death = site.kill_while_reading(victim)
    assert analysed_of(site) < ARTICLES, "the worker was to be killed in the middle"
    finish(site)
    assert picked_up_after(site, article, death) <= STUCK_AFTER + HEARTBEAT_EVERY + IN_HAND
    site.wait("no task left running", lambda: unfinished_tasks(site) == 0, seconds=STUCK_AFTER + 10)
    assert site.stop() == [-9, 0, 0]
    assert_each_statement_once(site, articles)
    assert_each_article_claimed_by_one_task(successes_in_database(site), site)


def test_one_worker_on_the_embedded_database_is_killed_and_its_successor_does_the_rest(
    embedded: Site, tmp_path: Path
) -> None:
    site = embedded
    articles = fill(site, tmp_path)
    victim = site.start_worker()
    site.wait("a fifth of the articles", lambda: analysed_of(site) >= ARTICLES // 5, seconds=120)
    article, death = site.kill_while_reading(victim)
    assert analysed_of(site) < ARTICLES, "the worker was to be killed in the middle"
    site.start_worker()
    finish(site)
    assert picked_up_after(site, article, death) <= STUCK_AFTER + HEARTBEAT_EVERY + IN_HAND
    site.wait("no task left running", lambda: unfinished_tasks(site) == 0, seconds=STUCK_AFTER + 10)
    assert site.stop() == [-9, 0]
    assert_each_statement_once(site, articles)
    assert_each_article_claimed_by_one_task(successes_in_database(site), site)
