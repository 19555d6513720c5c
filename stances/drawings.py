"""Charts drawn on the server as SVG: the heatmap of actors by time and the map of tiles. Numbers in, shapes out.

A drawing is shown in a page, where classes of the stylesheet colour it, and given out as a file of its own, which
carries its colours with it (`FILLS`). Every coloured cell also prints its number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stances.charts import period, short
from stances.intervals import MIN_STATEMENTS
from stances.records import Point, Standing
from stances.summaries import LEANING, signed
from stances.tilemap import COLUMNS, ROWS, TILES
from stances.vocabulary import Bin

#: The fill and the ink of each level in a file of its own: c critical, s supportive, 0 between; 1 to 3 by strength.
FILLS = {
    "c3": ("#b3441a", "#ffffff"),
    "c2": ("#dd8757", "#1c2127"),
    "c1": ("#f3c9b0", "#1c2127"),
    "0": ("#e3e2dc", "#1c2127"),
    "s1": ("#bcd9ee", "#1c2127"),
    "s2": ("#6aa7d1", "#1c2127"),
    "s3": ("#12649b", "#ffffff"),
    "": ("#ffffff", "#666e77"),
}
#: From so far out, a mean is of the second and of the third strength.
STRONGER, STRONGEST = 0.45, 0.7

_CELL, _ROW, _NAMES, _HEAD = 32, 26, 178, 40
_TILE = 44


@dataclass(frozen=True, slots=True)
class Shape:
    """One cell: its place, its level of colour ("" where nothing was said), what it prints, and what it tells."""

    x: int
    y: int
    width: int
    height: int
    level: str
    text: str
    code: str = ""
    title: str = ""
    link: str = ""
    few: bool = False

    @property
    def fill(self) -> str:
        return FILLS[self.level][0]

    @property
    def ink(self) -> str:
        return FILLS[self.level][1]

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True, slots=True)
class Word:
    """A name beside the cells; `anchor` is SVG's text-anchor."""

    x: int
    y: int
    text: str
    anchor: str = "start"
    link: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in its own pixels. `label` says in a sentence what it shows."""

    kind: str
    width: int
    height: int
    label: str
    shapes: tuple[Shape, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the heatmap: an actor with its points, and where its evidence is."""

    name: str
    link: str
    points: Sequence[Point]


def level(mean: float) -> str:
    """The level of colour of a mean in [−1, 1]."""
    strength = 1 + (abs(mean) >= STRONGER) + (abs(mean) >= STRONGEST)
    return "0" if abs(mean) < LEANING else f"{'s' if mean > 0 else 'c'}{strength}"


def tenths(mean: float) -> str:
    """A mean with one decimal and its sign: +.8, −1, 0."""
    rounded = round(mean, 1)
    if rounded == 0:
        return "0"
    digits = f"{abs(rounded):.1f}".removeprefix("0").removesuffix(".0")
    return f"{'+' if rounded > 0 else '−'}{digits}"


def heatmap(rows: Sequence[Row], columns: Sequence[tuple[date, date]], size: Bin, about: str) -> Drawing:
    """Actors by bins of time; a bin in which nothing was said has no cell."""
    at = {start: place for place, (start, _) in enumerate(columns)}
    shapes = [
        Shape(
            x=_NAMES + at[point.start] * _CELL,
            y=_HEAD + line * _ROW,
            width=_CELL - 2,
            height=_ROW - 2,
            level=level(point.mean),
            text=tenths(point.mean),
            title=f"{row.name}, {period(point.start, point.end)}: mean {signed(point.mean)}, n {point.n}",
            link=f"{row.link}&on={point.start}..{point.end}",
            few=point.n < MIN_STATEMENTS,
        )
        for line, row in enumerate(rows)
        for point in row.points
    ]
    words = [
        Word(_NAMES - 10, _HEAD + line * _ROW + 17, short(row.name), "end", row.link) for line, row in enumerate(rows)
    ]
    words += _heads(columns, size)
    return Drawing(
        "heatmap",
        _NAMES + len(columns) * _CELL + 8,
        _HEAD + len(rows) * _ROW + 4,
        f"Mean stance toward {about} of {len(rows)} actors, {size.label.lower()} by {size.label.lower()}",
        tuple(shapes),
        tuple(words),
    )


def _heads(columns: Sequence[tuple[date, date]], size: Bin) -> list[Word]:
    """The years above, and what of the year each column is."""
    words, year = [], 0
    for place, (start, _) in enumerate(columns):
        x = _NAMES + place * _CELL
        if start.year != year:
            year = start.year
            words.append(Word(x, 14, str(year)))
        inside = {Bin.QUARTER: f"Q{(start.month + 2) // 3}", Bin.MONTH: f"{start:%b}"}.get(
            size, f"{start.day}.{start.month}."
        )
        words.append(Word(x + _CELL // 2 - 1, 32, inside, "middle"))
    return words


def world(standings: Mapping[str, Standing], links: Mapping[str, str], about: str) -> Drawing:
    """Countries as tiles, coloured by the mean of their speakers; a country of which nobody spoke is an empty tile."""
    shapes = []
    for tile in TILES:
        found = standings.get(tile.name)
        shapes.append(
            Shape(
                x=tile.column * _TILE + 2,
                y=tile.row * _TILE + 2,
                width=_TILE - 3,
                height=_TILE - 3,
                level=level(found.mean) if found else "",
                text=tenths(found.mean) if found else "",
                code=tile.code,
                title=f"{tile.name}: mean {signed(found.mean)}, n {found.n}" if found else f"{tile.name}: nothing said",
                link=links.get(tile.name, "") if found else "",
                few=bool(found and found.low is None),
            )
        )
    label = f"Mean stance toward {about} by home country of the speaker, one tile a country"
    return Drawing("world", COLUMNS * _TILE, ROWS * _TILE, label, tuple(shapes), ())


def off_the_map(countries: Iterable[str]) -> list[str]:
    """The countries that have no tile."""
    known = {tile.name for tile in TILES}
    return sorted(country for country in countries if country and country not in known)
