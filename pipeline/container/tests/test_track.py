import csv
import fcntl
import json
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from mlflow import MlflowClient

from everloop_container.tracking.record import Record
from everloop_container.tracking.store import Entry, local_store, write_run
from everloop_container.tracking.trials import Trial, read_trials

from .support import CLASSES, Jobs
from .tracking_server import TrackingServer

EXECUTION = "arn:aws:sagemaker:us-east-1:000000000000:pipeline/everloop-local-product-images/execution/abc123def456"
GROUP = "everloop-local-product-images"
WORDS = ("track", "--store", "local", "--experiment", GROUP, "--execution", EXECUTION)
TAGS = ("--tag", "correlationId=manual-1", "--tag", "verdict=register", "--tag", "commit=0a1b2c3")


@pytest.fixture
def ready(trained: Jobs, jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Jobs:
    """What the pipeline hands to the tracking step, and a store of its own."""
    pack(trained.base / "model", jobs.input / "model/model.tar.gz")
    pack(trained.base / "output/data", jobs.input / "training/output.tar.gz")
    for name in ("evaluation", "report"):
        (jobs.input / name).symlink_to(trained.output / name)
    (jobs.input / "card").mkdir()
    (jobs.input / "card/card.md").write_text("# Card\n")
    monkeypatch.setenv("EVERLOOP_TRACKING_FOLDER", str(jobs.base / "mlflow"))
    return jobs


def pack(folder: Path, archive: Path) -> None:
    archive.parent.mkdir(parents=True)
    with tarfile.open(archive, "w:gz") as members:
        for path in folder.iterdir():
            members.add(path, f"./{path.name}")


def runs(jobs: Jobs, experiment: str = GROUP) -> list[Any]:
    client = MlflowClient(f"sqlite:///{jobs.base}/mlflow/mlflow.db")
    found = client.get_experiment_by_name(experiment)
    assert found is not None
    return list(client.search_runs([found.experiment_id]))


def test_an_execution_becomes_one_run_with_its_figures(ready: Jobs, trained: Jobs) -> None:
    assert ready.run(*WORDS, *TAGS) == 0
    [run] = runs(ready)
    golden = trained.json("processing/output/evaluation/evaluation.json")["everloop"]["challenger"]["golden"]
    assert run.info.status == "FINISHED" and run.info.run_name == "abc123def456"
    assert run.data.metrics["golden/macroF1"] == golden["macroF1"]
    assert run.data.metrics["golden/disc/recall"] == golden["perClass"]["disc"]["recall"]
    assert run.data.metrics["examples/train/disc"] == 20
    assert (
        run.data.metrics["training/class_offsets/disc"]
        == trained.json("output/data/metrics.json")["class_offsets"]["disc"]
    )
    assert run.data.params["epochs"] == "12" and run.data.params["preparation.input_side"] == "28"
    assert run.data.params["manifestId"] == trained.json("output/data/metrics.json")["manifestId"]
    assert run.data.tags["everloop.correlationId"] == "manual-1"
    assert run.data.tags["everloop.execution"] == EXECUTION
    assert run.data.tags["mlflow.source.git.commit"] == "0a1b2c3"
    assert ready.json("processing/output/tracking/tracking.json")["run"] == run.info.run_id


def test_card_evaluation_and_confusion_are_kept_with_the_run(ready: Jobs) -> None:
    assert ready.run(*WORDS) == 0
    files = ready.base / "mlflow/artifacts" / GROUP / runs(ready)[0].info.run_id / "artifacts"
    kept = {"card.md", "class-balance.json", "confusion.csv", "evaluation.json", "kpi-baselines.json"}
    assert {path.name for path in files.iterdir()} == kept
    rows = list(csv.reader((files / "confusion.csv").open()))
    assert rows[0] == ["actual", *CLASSES]
    assert sum(int(cell) for row in rows[1:] for cell in row[1:]) == 24


def test_a_second_call_for_the_same_execution_makes_no_second_run(
    ready: Jobs, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ready.run(*WORDS) == 0 and ready.run(*WORDS) == 0
    assert len(runs(ready)) == 1
    assert "tracked before" in capsys.readouterr().out
    assert ready.run(*WORDS[:-1], f"{EXECUTION}2") == 0
    assert len(runs(ready)) == 2


def test_a_run_that_was_left_half_written_is_completed(tmp_path: Path) -> None:
    store = local_store(tmp_path / "mlflow")
    broken = Record({"epochs": "3"}, {"golden/macroF1": 0.5}, (tmp_path / "absent.md",))
    with pytest.raises(OSError):
        write_run(store, Entry("group", "one", EXECUTION, broken))
    sound = Record({"epochs": "3"}, {"golden/macroF1": 0.5})
    run, is_new = write_run(store, Entry("group", "one", EXECUTION, sound))
    assert is_new
    found = MlflowClient(store.uri).get_run(run)
    assert found.info.status == "FINISHED" and found.data.metrics == {"golden/macroF1": 0.5}


def test_nobody_else_makes_the_tables_of_a_new_store_at_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = local_store(tmp_path / "mlflow")
    alone: list[bool] = []

    def client(uri: str) -> MlflowClient:
        alone.append(is_locked(tmp_path / "mlflow/lock"))
        return MlflowClient(uri)

    monkeypatch.setattr("mlflow.tracking.MlflowClient", client)
    write_run(store, Entry("group", "one", EXECUTION, Record({}, {})))
    assert alone == [True]


def is_locked(path: Path) -> bool:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def test_trials_become_nested_runs_once(tmp_path: Path) -> None:
    store = local_store(tmp_path / "mlflow")
    trial = Trial("job-1", "FAILED", {"learning_rate": "0.002"}, {}, datetime(2026, 1, 1, tzinfo=UTC), None)
    other = Trial("job-2", "FINISHED", {"learning_rate": "0.01"}, {"validation/macro_f1": 0.9}, None, None)
    # parameters of other values can't be written twice, so a run that is already there fails when it isn't left alone
    entry = Entry("group", "one", EXECUTION, Record({}, {}), (trial, other))
    run, _ = write_run(store, entry)
    client = MlflowClient(store.uri)
    client.update_run(run, status="RUNNING")
    assert write_run(store, entry) == (run, True)
    children = [one for one in client.search_runs(["1"]) if one.data.tags.get("mlflow.parentRunId") == run]
    assert sorted((one.info.run_name, one.info.status) for one in children) == [
        ("job-1", "FAILED"),
        ("job-2", "FINISHED"),
    ]


def test_trials_are_read_from_the_tuning_jobs_list() -> None:
    summary = {
        "TrainingJobName": "job-1",
        "TrainingJobStatus": "Completed",
        "TunedHyperParameters": {"hidden_units": "256"},
        "FinalHyperParameterTuningJobObjectiveMetric": {"MetricName": "validation:macro_f1", "Value": 0.97},
    }
    [trial] = read_trials([summary])
    assert trial.metrics == {"validation/macro_f1": 0.97} and trial.status == "FINISHED"
    [pending] = read_trials(
        [{**summary, "TrainingJobStatus": "InProgress", "FinalHyperParameterTuningJobObjectiveMetric": None}]
    )
    assert pending.metrics == {} and pending.status == "RUNNING"


ARN = "arn:aws:sagemaker:eu-central-1:111122223333:mlflow-tracking-server/shop"


@pytest.fixture
def managed(ready: Jobs, monkeypatch: pytest.MonkeyPatch) -> Iterator[TrackingServer]:
    server = TrackingServer()
    address = server.start()
    for name, value in {
        "SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT": address,
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0",
    }.items():
        monkeypatch.setenv(name, value)
    yield server
    server.stop()


MANAGED = ("track", "--store", ARN, "--artifacts", "s3://models/mlflow", *WORDS[3:])


def test_a_managed_store_gets_signed_requests_and_its_files_go_to_our_bucket(
    ready: Jobs, managed: TrackingServer
) -> None:
    assert ready.run(*MANAGED) == 0
    calls = [call for call in managed.calls if call.is_tracking]
    assert all(call.headers["x-mlflow-sm-tracking-server-arn"] == ARN for call in calls)
    assert all("/eu-central-1/sagemaker-mlflow/aws4_request" in call.headers["authorization"] for call in calls)
    [experiment] = [call.body for call in calls if call.path.endswith("experiments/create")]
    assert experiment["artifact_location"] == f"s3://models/mlflow/{GROUP}"
    stored = {call.path.split("?")[0].rsplit("/", 1)[-1] for call in managed.calls if call.method == "PUT"}
    assert {"card.md", "evaluation.json", "confusion.csv"} <= stored


def test_a_store_that_refuses_is_reported_and_counted_and_fails_nothing(
    ready: Jobs, managed: TrackingServer, capsys: pytest.CaptureFixture[str]
) -> None:
    managed.refuses = True
    assert ready.run(*MANAGED, "--failure-metric", "Everloop/RunsUntracked/product-images") == 0
    outcome = ready.json("processing/output/tracking/tracking.json")
    assert not outcome["tracked"] and outcome["reason"].startswith("not tracked: ")
    assert (ready.base / "output/message").read_text() == outcome["reason"][:1024]
    assert '"level": "error"' in capsys.readouterr().out
    [count] = [
        call.text for call in managed.calls if "PutMetricData" in call.text + call.headers.get("x-amz-target", "")
    ]
    assert "RunsUntracked" in count and "product-images" in count


def test_no_folder_for_the_local_store_is_named(ready: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVERLOOP_TRACKING_FOLDER")
    assert ready.run(*WORDS) == 1
    assert "EVERLOOP_TRACKING_FOLDER must name a folder" in ready.failure


@pytest.mark.parametrize("name", ["model/model.tar.gz", "training/output.tar.gz"])
def test_a_missing_input_is_named(ready: Jobs, name: str) -> None:
    (ready.input / name).unlink()
    assert ready.run(*WORDS) == 1
    assert ready.failure.startswith(f"{name.split('/')[0]} input: {name.split('/')[1]} must be readable")


def test_scores_of_the_champion_stand_beside_the_candidates(ready: Jobs, trained: Jobs) -> None:
    (ready.input / "evaluation").unlink()
    document = trained.json("processing/output/evaluation/evaluation.json")
    document["everloop"]["champion"] = {"golden": {"macroF1": 0.75, "perClass": {}}, "drift": None}
    (ready.input / "evaluation").mkdir()
    (ready.input / "evaluation/evaluation.json").write_text(json.dumps(document))
    assert ready.run(*WORDS) == 0
    assert runs(ready)[0].data.metrics["champion-golden/macroF1"] == 0.75
