"""What many tests need. The settings of a test run are in `tests/settings.py`."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
#: Markers of tests that need a service. With DIPLOMACY_CI set, a service that is missing is a failure.
SERVICES = ("browser", "postgres", "redis")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked slow (whole processes, 200 articles, very long texts) run in CI, and where they are asked for."""
    if os.environ.get("DIPLOMACY_CI") or os.environ.get("DIPLOMACY_SLOW"):
        return
    skip = pytest.mark.skip(reason="slow: DIPLOMACY_SLOW=1 runs it, and CI does")
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(skip)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    needs = [name for name in SERVICES if item.get_closest_marker(name)]
    if report.skipped and needs and os.environ.get("DIPLOMACY_CI") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longreprtext
        report.outcome = "failed"
        report.longrepr = f"In CI nothing may be missing, and this test needs {', '.join(needs)}. {reason}"
    return report


@pytest.fixture(scope="session")
def shared() -> Path:
    """The maintainers' folder of texts that may not be committed; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the maintainers' folder ../shared is not here")
    return SHARED
