import json
import tarfile
from pathlib import Path

import pytest

from everloop_container.array_files import read_arrays, write_arrays

from .support import CLASSES, Jobs


@pytest.fixture
def ready(trained: Jobs, jobs: Jobs) -> Jobs:
    """A packed model and a golden set in a base folder of its own."""
    for name in ("model", "champion"):
        pack(trained.base / "model", jobs.input / name)
    (jobs.input / "golden").symlink_to(trained.output / "golden")
    return jobs


def pack(model: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        for path in model.iterdir():
            archive.add(path, path.name)


def everloop(jobs: Jobs) -> dict[str, object]:
    found: dict[str, object] = jobs.json("processing/output/evaluation/evaluation.json")["everloop"]
    return found


def test_equal_models_score_equally(ready: Jobs, trained: Jobs) -> None:
    assert ready.run("evaluate") == 0
    found = everloop(ready)
    challenger = found["challenger"]
    assert isinstance(challenger, dict)
    assert challenger.pop("trigger") is None
    assert found["champion"] == challenger
    assert found["standardErrors"] == {
        name: dict.fromkeys(("recall", "precision", "npv", "f1"), 0.0) for name in CLASSES
    }
    assert everloop(trained)["challenger"] == {**challenger, "trigger": None}
    assert everloop(trained)["champion"] is None


def test_the_drift_slice_is_scored_when_given(ready: Jobs, trained: Jobs) -> None:
    (ready.input / "drift").symlink_to(trained.output / "validation")
    assert ready.run("evaluate") == 0
    challenger = everloop(ready)["challenger"]
    assert isinstance(challenger, dict) and challenger["drift"]["count"] == 12


def test_a_drift_slice_of_which_every_label_was_left_out_is_none(ready: Jobs, trained: Jobs) -> None:
    whole = read_arrays(trained.output / "validation", "validation")
    description = {key: value for key, value in whole.description.items() if key != "formatVersion"}
    nothing = {name: array[:0] for name, array in whole.arrays.items()}
    write_arrays(ready.input / "drift", nothing, {**description, "count": 0})
    assert ready.run("evaluate") == 0
    challenger = everloop(ready)["challenger"]
    assert isinstance(challenger, dict) and challenger["drift"] is None


def test_a_champion_of_other_classes_is_left_out_with_the_reason(ready: Jobs, trained: Jobs, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    changed.mkdir()
    for path in (trained.base / "model").iterdir():
        (changed / path.name).write_bytes(path.read_bytes())
    document = json.loads((changed / "model.json").read_text())
    (changed / "model.json").write_text(json.dumps({**document, "classes": ["bar", "disc", "other"]}))
    (ready.input / "champion/model.tar.gz").unlink()
    (ready.input / "champion").rmdir()
    pack(changed, ready.input / "champion")
    assert ready.run("evaluate") == 0
    assert everloop(ready)["champion"] is None
    assert "classes must be the model's, bar, disc, other" in str(everloop(ready)["championProblem"])


@pytest.mark.parametrize("content", [None, b"no archive"])
def test_a_missing_model_is_named(ready: Jobs, content: bytes | None) -> None:
    archive = ready.input / "model/model.tar.gz"
    archive.unlink()
    if content:
        archive.write_bytes(content)
    assert ready.run("evaluate") == 1
    assert "model: folder must hold model.tar.gz, or model.json" in ready.failure


def test_a_missing_golden_set_is_named(ready: Jobs) -> None:
    (ready.input / "golden").unlink()
    assert ready.run("evaluate") == 1
    assert ready.failure.startswith("golden input: arrays.npz and dataset.json must be an output of prepare")
