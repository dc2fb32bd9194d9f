"""`train`: a training job. Reads channels train and (optional) validation; writes the model and metrics.json."""

import math
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any

from ..array_files import read_arrays
from ..canonical_json import write_json
from ..errors import BadInput
from ..fingerprint import content_sha256
from ..folders import Folders
from ..hyper_parameters import read_strings
from ..logs import Log
from ..workload import TrainJob
from ..workloads import find_workload


def add_arguments(_: ArgumentParser) -> None:
    """None: a training job has hyper-parameters."""


def run(_: Namespace, folders: Folders, log: Log) -> None:
    start = time.monotonic()
    hyper_parameters = read_strings(folders.hyper_parameters)
    examples = read_arrays(folders.channel("train"), "train channel")
    has_validation = folders.channel("validation").is_dir()
    validation = read_arrays(folders.channel("validation"), "validation channel") if has_validation else None
    workload = find_workload(examples.description["workload"])
    log.say("training", workload=workload.id, manifest=examples.description["manifestId"], examples=len(examples))
    trained = workload.train(TrainJob(examples, validation, hyper_parameters, folders.channel, log))
    problems = [name for name, value in _numbers("", trained.metrics) if not math.isfinite(value)]
    if problems:
        remedy = "look for broken values in the data"
        raise BadInput("train", "metrics must be finite numbers", got=", ".join(problems), remedy=remedy)
    trained.save(folders.model)
    report = {
        "formatVersion": 1,
        "workload": workload.id,
        "manifestId": examples.description["manifestId"],
        "contentSha256": content_sha256(folders.model),
        "seconds": round(time.monotonic() - start, 3),
        **trained.metrics,
    }
    write_json(folders.output / "metrics.json", report)
    log.say("trained", seconds_of_training=report["seconds"], content_sha256=report["contentSha256"])


def _numbers(name: str, value: Any) -> Iterator[tuple[str, float]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _numbers(f"{name}.{key}".lstrip("."), inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _numbers(f"{name}[{place}]", inner)
    elif isinstance(value, int | float):
        yield name, float(value)
