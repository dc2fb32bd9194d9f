"""train refuses hyper-parameters and data that can't work, and never leaves half a model."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from everloop_container.array_files import read_arrays, write_arrays
from everloop_container.workloads.product_images import network

from .support import Jobs


@pytest.fixture
def ready(trained: Jobs, jobs: Jobs) -> Jobs:
    """Prepared channels in a base folder of its own."""
    (jobs.base / "input/data").mkdir(parents=True)
    for split in ("train", "validation"):
        (jobs.base / "input/data" / split).symlink_to(trained.output / split)
    return jobs


def refused(jobs: Jobs) -> str:
    assert jobs.run("train") == 1
    assert not (jobs.base / "model").exists()
    return jobs.failure


def rewrite(jobs: Jobs, split: str, keep: Any = slice(None), **changes: Any) -> None:
    """Puts a changed copy in the channel's place."""
    channel = jobs.base / "input/data" / split
    given = read_arrays(channel, split)
    arrays = {name: array[keep] for name, array in given.arrays.items()}
    description = {**given.description, "count": len(arrays["labels"]), **changes}
    channel.unlink()
    write_arrays(channel, arrays, description)


def test_lists_every_bad_hyper_parameter(ready: Jobs) -> None:
    ready.hyper_parameters(epochs="many", hidden_unit="8", learning_rate="nan", recall_floors="bar=2", augment_flip="x")
    reason = refused(ready)
    for expected in (
        "epochs must be auto or a whole number of 1 to 500, got 'many'",
        "hidden_unit is unknown (did you mean hidden_units?)",
        "learning_rate must be a number of 1e-06 to 1, got 'nan'",
        "recall_floors must be <class>=<number of 0 to 1>, separated by commas, got 'bar=2'",
        "augment_flip must be true or false, got 'x'",
    ):
        assert expected in reason


def test_hyper_parameters_of_tuning_are_none_of_ours(ready: Jobs) -> None:
    ready.hyper_parameters(
        _tuning_objective_metric="validation:macro_f1", sagemaker_program="x", epochs="1", hidden_units="8"
    )
    assert ready.run("train") == 0


def test_hyper_parameters_must_be_strings(ready: Jobs) -> None:
    folder = ready.base / "input/config"
    folder.mkdir()
    (folder / "hyperparameters.json").write_text(json.dumps({"epochs": 3}))
    assert "file must hold an object of strings" in refused(ready)


def test_another_preparation_than_the_datas_is_refused(ready: Jobs) -> None:
    ready.hyper_parameters(input_side="56")
    assert "hyper-parameters must match the prepared data, got input_side=56 (prepared with 28)" in refused(ready)


def test_floors_name_the_datas_classes(ready: Jobs) -> None:
    ready.hyper_parameters(recall_floors="disk=0.9")
    assert "recall_floors must name the data's classes, got disk; use bar, disc, frame" in refused(ready)


def test_a_class_without_examples_is_named(ready: Jobs) -> None:
    labels = read_arrays(ready.base / "input/data/train", "train").labels
    rewrite(ready, "train", labels != 1)
    assert "train channel: every one of at least two classes must have at least 2 examples, got disc has 0" in refused(
        ready
    )


def test_one_image_is_too_few(ready: Jobs) -> None:
    rewrite(ready, "train", slice(1))
    assert "got bar has 1, disc has 0, frame has 0" in refused(ready)


def test_channels_of_two_preparations_are_refused(ready: Jobs) -> None:
    rewrite(ready, "validation", classes=["bar", "frame", "disc"])
    assert "validation channel: classes must be those of the train channel" in refused(ready)


@pytest.mark.parametrize("content", [None, b"no arrays"])
def test_a_channel_without_arrays_is_refused(ready: Jobs, content: bytes | None) -> None:
    rewrite(ready, "train")
    (ready.base / "input/data/train/arrays.npz").unlink()
    if content:
        (ready.base / "input/data/train/arrays.npz").write_bytes(content)
    assert "train channel: arrays.npz and dataset.json must be an output of prepare" in refused(ready)


def test_a_loss_that_is_no_number_fails_the_job(ready: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(adam: network._Adam, _gradient: object, _rate: float) -> None:
        adam.values.fill(np.nan)

    monkeypatch.setattr(network._Adam, "step", overflow)
    ready.hyper_parameters(epochs="2", hidden_units="8")
    assert "metric train:loss must be a finite number, got nan; lower learning_rate" in refused(ready)


def test_without_validation_channel_part_of_the_data_is_held_out(ready: Jobs) -> None:
    (ready.base / "input/data/validation").unlink()
    ready.hyper_parameters(epochs="1", hidden_units="8", validation_share="0.2")
    assert ready.run("train") == 0
    assert ready.json("output/data/metrics.json")["validation"]["count"] == 12


def test_stops_on_sigterm_without_a_model(ready: Jobs) -> None:
    ready.hyper_parameters(epochs="500", hidden_units="64", batch_size="8")
    command = [sys.executable, "-m", "everloop_container", "train"]
    root = Path(__file__).parents[1]
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "train:loss" in line:
                break
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=30)[0]
    finally:
        process.kill()
    assert process.returncode == 143
    assert time.monotonic() - start < 10
    assert "stopped by SIGTERM" in rest
    assert not (ready.base / "model").exists()
    assert not (ready.base / "output/failure").exists()


def trained_weights(jobs: Jobs, **hyper_parameters: str) -> dict[str, Any]:
    jobs.hyper_parameters(epochs="2", hidden_units="8", **hyper_parameters)
    assert jobs.run("train") == 0
    with np.load(jobs.base / "model/weights.npz") as weights:
        return dict(weights)


def test_the_temperature_is_part_of_the_model(ready: Jobs) -> None:
    plain = trained_weights(ready, calibrate="false", class_offsets="false")
    calibrated = trained_weights(ready, class_offsets="false")
    temperature = ready.json("output/data/metrics.json")["temperature"]
    assert abs(temperature - 1) > 0.05
    np.testing.assert_allclose(calibrated["out"], plain["out"] / temperature, rtol=1e-4)
    np.testing.assert_array_equal(calibrated["into"], plain["into"])


def test_offsets_make_up_for_a_neglected_class(ready: Jobs) -> None:
    neglect = {"class_weight_factors": "disc=0.01", "class_weights": "none"}
    plain = trained_weights(ready, class_offsets="false", **neglect)
    before = ready.json("output/data/metrics.json")["validation"]["perClass"]["disc"]["recall"]
    floored = trained_weights(ready, recall_floors="disc=1", **neglect)
    metrics = ready.json("output/data/metrics.json")
    assert before <= metrics["validation"]["perClass"]["disc"]["recall"]
    assert not plain["offsets"].any() and floored["offsets"][1] > floored["offsets"][[0, 2]].max()
    assert metrics["class_offsets"]["disc"] == pytest.approx(float(floored["offsets"][1]), abs=1e-5)
