"""product-images: classifies product photos; gradients and principal components under a small network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...workload import ArraySet, Evaluation, Model, Prepared, PrepareJob, Trained, TrainJob, Workload


class ProductImages:
    """Modules load when a command needs them: serving uses neither training nor preparation of files."""

    id = "product-images"

    def prepare(self, job: PrepareJob) -> Prepared:
        from .preparing import prepare

        return prepare(job)

    def train(self, job: TrainJob) -> Trained:
        from .teaching import teach

        return teach(job)

    def load(self, folder: Path) -> Model:
        from .answering import ImageModel
        from .classifier import Classifier

        return ImageModel(Classifier.load(folder))

    def evaluate(self, folder: Path, examples: ArraySet) -> Evaluation:
        from .answering import evaluate
        from .classifier import Classifier

        return evaluate(Classifier.load(folder), examples)

    def find_trigger(self, folder: Path, feedback: ArraySet) -> dict[str, Any] | None:
        from .classifier import Classifier
        from .triggers import find_trigger

        classifier = Classifier.load(folder)
        images, labels = feedback.arrays["images"], feedback.labels
        trigger = find_trigger(lambda batch: classifier.choose(classifier.logits(batch)), images, labels)
        return trigger.to_json(classifier.classes) if trigger else None

    def doubtful(self, arrays: Mapping[str, NDArray[Any]]) -> NDArray[np.bool_]:
        from .doubts import doubtful

        return doubtful(arrays["images"], arrays["labels"])


WORKLOAD: Workload = ProductImages()
