"""What a picture must carry when it leaves its page: title, filters, n, cut-off date, source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from stances.records import Window
from stances.selections import Selection
from stances.summaries import day


@dataclass(frozen=True, slots=True)
class Written:
    """One line of a caption, at its height in a drawing."""

    text: str
    y: int


@dataclass(frozen=True, slots=True)
class Caption:
    """`told` is everything but the title and the source, one line each."""

    title: str
    told: tuple[str, ...]
    source: str

    def as_dict(self) -> dict[str, object]:
        return {"title": self.title, "lines": [*self.told, f"Source: {self.source}"]}

    def placed(self, top: int) -> dict[str, object]:
        """For a drawing of its own, the lines from the height `top` downward."""
        lines = [*self.told, f"Source: {self.source}"]
        return {"title": self.title, "lines": [Written(text, top + 18 * at) for at, text in enumerate(lines, 1)]}


def caption(
    request: HttpRequest,
    title: str,
    asked: Selection,
    page: str,
    *,
    window: Window,
    n: int,
    cut_off: date | None,
) -> Caption:
    """`page` is the path and query of the page that the picture is of."""
    when = f"{day(window.since)} to {day(window.until)}" if window.since and window.until else ""
    filters = asked.filters_in_words or "no filter"
    return Caption(
        title,
        (
            f"{when}; {filters}",
            f"n = {n:,} statements; data up to {day(cut_off)}" if cut_off else f"n = {n:,} statements",
        ),
        f"Diplomacy, stance tracker, {request.build_absolute_uri(page).removesuffix('?')}",
    )
