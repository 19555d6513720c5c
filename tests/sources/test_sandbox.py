"""What becomes of a child process that hangs, dies, eats memory or talks nonsense."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time

import pytest

from stances.sources import Fault, SourceError, parse_upload, sandbox
from tests.sources.builders import PARAGRAPHS, article_page, page, pdf

PROBE = pdf([list(PARAGRAPHS)])


def refusal_of(monkeypatch: pytest.MonkeyPatch, program: str, seconds: float = 20.0) -> SourceError:
    """What `run` raises where the child runs `program` in place of the worker."""
    monkeypatch.setattr(sandbox, "_command", lambda *_: [sys.executable, "-c", program])
    with pytest.raises(SourceError) as caught:
        sandbox.run("pdf", PROBE, seconds=seconds)
    return caught.value


def test_a_child_that_hangs_is_ended_at_the_time_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    started = time.monotonic()
    error = refusal_of(monkeypatch, "import time; time.sleep(60)", seconds=0.3)
    assert error.code is Fault.TOO_LONG_TO_PARSE
    assert "0.3 seconds" in error.message
    assert time.monotonic() - started < 10


def test_the_time_limit_holds_for_real_files() -> None:
    with pytest.raises(SourceError) as caught:
        parse_upload("a.pdf", PROBE, seconds=0.01)
    assert caught.value.code is Fault.TOO_LONG_TO_PARSE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps RLIMIT_AS")
def test_the_memory_limit_holds_in_the_worker() -> None:
    large = page("<p>The minister said no, and said it again.</p>" * 40_000)
    with pytest.raises(SourceError) as caught:
        sandbox.run("html", large, memory=120 * 1024 * 1024)
    assert caught.value.code is Fault.OUT_OF_MEMORY


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps RLIMIT_AS")
def test_the_worker_binds_itself_before_it_reads() -> None:
    program = (
        "import resource, json; from stances.sources.worker import limit_resources; limit_resources(5, 2**28);"
        "print(json.dumps([resource.getrlimit(getattr(resource, n)) for n in"
        "('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_CORE')]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=sandbox._environment()
    )
    assert done.stdout.strip() == "[[268435456, 268435456], [6, 6], [0, 0]]"


def test_a_child_that_crashes_means_a_damaged_file(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refusal_of(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert error.code is Fault.DAMAGED


def test_a_child_that_the_system_kills_for_memory_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    error = refusal_of(monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert error.code is Fault.OUT_OF_MEMORY
    assert refusal_of(monkeypatch, "raise MemoryError").code is Fault.OUT_OF_MEMORY


@pytest.mark.parametrize("program", ["print('hello')", "print('{}')", "print('[]')", "import no_such_library", "pass"])
def test_an_installation_at_fault_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    error = refusal_of(monkeypatch, program)
    assert error.code is Fault.READER_FAILED
    assert "administrator" in error.message


def test_a_program_that_cannot_be_started_is_the_installation_s_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_command", lambda *_: ["/no/such/program"])
    with pytest.raises(SourceError) as caught:
        sandbox.run("pdf", PROBE)
    assert caught.value.code is Fault.READER_FAILED


def test_a_child_that_never_stops_talking_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stances.sources.limits.MAX_ANSWER_BYTES", 1000)
    assert refusal_of(monkeypatch, "print('x' * 5000)").code is Fault.TOO_LARGE


def test_secrets_in_the_environment_stay_with_the_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for children")
    monkeypatch.setenv("DATABASE_URL", "postgres://user:password@host/db")
    assert not {"SECRET_KEY", "DATABASE_URL"} & set(sandbox._environment())
    assert os.environ["SECRET_KEY"] == "not for children"


def test_an_error_survives_the_way_between_processes() -> None:
    error = SourceError(Fault.NO_TEXT, "There is no text.")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.code, copy.message, str(copy)) == (error.code, error.message, error.message)


def test_the_server_loads_no_parser() -> None:
    program = (
        "import sys, stances.sources; stances.sources.parse_upload('a.csv', b'text\\nhello');"
        "print(sorted({'trafilatura', 'pypdf', 'docx', 'feedparser', 'lxml', 'numpy', 'charset_normalizer', 'django'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=sandbox._environment()
    )
    assert done.stdout.strip() == "[]"


def test_a_real_page_is_read_from_any_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    (draft,) = parse_upload("a.html", article_page()).drafts
    assert PARAGRAPHS[0] in draft.text
