"""How much chance there is in the difference of two models' figures on the same examples."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.intp]
Floats = NDArray[np.float64]


def standard_errors(labels: Indices, one: Indices, other: Indices, classes: int) -> list[dict[str, float]]:
    """By class: standard error of `one`'s recall, precision, NPV and F1 less `other`'s; 0 where they never differ.

    The infinitesimal jackknife (Efron 1982, ch. 6): the root of the summed squares of what each example contributes to
    the difference. Pairs count as pairs: for recall it is McNemar's sqrt(b + c - (b - c)^2 / n) / n.
    """
    return [
        {
            figure: float(np.sqrt(np.sum((mine - theirs) ** 2)))
            for (figure, mine), theirs in zip(
                _influences(labels == number, one == number).items(),
                _influences(labels == number, other == number).values(),
                strict=True,
            )
        }
        for number in range(classes)
    ]


def _influences(actual: NDArray[np.bool_], said: NDArray[np.bool_]) -> dict[str, Floats]:
    """Of each example on each figure of one class against all others. Every figure is a share of sums."""
    hit = actual & said
    return {
        "recall": _of_share(hit, actual),
        "precision": _of_share(hit, said),
        "npv": _of_share(~actual & ~said, ~said),
        "f1": _of_share(2.0 * hit, actual.astype(float) + said),
    }


def _of_share(part: NDArray[Any], whole: NDArray[Any]) -> Floats:
    total = float(whole.sum())
    if total == 0:
        return np.zeros(len(whole))
    influence: Floats = (part - float(part.sum()) / total * whole) / total
    return influence
