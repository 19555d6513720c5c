"""manage.py with something gone wrong in it, for tests that run real worker processes.

    python -m tests.scale.launcher COMMAND …

The environment says what: `TEST_JUDGE=stand-in` replaces the model by one that answers at once, and
`TEST_DIE=after-record` kills the process with SIGKILL when an article is recorded and its task not yet finished,
`TEST_DIE=before-claim` when a task is taken and its article not yet, each as soon as it comes to that.
`TEST_DIE=on-trial` kills `analyse --all` when the first statements are judged and written, and `TEST_DIE=taking-over`
kills `analyse --take-over` when the first labels are renewed. `TEST_REVISION=2` makes the stand-in another model.
`TEST_SLOW=0.2` makes each judgement take that many seconds longer.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from typing import Any

import django

from stances.records import Pair, Probabilities


class StandIn:
    """A judge that needs no model file: what it says follows from the words' length, and it says so in its name."""

    name = "stand-in"
    uncertain_below = 0.5
    uncertain_meaning = "A stand-in for tests."

    def __init__(self, revision: str = "1") -> None:
        """Revision 2 finds critical what 1 finds supportive, and the other way round."""
        self.revision = revision

    def judge(self, pairs: Sequence[Pair]) -> list[Probabilities]:
        even = Probabilities(0.7, 0.1, 0.1, 0.1)
        odd = Probabilities(0.1, 0.7, 0.1, 0.1)
        if self.revision == "2":
            even, odd = odd, even
        return [odd if len(pair.statement) % 2 else even for pair in pairs]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "diplomacy.settings")
    django.setup()
    from django.core.management import execute_from_command_line

    _judge(os.environ.get("TEST_JUDGE", ""), float(os.environ.get("TEST_SLOW", "0")))
    _die(os.environ.get("TEST_DIE", ""))
    execute_from_command_line(["manage.py", *sys.argv[1:]])


def _judge(which: str, slower: float) -> None:
    from stances import checks, ingest, rejudging

    if which == "stand-in":
        checks.problems = lambda spec: []
        ingest.load = rejudging.load = lambda spec: StandIn(os.environ.get("TEST_REVISION", "1"))
    if slower:
        original = ingest.load

        def load(spec: str) -> Any:
            time.sleep(slower)
            return original(spec)

        ingest.load = load


def _die(when: str) -> None:
    from stances import ingest

    if not when:
        return
    if when in ("on-trial", "taking-over"):
        _die_rejudging(when)
        return
    original = ingest.analyse_article

    def dying(article_id: int) -> bool:
        if when == "after-record":
            original(article_id)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("unreachable")

    ingest.analyse_article = dying


def _die_rejudging(when: str) -> None:
    from stances import positions, rejudging

    rejudging.TOGETHER = 2
    module: Any = rejudging if when == "on-trial" else positions
    name = "_write" if when == "on-trial" else "refresh"
    original = getattr(module, name)

    def dying(*arguments: Any) -> None:
        original(*arguments)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, dying)


if __name__ == "__main__":
    main()
