"""Writes cases.json: what scipy, Evidently, NannyML, statsmodels and scikit-learn say of small samples.

python3 -m venv /tmp/peers && /tmp/peers/bin/pip install -r test/unit/drift/golden/requirements.txt
/tmp/peers/bin/python test/unit/drift/golden/make_cases.py && npx biome format --write test/unit/drift/golden
"""

import json
import warnings
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from evidently.legacy.calculations.stattests import (
    chi_stat_test,
    hellinger_stat_test,
    jensenshannon_stat_test,
    psi_stat_test,
    wasserstein_stat_test,
    z_stat_test,
)
from evidently.legacy.calculations.stattests.registry import StatTest, get_stattest
from evidently.legacy.core import ColumnType
from nannyml.drift.univariate.methods import FeatureType, MethodFactory
from nannyml.thresholds import StandardDeviationThreshold, calculate_threshold_values
from scipy import stats
from scipy.stats._stats_py import _attempt_exact_2kssamp
from sklearn import metrics
from statsmodels.stats.multitest import multipletests

Case = dict[str, Any]
Numbers: TypeAlias = "np.ndarray[Any, np.dtype[np.float64]]"

rng = np.random.default_rng(20261121)


def numeric_samples() -> list[tuple[str, Numbers, Numbers]]:
    """Named pairs, four decimals, so that the file stays small."""
    near = rng.normal(0, 1, 100)
    pairs = [
        ("same distribution", rng.normal(10, 2, 150), rng.normal(10, 2, 130)),
        ("shifted mean", rng.normal(0, 1, 200), rng.normal(0.7, 1, 120)),
        ("wider", rng.normal(0, 1, 200), rng.normal(0, 3, 90)),
        ("far apart", rng.normal(0, 1, 60), rng.normal(50, 1, 40)),
        ("the same values", near, near),
        ("equal sizes", rng.exponential(2, 80), rng.exponential(2.5, 80)),
        ("heavy tail", rng.lognormal(0, 2, 150), rng.lognormal(0.3, 2, 150)),
        ("ties", np.round(rng.normal(0, 3, 180)), np.round(rng.normal(1, 3, 110))),
        ("seven values", rng.integers(0, 7, 140).astype(float), rng.integers(1, 7, 100).astype(float)),
        ("four values", rng.integers(0, 4, 120).astype(float), rng.integers(0, 4, 100).astype(float)),
        ("two values", (rng.random(120) < 0.3).astype(float), (rng.random(100) < 0.5).astype(float)),
        ("constants apart", np.full(50, 3.0), np.full(40, 4.0)),
        ("constant against spread", np.full(50, 3.0), rng.normal(3, 1, 40)),
        ("one against many", np.array([0.25]), rng.normal(0, 1, 50)),
        ("near 290 kelvin", rng.normal(290, 0.5, 120), rng.normal(290.1, 0.5, 120)),
        ("large reference", rng.normal(0, 1, 1100), rng.normal(0.15, 1, 200)),
        (
            "large reference of four values",
            rng.integers(0, 4, 1100).astype(float),
            rng.integers(0, 4, 150).astype(float),
        ),
    ]
    return [(name, np.round(reference, 4), np.round(current, 4)) for name, reference, current in pairs]


def score(test: StatTest, reference: pd.Series, current: pd.Series, kind: str) -> float:
    return float(test(reference.copy(), current.copy(), ColumnType(kind), None).drift_score)


def chosen_by_evidently(reference: pd.Series, current: pd.Series, kind: str) -> Case:
    test = get_stattest(reference, current, kind, None)
    result = test(reference.copy(), current.copy(), ColumnType(kind), None)
    return {
        "test": test.name,
        "threshold": result.actual_threshold,
        "score": float(result.drift_score),
        "drifted": bool(result.drifted),
    }


def nannyml_score(method: str, reference: pd.Series, current: pd.Series, kind: FeatureType) -> float:
    made = MethodFactory.create(key=method, feature_type=kind, chunker=None, threshold=StandardDeviationThreshold())
    made._fit(reference)
    return float(made._calculate(current))


def numeric_case(name: str, reference: Numbers, current: Numbers) -> Case:
    ours, theirs = pd.Series(reference), pd.Series(current)
    exact = stats.ks_2samp(reference, current, method="exact")
    edges = np.histogram_bin_edges(np.concatenate([reference, current]), bins="sturges")
    case: Case = {
        "name": name,
        "reference": reference.tolist(),
        "current": current.tolist(),
        "ks": float(exact.statistic),
        "ksExact": float(exact.pvalue),
        "ksAsymptotic": float(stats.ks_2samp(reference, current, method="asymp").pvalue),
        "wasserstein": float(stats.wasserstein_distance(reference, current)),
        "wassersteinNormalised": score(wasserstein_stat_test, ours, theirs, "num"),
        "sturges": {
            "edges": edges.tolist(),
            "reference": np.histogram(reference, edges)[0].tolist(),
            "current": np.histogram(current, edges)[0].tolist(),
        },
        "evidently": chosen_by_evidently(ours, theirs, "num"),
        "nannyml": {
            "ks": nannyml_score("kolmogorov_smirnov", ours, theirs, FeatureType.CONTINUOUS),
            "wasserstein": nannyml_score("wasserstein", ours, theirs, FeatureType.CONTINUOUS),
        },
    }
    if ours.nunique() > 20:
        case["evidentlyPsi"] = score(psi_stat_test, ours, theirs, "num")
        case["evidentlyJensenShannon"] = score(jensenshannon_stat_test, ours, theirs, "num")
        bins = np.histogram_bin_edges(reference, bins="doane")
        outside = int(np.sum((current < bins[0]) | (current > bins[-1])))
        case["doane"] = {
            "reference": [*np.histogram(reference, bins)[0].tolist(), 0],
            "current": [*np.histogram(current, bins)[0].tolist(), outside],
            "jensenShannon": nannyml_score("jensen_shannon", ours, theirs, FeatureType.CONTINUOUS),
            "hellinger": nannyml_score("hellinger", ours, theirs, FeatureType.CONTINUOUS),
        }
    return case


def category_case(name: str, reference: list[int], current: list[int]) -> Case:
    names = [f"c{index}" for index in range(len(reference))]
    ours, theirs = pd.Series(np.repeat(names, reference)), pd.Series(np.repeat(names, current))
    case: Case = {
        "name": name,
        "reference": reference,
        "current": current,
        "evidently": chosen_by_evidently(ours, theirs, "cat"),
        "psi": score(psi_stat_test, ours, theirs, "cat"),
        "jensenShannonNats": score(jensenshannon_stat_test, ours, theirs, "cat"),
        "hellingerEvidently": score(hellinger_stat_test, ours, theirs, "cat"),
        "goodnessOfFit": score(chi_stat_test, ours, theirs, "cat"),
        "jensenShannonBits": nannyml_score("jensen_shannon", ours, theirs, FeatureType.CATEGORICAL),
        "hellinger": nannyml_score("hellinger", ours, theirs, FeatureType.CATEGORICAL),
        "lInfinity": nannyml_score("l_infinity", ours, theirs, FeatureType.CATEGORICAL),
        "totalVariation": float(
            np.abs(np.array(reference) / sum(reference) - np.array(current) / sum(current)).sum() / 2
        ),
    }
    if len(reference) > 1:
        table = stats.chi2_contingency(np.array([reference, current]))
        case["homogeneity"] = {"statistic": float(table.statistic), "pValue": float(table.pvalue)}
    if len(reference) == 2:
        case["proportions"] = score(z_stat_test, ours, theirs, "cat")
    return case


def category_cases() -> list[Case]:
    return [
        category_case("same shares", [50, 30, 20], [25, 15, 10]),
        category_case("one class floods", [400, 150, 150, 150, 150], [40, 60, 400, 50, 50]),
        category_case("two values", [80, 40], [30, 50]),
        category_case("two values, rare", [990, 10], [97, 3]),
        category_case("gone", [60, 30, 10], [40, 20, 0]),
        category_case("many", [100, 90, 80, 70, 60, 50, 40, 30, 20, 10], [90, 100, 70, 80, 50, 60, 30, 40, 10, 20]),
        category_case("large reference", [900, 400, 200], [30, 40, 30]),
        category_case("tiny shares", [20000, 1, 5], [10000, 2, 3]),
        category_case("one value", [30], [20]),
    ]


def tail_cases() -> Case:
    sizes = [1, 2, 5, 10, 50, 99, 140, 141, 230, 1000, 9091, 33333, 500000]
    scaled = [0.2, 0.35, 0.5, 0.7, 0.9, 1.1, 1.36, 1.5, 1.7, 2.1, 3.0, 5.0]
    kolmogorov = [
        [n, z / np.sqrt(n), float(stats.kstwo.sf(z / np.sqrt(n), n))] for n in sizes for z in scaled if z < np.sqrt(n)
    ]
    two_samples = [
        [n, m, h / np.lcm(n, m), None]
        for n, m, h in [(300, 1000, 200), (300, 10000, 2500), (50, 50, 9), (97, 100, 1500), (1, 1, 1), (7, 3, 12)]
    ]
    for row in two_samples:
        n, m, d, _ = row
        g = int(np.gcd(n, m))
        row[3] = float(_attempt_exact_2kssamp(n, m, g, d, "two-sided")[2])
    chi_square = [
        [x, k, float(stats.chi2.sf(x, k))]
        for k in [1, 2, 3, 9, 50, 511, 5000]
        for x in [0.01 * k, 0.5 * k, float(k), 1.5 * k, 3.0 * k, 10.0 * k]
    ]
    normal = [[z, float(2 * stats.norm.sf(z))] for z in [0.0, 0.1, 0.5, 1.0, 1.96, 2.5758, 4.0, 6.0, 8.0]]
    return {"kolmogorov": kolmogorov, "twoSamples": two_samples, "chiSquare": chi_square, "normal": normal}


def band_cases() -> list[Case]:
    rows = []
    for name, values, lower, upper in [
        ("distances near 0", np.abs(rng.normal(0.02, 0.02, 12)), 0.0, None),
        ("recall near 1", 1 - np.abs(rng.normal(0.01, 0.02, 15)), 0.0, 1.0),
        ("no limits", rng.normal(5, 1, 10), None, None),
        ("constant", np.full(10, 0.5), 0.0, 1.0),
        (
            "a chunk without a value",
            np.array([0.1, 0.2, np.nan, 0.15, 0.12, 0.11, 0.14, 0.1, 0.13, 0.12, 0.1]),
            0.0,
            None,
        ),
    ]:
        band = calculate_threshold_values(
            StandardDeviationThreshold(),
            values,
            lower_threshold_value_limit=lower,
            upper_threshold_value_limit=upper,
            override_using_none=True,
        )
        rows.append(
            {
                "name": name,
                "values": [None if np.isnan(value) else float(value) for value in values],
                "lowerLimit": lower,
                "upperLimit": upper,
                "band": [None if edge is None else float(edge) for edge in band],
            }
        )
    return rows


def holm_cases() -> list[Case]:
    rows = [[0.01, 0.04, 0.03, 0.005], [0.5], [0.02, 0.02, 0.02], [1.0, 0.9, 0.0001, 0.03, 0.03, 0.2], [0.6, 0.7]]
    return [{"pValues": row, "adjusted": multipletests(row, method="holm")[1].tolist()} for row in rows]


def performance_cases() -> Case:
    classes = ["bag", "dress", "shoe"]
    actual = rng.choice(classes, 200, p=[0.5, 0.3, 0.2])
    predicted = np.where(rng.random(200) < 0.8, actual, rng.choice(classes, 200))
    recall, precision, f1 = (
        function(actual, predicted, labels=classes, average=None).tolist()
        for function in (metrics.recall_score, metrics.precision_score, metrics.f1_score)
    )
    table = metrics.multilabel_confusion_matrix(actual, predicted, labels=classes)
    truth = np.round(rng.normal(500, 100, 80), 2)
    guess = np.round(truth + rng.normal(0, 30, 80), 2)
    return {
        "classes": classes,
        "actual": actual.tolist(),
        "predicted": predicted.tolist(),
        "recall": recall,
        "precision": precision,
        "f1": f1,
        "counts": [{"tp": int(t[1, 1]), "fp": int(t[0, 1]), "fn": int(t[1, 0]), "tn": int(t[0, 0])} for t in table],
        "accuracy": float(metrics.accuracy_score(actual, predicted)),
        "macroF1": float(metrics.f1_score(actual, predicted, average="macro")),
        "truth": truth.tolist(),
        "guess": guess.tolist(),
        "mse": float(metrics.mean_squared_error(truth, guess)),
        "rmse": float(metrics.root_mean_squared_error(truth, guess)),
        "mae": float(metrics.mean_absolute_error(truth, guess)),
        "r2": float(metrics.r2_score(truth, guess)),
    }


def plain(value: Any) -> Any:
    """JSON has neither NaN nor infinity."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not np.isfinite(value):
        return str(value)
    return value.item() if isinstance(value, np.generic) else value


def main() -> None:
    warnings.simplefilter("ignore")
    cases = {
        "numeric": [numeric_case(*sample) for sample in numeric_samples()],
        "categories": category_cases(),
        "tails": tail_cases(),
        "bands": band_cases(),
        "holm": holm_cases(),
        "performance": performance_cases(),
    }
    target = Path(__file__).parent / "cases.json"
    sections = [f'"{name}": ' + one_row_per_line(plain(rows)) for name, rows in cases.items()]
    target.write_text("{\n" + ",\n".join(sections) + "\n}\n")


def one_row_per_line(rows: Any) -> str:
    if not isinstance(rows, list):
        return json.dumps(rows)
    return "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"


main()
