"""Scores of a classifier on one set of examples, as gate, reports and alarms read them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .confusion import Counts, accuracy, class_scores, confusion_matrix, macro_f1
from .paired import standard_errors

_RESAMPLES = 200
# NannyML's rule: a KPI is out of the ordinary beyond three standard deviations
_DEVIATIONS = 3


@dataclass(frozen=True)
class Classification:
    """Satisfies workload.Evaluation."""

    classes: tuple[str, ...]
    confusion: Counts
    """[actual, predicted]"""
    calibration_error: float
    labels: NDArray[np.intp]
    predicted: NDArray[np.intp]

    @classmethod
    def of(
        cls, classes: tuple[str, ...], labels: NDArray[np.integer], predicted: NDArray[np.integer], error: float
    ) -> "Classification":
        counts = confusion_matrix(labels, predicted, len(classes))
        return cls(classes, counts, error, labels.astype(np.intp), predicted.astype(np.intp))

    def errors_against(self, other: "Classification") -> dict[str, dict[str, float]]:
        """By class and figure: the standard error of this model's less the other's, on the same examples."""
        errors = standard_errors(self.labels, self.predicted, other.predicted, len(self.classes))
        return dict(zip(self.classes, errors, strict=True))

    def summary(self) -> dict[str, Any]:
        scores = class_scores(self.confusion)
        return {
            "count": int(self.confusion.sum()),
            "macroF1": macro_f1(self.confusion),
            "accuracy": accuracy(self.confusion),
            "calibrationError": self.calibration_error,
            "perClass": {name: score.to_json() for name, score in zip(self.classes, scores, strict=True)},
            "confusion": self.confusion.tolist(),
        }

    def statistics(self) -> dict[str, Any]:
        names = self.classes
        matrix = {a: {p: int(self.confusion[i, j]) for j, p in enumerate(names)} for i, a in enumerate(names)}
        spread = _spread([_weighted(sample) for sample in self._resampled()])
        values = _weighted(self.confusion)
        metrics = {name: {"value": values[name], "standard_deviation": spread[name]} for name in values}
        return {
            "version": 0.0,
            "dataset": {"item_count": int(self.confusion.sum())},
            "multiclass_classification_metrics": {"confusion_matrix": matrix, **metrics},
        }

    def constraints(self) -> dict[str, Any]:
        limits = {
            name: {"threshold": value, "comparison_operator": "LessThanThreshold"}
            for name, value in _weighted(self.confusion).items()
            if "best_constant" not in name
        }
        return {"version": 0.0, "multiclass_classification_constraints": limits}

    def baselines(self) -> dict[str, Any]:
        """Recall, precision, NPV and F1 by class, and macro-F1: value, standard deviation, and the value less three of
        them, below which a window of as many examples is out of the ordinary."""
        samples = [_kpis(self.classes, sample) for sample in self._resampled()]
        spread = _spread(samples)
        values = _kpis(self.classes, self.confusion)
        kpis = {
            name: {
                "value": value,
                "standardDeviation": spread[name],
                "threshold": max(0.0, value - _DEVIATIONS * spread[name]),
            }
            for name, value in values.items()
        }
        return {"formatVersion": 1, "count": int(self.confusion.sum()), "kpis": kpis}

    def _resampled(self) -> list[Counts]:
        """Bootstrap: drawing examples anew changes the confusion matrix as a multinomial draw does. Always the same."""
        random = np.random.default_rng(0)
        total = int(self.confusion.sum())
        draws = random.multinomial(total, (self.confusion / total).ravel(), size=_RESAMPLES)
        return list(draws.reshape(_RESAMPLES, *self.confusion.shape))


def _kpis(classes: tuple[str, ...], confusion: Counts) -> dict[str, float]:
    values = {"macroF1": macro_f1(confusion)}
    for name, score in zip(classes, class_scores(confusion), strict=True):
        for kpi in ("recall", "precision", "npv", "f1"):
            values[f"{name}/{kpi}"] = float(getattr(score, kpi))
    return values


def _weighted(confusion: Counts) -> dict[str, float]:
    """Model Monitor's multiclass metrics: averages weighted by support, and those of naming one class."""
    constant = np.zeros_like(confusion)
    constant[:, int(confusion.sum(axis=1).argmax())] = confusion.sum(axis=1)
    best = {f"{name}_best_constant_classifier": value for name, value in _averages(constant).items()}
    return {**_averages(confusion), **best}


def _averages(confusion: Counts) -> dict[str, float]:
    scores = class_scores(confusion)
    weights = np.array([score.support for score in scores]) / max(1, int(confusion.sum()))
    recall = np.array([score.recall for score in scores])
    precision = np.array([score.precision for score in scores])
    values = {
        "accuracy": accuracy(confusion),
        "weighted_recall": float(weights @ recall),
        "weighted_precision": float(weights @ precision),
    }
    for name, beta in (("f0_5", 0.5), ("f1", 1.0), ("f2", 2.0)):
        below = beta**2 * precision + recall
        scale = np.divide((1 + beta**2) * precision * recall, below, out=np.zeros_like(below), where=below > 0)
        values[f"weighted_{name}"] = float(weights @ scale)
    return values


def _spread(samples: list[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.std([sample[name] for sample in samples])) for name in samples[0]}
