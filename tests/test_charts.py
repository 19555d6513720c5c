"""Figures: what Plotly will be given, checked with Plotly's own schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
import pytest

from stances.charts import Figure, Panel, distribution, over_time
from stances.records import Bucket, DatedEvent, KnownRole, Mark, Point, Tally, Window
from stances.vocabulary import Bin, Office, Stance

WINDOW = Window(date(2022, 1, 1), date(2022, 6, 30))


def point(month: int, mean: float, *, low: float | None = None, high: float | None = None, n: int = 6) -> Point:
    last = {1: 31, 2: 28, 3: 31, 4: 30, 5: 31, 6: 30}[month]
    return Point(date(2022, month, 1), date(2022, month, last), mean, n, n, low, high)


def mark(statement: int, label: Stance = Stance.CRITICAL, **fields: Any) -> Mark:
    given = {"score": -0.7, "uncertain": False, "by_person": False, "words": "They must leave", "outlet": "The Courier"}
    return Mark(statement=statement, article=statement, day=date(2022, 3, 4), label=label, **{**given, **fields})


def role(title: str, start: date | None, end: date | None) -> KnownRole:
    return KnownRole(title=title, office=Office.FOREIGN_MINISTER, of="Vestland", start=start, end=end)


def figure(**given: Any) -> Figure:
    panel = Panel(
        "norland",
        "Norland",
        given.get("points", [point(1, 0.5, low=0.2, high=0.7), point(2, 0.4), point(5, -0.2)]),
        given.get("marks", [mark(1), mark(2, uncertain=True), mark(3, Stance.SUPPORTIVE, by_person=True)]),
    )
    return over_time(
        [panel, Panel("sudmark", "Sudmark", [], [])],
        given.get("window", WINDOW),
        Bin.MONTH,
        given.get("events", [DatedEvent(date(2022, 2, 2), "Talks in Port Alder", "The Courier")]),
        given.get("roles", [role("Foreign Minister of Vestland", date(2020, 1, 1), None)]),
    )


def bars() -> Figure:
    buckets = [
        Bucket(date(2022, 1, 1), date(2022, 1, 31), Tally(3, 1, 2)),
        Bucket(date(2022, 3, 1), date(2022, 3, 31), Tally(0, 4, 0)),
    ]
    return distribution(buckets, WINDOW, "norland")


def trace(drawn: Figure, name: str, axis: str = "y") -> dict[str, Any]:
    [found] = [one for one in drawn["data"] if one["name"] == name and one.get("yaxis", "y") == axis]
    return dict(found)


def strings(value: Any) -> Iterator[tuple[str, str]]:
    """All strings with the key they stand under."""
    if isinstance(value, dict):
        for key, inner in value.items():
            for item in inner if isinstance(inner, list) else [inner]:
                if isinstance(item, str):
                    yield key, item
                else:
                    yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


@pytest.mark.parametrize("drawn", [figure(), figure(events=[], roles=[]), figure(points=[], marks=[]), bars()])
def test_a_figure_is_one_that_plotly_knows(drawn: Figure) -> None:
    assert len(go.Figure(drawn).data) == len(drawn["data"])  # raises on any unknown property or value
    assert json.loads(json.dumps(drawn)) == drawn


@pytest.mark.parametrize("drawn", [figure(), bars()])
def test_colours_are_names_of_the_stylesheets_variables(drawn: Figure) -> None:
    colours = {text for key, text in strings(drawn) if "color" in key and text != "rgba(0,0,0,0)"}
    assert {"var(--critical)", "var(--supportive)"} <= colours
    assert all(re.fullmatch(r"var\(--[a-z0-9-]+\)", colour) for colour in colours)


def test_every_colour_is_in_the_stylesheet(settings: Any) -> None:
    sheet = (settings.BASE_DIR / "static" / "style.css").read_text()
    names = {text[4:-1] for drawn in (figure(), bars()) for _, text in strings(drawn) if text.startswith("var(")}
    assert [name for name in sorted(names) if f"{name}:" not in sheet] == []


def test_the_line_breaks_where_a_bin_is_missing() -> None:
    line = trace(figure(), "Course of the mean")
    assert line["y"] == [0.5, 0.5, 0.4, 0.4, None, -0.2, -0.2]
    assert line["x"][:4] == ["2022-01-01", "2022-02-01", "2022-02-01", "2022-03-01"]
    assert line["connectgaps"] is False


def test_a_bin_that_the_window_cuts_is_drawn_inside_it_and_clicks_as_a_whole() -> None:
    drawn = figure(window=Window(date(2022, 1, 21), date(2022, 5, 10)))
    assert trace(drawn, "Course of the mean")["x"][0] == "2022-01-21"
    assert trace(drawn, "Course of the mean")["x"][-1] == "2022-05-11"
    assert trace(drawn, "Mean of a month")["x"][0] == "2022-01-26T12:00"
    assert trace(drawn, "Mean of a month")["customdata"][0] == ["2022-01-01", "2022-01-31", "norland"]


def test_only_a_mean_with_an_interval_has_a_ribbon() -> None:
    ribbon = trace(figure(), "95% interval")
    assert ribbon["y"] == [0.2, 0.2, 0.7, 0.7, 0.2, None]
    assert ribbon["x"][0] == "2022-01-01"
    assert ribbon["x"][1] == "2022-02-01"


def test_the_hover_text_of_a_mean_has_its_n_and_its_interval_or_why_not() -> None:
    first, second, _ = trace(figure(), "Mean of a month")["hovertext"]
    assert "January 2022" in first and "n = 6, from 6 articles" in first and "+0.20 to +0.70" in first
    assert "too few statements for an interval" in second


def test_a_click_on_a_point_tells_its_days_and_its_target() -> None:
    drawn = figure()
    assert trace(drawn, "Mean of a month")["customdata"][0] == ["2022-01-01", "2022-01-31", "norland"]
    assert trace(drawn, "Statements")["customdata"][0] == ["2022-03-04", "2022-03-04", "norland"]
    assert trace(drawn, "Statements")["ids"] == ["1", "3"]


def test_a_stance_has_its_shape_and_an_uncertain_one_is_hollow() -> None:
    drawn = figure(marks=[mark(1), mark(2, Stance.SUPPORTIVE), mark(3, Stance.NEUTRAL), mark(4, uncertain=True)])
    assert trace(drawn, "Statements")["marker"]["symbol"] == ["triangle-down", "triangle-up", "circle"]
    assert trace(drawn, "Uncertain statements")["marker"]["symbol"] == ["triangle-down-open"]


def test_a_persons_label_has_a_ring() -> None:
    line = trace(figure(), "Statements")["marker"]["line"]
    assert line["color"][1] == "var(--person)" and line["width"][1] > 0


def test_words_of_articles_are_escaped() -> None:
    text = trace(figure(marks=[mark(1, words='<a href="x">& more')]), "Statements")["hovertext"][0]
    assert "&lt;a" in text and "&amp; more" in text and "<a" not in text


def test_each_target_has_a_panel_and_no_two_overlap() -> None:
    layout = figure()["layout"]
    domains = sorted(layout[name]["domain"] for name in layout if name.startswith("yaxis"))
    assert len(domains) == 4  # two targets, events, roles
    assert all(0 <= low < high <= 1 for low, high in domains)
    assert all(before[1] <= after[0] for before, after in pairwise(domains))
    assert [note["text"] for note in layout["annotations"]] == ["<b>toward Norland</b>", "<b>toward Sudmark</b>"]


def test_roles_that_overlap_stand_in_lanes_of_their_own_and_are_cut_to_the_window() -> None:
    roles = [
        role("Envoy", date(2021, 1, 1), date(2022, 3, 31)),
        role("Minister", date(2022, 2, 1), date(2022, 4, 30)),
        role("President", date(2022, 5, 1), None),
        role("Mayor", date(2010, 1, 1), date(2015, 1, 1)),
    ]
    drawn = trace(figure(roles=roles), "Roles", "y4")
    assert drawn["text"] == ["Envoy", "President", "Minister"]
    assert drawn["y"] == [0, 0, 1]
    assert drawn["base"] == ["2022-01-01", "2022-05-01", "2022-02-01"]
    assert drawn["x"][0] == 90 * 86_400_000
    assert drawn["x"][1] == 61 * 86_400_000


def test_an_event_has_a_line_and_a_marker_with_its_source() -> None:
    drawn = figure()
    [line] = drawn["layout"]["shapes"]
    assert line["x0"] == line["x1"] == "2022-02-02"
    assert "The Courier" in trace(drawn, "Events", "y3")["hovertext"][0]


def test_a_figure_without_an_end_is_refused() -> None:
    with pytest.raises(ValueError, match="first and the last day"):
        figure(window=Window(date(2022, 1, 1), None))


def test_the_bars_of_a_bin_add_up_to_its_statements_and_leave_gaps_empty() -> None:
    drawn = bars()
    assert [one["name"] for one in drawn["data"]] == ["Critical", "Neutral", "Supportive"]
    assert [sum(heights) for heights in zip(*(one["y"] for one in drawn["data"]), strict=True)] == [6, 4]
    assert drawn["data"][0]["x"] == ["2022-01-01", "2022-03-01"]
    assert len({one["marker"]["color"] for one in drawn["data"]}) == 3
