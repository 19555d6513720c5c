"""The map of tiles."""

from __future__ import annotations

from typing import Any

from stances.drawings import FILLS, level, tenths
from stances.seeding.files import read
from stances.tilemap import TILES


def test_no_two_countries_share_a_tile_a_code_or_a_name() -> None:
    for taken in (
        [(tile.column, tile.row) for tile in TILES],
        [tile.code for tile in TILES],
        [tile.name for tile in TILES],
    ):
        assert len(set(taken)) == len(TILES)


def test_every_country_that_the_seeds_name_has_a_tile(settings: Any) -> None:
    named = {actor.country for actor in read(settings.BASE_DIR / "seeds", reports=False).actors if actor.country}
    assert len(named) > 40
    assert sorted(named - {tile.name for tile in TILES}) == []


def test_levels_follow_the_mean_and_each_has_its_colour() -> None:
    means = [-1.0, -0.7, -0.5, -0.3, -0.1, 0.0, 0.19, 0.2, 0.45, 0.7, 1.0]
    assert [level(mean) for mean in means] == ["c3", "c3", "c2", "c1", "0", "0", "0", "s1", "s2", "s3", "s3"]
    assert {level(mean) for mean in means} <= FILLS.keys()


def test_a_mean_in_a_cell_has_its_sign_and_one_decimal() -> None:
    assert [tenths(mean) for mean in (-1.0, -0.84, -0.04, 0.0, 0.26, 0.97)] == ["−1", "−.8", "0", "0", "+.3", "+1"]
