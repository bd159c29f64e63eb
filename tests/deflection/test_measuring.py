"""The arithmetic of measuring."""

import itertools

import numpy as np
import pytest

from deflection.measuring import Hits, area, curve, interval, percentile, place, share


def test_a_hit_is_a_right_article_that_stands_high_enough() -> None:
    assert Hits.of([1, 3, 5, None]) == Hits(0.25, 0.5, 0.75, round((1 + 1 / 3 + 1 / 5) / 4, 4))
    assert Hits.of([]) is None


def test_the_first_right_article_counts() -> None:
    assert place(["a", "b", "c"], frozenset({"c", "b"})) == 2
    assert place(["a"], frozenset({"b"})) is None


def test_shares_of_nothing_are_not_zero() -> None:
    assert share([True, False, False, False]) == 0.25
    assert share([]) is None


def test_a_percentile_is_one_of_the_values() -> None:
    assert [percentile([1, 2, 3, 4], part) for part in (0.0, 0.5, 0.99)] == [1, 3, 4]
    assert percentile([], 0.5) == 0.0


def test_the_area_under_the_curve_is_how_often_the_right_one_is_higher() -> None:
    assert area([2, 3], [0, 1]) == 1.0
    assert area([0, 1], [2, 3]) == 0.0
    assert area([1, 3], [2, 2]) == 0.5
    assert area([2], [2, 2, 2]) == 0.5
    assert area([], [1]) is None
    assert area([1], []) is None


def test_the_curve_climbs_from_nothing_to_everything_and_holds_that_area() -> None:
    above, below = [0.9, 0.8, 0.6, 0.4, 0.4], [0.7, 0.5, 0.4, 0.2]
    points = curve(above, below)
    assert (points[0], points[-1]) == ((0.0, 0.0), (1.0, 1.0))
    assert points == sorted(points)
    under = sum((right[0] - left[0]) * (right[1] + left[1]) / 2 for left, right in itertools.pairwise(points))
    assert under == pytest.approx(area(above, below))


def test_an_interval_holds_the_mean_and_shrinks_with_more_questions() -> None:
    few = np.array([1.0, 0.0, 0.0, -1.0, 1.0, 0.0, 0.0, 0.0] * 5)
    low, high = interval([few])
    assert low < few.mean() < high
    closer_low, closer_high = interval([np.tile(few, 16)])
    assert closer_high - closer_low == pytest.approx((high - low) / 4, rel=0.1)
    assert interval([few]) == (low, high)


def test_over_several_sets_each_counts_the_same_however_many_questions_it_has() -> None:
    low, high = interval([np.ones(1_000), np.zeros(10)])
    assert low == high == 0.5


def test_a_difference_that_chance_explains_has_an_interval_around_zero() -> None:
    low, high = interval([np.array([1.0, -1.0] * 20)])
    assert low < 0 < high
