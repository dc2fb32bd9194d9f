"""What one execution of a training pipeline is to an experiment tracker, read from what its jobs wrote."""

import csv
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import BadInput
from ..model_folder import ARCHIVE as MODEL_ARCHIVE
from ..model_folder import DESCRIPTION as MODEL_DESCRIPTION

_METRICS_ARCHIVE = "output.tar.gz"
_METRICS = "metrics.json"
CONFUSION = "confusion.csv"
# folders of the job's input, and what in them is kept as it is
_KEPT = {"evaluation": ("evaluation.json", "kpi-baselines.json"), "report": ("class-balance.json",), "card": ("*",)}


@dataclass(frozen=True)
class Record:
    parameters: Mapping[str, str]
    metrics: Mapping[str, float]
    files: tuple[Path, ...] = ()
    """Kept beside the figures."""
    confusion: str = ""
    """CSV of the golden set: a row for each actual class, a column for each predicted one."""
    tags: Mapping[str, str] = field(default_factory=dict)


def read_record(source: Path, tags: Mapping[str, str]) -> Record:
    """`source` holds evaluation/, model/, training/, report/ and card/. @raises BadInput: one of the first four lacks
    its file."""
    model = _read_packed(source / "model" / MODEL_ARCHIVE, MODEL_DESCRIPTION)
    training = _read_packed(source / "training" / _METRICS_ARCHIVE, _METRICS)
    scores = _read(source / "evaluation/evaluation.json")["everloop"]
    balance = _read(source / "report/class-balance.json")
    return Record(
        parameters={**_parameters(model), "manifestId": str(training["manifestId"])},
        metrics=dict(_metrics(training, scores, balance)),
        files=tuple(
            path for name, wanted in _KEPT.items() for one in wanted for path in sorted((source / name).glob(one))
        ),
        confusion=_table(scores["classes"], scores["challenger"]["golden"].get("confusion")),
        tags=tags,
    )


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _read_packed(archive: Path, name: str) -> Any:
    """A JSON file out of an archive that SageMaker packed; the rest of it stays packed."""
    try:
        with tarfile.open(archive) as members:
            member = next((one for one in members if one.name.removeprefix("./") == name), None)
            content = members.extractfile(member) if member else None
            if content is None:
                raise FileNotFoundError(f"no {name} in it")
            return json.load(content)
    except (OSError, ValueError, tarfile.TarError, EOFError) as error:
        raise _unreadable(archive, error) from error


def _unreadable(path: Path, error: Exception) -> BadInput:
    remedy = "connect the input to the output of the step before"
    return BadInput(f"{path.parent.name} input", f"{path.name} must be readable", got=f"'{error}'", remedy=remedy)


def _parameters(model: Mapping[str, Any]) -> dict[str, str]:
    """What was asked for; preparation is part of it."""
    prepared = {f"preparation.{name}": value for name, value in model.get("preparation", {}).items()}
    return {name: str(value) for name, value in {**model.get("hyperParameters", {}), **prepared}.items()}


def _metrics(
    training: Mapping[str, Any], scores: Mapping[str, Any], balance: Mapping[str, Any]
) -> Iterator[tuple[str, float]]:
    """Names such as `golden/one-piece/recall`, `validation/macroF1`, `examples/train/bags`."""
    yield from _numbers("training", {name: value for name, value in training.items() if name != "validation"})
    yield from _numbers("validation", training.get("validation"))
    for who, prefix in (("challenger", ""), ("champion", "champion-")):
        for name in ("golden", "drift"):
            yield from _numbers(f"{prefix}{name}", (scores.get(who) or {}).get(name))
    for split, counts in balance["splits"].items():
        yield from _numbers(f"examples/{split}", {"count": counts["count"], **counts["perClass"]})


def _numbers(name: str, value: Any) -> Iterator[tuple[str, float]]:
    """Leaves that are numbers; lists are tables, and kept as files."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _numbers(name if key == "perClass" else f"{name}/{key}", inner)
    elif isinstance(value, int | float) and not isinstance(value, bool) and not name.endswith("/formatVersion"):
        yield name, float(value)


def _table(classes: list[str], confusion: list[list[int]] | None) -> str:
    import io

    if confusion is None:
        return ""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["actual", *classes])
    writer.writerows([name, *row] for name, row in zip(classes, confusion, strict=True))
    return text.getvalue()
