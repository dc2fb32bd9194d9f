"""A network of one's own as feature extractor."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from .support import CLASSES, Jobs, examples


def write_network(folder: Path, side: int = 28) -> None:
    """Means over patches of 7 x 7 pixels, of each colour."""
    shape: list[str | int | None] = ["n", 3, side, side]
    node = helper.make_node("AveragePool", ["picture"], ["features"], kernel_shape=[7, 7], strides=[7, 7])
    graph = helper.make_graph(
        [node],
        "patches",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 3, side // 7, side // 7])],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    folder.mkdir(parents=True)
    onnx.save(model, str(folder / "backbone.onnx"))


@pytest.fixture
def ready(jobs: Jobs) -> Jobs:
    jobs.give([*examples(12), *examples(3, "validation"), *examples(5, "golden")])
    assert jobs.run("prepare", "--option", "colour=rgb") == 0
    jobs.connect()
    jobs.hyper_parameters(backbone="onnx", epochs="20", hidden_units="32", learning_rate="0.01")
    return jobs


def test_its_features_are_learnt_from_and_it_travels_with_the_model(ready: Jobs) -> None:
    write_network(ready.base / "input/data/backbone")
    assert ready.run("train") == 0
    assert (ready.base / "model/backbone.onnx").is_file()
    assert ready.run("evaluate") == 0
    golden = ready.json("processing/output/evaluation/evaluation.json")["everloop"]["challenger"]["golden"]
    assert golden["macroF1"] > 0.9 and list(golden["perClass"]) == CLASSES
    with np.load(ready.base / "model/weights.npz") as weights:
        assert weights["axes_0"].shape[0] == 3 * 4 * 4


def test_its_absence_is_named(ready: Jobs) -> None:
    assert ready.run("train") == 1
    assert "give the training job a channel 'backbone' with backbone.onnx" in ready.failure


def test_a_broken_one_is_named(ready: Jobs) -> None:
    folder = ready.base / "input/data/backbone"
    folder.mkdir()
    (folder / "backbone.onnx").write_bytes(b"no network")
    assert ready.run("train") == 1
    assert ready.failure.startswith("backbone: backbone.onnx must load")


def test_another_input_side_is_named(ready: Jobs) -> None:
    write_network(ready.base / "input/data/backbone", side=56)
    assert ready.run("train") == 1
    assert "network must take float32 [image, 3, side, side]" in ready.failure


def test_bad_normalisation_is_named(ready: Jobs) -> None:
    folder = ready.base / "input/data/backbone"
    write_network(folder)
    (folder / "backbone.json").write_text(json.dumps({"mean": [0, 0, 0], "std": [1, 1, 0]}))
    assert ready.run("train") == 1
    assert "backbone.json must hold mean and std" in ready.failure


def test_grey_pictures_are_not_enough(jobs: Jobs) -> None:
    jobs.give(examples(4))
    assert jobs.run("prepare") == 0
    jobs.connect()
    jobs.hyper_parameters(backbone="onnx")
    assert jobs.run("train") == 1
    assert "a backbone must get colour pictures, got grey; prepare the data with --option colour=rgb" in jobs.failure
