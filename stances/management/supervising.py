"""Several processes kept as one: started together, watched, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from stances.worker import Stop

#: Seconds that a child has to end by itself before it is killed. An article in hand takes a few.
END_WITHIN = 30.0
#: A process that has died so often is not started again.
MAX_RESTARTS = 5
LOOK_EVERY = 0.25


@dataclass(slots=True)
class Child:
    """One process. Where a `vital` one ends, all end; another is started again."""

    name: str
    command: Sequence[str]
    vital: bool
    process: subprocess.Popen[bytes]
    restarts: int = 0


@dataclass(slots=True)
class Supervisor:
    """Starts processes in `folder`; `say` tells a person what happens to them."""

    folder: Path
    say: Callable[[str], None]
    children: list[Child] = field(default_factory=list)

    def start(self, name: str, command: Sequence[str], *, vital: bool) -> None:
        self.children.append(Child(name, command, vital, self._spawn(command)))

    def _spawn(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        # In a session of its own: Ctrl-C in the terminal reaches this process alone, which ends its children in order.
        return subprocess.Popen(  # noqa: S603  (our own commands)
            command, cwd=self.folder, stdin=subprocess.DEVNULL, start_new_session=True
        )

    def check(self) -> bool:
        """Start again what has died; False where that cannot go on."""
        for child in self.children:
            status = child.process.poll()
            if status is None:
                continue
            if child.vital or child.restarts >= MAX_RESTARTS:
                self.say(f"The {child.name} has ended ({_in_words(status)}).")
                return False
            child.restarts += 1
            self.say(f"The {child.name} has ended ({_in_words(status)}); it is started again.")
            child.process = self._spawn(child.command)
        return True

    def watch(self, stop: Stop) -> bool:
        """Return True when asked to stop, False when a process that is needed has ended."""
        while not stop.requested:
            if not self.check():
                return False
            time.sleep(LOOK_EVERY)
        return True

    def end(self) -> None:
        """Ask all to end, wait, and kill what has not ended in time."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + END_WITHIN
        for child in self.children:
            try:
                child.process.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"The {child.name} did not end within {END_WITHIN:.0f} s and is killed.")
        self.kill()

    def kill(self) -> None:
        """End every child, and what it has started, at once."""
        for child in self.children:
            with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group that is gone
                os.killpg(child.process.pid, signal.SIGKILL)
            with suppress(subprocess.TimeoutExpired):
                child.process.wait(timeout=5)


def _in_words(status: int) -> str:
    if status >= 0:
        return f"exit status {status}"
    return f"killed by {signal.Signals(-status).name}"
