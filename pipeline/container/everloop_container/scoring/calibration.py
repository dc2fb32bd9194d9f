"""Makes a classifier's shares mean what they say, and its choice serve the floors; both from validation data only."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .confusion import macro_f1

Floats = NDArray[np.float32]
Labels = NDArray[np.intp]

# a class's offset counts in full when many validation examples ask for it: n / (n + 50) of it is kept. On 3,000 photos
# (30 dresses to validate with) full offsets cost 7 points of the dresses' recall on other photos
_DOUBT = 50
# offsets are searched on this grid of natural-log units; two sweeps over the classes settle it
_GRID = np.round(np.arange(-2.0, 2.01, 0.1), 1)
_SWEEPS = 3
# an offset must earn its place: macro-F1 per unit of offset
_PENALTY = 0.001
# a hundredth of macro-F1 weighs as much as a tenth of a floor's chance
_SCORE_WEIGHT = 10
# a floor of 1 is near, not infinitely far
_LEAST_SPREAD = 1e-3
# expected counts may be less than one example
_NOBODY = 1e-9
# standard errors: erfc is above zero there
_FARTHEST = -30.0
_BINS = 15


@dataclass(frozen=True)
class Floors:
    """What the gate will ask for, by class number."""

    recall: Mapping[int, float] = field(default_factory=dict)
    precision: Mapping[int, float] = field(default_factory=dict)


def fit_temperature(logits: Floats, labels: Labels) -> float:
    """Divisor of the logits with the least cross entropy (Guo et al. 2017), 1/8 to 8, by golden section."""
    low, high = np.log(1 / 8), np.log(8.0)
    golden = (np.sqrt(5) - 1) / 2
    for _ in range(40):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if _cross_entropy(logits, labels, left) < _cross_entropy(logits, labels, right):
            high = right
        else:
            low = left
    return float(np.exp((low + high) / 2))


def _cross_entropy(logits: Floats, labels: Labels, log_temperature: float) -> float:
    scaled = logits.astype(np.float64) / np.exp(log_temperature)
    scaled -= scaled.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(labels)), labels]))


def certain(labels: Labels, classes: int) -> Floats:
    """[example, class]: 1 at the label; what `fit_offsets` takes where only the labels are trusted."""
    truth: Floats = np.eye(classes, dtype=np.float32)[labels]
    return truth


def fit_offsets(logits: Floats, truth: Floats, floors: Floors) -> Floats:
    """What to add to each class's calibrated logit before choosing the largest: likeliest to reach all floors on other
    examples, and with the largest macro-F1 where that is safe; less of it where validation examples are few.
    `truth` is [example, class], rows add up to 1: `certain` labels, or calibrated shares, by which the offsets vary a
    third as much from one validation set to another, and which must not be skewed by weighted training."""
    classes = logits.shape[1]
    offsets = np.zeros(classes, np.float32)
    best = _worth(logits, truth, offsets, floors)
    for _ in range(_SWEEPS):
        for number in range(classes):
            for value in _GRID:
                trial = offsets.copy()
                trial[number] = value
                worth = _worth(logits, truth, trial, floors)
                if worth > best:
                    best, offsets = worth, trial
    supports = truth.sum(axis=0)
    trusted: Floats = (offsets * supports / (supports + _DOUBT)).astype(np.float32)
    return trusted


def _worth(logits: Floats, truth: Floats, offsets: Floats, floors: Floors) -> float:
    """Larger is better: log of the chance of every floor, and macro-F1 less the penalty."""
    predicted = (logits + offsets).argmax(axis=1)
    chosen = [truth[predicted == number].sum(axis=0, dtype=np.float64) for number in range(logits.shape[1])]
    counts = np.stack(chosen, axis=1)
    hits, supports = np.diagonal(counts), counts.sum(axis=1)
    shares = (
        (hits / np.maximum(supports, _NOBODY), floors.recall),
        (hits / np.maximum(counts.sum(axis=0), _NOBODY), floors.precision),
    )
    chances = sum(
        _log_chance(float(share[number]), floor, float(supports[number]))
        for share, wanted in shares
        for number, floor in wanted.items()
    )
    return chances + _SCORE_WEIGHT * (macro_f1(counts) - _PENALTY * float(np.abs(offsets).sum()))


def _log_chance(share: float, floor: float, count: float) -> float:
    """Of reaching the floor on other examples: the share's distance from it, in standard errors of a share of `count`
    examples, is normal. Neither of two floors that pull in different directions is paid for with all of the other."""
    spread = float(np.sqrt(max(floor * (1 - floor), _LEAST_SPREAD) / max(count, 1)))
    distance = max((share - floor) / spread, _FARTHEST)
    return math.log(math.erfc(-distance / math.sqrt(2)) / 2)


def calibration_error(shares: Floats, labels: Labels) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over 15 bins, weighted by their size."""
    confidence = shares.max(axis=1).astype(np.float64)
    right = shares.argmax(axis=1) == labels
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    sums = np.bincount(bins, confidence - right, minlength=_BINS)
    return float(np.abs(sums).sum() / len(labels))
