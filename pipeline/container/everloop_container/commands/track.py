"""`track`: a processing job with network that writes an execution's figures to an MLflow store. A store that can't be
written is reported, by exit message, log and metric, and is no reason to fail: a model must not be lost to it."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from ..canonical_json import write_json
from ..environment import read_environment
from ..errors import BadInput
from ..folders import Folders
from ..logs import Log
from ..tracking.record import read_record
from ..tracking.store import Entry, Store, local_store, write_run
from ..tracking.trials import list_trials
from .options import INPUT, OUTPUT, named_values

LOCAL = "local"
# of an exit message
_LONGEST = 1024


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--input", default=INPUT, help="holds evaluation/, model/, training/, report/ and card/")
    parser.add_argument("--output", default=f"{OUTPUT}/tracking", help="gets tracking.json")
    parser.add_argument("--store", required=True, help="local, or the ARN of a managed tracking server or app")
    parser.add_argument("--artifacts", default="", help="S3 URI for the files of a managed store's experiments")
    parser.add_argument("--experiment", required=True, help="runs of one workload in one environment")
    parser.add_argument("--execution", required=True, help="ARN; one run for each")
    parser.add_argument("--tuning-job", default="", help="its training jobs become nested runs")
    parser.add_argument("--tag", action="append", default=[], metavar="NAME=VALUE", help="of the run")
    parser.add_argument("--failure-metric", default="", metavar="NAMESPACE/NAME/WORKLOAD", help="1 when it was in vain")


def run(arguments: Namespace, folders: Folders, log: Log) -> None:
    record = read_record(folders.resolve(arguments.input), named_values("track", "--tag", arguments.tag))
    store = _store(arguments)
    try:
        trials = list_trials(arguments.tuning_job) if arguments.tuning_job else []
        execution = arguments.execution
        entry = Entry(arguments.experiment, execution.rsplit("/", 1)[-1], execution, record, trials)
        run_id, is_new = write_run(store, entry)
    except Exception as error:
        # which errors there are depends on the store: of SQLAlchemy, requests, botocore, MLflow
        _report_failure(arguments, folders, log, error)
        return
    log.say("tracked" if is_new else "tracked before", run=run_id, store=store.uri, trials=len(trials))
    document = {"tracked": True, "run": run_id, "store": store.uri, "reason": None}
    write_json(folders.resolve(arguments.output) / "tracking.json", document)


def _store(arguments: Namespace) -> Store:
    if arguments.store != LOCAL:
        return Store(arguments.store, arguments.artifacts)
    folder = read_environment().tracking_folder
    if not folder:
        remedy = "choose tracking off or managed for this environment"
        what = "EVERLOOP_TRACKING_FOLDER must name a folder, as the laptop cloud does"
        raise BadInput("track", what, got="nothing", remedy=remedy)
    return local_store(Path(folder))


def _report_failure(arguments: Namespace, folders: Folders, log: Log, error: Exception) -> None:
    sentence = " ".join(str(error).split()) or type(error).__name__
    reason = f"not tracked: {type(error).__name__}: {sentence}; retry by everloop train, or see the runbook: untracked"
    log.error(reason[:_LONGEST])
    folders.message.parent.mkdir(parents=True, exist_ok=True)
    folders.message.write_text(reason[:_LONGEST], encoding="utf-8")
    document = {"tracked": False, "run": None, "store": arguments.store, "reason": reason}
    write_json(folders.resolve(arguments.output) / "tracking.json", document)
    if arguments.failure_metric:
        _count(arguments.failure_metric, log)


def _count(metric: str, log: Log) -> None:
    """An alarm stands on it. Best effort: what keeps it from being sent is in the log."""
    namespace, name, workload = metric.split("/")
    try:
        import boto3

        dimensions = [{"Name": "Workload", "Value": workload}]
        datum = {"MetricName": name, "Dimensions": dimensions, "Value": 1.0, "Unit": "Count"}
        boto3.client("cloudwatch").put_metric_data(Namespace=namespace, MetricData=[datum])
    except Exception as error:
        log.error("the failure could not be counted", reason=str(error))
