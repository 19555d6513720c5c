"""manage.py judge: statements in, labels out, without a database."""

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

from stances.classifying import ModelMissing
from stances.management.commands import judge as module
from tests.fakes import FakeModel

#: A database that is not there: nothing listens on port 1.
NOWHERE = "postgres://nobody:nothing@127.0.0.1:1/nowhere"


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> FakeModel:
    """Judges in place of the shipped model: these tests are about the command."""
    one = FakeModel()
    monkeypatch.setattr(module, "load", lambda spec: one)
    return one


def row(number: int, **fields: object) -> str:
    return json.dumps({"id": number, "statement": f"We stay, part {number}.", "targets": ["Karsia"], **fields}) + "\n"


def judged(*arguments: object) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("judge", *map(str, arguments), stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_files_are_judged_one_after_the_other_in_order_and_in_bounded_portions(
    tmp_path: Path, model: FakeModel
) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    one.write_text("".join(row(n) for n in range(150)))
    two.write_text("\n" + row(150, targets=["Russia", "Karsia"]) + "\n\n")
    rows = judged(one, two)
    assert [answer["id"] for answer in rows] == [*range(150), 150, 150]
    assert [answer["target"] for answer in rows[-2:]] == ["Russia", "Karsia"]
    assert model.calls == 4
    assert set(rows[0]) == {"id", "target", "label", "probabilities", "uncertain", "model"}
    assert rows[0]["probabilities"] == {"supportive": 0.85, "critical": 0.05, "neutral": 0.05, "unrelated": 0.05}


def test_built_in_targets_come_with_the_aliases_of_the_seeds(tmp_path: Path, model: FakeModel) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(row(1, targets=None))
    assert [answer["target"] for answer in judged(file)] == ["Russia", "Ukraine", "NATO"]
    assert "the Kremlin" in model.asked[0].target.aliases


def test_a_malformed_line_is_reported_with_its_number_and_the_rest_is_judged(
    tmp_path: Path, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mixed.jsonl"
    file.write_bytes(row(1).encode() + b"nonsense\n" + b'{"id": 3, "statement": "\xff"}\n' + row(4).encode())
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError) as failed:
        call_command("judge", str(file), str(tmp_path / "nothing.jsonl"), str(tmp_path), stdout=out, stderr=err)
    assert failed.value.returncode == 1
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == [1, 4]
    reasons = err.getvalue().splitlines()
    assert len(reasons) == 4
    assert reasons[0].startswith(f"{file}, line 2: it is not JSON")
    assert reasons[1].startswith(f"{file}, line 3: it is not UTF-8")
    assert "nothing.jsonl cannot be read" in reasons[2] and f"{tmp_path} cannot be read" in reasons[3]


def test_a_model_that_cannot_judge_ends_the_command_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(FakeModel):
        def judge(self, pairs: object) -> list[object]:  # type: ignore[override]
            raise ModelMissing("The weights are gone: reinstall the package.")

    monkeypatch.setattr(module, "load", lambda spec: Broken())
    file = tmp_path / "one.jsonl"
    file.write_text(row(1))
    with pytest.raises(CommandError, match="reinstall") as failed:
        judged(file)
    assert failed.value.returncode == 2


@pytest.mark.parametrize("spec", ["oracle", "", "huggingface:"])
def test_a_model_that_cannot_be_understood_is_refused_before_anything_is_read(spec: str) -> None:
    with pytest.raises(CommandError) as failed:
        judged("--model", spec, "nothing.jsonl")
    assert failed.value.returncode == 2


def test_the_model_of_the_command_line_goes_before_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(module, "load", lambda spec: asked.append(spec) or FakeModel())
    monkeypatch.setattr(module, "problems", lambda spec: [])
    file = tmp_path / "one.jsonl"
    file.write_text(row(1))
    judged(file)
    judged("--model", "elsewhere", file)
    assert asked == ["shipped", "elsewhere"]


def test_with_why_each_answer_has_what_leaving_out_each_word_does(tmp_path: Path, model: FakeModel) -> None:
    file = tmp_path / "one.jsonl"
    file.write_text(row(1, statement="We stay, friends."))
    [plain], [answer] = judged(file), judged("--why", file)
    assert "words" not in plain
    words = answer.pop("words")
    assert answer == plain
    assert words == [
        {"text": text, "start": start, "end": start + len(text), "change": 0.0, "label": "supportive"}
        for text, start in (("We", 0), ("stay", 3), ("friends", 9))
    ]
    assert [pair.statement for pair in model.asked[2:5]] == ["  stay, friends.", "We  , friends.", "We stay,  ."]


# --- as a process -------------------------------------------------------------------------


def start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "judge", *arguments],
        cwd=settings.BASE_DIR,
        env={**environment, "DIPLOMACY_LOCAL": "1", "DATABASE_URL": NOWHERE, "STANCE_MODEL": "shipped", "LC_ALL": "C"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_the_shipped_model_answers_a_slow_pipe_line_by_line_without_a_database() -> None:
    process = start()
    assert process.stdin and process.stdout
    process.stdin.write('{"id": "é", "statement": "We stand firmly with Ukraine.", "targets": ["Kyiv"]}\n'.encode())
    process.stdin.flush()
    # The pipe stays open: the answer must not wait for its end.
    first = json.loads(process.stdout.readline())
    assert (first["id"], first["target"], first["label"]) == ("é", "Ukraine", "supportive")
    out, err = process.communicate(b'half a line\n{"id": 2, "statement": "Rain is coming.", "targets": ["Karsia"]}')
    assert [json.loads(line)["label"] for line in out.splitlines()] == ["unrelated"]
    assert process.returncode == 1
    assert "standard input, line 2: it is not JSON" in err.decode()
    assert "Traceback" not in err.decode()


def test_when_nobody_reads_the_answers_any_more_it_ends_quietly(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("".join(row(n) for n in range(3000)))
    process = start(str(file))
    assert process.stdout and process.stderr
    assert json.loads(process.stdout.readline())["id"] == 0
    process.stdout.close()
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == b""
