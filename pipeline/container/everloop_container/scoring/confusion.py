"""Per-class figures of a classifier from its confusion matrix."""

from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class ClassScore:
    """One class against all others. A share whose denominator is 0 counts as 0."""

    recall: float
    precision: float
    npv: float
    """Negative predictive value: of those predicted as another class, the share that are another class."""
    f1: float
    support: int
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    def to_json(self) -> dict[str, float | int]:
        words = {name: name.split("_") for name in asdict(self)}
        camel = {name: parts[0] + "".join(part.title() for part in parts[1:]) for name, parts in words.items()}
        return {camel[name]: value for name, value in asdict(self).items()}


def confusion_matrix(labels: NDArray[np.integer], predicted: NDArray[np.integer], classes: int) -> Counts:
    """[actual, predicted]"""
    flat = np.bincount(labels.astype(np.int64) * classes + predicted, minlength=classes * classes)
    return flat.reshape(classes, classes)


def class_scores(confusion: Counts) -> list[ClassScore]:
    total = int(confusion.sum())
    scores = []
    for number in range(len(confusion)):
        tp = int(confusion[number, number])
        fn = int(confusion[number].sum()) - tp
        fp = int(confusion[:, number].sum()) - tp
        tn = total - tp - fn - fp
        shares = (_share(tp, tp + fn), _share(tp, tp + fp), _share(tn, tn + fn), _share(2 * tp, 2 * tp + fp + fn))
        scores.append(ClassScore(*shares, tp + fn, tp, fp, fn, tn))
    return scores


def macro_f1(confusion: Counts | NDArray[np.float64]) -> float:
    """Mean of the classes' F1, whatever their size; expected counts will do."""
    hits = np.diagonal(confusion)
    sizes = confusion.sum(axis=0) + confusion.sum(axis=1)
    return float(np.mean(2 * hits / np.where(sizes > 0, sizes, 1)))


def accuracy(confusion: Counts) -> float:
    return _share(int(np.trace(confusion)), int(confusion.sum()))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
