"""Commands that take lines and give lines, a file or a pipe at a time: for `judge` and `read`."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

from stances.lines import LONGEST_LINE, Line, Stream, arriving, is_blank

STDIN = "standard input"
#: Takes a sentence that says what could not be used, and why.
Refuse = Callable[[str], None]


def write_utf8(out: Any) -> None:
    """Has a command's output written as UTF-8 with plain line ends, whatever the machine's habit."""
    if reconfigure := getattr(out, "reconfigure", None):
        reconfigure(encoding="utf-8", newline="\n")


@contextlib.contextmanager
def opened(name: str, refuse: Refuse) -> Iterator[tuple[Stream | None, str]]:
    """A file by its name, or the standard input by "-", with what to call it; None, refused aloud, where it is not."""
    where = STDIN if name == "-" else name
    with contextlib.ExitStack() as files:
        try:
            source = sys.stdin.buffer if name == "-" else files.enter_context(Path(name).open("rb"))
        except OSError as error:
            refuse(f"{where} cannot be read: {error.strerror or error}.")
            yield None, where
            return
        yield cast(Stream, source), where


def arrived(stream: Stream, where: str, refuse: Refuse, longest: int = LONGEST_LINE) -> Iterator[list[Line]]:
    """The lines with something in them that have arrived, each time that something arrives."""
    arrivals = arriving(stream, longest)
    while True:
        try:
            lines = next(arrivals, None)
        except OSError as error:
            refuse(f"{where} cannot be read to its end: {error.strerror or error}.")
            return
        if lines is None:
            return
        yield [line for line in lines if not is_blank(line)]


def nobody_listens() -> None:
    """Whoever read the answers has gone, as `head` does. Python would complain of it again at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
