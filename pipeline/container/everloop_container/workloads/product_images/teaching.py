"""Checks a training job's input before anything is learnt from it."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import BadInput
from ...workload import ArraySet, TrainJob
from .backbone import CHANNEL, Backbone
from .learning import Lesson, Pictures, TrainedClassifier, check_class_names, learn
from .preparation import Preparation
from .settings import Settings, mismatches

# fewer examples of a class can't be split into learning and validating
_LEAST_EXAMPLES = 2


def teach(job: TrainJob) -> TrainedClassifier:
    """@raises BadInput: hyper-parameters or data don't fit."""
    settings = Settings.read(job.hyper_parameters)
    preparation = Preparation.from_json(job.train.description["preparation"])
    if different := mismatches(job.hyper_parameters, preparation):
        remedy = "prepare the data again with the same settings, or leave them out of the hyper-parameters"
        raise BadInput(
            "train", "hyper-parameters must match the prepared data", got="; ".join(different), remedy=remedy
        )
    classes = job.train.classes
    check_class_names(settings, classes)
    train, validation = _pictures(job, settings, preparation)
    _check_classes("train", train, classes)
    _check_classes("validation", validation, classes, least=1)
    backbone = _backbone(job, settings, preparation)
    lineage = _lineage(job.train, job.hyper_parameters)
    return learn(Lesson(classes, preparation, train, validation, settings, backbone), lineage, job.log)


def _pictures(job: TrainJob, settings: Settings, preparation: Preparation) -> tuple[Pictures, Pictures]:
    train = _checked(job.train, preparation, job.train)
    if job.validation is not None:
        return train, _checked(job.validation, preparation, job.train)
    _check_classes("train", train, job.train.classes)
    random = np.random.default_rng(settings.seed)
    held_out = np.zeros(len(train.labels), bool)
    for number in range(len(job.train.classes)):
        members = random.permutation(np.flatnonzero(train.labels == number))
        held_out[members[: max(1, round(settings.validation_share * len(members)))]] = True
    job.log.say("no validation channel: part of the training data is held out", examples=int(held_out.sum()))
    return (
        Pictures(train.images[~held_out], train.labels[~held_out]),
        Pictures(train.images[held_out], train.labels[held_out]),
    )


def _checked(given: ArraySet, preparation: Preparation, reference: ArraySet) -> Pictures:
    split = given.description["split"]
    for key in ("classes", "preparation"):
        if given.description[key] != reference.description[key]:
            remedy = "prepare both channels in one job"
            what = f"{key} must be those of the train channel, {reference.description[key]}"
            raise BadInput(f"{split} channel", what, got=given.description[key], remedy=remedy)
    images = given.arrays["images"]
    if images.shape[1:] != preparation.shape or images.dtype != np.uint8:
        what = f"images must be uint8 {preparation.shape}"
        got = f"{images.dtype} {images.shape[1:]}"
        raise BadInput(f"{split} channel", what, got=got, remedy="prepare the data again")
    return Pictures(images, given.labels.astype(np.intp))


def _check_classes(channel: str, pictures: Pictures, classes: tuple[str, ...], least: int = _LEAST_EXAMPLES) -> None:
    counts = np.bincount(pictures.labels, minlength=len(classes))
    scarce = [f"{name} has {count}" for name, count in zip(classes, counts, strict=False) if count < least]
    if scarce or len(classes) < 2:
        remedy = "label more examples of them and build the manifest again"
        what = f"every one of at least two classes must have at least {least} examples"
        raise BadInput(f"{channel} channel", what, got=", ".join(scarce) or f"{len(classes)} classes", remedy=remedy)


def _backbone(job: TrainJob, settings: Settings, preparation: Preparation) -> Backbone | None:
    if settings.backbone == "none":
        return None
    if preparation.colour != "rgb":
        remedy = "prepare the data with --option colour=rgb"
        raise BadInput("train", "a backbone must get colour pictures", got=preparation.colour, remedy=remedy)
    return Backbone(job.channel(CHANNEL))


def _lineage(data: ArraySet, hyper_parameters: Mapping[str, str]) -> dict[str, Any]:
    return {
        "manifestId": data.description["manifestId"],
        "trainCount": len(data),
        "hyperParameters": dict(sorted(hyper_parameters.items())),
    }
