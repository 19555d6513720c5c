"""The child process of `sandbox`: bytes on stdin, one JSON object on stdout.

    python -m stances.sources.worker KIND SECONDS MEMORY_BYTES

    {"found": [{"title": …, "text": …, "published": "2022-03-04" or null, …}]}
    {"fault": "password_protected", "message": "…"}

Exit status 0 with either; anything else is a crash. Not meant to be run by hand.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import sys
from dataclasses import asdict

from stances.sources import limits
from stances.sources.errors import Fault, SourceError
from stances.sources.extractors import KINDS, Extractor


def limit_resources(seconds: float, memory: int) -> None:
    """Bind this process: address space, processor time, no file larger than an answer, no core dump.

    What a system does not offer (Windows has none of it, macOS no address space) is left out;
    the parent's clock remains.
    """
    try:
        import resource
    except ImportError:
        return
    for name, limit in (
        ("RLIMIT_AS", memory),
        ("RLIMIT_CPU", math.ceil(seconds) + 1),
        ("RLIMIT_FSIZE", limits.MAX_ANSWER_BYTES + limits.MEGABYTE),
        ("RLIMIT_CORE", 0),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            number = getattr(resource, name)
            _, hard = resource.getrlimit(number)
            bound = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(number, (bound, bound))


def answer(kind: str, data: bytes) -> dict[str, object]:
    """Run one extractor and turn what it returns or raises into the answer's object."""
    extract: Extractor = importlib.import_module(f"stances.sources.extractors.{kind}").extract
    try:
        found = extract(data)
    except SourceError as error:
        return {"fault": error.code.value, "message": error.message}
    except (MemoryError, ImportError):
        raise  # not the file's fault: told apart by the parent
    except Exception as error:
        # Parsers raise nearly anything on broken input, and all of it means the same to the one who uploaded it.
        print(f"{type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
        message = "It could not be read: it seems to be damaged. Save it again, or paste the text instead."
        return {"fault": Fault.DAMAGED.value, "message": message}
    return {
        "found": [
            {**asdict(each), "published": each.published.isoformat() if each.published else None} for each in found
        ]
    }


def main(arguments: list[str]) -> None:
    kind, seconds, memory = arguments
    if kind not in KINDS:
        raise SystemExit(f"unknown kind of file: {kind}")
    limit_resources(float(seconds), int(memory))
    # Libraries that print must not print into the answer.
    with os.fdopen(os.dup(1), "w", encoding="utf-8") as out:
        os.dup2(2, 1)
        json.dump(answer(kind, sys.stdin.buffer.read()), out)


if __name__ == "__main__":
    main(sys.argv[1:])
