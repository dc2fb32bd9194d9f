"""Delivers one batch of SQS records to the target of a pipe and says which messages failed.

REQUEST_RESPONSE waits for the answer: `{"batchItemFailures": [{"itemIdentifier": id}]}` names the messages that stay in
the queue; an answer of the wrong shape, a failed or a timed-out target fails the whole batch; no answer fails none.
Source: docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
"""

import json
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.lambda_svc as lambda_svc
import ministack.services.stepfunctions as stepfunctions
import pipe_template
from ministack.core.arn import parse_arn

# Each is called with (pipe, IAM action, resource ARN) before the pipe acts, and raises PermissionError to refuse.
BEFORE_TARGET: list[Callable[[dict[str, Any], str, str], None]] = []


class TargetFailed(Exception):
    """The target took nothing of the batch, so that every message returns to the queue."""


def failed_items(answer: Any, sent: set[str]) -> set[str]:
    """Returns the ids of `sent` that failed, all of them when the answer cannot be trusted."""
    reported = answer.get("batchItemFailures") if isinstance(answer, dict) else None
    if not reported:
        return set()
    if not isinstance(reported, list):
        return sent
    failed = {str(item.get("itemIdentifier")) if isinstance(item, dict) else "" for item in reported}
    return failed if failed <= sent else sent


def _payload(pipe: dict[str, Any], records: list[dict[str, Any]]) -> list[Any]:
    template = (pipe.get("TargetParameters") or {}).get("InputTemplate")
    if not template:
        return records
    reserved = {
        "aws.pipes.pipe-arn": pipe["Arn"],
        "aws.pipes.pipe-name": pipe["Name"],
        "aws.pipes.source-arn": pipe["Source"],
        "aws.pipes.target-arn": pipe["Target"],
    }
    return [pipe_template.render(template, record, reserved) for record in records]


def _authorise(pipe: dict[str, Any], action: str) -> None:
    for check in BEFORE_TARGET:
        check(pipe, action, pipe["Target"])


def _to_workflow(pipe: dict[str, Any], payload: list[Any], waits: Callable[[str], bool]) -> Any:
    request = {"stateMachineArn": pipe["Target"], "input": json.dumps(payload)}
    if not waits("StepFunctionStateMachineParameters"):
        _authorise(pipe, "states:StartExecution")
        status, _, body = stepfunctions._start_execution(request)
        if status >= 400:
            raise TargetFailed(str(body))
        return None
    _authorise(pipe, "states:StartSyncExecution")
    status, _, body = stepfunctions._start_sync_execution(request)
    answer = json.loads(body)
    if status >= 400 or answer["status"] != "SUCCEEDED":
        raise TargetFailed(f"{answer.get('error') or answer.get('status') or answer}: {answer.get('cause', '')}")
    return json.loads(answer.get("output") or "null")


def _to_function(pipe: dict[str, Any], payload: list[Any], waits: Callable[[str], bool]) -> Any:
    _authorise(pipe, "lambda:InvokeFunction")
    function, config, name = lambda_svc._get_func_record_for_ref(pipe["Target"])
    if not function or not config:
        raise TargetFailed(f"function {name} does not exist")
    record = lambda_svc._execution_record_for_config(function, config)
    if not waits("LambdaFunctionParameters"):
        lambda_svc.invoke_async_with_retry(record, payload)
        return None
    result = lambda_svc._execute_function_with_config_scope(record, payload)
    if result.get("error"):
        raise TargetFailed(json.dumps(result.get("body")))
    answer = result.get("body")
    return json.loads(answer) if isinstance(answer, str) and answer.startswith("{") else answer


def deliver(pipe: dict[str, Any], records: list[dict[str, Any]]) -> set[str]:
    """Returns the ids of the messages that must return to the queue.

    Raises TargetFailed when that is the whole batch, PermissionError when the pipe's role may not call the target.
    """

    def waits(group: str) -> bool:
        chosen = ((pipe.get("TargetParameters") or {}).get(group) or {}).get("InvocationType")
        return (chosen or "REQUEST_RESPONSE") == "REQUEST_RESPONSE"

    targets = {"states": _to_workflow, "lambda": _to_function}
    target = targets.get(parse_arn(pipe["Target"]).service)
    if target is None:
        raise TargetFailed(f"a pipe's target must be a state machine or a function here, got {pipe['Target']}")
    answer = target(pipe, _payload(pipe, records), waits)
    return failed_items(answer, {record["messageId"] for record in records})


def require_hooks() -> None:
    hooks.require(stepfunctions, "_start_execution", ["data"])
    hooks.require(stepfunctions, "_start_sync_execution", ["data"])
    hooks.require(lambda_svc, "_get_func_record_for_ref", ["function_ref"])
    hooks.require(lambda_svc, "_execution_record_for_config", ["func", "config"])
    hooks.require(lambda_svc, "_execute_function_with_config_scope", ["func", "event"])
    hooks.require(lambda_svc, "invoke_async_with_retry", ["func", "event"])
