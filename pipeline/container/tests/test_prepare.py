"""prepare refuses what training must never see, in one sentence each."""

import json
from typing import Any

import numpy as np
import pytest

from .support import CLASSES, Jobs, draw, encoded, example, examples, manifest_of


def refused(jobs: Jobs, *words: str) -> str:
    assert jobs.run("prepare", *words) == 1
    assert (jobs.base / "output/message").read_text() == jobs.failure
    assert not jobs.output.exists()
    return jobs.failure


def test_names_the_files_that_changed(jobs: Jobs) -> None:
    items = examples(3)
    jobs.give(items)
    for item in items[:2]:
        (jobs.input / "files" / item["path"]).write_bytes(encoded(draw("bar", 999)))
    reason = refused(jobs)
    assert "2 of 9 wrong (2 sha256)" in reason
    assert items[0]["path"] in reason and items[1]["path"] in reason


def test_names_a_missing_file(jobs: Jobs) -> None:
    items = examples(2)
    jobs.give(items)
    (jobs.input / "files" / items[4]["path"]).unlink()
    assert f"{items[4]['path']} (No such file" in refused(jobs)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no picture", "NOT_AN_IMAGE"),
        (encoded(draw("bar", 1, side=200), "JPEG")[:400], "DECODE_FAILED"),
        (encoded(draw("bar", 1), "GIF"), "NOT_AN_IMAGE"),
    ],
)
def test_names_an_unreadable_image(jobs: Jobs, content: bytes, code: str) -> None:
    jobs.give([*examples(3), example("bar", 77, content=content)])
    reason = refused(jobs)
    assert "labelled/bar/train-77.png" in reason and code in reason


def test_a_missing_class_is_named(jobs: Jobs) -> None:
    jobs.give([item for item in examples(3) if item["label"] != "disc"])
    assert "every class must have at least 2 examples in train, got disc has 0" in refused(jobs)


def test_a_class_missing_from_validation_is_named(jobs: Jobs) -> None:
    jobs.give([*examples(3), example("bar", 1, "validation"), example("disc", 2, "validation")])
    assert "in validation, got frame has 0" in refused(jobs)


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_images_are_counted(jobs: Jobs, count: int) -> None:
    jobs.give([example("bar", 1)][:count])
    assert f"got bar has {count}, disc has 0, frame has 0" in refused(jobs)


def test_equal_files_in_two_splits_are_a_leak(jobs: Jobs) -> None:
    items = examples(3)
    jobs.give(items)
    copy = {**items[0], "split": "golden", "path": "golden/copy.png"}
    jobs.give([copy, *examples(2, "golden")], prefix="golden-")
    assert "labelled/bar/train-0.png (train) = golden/copy.png (golden)" in refused(jobs)


def test_equal_files_with_two_labels_contradict_each_other(jobs: Jobs) -> None:
    items = examples(3)
    jobs.give([*items, {**items[0], "label": "disc", "path": "labelled/disc/copy.png"}])
    assert "labelled/bar/train-0.png is labelled bar, its copy labelled/disc/copy.png disc" in refused(jobs)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"id": "0" * 64}, "id must be the hash of its content"),
        ({"schemaVersion": 2}, "schemaVersion must be 1"),
        ({"workload": "Product Images"}, "workload must match"),
    ],
)
def test_a_wrong_manifest_is_refused(jobs: Jobs, change: dict[str, Any], expected: str) -> None:
    jobs.give(examples(2), **change)
    assert expected in refused(jobs)


def test_an_unknown_workload_is_refused(jobs: Jobs) -> None:
    document = manifest_of(examples(2))
    from everloop_container.manifest import manifest_id

    identity = manifest_id("unheard-of", CLASSES, document["items"])
    jobs.give(examples(2), workload="unheard-of", id=identity)
    assert "workload must be one that it contains, got 'unheard-of'; use one of product-images" in refused(jobs)


def test_a_golden_manifest_holds_golden_items_only(jobs: Jobs) -> None:
    jobs.give(examples(2))
    jobs.give(examples(2, "validation"), prefix="golden-")
    assert "golden manifest: items must all be in split golden, got validation" in refused(jobs)


def test_several_manifests_are_refused(jobs: Jobs) -> None:
    jobs.give(examples(2))
    (jobs.input / "manifest/second.json").write_text("{}")
    assert "folder must hold exactly one .json file, got 2" in refused(jobs)


def test_all_wrong_options_are_listed(jobs: Jobs) -> None:
    jobs.give(examples(2))
    reason = refused(jobs, "--option", "input_side=30", "--option", "color=rgb")
    assert "input_side must be a whole number of 28 to 224 in steps of 28, got '30'" in reason
    assert "color is unknown (did you mean colour?)" in reason


def test_options_change_the_arrays(jobs: Jobs) -> None:
    jobs.give(examples(2))
    assert jobs.run("prepare", "--option", "input_side=56", "--option", "colour=rgb") == 0
    with np.load(jobs.output / "train/arrays.npz") as arrays:
        assert arrays["images"].shape == (6, 56, 56, 4)
        assert arrays["labels"].tolist() == [0, 0, 1, 1, 2, 2]


def test_a_stripped_prefix_leads_to_the_files(jobs: Jobs) -> None:
    items = examples(2)
    jobs.give([{**item, "path": item["path"].removeprefix("labelled/")} for item in items])
    (jobs.input / "manifest/manifest.json").write_text(json.dumps(manifest_of(items)))
    assert jobs.run("prepare", "--strip-prefix", "labelled/") == 0


def test_recorded_features_go_before_measured_ones(jobs: Jobs) -> None:
    items = examples(2)
    jobs.give(items)
    (jobs.input / "features").mkdir()
    lines = [
        {"sha256": item["sha256"], "features": {"brightness": float(place), "sharpness": 7, "perceptualHash": "ab"}}
        for place, item in enumerate(items[:-1])
    ]
    (jobs.input / "features/a.ndjson").write_text("\n".join(map(json.dumps, lines)))
    assert jobs.run("prepare") == 0
    features = {f["name"]: f for f in jobs.json("processing/output/report/statistics.json")["features"]}
    assert features["brightness"]["numerical_statistics"]["common"] == {"num_present": 5, "num_missing": 1}
    assert features["brightness"]["numerical_statistics"]["max"] == 4.0
    assert features["sharpness"]["inferred_type"] == "Integral"
    assert "contrast" in features and "perceptualHash" not in features
    constraints = jobs.json("processing/output/report/constraints.json")["features"]
    assert next(f for f in constraints if f["name"] == "brightness")["completeness"] == pytest.approx(5 / 6)
