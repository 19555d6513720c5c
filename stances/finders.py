"""Finds plotly.min.js inside the installed plotly package: nothing vendored, always the matching version."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "plotly/plotly.min.js"


class OneFileStorage(FileSystemStorage):
    """A storage that serves plotly's script under a folder of its own."""

    def path(self, name: str) -> str:
        return super().path(Path(name).name)


class PlotlyFinder(BaseFinder):
    """Offers exactly one file, `plotly/plotly.min.js`; the package's widget bundle stays out."""

    @cached_property
    def storage(self) -> OneFileStorage:
        spec = find_spec("plotly")  # does not import plotly
        if spec is None or spec.origin is None:
            raise RuntimeError("The package plotly is not installed. Install the project's dependencies.")
        return OneFileStorage(location=str(Path(spec.origin).parent / "package_data"))

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        found = self.storage.path(NAME)
        return [found] if find_all else found

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        yield NAME, self.storage

    def check(self, **kwargs: Any) -> Any:
        return []
