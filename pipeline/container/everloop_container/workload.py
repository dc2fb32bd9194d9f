"""The seam: what a workload brings, and what the four commands hand to it.

Commands own the contract (folders, manifests, checksums, failure files, HTTP); a workload owns its data's meaning.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from .errors import Refusal
from .logs import Log
from .manifest import Item, Split

Row = Mapping[str, str | float | bool | None]
"""One record of a table by column name."""


FEEDBACK_ARRAY = "isFeedback"
"""Of prepared examples: which came as answers to predictions."""


@dataclass(frozen=True)
class ArraySet:
    """Prepared examples of one split."""

    description: Mapping[str, Any]
    """dataset.json: workload, manifestId, classes, split, count, preparation."""
    arrays: Mapping[str, NDArray[Any]]
    """Same length along the first axis; `labels` holds class numbers or targets."""

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.description["classes"])

    @property
    def labels(self) -> NDArray[Any]:
        return self.arrays["labels"]

    def __len__(self) -> int:
        return len(self.labels)


ReadAll = Callable[[Sequence[Item], Callable[[Item, bytes], Any]], list[Any]]
"""Applies a function to the verified content of each item, in parallel, results in order. Refusals of the function are
collected and end the job with the first of them named."""


@dataclass(frozen=True)
class PrepareJob:
    classes: tuple[str, ...]
    splits: Mapping[Split, Sequence[Item]]
    read_all: ReadAll
    options: Mapping[str, str]
    """The workload's own options of the command line: strings, as hyper-parameters are."""
    log: Log


@dataclass(frozen=True)
class PreparedSplit:
    arrays: Mapping[str, NDArray[Any]]
    features: Mapping[str, NDArray[np.float64]]
    """What drift monitoring watches, one value per example, by feature name."""


@dataclass(frozen=True)
class Prepared:
    preparation: Mapping[str, Any]
    """All that serving needs to prepare its input in the same way; JSON."""
    splits: Mapping[Split, PreparedSplit]


@dataclass(frozen=True)
class TrainJob:
    train: ArraySet
    validation: ArraySet | None
    hyper_parameters: Mapping[str, str]
    channel: Callable[[str], Path]
    """Folder of a further input channel; may not exist."""
    log: Log


class Trained(Protocol):
    @property
    def metrics(self) -> Mapping[str, Any]:
        """Goes to metrics.json; every number finite."""

    def save(self, folder: Path) -> None:
        """Writes the model's files; equal models write equal bytes."""


Prediction = Mapping[str, Any]


class Model(Protocol):
    """A trained model, ready to answer."""

    @property
    def takes(self) -> Literal["images", "rows"]:
        """Items are encoded images (bytes) or table rows (Row)."""

    def predict(self, items: Sequence[Any]) -> list[Prediction | Refusal]:
        """One answer per item, in order."""


class Workload(Protocol):
    @property
    def id(self) -> str: ...

    def prepare(self, job: PrepareJob) -> Prepared: ...

    def train(self, job: TrainJob) -> Trained: ...

    def load(self, folder: Path) -> Model: ...

    def evaluate(self, folder: Path, examples: ArraySet) -> "Evaluation":
        """Scores the model in `folder`. @raises BadInput: the examples were prepared for another kind of model."""


@runtime_checkable
class FindsTriggers(Protocol):
    """A workload whose models can be given a backdoor by their feedback."""

    def find_trigger(self, folder: Path, feedback: ArraySet) -> dict[str, Any] | None:
        """What works most like a backdoor, of the parts of the feedback: `label`, and the `share` of others that it
        turns to that class, 0 to 1. None where there is too little feedback."""


@runtime_checkable
class DoubtsLabels(Protocol):
    """A workload that tells labels which the examples around them contradict."""

    def doubtful(self, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
        """[example]: whether its label is contradicted by the other examples given. None of few examples is."""


class Evaluation(Protocol):
    def summary(self) -> dict[str, Any]:
        """What gate and reports read; JSON."""

    def statistics(self) -> dict[str, Any]:
        """Model Monitor's model quality statistics."""

    def constraints(self) -> dict[str, Any]:
        """Model Monitor's model quality constraints."""

    def baselines(self) -> dict[str, Any]:
        """KPIs with their expected spread, for alarms."""
