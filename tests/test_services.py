"""A service that is missing is said aloud at home, and is a failure in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

TESTS = """
import pytest

@pytest.mark.{marker}
def test_that_needs_something():
    pytest.skip("it is not here")
"""


def run_pytest(folder: Path, marker: str, ci: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(TESTS.format(marker=marker))
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider"),
            *("-c", str(ROOT / "pyproject.toml"), "--rootdir", str(folder), str(folder / "test_it.py")),
        ],
        env=os.environ | {"DIPLOMACY_CI": ci, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("marker", ["browser", "postgres", "redis"])
def test_in_ci_a_missing_service_fails_its_tests_and_the_reason_is_shown(tmp_path: Path, marker: str) -> None:
    done = run_pytest(tmp_path, marker, ci="1")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 failed" in done.stdout
    assert marker in done.stdout
    assert "it is not here" in done.stdout


def test_elsewhere_it_is_skipped_and_listed(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "redis", ci="")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 skipped" in done.stdout
    assert "it is not here" in done.stdout


def test_other_skips_pass_in_ci_too(tmp_path: Path) -> None:
    assert run_pytest(tmp_path, "shared", ci="1").returncode == 0
