"""How far apart two stand: the measure's own laws, and a table of cases."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stances.distances import MIN_SHARED, Stands, distance, shared_n

stands = st.dictionaries(
    st.sampled_from("abc"), st.tuples(st.floats(-1, 1, allow_nan=False), st.integers(1, 40)), max_size=3
)


@pytest.mark.parametrize(
    ("one", "other", "value", "shared"),
    [
        ({"a": (0.5, 9)}, {"a": (-0.3, 6)}, 0.8, 6),
        ({"a": (1.0, 5)}, {"a": (-1.0, 5)}, 2.0, 5),
        ({"a": (0.5, 6), "b": (0.0, 2)}, {"a": (0.5, 6), "b": (-0.8, 9)}, 0.2, 8),
        ({"a": (0.5, 6), "b": (0.9, 90)}, {"a": (0.1, 6), "c": (-0.9, 90)}, 0.4, 6),
    ],
)
def test_targets_weigh_by_the_smaller_number_of_statements(
    one: Stands, other: Stands, value: float, shared: int
) -> None:
    found = distance(one, other)
    assert found is not None
    assert (found.value, found.shared) == (pytest.approx(value), shared)


@pytest.mark.parametrize(
    ("one", "other"), [({}, {}), ({"a": (1.0, 50)}, {"b": (1.0, 50)}), ({"a": (1.0, 4)}, {"a": (1.0, 50)})]
)
def test_too_little_in_common_gives_no_distance(one: Stands, other: Stands) -> None:
    assert shared_n(one, other) < MIN_SHARED
    assert distance(one, other) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # this machine may be busy
@given(stands, stands)
def test_it_is_the_same_both_ways_inside_its_range_and_zero_to_itself(one: Stands, other: Stands) -> None:
    there, back = distance(one, other), distance(other, one)
    assert (there is None) == (back is None) == (shared_n(one, other) < MIN_SHARED)
    if there and back:
        assert 0.0 <= there.value <= 2.0
        assert there.value == pytest.approx(back.value)
    itself = distance(one, one)
    assert itself is None or itself.value == 0.0
