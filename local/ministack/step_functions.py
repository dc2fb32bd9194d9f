"""Step Functions: Express executions, time limits, data limits, Lambda errors and metrics as on AWS.

MiniStack runs every execution alike: it waits 150 ms first, keeps Express executions for ever, knows neither the
definition's TimeoutSeconds nor the 256 KiB limit of a state's data, and publishes no AWS/States metrics.
"""

import contextvars
import functools
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.cloudwatch as cloudwatch
import ministack.services.stepfunctions as stepfunctions
import object_tasks
import sagemaker_tasks
import sync_executions
import workflow_logs
from ministack.core.responses import now_iso

EXPRESS_SECONDS = 300
DATA_BYTES = 256 * 1024
_START_DELAY_SECONDS = 0.15
_OUTCOMES = {"SUCCEEDED": "ExecutionsSucceeded", "TIMED_OUT": "ExecutionsTimedOut", "ABORTED": "ExecutionsAborted"}


class _Clock:
    """`time` as the Step Functions module sees it: an execution starts at once."""

    def __getattr__(self, name: str) -> Any:
        return getattr(time, name)

    def sleep(self, seconds: float) -> None:
        if seconds != _START_DELAY_SECONDS:
            time.sleep(seconds)


def machine_of(execution: dict[str, Any]) -> dict[str, Any]:
    """Returns the state machine of an execution, of a Map Run's child the parent's, or {} when it is gone."""
    arn = str(execution.get("stateMachineArn", "")).split("/")[0]
    return stepfunctions._state_machines.get(arn) or {}


def _is_express(execution: dict[str, Any]) -> bool:
    return machine_of(execution).get("type") == "EXPRESS"


def _limit_seconds(execution: dict[str, Any]) -> float | None:
    try:
        stated = json.loads(machine_of(execution).get("definition", "{}")).get("TimeoutSeconds")
    except ValueError:
        stated = None
    if _is_express(execution):
        return float(min(stated or EXPRESS_SECONDS, EXPRESS_SECONDS))
    return float(stated) if stated else None


def _count(execution: dict[str, Any], metric: str, value: float = 1, unit: str = "Count") -> None:
    dimensions = {"StateMachineArn": execution["stateMachineArn"]}
    cloudwatch.record_metric("AWS/States", metric, value, unit, dimensions)


def _expire(execution: dict[str, Any]) -> None:
    execution.update(status="TIMED_OUT", error="States.Timeout", cause=None, stopDate=now_iso())
    stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {}})
    stepfunctions._emit_execution_status_event(execution)


def _bounded(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def run(exec_arn: str) -> None:
        execution = stepfunctions._executions.get(exec_arn)
        if not execution:
            return
        _count(execution, "ExecutionsStarted")
        started = time.monotonic()
        if limit := _limit_seconds(execution):
            # The states run on when the time is up, their result ignored: a thread cannot be stopped from outside.
            work = contextvars.copy_context()
            worker = threading.Thread(target=work.run, args=(original, exec_arn), daemon=True)
            worker.start()
            worker.join(limit)
            if worker.is_alive() and execution["status"] == "RUNNING":
                _expire(execution)
        else:
            original(exec_arn)
        _count(execution, _OUTCOMES.get(execution["status"], "ExecutionsFailed"))
        _count(execution, "ExecutionTime", (time.monotonic() - started) * 1000, "Milliseconds")
        workflow_logs.write(machine_of(execution), execution)
        if _is_express(execution) and not execution.get("sync"):
            stepfunctions._executions.pop(exec_arn, None)

    return run


def _only_running(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def fail(execution: dict[str, Any], error: str, cause: str) -> None:
        if execution["status"] == "RUNNING":
            original(execution, error, cause)

    return fail


def _standard_only(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def emit(execution: dict[str, Any]) -> None:
        if not _is_express(execution):
            original(execution)

    return emit


def _lambda_errors(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(func_ref: str, event: Any) -> Any:
        try:
            return original(func_ref, event)
        except stepfunctions._ExecutionError as failure:
            if "TooManyRequestsException" in str(failure.cause) and failure.error == "Lambda.Unknown":
                raise stepfunctions._ExecutionError("Lambda.TooManyRequestsException", failure.cause) from None
            raise

    return call


def _limited(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def execute(state_def: Any, raw_input: Any, execution: Any, ctx: Any) -> Any:
        output, following = original(state_def, raw_input, execution, ctx)
        if len(json.dumps(output, ensure_ascii=False).encode()) > DATA_BYTES:
            message = f"The state/task '{ctx['State']['Name']}' returned a result with a size exceeding the maximum"
            raise stepfunctions._ExecutionError("States.DataLimitExceeded", f"{message} number of bytes service limit.")
        return output, following

    return execute


def install() -> None:
    stepfunctions.time = _Clock()
    hooks.require(stepfunctions, "_add_event", ["execution", "event_type", "details"])
    hooks.replace(stepfunctions, "_run_execution", ["exec_arn"], _bounded)
    hooks.replace(stepfunctions, "_fail_execution", ["execution", "error", "cause"], _only_running)
    hooks.replace(stepfunctions, "_emit_execution_status_event", ["execution"], _standard_only)
    hooks.replace(stepfunctions, "_call_lambda", ["func_ref", "event"], _lambda_errors)
    executed = ["state_def", "raw_input", "execution", "ctx"]
    for state in ("_execute_task", "_execute_map", "_execute_parallel"):
        hooks.replace(stepfunctions, state, executed, _limited)
    object_tasks.install()
    sagemaker_tasks.install()
    sync_executions.install()
