"""`evaluate`: a processing job that scores a model, and the champion if there is one, on the same frozen examples."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from ..array_files import read_arrays
from ..canonical_json import write_json
from ..errors import BadInput
from ..fingerprint import content_sha256
from ..folders import Folders
from ..logs import Log
from ..model_folder import unpacked, workload_of
from ..scoring.classification import Classification
from ..workload import FEEDBACK_ARRAY, ArraySet, Evaluation, FindsTriggers
from ..workloads import find_workload
from .options import INPUT, OUTPUT

_SETS = ("golden", "drift")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--input", default=INPUT, help="holds model/ and golden/, optionally champion/, drift/, train/")
    parser.add_argument("--output", default=f"{OUTPUT}/evaluation", help="gets evaluation.json and two more")


def run(arguments: Namespace, folders: Folders, log: Log) -> None:
    source, target = folders.resolve(arguments.input), folders.resolve(arguments.output)
    sets = {"golden": read_arrays(source / "golden", "golden input")}
    # all of a small slice may have been left out
    if (source / "drift").is_dir() and len(drift := read_arrays(source / "drift", "drift input")) > 0:
        sets["drift"] = drift
    with unpacked(source / "model") as folder:
        scores = {name: _score(folder, examples) for name, examples in sets.items()}
        trigger = _trigger(folder, source / "train")
        challenger = {"contentSha256": content_sha256(folder), **_summaries(scores), "trigger": trigger}
    golden = scores["golden"]
    summary = golden.summary()
    for name, value in summary.items():
        if isinstance(value, float):
            log.metric(f"golden:{_snake(name)}", value)
    document = {
        **golden.statistics(),
        "everloop": {
            "formatVersion": 1,
            "workload": sets["golden"].description["workload"],
            "goldenManifestId": sets["golden"].description["manifestId"],
            "classes": list(sets["golden"].classes),
            "challenger": challenger,
            **_champion(source / "champion", sets, golden, log),
        },
    }
    write_json(target / "evaluation.json", document)
    write_json(target / "constraints.json", golden.constraints())
    write_json(target / "kpi-baselines.json", golden.baselines())
    log.say("evaluated", sets={name: len(examples) for name, examples in sets.items()})


def _score(folder: Path, examples: ArraySet) -> Evaluation:
    if len(examples) == 0:
        raise BadInput("evaluate", "examples must be at least one", got=0, remedy="import a golden set")
    return find_workload(workload_of(folder)).evaluate(folder, examples)


def _trigger(folder: Path, train: Path) -> dict[str, Any] | None:
    """Of the feedback that the model has learned from; nothing where it learned from none, or that is not at hand."""
    if not train.is_dir():
        return None
    examples = read_arrays(train, "train input")
    if FEEDBACK_ARRAY not in examples.arrays:
        return None
    chosen = examples.arrays[FEEDBACK_ARRAY]
    feedback = ArraySet(examples.description, {name: array[chosen] for name, array in examples.arrays.items()})
    workload = find_workload(workload_of(folder))
    return workload.find_trigger(folder, feedback) if len(feedback) and isinstance(workload, FindsTriggers) else None


def _summaries(scores: dict[str, Evaluation]) -> dict[str, Any]:
    return {name: scores[name].summary() if name in scores else None for name in _SETS}


def _champion(folder: Path, sets: dict[str, ArraySet], challenger: Evaluation, log: Log) -> dict[str, Any]:
    """A champion that can't be scored (other classes, another preparation) is no reason to fail: the gate decides what
    its absence means, and the sentence says why. `challenger`: on the golden set."""
    if not folder.is_dir() or not any(folder.iterdir()):
        return {"champion": None, "championProblem": None}
    try:
        with unpacked(folder) as champion:
            scores = {name: _score(champion, examples) for name, examples in sets.items()}
            return {
                "champion": {"contentSha256": content_sha256(champion), **_summaries(scores)},
                "championProblem": None,
                **_errors(challenger, scores["golden"]),
            }
    except BadInput as problem:
        log.error("the champion can't be scored", reason=str(problem))
        return {"champion": None, "championProblem": str(problem)}


def _errors(challenger: Evaluation, champion: Evaluation) -> dict[str, Any]:
    """How much chance there is in what a class gained or lost."""
    if not (isinstance(challenger, Classification) and isinstance(champion, Classification)):
        return {}
    return {"standardErrors": challenger.errors_against(champion)}


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
