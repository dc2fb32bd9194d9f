"""Training jobs of a tuning job, as its list names them; needs the network and the right to list them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Trial:
    job: str
    status: str
    """Of MLflow: FINISHED, FAILED, KILLED or RUNNING."""
    parameters: Mapping[str, str]
    metrics: Mapping[str, float]
    """The objective; empty when the job never printed it."""
    started: datetime | None
    ended: datetime | None


_STATUS = {"Completed": "FINISHED", "Failed": "FAILED", "Stopped": "KILLED", "Stopping": "KILLED"}


def list_trials(tuning_job: str) -> list[Trial]:
    """@raises botocore.exceptions.ClientError: the service refuses"""
    import boto3

    pages = boto3.client("sagemaker").get_paginator("list_training_jobs_for_hyper_parameter_tuning_job")
    return read_trials(
        job for page in pages.paginate(HyperParameterTuningJobName=tuning_job) for job in page["TrainingJobSummaries"]
    )


def read_trials(summaries: Iterable[Mapping[str, Any]]) -> list[Trial]:
    return [
        Trial(
            job=job["TrainingJobName"],
            status=_STATUS.get(job["TrainingJobStatus"], "RUNNING"),
            parameters=job["TunedHyperParameters"],
            metrics=_objective(job.get("FinalHyperParameterTuningJobObjectiveMetric")),
            started=job.get("TrainingStartTime"),
            ended=job.get("TrainingEndTime"),
        )
        for job in summaries
    ]


def _objective(metric: Mapping[str, Any] | None) -> dict[str, float]:
    # MLflow's names have no colon on every store
    return {} if metric is None else {str(metric["MetricName"]).replace(":", "/"): float(metric["Value"])}
