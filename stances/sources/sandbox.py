"""Parsing untrusted files in a child process, under a time and a memory limit.

    run("pdf", data)  →  python -m stances.sources.worker pdf …  →  [Extracted, …]

The child gets the bytes on stdin and answers with JSON in a temporary file. It inherits neither
the environment, which holds the site's secrets, nor any open file, writes no file of its own,
and dies by its own limits even where its parent is killed. Whatever happens to it becomes a
`SourceError`.
"""

from __future__ import annotations

import json
import logging
import os
import re
import signal
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

from stances.sources import limits
from stances.sources.errors import Fault, SourceError
from stances.sources.extractors import Extracted

logger = logging.getLogger(__name__)

_IMPORT_ROOT = str(Path(__file__).resolve().parents[2])
#: What a child may know of the environment: where libraries are, and nothing else.
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "VIRTUAL_ENV", "TMPDIR")
_FAULTS = {fault.value: fault for fault in Fault}
# As Python, the dynamic linker and numerical libraries put it.
_OUT_OF_MEMORY = re.compile("MemoryError|Cannot allocate memory|Memory allocation", re.IGNORECASE)
_SPLIT = "Split it, or paste the text instead."


def run(
    kind: str,
    data: bytes,
    *,
    seconds: float = limits.PARSE_SECONDS,
    memory: int = limits.PARSE_MEMORY_BYTES,
) -> list[Extracted]:
    """What the extractor `kind` ("html", "pdf", "docx" or "feed") finds in `data`.

    `seconds` is wall-clock time, start of the child included; `memory` its address space in bytes,
    kept on Linux and, as far as the system keeps it, elsewhere. Raises `SourceError`: the
    extractor's own, or `too_long_to_parse`, `out_of_memory`, `damaged` (the child crashed) or
    `reader_failed` (the child cannot be started at all).
    """
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as errors:
        try:
            finished = subprocess.run(  # noqa: S603 (the command is ours; the data goes to stdin)
                _command(kind, seconds, memory),
                input=data,
                stdout=answer,
                stderr=errors,
                timeout=seconds,
                check=False,
                env=_environment(),
                start_new_session=True,  # Ctrl-C ends the parent, which ends the child; no second traceback
            )
        except subprocess.TimeoutExpired:
            raise _too_long(seconds) from None
        except OSError as error:
            logger.exception("the %s reader could not be started", kind)
            raise _reader_failed() from error
        errors.seek(0)
        said = errors.read(limits.MEGABYTE)[-2000:].decode("utf-8", errors="replace").strip()
        answer.seek(0)
        answered = answer.read(limits.MAX_ANSWER_BYTES + 1)
    if finished.returncode != 0:
        logger.warning("the %s reader ended with %s: %s", kind, finished.returncode, said)
        raise _death(finished.returncode, said, seconds)
    if said:
        logger.info("the %s reader says: %s", kind, said)
    return _understand(answered)


def _command(kind: str, seconds: float, memory: int) -> list[str]:
    # -P: nothing is imported from the current folder; -B: no .pyc is written.
    return [sys.executable, "-P", "-B", "-m", "stances.sources.worker", kind, str(seconds), str(memory)]


def _environment() -> dict[str, str]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join([_IMPORT_ROOT, *(path for path in sys.path if path)])
    environment["PYTHONIOENCODING"] = "utf-8"
    # Numerical libraries reserve address space for each thread, which would count against the limit.
    environment["OMP_NUM_THREADS"] = environment["OPENBLAS_NUM_THREADS"] = "1"
    return environment


def _understand(answered: bytes) -> list[Extracted]:
    if len(answered) > limits.MAX_ANSWER_BYTES:
        raise SourceError(Fault.TOO_LARGE, f"There is more text in it than can be taken. {_SPLIT}")
    try:
        answer = json.loads(answered)
        if "fault" in answer:
            raise SourceError(_FAULTS[answer["fault"]], str(answer["message"]))
        return [
            Extracted(**{**found, "published": date.fromisoformat(found["published"]) if found["published"] else None})
            for found in answer["found"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        logger.exception("the reader's answer is not what was agreed")
        raise _reader_failed() from error


def _death(returncode: int, said: str, seconds: float) -> SourceError:
    if -returncode == getattr(signal, "SIGXCPU", None):
        return _too_long(seconds)
    if _OUT_OF_MEMORY.search(said) or -returncode == getattr(signal, "SIGKILL", None):
        # SIGKILL comes from nobody but the system short of memory: the time limit is the timeout above.
        return SourceError(Fault.OUT_OF_MEMORY, f"It is too complex to be read within the memory allowed. {_SPLIT}")
    if "No module named" in said:
        return _reader_failed()
    return SourceError(
        Fault.DAMAGED, "It could not be read: it seems to be damaged. Save it again, or paste the text instead."
    )


def _too_long(seconds: float) -> SourceError:
    return SourceError(Fault.TOO_LONG_TO_PARSE, f"It was not read within {seconds:g} seconds. {_SPLIT}")


def _reader_failed() -> SourceError:
    return SourceError(
        Fault.READER_FAILED,
        "The reader for this kind of file does not work in this installation; the file may well be fine. "
        "Tell the administrator, whose log has the reason; pasting the text works.",
    )
