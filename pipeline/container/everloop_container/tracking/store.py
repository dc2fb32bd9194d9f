"""Writes a record as one MLflow run: a second call for the same execution finds the first one's."""

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .record import CONFUSION, Record
from .trials import Trial

if TYPE_CHECKING:
    from mlflow.entities import Run
    from mlflow.tracking import MlflowClient

# what MLflow takes in one call
_MOST_METRICS = 1000
_MOST_PARAMETERS = 100
EXECUTION = "everloop.execution"
JOB = "everloop.trainingJob"
_PARENT = "mlflow.parentRunId"
# a store that does not answer is given up after about three minutes, not MLflow's twenty
_SETTINGS = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "4",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    # usage statistics go nowhere
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "GIT_PYTHON_REFRESH": "quiet",
}


@dataclass(frozen=True)
class Store:
    uri: str
    """`sqlite:///…`, or the ARN of a managed tracking server or app."""
    artifacts: str
    """Where the files of a new experiment lie: a folder's path or an S3 URI."""
    lock: Path | None = None
    """Held while a run is written, where the store does not order its writers."""


def local_store(folder: Path) -> Store:
    folder.mkdir(parents=True, exist_ok=True)
    return Store(f"sqlite:///{folder / 'mlflow.db'}", (folder / "artifacts").as_uri(), folder / "lock")


@dataclass(frozen=True)
class Entry:
    """What one run is about."""

    experiment: str
    name: str
    execution: str
    record: Record
    trials: Sequence[Trial] = ()


def write_run(store: Store, entry: Entry) -> tuple[str, bool]:
    """The run's id, and whether this call wrote it. @raises Exception: the store refuses or can't be reached; what it
    raises depends on the store."""
    for name, value in _SETTINGS.items():
        os.environ.setdefault(name, value)
    import mlflow
    from mlflow.tracking import MlflowClient

    # the plug-in for ARNs reads the global address
    mlflow.set_tracking_uri(store.uri)
    with _alone(store.lock):
        # the first one makes the tables
        client = MlflowClient(store.uri)
        experiment = _experiment(client, entry.experiment, store.artifacts)
        run = _find(client, experiment, {EXECUTION: entry.execution})
        if run and run.info.status == "FINISHED":
            return run.info.run_id, False
        run = run or client.create_run(experiment, run_name=entry.name, tags=_tags(entry))
        _write(client, run.info.run_id, entry.record)
        for trial in entry.trials:
            _write_trial(client, experiment, run.info.run_id, trial)
        client.set_terminated(run.info.run_id)
    return run.info.run_id, True


@contextmanager
def _alone(lock: Path | None) -> Iterator[None]:
    if lock is None:
        yield
        return
    import fcntl

    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _experiment(client: "MlflowClient", name: str, artifacts: str) -> str:
    found = client.get_experiment_by_name(name)
    if found is None:
        return str(client.create_experiment(name, artifact_location=f"{artifacts}/{name}"))
    if found.lifecycle_stage == "deleted":
        client.restore_experiment(found.experiment_id)
    return str(found.experiment_id)


def _find(client: "MlflowClient", experiment: str, tags: Mapping[str, str]) -> "Run | None":
    wanted = " and ".join(f"tags.`{name}` = '{value}'" for name, value in tags.items())
    found = client.search_runs([experiment], wanted, max_results=1)
    return found[0] if found else None


def _tags(entry: Entry) -> dict[str, str]:
    commit = entry.record.tags.get("commit", "")
    source = {"mlflow.source.git.commit": commit} if commit not in ("", "unknown") else {}
    own = {f"everloop.{name}": value for name, value in entry.record.tags.items()}
    return {**own, **source, EXECUTION: entry.execution, "mlflow.source.name": "everloop"}


def _write(client: "MlflowClient", run: str, record: Record) -> None:
    _log(client, run, record.parameters, record.metrics)
    for file in record.files:
        client.log_artifact(run, str(file))
    if record.confusion:
        client.log_text(run, record.confusion, CONFUSION)


def _log(client: "MlflowClient", run: str, parameters: Mapping[str, str], metrics: Mapping[str, float]) -> None:
    from mlflow.entities import Metric, Param

    now = int(time.time() * 1000)
    figures = [Metric(name, value, now, 0) for name, value in metrics.items()]
    settings = [Param(name, value) for name, value in parameters.items()]
    for start in range(0, len(settings), _MOST_PARAMETERS):
        client.log_batch(run, params=settings[start : start + _MOST_PARAMETERS])
    for start in range(0, len(figures), _MOST_METRICS):
        client.log_batch(run, metrics=figures[start : start + _MOST_METRICS])


def _write_trial(client: "MlflowClient", experiment: str, parent: str, trial: Trial) -> None:
    tags = {_PARENT: parent, JOB: trial.job}
    if _find(client, experiment, tags):
        return
    started = int(trial.started.timestamp() * 1000) if trial.started else None
    ended = int(trial.ended.timestamp() * 1000) if trial.ended else None
    run = client.create_run(experiment, start_time=started, run_name=trial.job, tags=tags)
    _log(client, run.info.run_id, trial.parameters, trial.metrics)
    client.set_terminated(run.info.run_id, trial.status, ended)
