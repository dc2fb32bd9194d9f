"""Data baselines in Model Monitor's formats (statistics.json, constraints.json). Deterministic: no time stamps."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float64]
"""One value per example; NaN where it is missing."""

_BUCKETS = 20
# Model Monitor's own defaults
_MONITORING = {
    "evaluate_constraints": "Enabled",
    "emit_metrics": "Enabled",
    "datatype_check_threshold": 1.0,
    "domain_content_threshold": 1.0,
    "distribution_constraints": {
        "perform_comparison": "Enabled",
        "comparison_threshold": 0.1,
        "comparison_method": "Robust",
    },
}


def statistics(columns: Mapping[str, Column], labels: Sequence[str]) -> dict[str, Any]:
    features = [_numeric(name, values) for name, values in columns.items()]
    return {"version": 0.0, "dataset": {"item_count": len(labels)}, "features": [*features, _text("label", labels)]}


def constraints(columns: Mapping[str, Column], labels: Sequence[str]) -> dict[str, Any]:
    features: list[dict[str, Any]] = []
    for name, values in columns.items():
        present = values[np.isfinite(values)]
        feature: dict[str, Any] = {"name": name, "inferred_type": _kind(present)}
        feature["completeness"] = len(present) / len(values) if len(values) else 0.0
        feature["num_constraints"] = {"is_non_negative": bool((present >= 0).all())}
        features.append(feature)
    domain = {"domains": sorted(set(labels))}
    features.append({"name": "label", "inferred_type": "String", "completeness": 1.0, "string_constraints": domain})
    return {"version": 0.0, "features": features, "monitoring_config": _MONITORING}


def _kind(present: Column) -> str:
    if len(present) == 0:
        return "Unknown"
    return "Integral" if (present == np.rint(present)).all() else "Fractional"


def _numeric(name: str, values: Column) -> dict[str, Any]:
    present = values[np.isfinite(values)]
    common = {"num_present": len(present), "num_missing": len(values) - len(present)}
    numbers: dict[str, Any] = {"common": common}
    if len(present):
        numbers |= {
            "mean": float(present.mean()),
            "sum": float(present.sum()),
            "std_dev": float(present.std()),
            "min": float(present.min()),
            "max": float(present.max()),
            "distribution": {"kll": {"buckets": _buckets(present)}},
        }
    return {"name": name, "inferred_type": _kind(present), "numerical_statistics": numbers}


def _buckets(present: Column) -> list[dict[str, float]]:
    counts, edges = np.histogram(present, bins=_BUCKETS)
    return [
        {"lower_bound": float(low), "upper_bound": float(high), "count": float(count)}
        for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
    ]


def _text(name: str, values: Sequence[str]) -> dict[str, Any]:
    names, counts = np.unique(np.array(values, dtype=str), return_counts=True)
    pairs = zip(names, counts, strict=True)
    buckets = [{"value": str(value), "count": int(count)} for value, count in pairs]
    strings = {
        "common": {"num_present": len(values), "num_missing": 0},
        "distinct_count": float(len(buckets)),
        "distribution": {"categorical": {"buckets": buckets}},
    }
    return {"name": name, "inferred_type": "String", "string_statistics": strings}
