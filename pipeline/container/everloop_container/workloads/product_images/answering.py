"""The classifier as a Model: encoded pictures in, labels with shares out."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from ...errors import BadInput, Refusal
from ...scoring.calibration import calibration_error
from ...scoring.classification import Classification
from ...workload import ArraySet, Prediction
from .classifier import Classifier
from .network import softmax
from .preparation import Preparation
from .preparing import picture_array


class ImageModel:
    """Satisfies workload.Model."""

    takes: Literal["images"] = "images"

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier

    def predict(self, items: Sequence[bytes]) -> list[Prediction | Refusal]:
        """`label` is the choice (offsets included), `score` its calibrated share, `scores` those of all classes."""
        read = [self._read(content) for content in items]
        pictures = [picture for picture in read if not isinstance(picture, Refusal)]
        answers = iter(self._answers(np.stack(pictures)) if pictures else ())
        return [entry if isinstance(entry, Refusal) else next(answers) for entry in read]

    def _read(self, content: bytes) -> Any:
        try:
            return picture_array(content, self._classifier.preparation)
        except Refusal as refusal:
            return refusal

    def _answers(self, images: Any) -> list[Prediction]:
        logits = self._classifier.logits(images)
        shares = softmax(logits).round(6).tolist()
        chosen = self._classifier.choose(logits).tolist()
        names = self._classifier.classes
        return [
            {"label": names[number], "score": row[number], "scores": dict(zip(names, row, strict=True))}
            for number, row in zip(chosen, shares, strict=True)
        ]


def evaluate(classifier: Classifier, examples: ArraySet) -> Classification:
    """@raises BadInput: the examples have other classes or another preparation than the classifier."""
    if examples.classes != classifier.classes:
        what = f"classes must be the model's, {', '.join(classifier.classes)}"
        raise BadInput("evaluate", what, got=", ".join(examples.classes), remedy="score it on its own workload's data")
    preparation = Preparation.from_json(dict(examples.description["preparation"]))
    if preparation != classifier.preparation:
        what = f"examples must be prepared as the model's were, {classifier.preparation.to_json()}"
        remedy = "prepare the golden set with the model's settings"
        raise BadInput("evaluate", what, got=preparation.to_json(), remedy=remedy)
    logits = classifier.logits(examples.arrays["images"])
    labels = examples.labels.astype(np.intp)
    error = calibration_error(softmax(logits), labels)
    return Classification.of(classifier.classes, labels, classifier.choose(logits), error)
