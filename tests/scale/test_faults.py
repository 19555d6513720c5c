"""Workers that die at the worst moment, and queues that forget. Each with real processes on the embedded default."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest

from tests.scale import corpus
from tests.scale.site import HEARTBEAT_EVERY, STUCK_AFTER, Site
from tests.scale.test_scale import unfinished_tasks

#: When a dead worker's article must be in other hands, and what a worker needs to start on a busy machine.
PICKED_UP = STUCK_AFTER + HEARTBEAT_EVERY
STARTED = 30

pytestmark = pytest.mark.slow


def queue(site: Site, folder: Path, count: int) -> None:
    site.manage("ingest", str(corpus.save(corpus.write(count), folder / "articles.jsonl")))


def analysed(site: Site) -> int:
    return site.states().get("analysed", 0)


def history(site: Site) -> list[tuple[str, int]]:
    """How often statements were created (+), changed (~) and deleted (-)."""
    query = "SELECT history_type, COUNT(*) FROM stances_historicalstatement GROUP BY history_type ORDER BY 1"
    return [(kind, count) for kind, count in site.rows(query)]


def reading_for_the(attempt: int, site: Site) -> bool:
    return site.rows("SELECT attempts FROM stances_article WHERE state = 'reading'") == [(attempt,)]


def test_a_worker_killed_after_recording_and_before_finishing_its_task_leaves_one_analysis(
    embedded: Site, tmp_path: Path
) -> None:
    queue(embedded, tmp_path, 1)
    dying = embedded.start_worker(TEST_DIE="after-record")
    assert dying.wait(timeout=STARTED) == -signal.SIGKILL
    assert analysed(embedded) == 1
    assert unfinished_tasks(embedded) == 1
    written = history(embedded)
    verdicts = embedded.one("SELECT COUNT(*) FROM stances_verdict")
    embedded.start_worker()
    embedded.wait("the dead task closed", lambda: unfinished_tasks(embedded) == 0, STARTED + PICKED_UP)
    assert embedded.stop()[-1] == 0
    assert analysed(embedded) == 1
    assert history(embedded) == written == [("+", written[0][1])]
    assert embedded.one("SELECT COUNT(*) FROM stances_verdict") == verdicts > 0


def test_a_worker_killed_between_taking_a_task_and_its_article_delays_the_article_and_loses_nothing(
    embedded: Site, tmp_path: Path
) -> None:
    queue(embedded, tmp_path, 3)
    dying = embedded.start_worker(TEST_DIE="before-claim")
    assert dying.wait(timeout=STARTED) == -signal.SIGKILL
    assert embedded.states() == {"waiting": 3}
    embedded.start_worker()
    embedded.wait("all three analysed", lambda: analysed(embedded) == 3, STARTED + PICKED_UP)
    embedded.wait("the dead task closed", lambda: unfinished_tasks(embedded) == 0, PICKED_UP)
    assert embedded.stop()[-1] == 0
    assert [kind for kind, _ in history(embedded)] == ["+"]


def test_an_article_that_kills_every_worker_is_given_up_with_the_reason(embedded: Site, tmp_path: Path) -> None:
    queue(embedded, tmp_path, 1)
    for attempt in range(1, 4):
        worker = embedded.start_worker(TEST_SLOW="600")
        embedded.wait(f"attempt {attempt}", lambda n=attempt: reading_for_the(n, embedded), STARTED + PICKED_UP)
        worker.kill()
        worker.wait()
    embedded.start_worker(TEST_SLOW="600")
    embedded.wait("the article given up", lambda: embedded.states() == {"failed": 1}, STARTED + PICKED_UP)
    assert "stopped 3 times" in embedded.one("SELECT problem FROM stances_article")


def test_a_worker_told_to_stop_finishes_the_article_in_hand_and_leaves_the_rest(embedded: Site, tmp_path: Path) -> None:
    queue(embedded, tmp_path, 3)
    worker = embedded.start_worker(TEST_SLOW="2")
    embedded.wait("an article being read", embedded.being_read, STARTED)
    worker.terminate()
    assert worker.wait(timeout=30) == 0
    assert embedded.states() == {"analysed": 1, "waiting": 2}
    assert unfinished_tasks(embedded) == 2


def test_an_idle_worker_told_to_stop_ends_within_seconds(embedded: Site) -> None:
    worker = embedded.start_worker()
    embedded.wait("the worker at work", lambda: "Working on" in embedded.logs(), STARTED)
    worker.send_signal(signal.SIGINT)
    assert worker.wait(timeout=10) == 0


def test_tasks_that_the_database_queue_lost_are_made_anew(embedded: Site, tmp_path: Path) -> None:
    queue(embedded, tmp_path, 3)
    with embedded.connect() as connection:
        connection.execute("DELETE FROM django_tasks_database_dbtaskresult")
        connection.commit()
    embedded.start_worker()
    embedded.wait("all three analysed", lambda: analysed(embedded) == 3, STARTED + PICKED_UP)
    assert embedded.stop() == [0]


@pytest.mark.postgres
@pytest.mark.redis
def test_a_redis_that_forgot_everything_delays_its_articles_and_loses_none(
    on_postgres_and_redis: Site, tmp_path: Path
) -> None:
    from redis import Redis

    site = on_postgres_and_redis
    queue(site, tmp_path, 3)
    Redis.from_url(site.redis).flushall()
    site.start_worker()
    site.wait("all three analysed", lambda: analysed(site) == 3, STARTED + PICKED_UP)
    assert site.stop() == [0]
    assert [kind for kind, _ in history(site)] == ["+"]


@pytest.mark.postgres
@pytest.mark.redis
def test_a_redis_worker_told_to_stop_finishes_the_article_in_hand(on_postgres_and_redis: Site, tmp_path: Path) -> None:
    site = on_postgres_and_redis
    queue(site, tmp_path, 3)
    worker = site.start_worker(TEST_SLOW="2")
    site.wait("an article being read", site.being_read, STARTED)
    worker.terminate()
    assert worker.wait(timeout=30) == 0
    assert site.states() == {"analysed": 1, "waiting": 2}


def test_a_command_that_is_killed_goes_on_where_it_stopped(embedded: Site, tmp_path: Path) -> None:
    """`analyse` needs no queue: what it was killed over is taken up again by the next one."""
    articles = corpus.save(corpus.write(3), tmp_path / "articles.jsonl")
    embedded.manage("ingest", str(articles), "--no-analyse")
    killed = embedded.start("analyse", TEST_SLOW="2")
    embedded.wait("one analysed and one in hand", lambda: analysed(embedded) == 1 and embedded.being_read(), STARTED)
    killed.kill()
    killed.wait()
    time.sleep(STUCK_AFTER + 1)
    assert "2 analysed." in embedded.manage("analyse", "--waiting")
    assert embedded.states() == {"analysed": 3}
    assert [kind for kind, _ in history(embedded)] == ["+"]
