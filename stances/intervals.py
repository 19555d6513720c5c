"""How sure a mean of stances is: a bootstrap that draws articles. Pure functions of numbers; no Django.

The statements of one article are not independent: one speech gives several. So whole articles are drawn with
replacement, as many as there are, and the percentiles of the means so drawn bound the interval (Efron 1979; for
clusters, Davison and Hinkley 1997, § 3.8). It is seeded by the number of articles alone, so a page shows the same
interval each time, whatever else is on the page. Above MANY_ARTICLES the draws are not made: there the mean is as good
as normal, and the interval is that of a ratio estimator over clusters (Cochran 1977, § 6.3), which agrees with them.

Throughout, `articles` are pairs of (sum of the scores of its statements, number of its statements), in an order that
never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Below either of these, a mean is shown with its n and without an interval.
MIN_STATEMENTS = 5
MIN_ARTICLES = 3
#: Two halves of a window are compared only where each holds this many statements, from MIN_ARTICLES articles.
MIN_STATEMENTS_HALF = 3

LEVEL = 0.95
RESAMPLES = 1000
SEED = 20220224

#: Above this, the interval is worked out and not drawn.
MANY_ARTICLES = 200
_Z = NormalDist().inv_cdf((1 + LEVEL) / 2)

Articles = Sequence[tuple[float, int]]


def interval(articles: Articles) -> tuple[float, float] | None:
    """The interval of the mean score of all statements, inside [−1, 1]; None where there are too few.

    Where every article says the same it has no width: a bootstrap cannot know of what it has not seen.
    """
    if len(articles) < MIN_ARTICLES or statements(articles) < MIN_STATEMENTS:
        return None
    if len(articles) > MANY_ARTICLES:
        middle, half = mean(articles), _Z * sqrt(_variance(articles))
        return max(-1.0, middle - half), min(1.0, middle + half)
    return _bounds(_resampled(articles))


def interval_of_difference(earlier: Articles, later: Articles) -> tuple[float, float] | None:
    """The interval of mean(later) − mean(earlier), inside [−2, 2]; None where either holds too little."""
    for half in (earlier, later):
        if len(half) < MIN_ARTICLES or statements(half) < MIN_STATEMENTS_HALF:
            return None
    if max(len(earlier), len(later)) > MANY_ARTICLES:
        difference, half_width = mean(later) - mean(earlier), _Z * sqrt(_variance(earlier) + _variance(later))
        return max(-2.0, difference - half_width), min(2.0, difference + half_width)
    return _bounds(_resampled(later, stream=1) - _resampled(earlier))


def statements(articles: Articles) -> int:
    """How many statements the articles carry."""
    return sum(n for _, n in articles)


def mean(articles: Articles) -> float:
    """The mean score of all statements, kept inside [−1, 1] against rounding."""
    return max(-1.0, min(1.0, sum(total for total, _ in articles) / statements(articles)))


def _variance(articles: Articles) -> float:
    """The variance of the mean, by linearising the ratio of the articles' sums and counts."""
    middle, k = mean(articles), len(articles)
    return sum((total - middle * n) ** 2 for total, n in articles) * k / (k - 1) / statements(articles) ** 2


def _bounds(means: NDArray[np.float64]) -> tuple[float, float]:
    import numpy as np

    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _resampled(articles: Articles, stream: int = 0) -> NDArray[np.float64]:
    """The means of RESAMPLES draws of as many articles, with replacement."""
    import numpy as np

    sums, counts = (_draws(len(articles), stream) @ np.asarray(articles, dtype=np.float64)).T
    means: NDArray[np.float64] = np.clip(sums / counts, -1.0, 1.0)
    return means


@lru_cache(maxsize=48)  # at most 0.8 MB each
def _draws(k: int, stream: int) -> NDArray[np.float32]:
    """How often each of k articles is drawn, RESAMPLES × k; the same for all cells of k articles."""
    import numpy as np

    generator = np.random.default_rng([SEED, k, stream])
    return generator.multinomial(k, np.full(k, 1.0 / k), size=RESAMPLES).astype(np.float32)
