"""prepare leaves out contradicted feedback, and says which."""

from typing import Any

import numpy as np

from everloop_container.array_files import read_arrays
from everloop_container.workload import FEEDBACK_ARRAY

from .support import CLASSES, Jobs, examples


def told(split: str, per_class: int, first_seed: int = 500) -> list[dict[str, Any]]:
    return [{**item, "source": "feedback"} for item in examples(per_class, split, first_seed)]


def relabelled(items: list[dict[str, Any]], number: int) -> list[dict[str, Any]]:
    """The first ones are called by the next class."""
    wrong = [{**item, "label": CLASSES[(CLASSES.index(item["label"]) + 1) % 3]} for item in items[:number]]
    return [*wrong, *items[number:]]


def test_flipped_feedback_is_neither_learnt_from_nor_judged_by(jobs: Jobs) -> None:
    train, drift = relabelled(told("train", 20), 3), relabelled(told("drift", 8), 2)
    jobs.give([*examples(30), *train, *drift])
    jobs.give(examples(2, "golden"), prefix="golden-")
    assert jobs.run("prepare") == 0
    report = jobs.json("processing/output/report/feedback.json")
    assert report["count"] == 84 and report["expectedShare"] <= 0.1
    flipped = {item["path"] for item in [*train[:3], *drift[:2]]}
    named = {one["path"] for one in report["examples"]}
    assert flipped <= named and len(named) <= 10
    assert {one["reason"] for one in report["examples"]} == {"OTHERS_DISAGREE"}
    kept = {split: read_arrays(jobs.output / split, split) for split in ("train", "drift", "golden")}
    assert len(kept["train"]) + len(kept["drift"]) == 90 + 60 + 24 - len(named)
    assert len(kept["golden"]) == 6
    counts = jobs.json("processing/output/report/class-balance.json")
    assert counts["splits"]["train"]["count"] == len(kept["train"])
    assert sum(counts["feedback"]["perClass"].values()) == kept["train"].arrays[FEEDBACK_ARRAY].sum()
    assert counts["feedback"]["leftOut"] == len(named)


def test_other_examples_are_never_left_out(jobs: Jobs) -> None:
    mislabelled = relabelled(examples(30), 5)
    jobs.give([*mislabelled, *told("train", 20)])
    assert jobs.run("prepare") == 0
    kept = read_arrays(jobs.output / "train", "train")
    assert int(np.sum(~kept.arrays[FEEDBACK_ARRAY])) == 90


def test_without_feedback_nothing_is_vetted(trained: Jobs) -> None:
    report = trained.json("processing/output/report/feedback.json")
    expected = {"count": 0, "examples": [], "expectedShare": 0.0, "formatVersion": 1, "leftOut": 0, "perClass": {}}
    assert report == expected
