import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from .support import Jobs, examples

# no examples kept on disk, and the same ones each time
settings.register_profile("everloop", database=None, derandomize=True, deadline=None)
settings.load_profile("everloop")


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Jobs:
    monkeypatch.setenv("SAGEMAKER_BASE_DIR", str(tmp_path))
    return Jobs(tmp_path)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    """The whole way once, on 60 + 24 small pictures. Read only."""
    base = tmp_path_factory.mktemp("trained")
    jobs = Jobs(base)
    before = os.environ.get("SAGEMAKER_BASE_DIR")
    os.environ["SAGEMAKER_BASE_DIR"] = str(base)
    jobs.give([*examples(20), *examples(4, "validation")])
    jobs.give(examples(8, "golden"), prefix="golden-")
    jobs.hyper_parameters(epochs="12", hidden_units="32", seed="5", augment_copies="1")
    assert jobs.run("prepare") == 0
    jobs.connect()
    assert jobs.run("train") == 0
    assert jobs.run("evaluate") == 0
    yield jobs
    os.environ.pop("SAGEMAKER_BASE_DIR")
    if before is not None:
        os.environ["SAGEMAKER_BASE_DIR"] = before
