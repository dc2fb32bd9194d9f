"""The folders of SageMaker's container contract, below the base folder."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

CONTRACT_BASE = PurePosixPath("/opt/ml")


@dataclass(frozen=True)
class Folders:
    base: Path

    @property
    def hyper_parameters(self) -> Path:
        return self.base / "input/config/hyperparameters.json"

    def channel(self, name: str) -> Path:
        """Training input; absent when the job has no such channel."""
        return self.base / "input/data" / name

    @property
    def model(self) -> Path:
        """Written by training, read by serving."""
        return self.base / "model"

    @property
    def output(self) -> Path:
        """Files beside the model that training leaves: output.tar.gz."""
        return self.base / "output/data"

    @property
    def failure(self) -> Path:
        return self.base / "output/failure"

    @property
    def message(self) -> Path:
        """A processing job's ExitMessage."""
        return self.base / "output/message"

    def resolve(self, local_path: str) -> Path:
        """Where a processing job's LocalPath lies: /opt/ml/x is `x` below the base; other paths stay as they are."""
        path = PurePosixPath(local_path)
        if path.is_relative_to(CONTRACT_BASE):
            return self.base / path.relative_to(CONTRACT_BASE)
        return Path(local_path)
