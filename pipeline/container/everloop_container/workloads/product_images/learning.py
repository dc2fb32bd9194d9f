"""Training of the classifier: embedding, network, then calibration and offsets on validation data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import BadInput
from ...logs import Log
from ...scoring.calibration import Floors, calibration_error, certain, fit_offsets, fit_temperature
from ...scoring.classification import Classification
from ...scoring.confusion import accuracy, confusion_matrix, macro_f1
from . import features
from .augmentation import augmented
from .backbone import Backbone
from .classifier import Classifier
from .embedding import BlockPlan, Embedding, fit_embedding
from .network import Epoch, Examples, Layers, Schedule, initial_layers, softmax, train
from .preparation import Preparation
from .settings import Settings

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Labels = NDArray[np.intp]


# above so many examples the validation part places each class's offset well enough: unweighted examples then teach more
_MANY = 20_000


@dataclass(frozen=True)
class Pictures:
    images: Bytes
    labels: Labels


@dataclass(frozen=True)
class Lesson:
    """Everything that decides what is learnt."""

    classes: tuple[str, ...]
    preparation: Preparation
    train: Pictures
    validation: Pictures
    settings: Settings
    backbone: Backbone | None


@dataclass(frozen=True)
class TrainedClassifier:
    """Satisfies workload.Trained."""

    classifier: Classifier
    metrics: Mapping[str, Any]

    def save(self, folder: Path) -> None:
        self.classifier.save(folder)


def learn(lesson: Lesson, lineage: dict[str, Any], log: Log) -> TrainedClassifier:
    """@raises BadInput: a loss that is no number."""
    random = np.random.default_rng(lesson.settings.seed)
    embedding, layers = _fit_network(lesson, random, log)
    unsure = Classifier(
        lesson.classes,
        lesson.preparation,
        embedding,
        layers,
        np.zeros(len(lesson.classes), np.float32),
        lineage,
        lesson.backbone,
    )
    classifier, tuning = _tuned(unsure, lesson)
    metrics = {**_validation_metrics(classifier, lesson), **tuning}
    for name in ("macro_f1", "accuracy", "calibration_error"):
        log.metric(f"validation:{name}", metrics[name])
    carried = {**lineage, "temperature": tuning["temperature"], "validation": metrics["validation"]}
    return TrainedClassifier(replace(classifier, lineage=carried), metrics)


def _fit_network(lesson: Lesson, random: np.random.Generator, log: Log) -> tuple[Embedding, Layers]:
    settings, train_set = lesson.settings, lesson.train
    extract = lesson.backbone.extract if lesson.backbone else features.extract
    first = features.in_batches(extract, train_set.images)
    embedding = fit_embedding(first, _block_plans(lesson, first.shape[1]), random)
    inputs = [embedding.project(first)]
    del first
    for copy in range(1, settings.augment_copies + 1):
        pictures = augmented(train_set.images, copy, settings, random)
        inputs.append(features.in_batches(lambda batch: embedding.project(extract(batch)), pictures))
    log.say("features extracted", examples=len(train_set.labels), copies=len(inputs), components=embedding.length)
    labels = np.tile(train_set.labels, len(inputs))
    examples = Examples(np.concatenate(inputs), labels, _weights(labels, lesson))
    del inputs
    schedule = _schedule(settings, len(train_set.labels))
    hidden = settings.hidden_units or (1024 if len(train_set.labels) > _MANY else 256)
    layers = initial_layers((embedding.length, hidden, len(lesson.classes)), random)
    validation = embedding.project(features.in_batches(extract, lesson.validation.images))
    for epoch in train(examples, layers, schedule, random):
        _report(epoch, schedule, validation, lesson, log)
    return embedding, layers


def _report(epoch: Epoch, schedule: Schedule, inputs: Floats, lesson: Lesson, log: Log) -> None:
    predicted = epoch.layers.logits(inputs).argmax(axis=1)
    counts = confusion_matrix(lesson.validation.labels, predicted, len(lesson.classes))
    log.say("epoch", epoch=epoch.number, of=schedule.epochs, loss=epoch.loss, validation_macro_f1=macro_f1(counts))
    log.metric("train:loss", epoch.loss)


def _block_plans(lesson: Lesson, length: int) -> list[BlockPlan]:
    settings = lesson.settings
    if lesson.backbone:
        return [BlockPlan(length, settings.gradient_components, 1.0)]
    pixels = features.pixel_length(lesson.preparation)
    return [
        BlockPlan(features.GRADIENT_LENGTH, settings.gradient_components, 1.0),
        BlockPlan(pixels, settings.pixel_components, settings.pixel_weight),
    ]


def _schedule(settings: Settings, count: int) -> Schedule:
    """Small sets are seen more often: 7 times at 60,000 pictures, 17 at 10,000, 31 at 3,000."""
    epochs = settings.epochs or int(np.clip(round(7 * np.sqrt(60_000 / count)), 5, 40))
    batch = settings.batch_size or int(np.clip(count // 12, 16, 512))
    return Schedule(epochs, batch, settings.learning_rate, settings.weight_decay)


def _weights(labels: Labels, lesson: Lesson) -> Floats:
    """Per example, mean 1."""
    counts = np.bincount(labels, minlength=len(lesson.classes))
    by_class = 1 / counts if _is_balanced(lesson) else np.ones(len(counts))
    for name, factor in (lesson.settings.class_weight_factors or {}).items():
        by_class[lesson.classes.index(name)] *= factor
    weights = by_class[labels]
    average_one: Floats = (weights / weights.mean()).astype(np.float32)
    return average_one


def _is_balanced(lesson: Lesson) -> bool:
    wanted = lesson.settings.class_weights
    return wanted == "balanced" or (wanted == "auto" and len(lesson.train.labels) <= _MANY)


def _tuned(classifier: Classifier, lesson: Lesson) -> tuple[Classifier, dict[str, Any]]:
    """Only validation data decide here."""
    logits, labels = classifier.logits(lesson.validation.images), lesson.validation.labels
    temperature = fit_temperature(logits, labels) if lesson.settings.calibrate else 1.0
    calibrated = classifier.calibrated(temperature)
    offsets = np.zeros(len(lesson.classes), np.float32)
    if lesson.settings.class_offsets:
        scaled = calibrated.logits(lesson.validation.images)
        # weighted examples skew the shares
        is_skewed = not lesson.settings.calibrate or _is_balanced(lesson) or lesson.settings.class_weight_factors
        truth = certain(labels, len(lesson.classes)) if is_skewed else softmax(scaled)
        offsets = fit_offsets(scaled, truth, _floors(lesson))
    named = {name: round(float(value), 6) for name, value in zip(lesson.classes, offsets, strict=True)}
    return replace(calibrated, offsets=offsets), {"temperature": temperature, "class_offsets": named}


def _floors(lesson: Lesson) -> Floors:
    def numbered(floors: Mapping[str, float] | None) -> dict[int, float]:
        return {lesson.classes.index(name): floor for name, floor in (floors or {}).items()}

    return Floors(numbered(lesson.settings.recall_floors), numbered(lesson.settings.precision_floors))


def _validation_metrics(classifier: Classifier, lesson: Lesson) -> dict[str, Any]:
    labels = lesson.validation.labels
    logits = classifier.logits(lesson.validation.images)
    error = calibration_error(softmax(logits), labels)
    scores = Classification.of(lesson.classes, labels, classifier.choose(logits), error)
    return {
        "macro_f1": macro_f1(scores.confusion),
        "accuracy": accuracy(scores.confusion),
        "calibration_error": error,
        "validation": scores.summary(),
    }


def check_class_names(settings: Settings, classes: tuple[str, ...]) -> None:
    """@raises BadInput: a setting by class names one that the data set lacks."""
    for name in ("class_weight_factors", "recall_floors", "precision_floors"):
        unknown = sorted(set(getattr(settings, name) or ()) - set(classes))
        if unknown:
            remedy = f"use {', '.join(classes)}"
            raise BadInput(
                "hyper-parameters", f"{name} must name the data's classes", got=", ".join(unknown), remedy=remedy
            )
