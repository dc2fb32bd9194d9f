"""Makes a classifier's shares mean what they say, and its choice serve the floors; both from validation data only."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .confusion import confusion_matrix, macro_f1

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


def fit_offsets(logits: Floats, labels: Labels, floors: Floors) -> Floats:
    """What to add to each class's calibrated logit before choosing the largest: first the floors, then
    macro-F1; less of it where validation examples are few."""
    classes = logits.shape[1]
    offsets = np.zeros(classes, np.float32)
    best = _worth(logits, labels, offsets, floors)
    for _ in range(_SWEEPS):
        for number in range(classes):
            for value in _GRID:
                trial = offsets.copy()
                trial[number] = value
                worth = _worth(logits, labels, trial, floors)
                if worth > best:
                    best, offsets = worth, trial
    supports = np.bincount(labels, minlength=classes)
    trusted: Floats = (offsets * supports / (supports + _DOUBT)).astype(np.float32)
    return trusted


def _worth(logits: Floats, labels: Labels, offsets: Floats, floors: Floors) -> tuple[float, float]:
    """Larger is better: minus the sum of the shortfalls, then macro-F1 less the penalty."""
    counts = confusion_matrix(labels, (logits + offsets).argmax(axis=1), logits.shape[1])
    hits = np.diagonal(counts)
    recall = hits / np.maximum(counts.sum(axis=1), 1)
    precision = hits / np.maximum(counts.sum(axis=0), 1)
    supports = counts.sum(axis=1)
    short = sum(max(0.0, _spared(f, supports[number]) - recall[number]) for number, f in floors.recall.items())
    short += sum(max(0.0, _spared(f, supports[number]) - precision[number]) for number, f in floors.precision.items())
    return (-round(float(short), 6), macro_f1(counts) - _PENALTY * float(np.abs(offsets).sum()))


def _spared(floor: float, count: int) -> float:
    """The floor and one standard error of a share of `count` examples: other examples will score a little lower."""
    return min(1.0, floor + float(np.sqrt(floor * (1 - floor) / max(count, 1))))


def calibration_error(shares: Floats, labels: Labels) -> float:
    """Expected calibration error: mean distance of confidence and accuracy over 15 bins, weighted by their size."""
    confidence = shares.max(axis=1).astype(np.float64)
    right = shares.argmax(axis=1) == labels
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    sums = np.bincount(bins, confidence - right, minlength=_BINS)
    return float(np.abs(sums).sum() / len(labels))
