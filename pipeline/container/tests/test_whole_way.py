"""prepare -> train -> evaluate in the contract's folders."""

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from everloop_container.fingerprint import content_sha256

from .support import CLASSES, Jobs, examples


def test_learns_the_shapes(trained: Jobs) -> None:
    golden = trained.json("processing/output/evaluation/evaluation.json")["everloop"]["challenger"]["golden"]
    assert golden["count"] == 24
    assert golden["macroF1"] >= 0.95
    assert list(golden["perClass"]) == CLASSES


def test_evaluation_has_model_monitors_format(trained: Jobs) -> None:
    statistics = trained.json("processing/output/evaluation/evaluation.json")
    metrics = statistics["multiclass_classification_metrics"]
    assert statistics["dataset"]["item_count"] == 24
    assert sum(sum(row.values()) for row in metrics["confusion_matrix"].values()) == 24
    assert set(metrics["accuracy"]) == {"value", "standard_deviation"}
    assert metrics["accuracy_best_constant_classifier"]["value"] == pytest.approx(1 / 3)
    limits = trained.json("processing/output/evaluation/constraints.json")["multiclass_classification_constraints"]
    assert limits["weighted_recall"]["comparison_operator"] == "LessThanThreshold"


def test_baselines_hold_every_kpi_of_every_class(trained: Jobs) -> None:
    kpis = trained.json("processing/output/evaluation/kpi-baselines.json")["kpis"]
    assert set(kpis) == {"macroF1", *(f"{c}/{k}" for c in CLASSES for k in ("recall", "precision", "npv", "f1"))}
    assert all(kpi["threshold"] <= kpi["value"] for kpi in kpis.values())


def test_the_report_describes_the_training_data(trained: Jobs) -> None:
    balance = trained.json("processing/output/report/class-balance.json")["splits"]
    assert balance["train"] == {"count": 60, "perClass": dict.fromkeys(CLASSES, 20), "perSource": {"test": 60}}
    statistics = trained.json("processing/output/report/statistics.json")
    brightness = next(f for f in statistics["features"] if f["name"] == "brightness")["numerical_statistics"]
    buckets = brightness["distribution"]["kll"]["buckets"]
    assert brightness["common"] == {"num_present": 60, "num_missing": 0}
    assert sum(bucket["count"] for bucket in buckets) == 60
    lines = (trained.output / "report/features.ndjson").read_text().splitlines()
    mean = np.mean([json.loads(line)["features"]["brightness"] for line in lines])
    assert brightness["mean"] == pytest.approx(mean, abs=1e-4)


def test_the_model_carries_its_lineage(trained: Jobs) -> None:
    model = trained.json("model/model.json")
    manifest = trained.json("processing/input/manifest/manifest.json")
    assert model["manifestId"] == manifest["id"]
    assert model["classes"] == CLASSES
    assert model["preparation"] == {"input_side": 28, "colour": "grey", "framing": "product", "polarity": "auto"}
    assert model["hyperParameters"]["seed"] == "5"
    metrics = trained.json("output/data/metrics.json")
    assert metrics["contentSha256"] == content_sha256(trained.base / "model")


def test_equal_input_and_seed_give_equal_bytes(trained: Jobs, jobs: Jobs, capsys: pytest.CaptureFixture[str]) -> None:
    jobs.give([*examples(20), *examples(4, "validation")])
    jobs.give(examples(8, "golden"), prefix="golden-")
    jobs.hyper_parameters(epochs="12", hidden_units="32", seed="5", augment_copies="1")
    assert jobs.run("prepare") == 0
    jobs.connect()
    assert jobs.run("train") == 0
    for path in ("processing/output/train/arrays.npz", "model/weights.npz", "model/model.json"):
        assert _sha256(jobs.base / path) == _sha256(trained.base / path), path
    printed = capsys.readouterr().out
    found = re.findall(r"validation:macro_f1=([0-9.eE+-]+);", printed)
    assert float(found[-1]) == pytest.approx(jobs.json("output/data/metrics.json")["macro_f1"], abs=1e-6)
    others = [line for line in printed.splitlines() if not re.fullmatch(r"[a-z]+:[a-z0-9_]+=[0-9.eE+-]+;", line)]
    assert all(json.loads(line)["level"] == "info" for line in others)


def test_another_seed_gives_another_model(trained: Jobs, jobs: Jobs) -> None:
    (jobs.base / "input/data").mkdir(parents=True)
    (jobs.base / "input/data/train").symlink_to(trained.output / "train")
    jobs.hyper_parameters(epochs="2", hidden_units="32", seed="6", augment_copies="0")
    assert jobs.run("train") == 0
    assert _sha256(jobs.base / "model/weights.npz") != _sha256(trained.base / "model/weights.npz")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
