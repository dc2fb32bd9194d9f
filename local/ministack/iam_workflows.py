"""A state machine acts with its role: every task, the reader and the writer of a Distributed Map and its children.

AWS assumes the machine's role for each of them and fails the task when a policy lacks; MiniStack ran all of them
in-process with every right.
"""

import contextvars
import re
from collections.abc import Callable, Iterable
from typing import Any

import iam_mapping
import iam_requests
import iam_resources
import ministack.app as app
import ministack.services.stepfunctions as stepfunctions
from hooks import replace
from iam_decisions import Caller, Need, enabled, role_denial
from iam_tasks import task_needs
from map_items import MapState

# The machine whose task runs. Every task sets its own, so that a nested execution never acts with its parent's role.
_machine: contextvars.ContextVar[str] = contextvars.ContextVar("everloop_state_machine", default="")

# The error of a refused call, as the SDK that the integration uses names it.
_REFUSED = {
    "lambda": "Lambda.AWSLambdaException",
    "dynamodb": "DynamoDB.AmazonDynamoDBException",
    "sqs": "SQS.AmazonSQSException",
    "sns": "SNS.AuthorizationErrorException",
    "events": "Events.AmazonCloudWatchEventsException",
    "states": "StepFunctions.AWSStepFunctionsException",
}
_SDK_NAMES = {"dynamodb": "DynamoDb", "sfn": "Sfn", "eventbridge": "EventBridge", "cloudwatch": "CloudWatch"}


def _refuse(needs: Iterable[Need], error: str) -> None:
    """Raises the task error when the machine's role lacks one of `needs`."""
    arn = _machine.get()
    machine = stepfunctions._state_machines.get(arn.split("/")[0]) if arn else None
    if machine is None:
        return
    denial = role_denial(Caller(machine["roleArn"], "states.amazonaws.com", "states", arn.split("/")[0]), needs)
    if denial is not None:
        raise stepfunctions._ExecutionError(error, denial.message)


def _error_of(resource: str) -> str:
    """`S3.S3Exception` for an aws-sdk integration; the v1 SDK's name for an optimized one."""
    parts = resource.removeprefix("arn:aws:states:::").split(":")
    if parts[0] == "aws-sdk":
        name = _SDK_NAMES.get(parts[1], parts[1].capitalize())
        return f"{name}.{name}Exception"
    service = "lambda" if resource.startswith("arn:aws:lambda:") else parts[0]
    name = service.capitalize()
    return _REFUSED.get(service, f"{name}.{name}Exception")


def _authorise(resource: str, parameters: Any) -> None:
    if not enabled() or not _machine.get():
        return
    try:
        needs = task_needs(resource, parameters)
    except LookupError as unmapped:
        raise stepfunctions._ExecutionError("States.Permissions", str(unmapped)) from unmapped
    _refuse(needs or [], _error_of(resource))


def _task(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute(state_def: dict[str, Any], raw_input: Any, execution: dict[str, Any], ctx: dict[str, Any]) -> Any:
        entered = _machine.set((execution or {}).get("stateMachineArn", ""))
        try:
            return original(state_def, raw_input, execution, ctx)
        finally:
            _machine.reset(entered)

    return execute


def _invoked(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(resource: str, input_data: Any) -> Any:
        _authorise(resource, input_data)
        return original(resource, input_data)

    return invoke


def _invoked_with_token(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(resource: str, input_data: Any, token: str, state_def: dict[str, Any]) -> Any:
        _authorise(resource, input_data)
        iam_resources.MACHINE_OF_TOKEN[token] = _machine.get().split("/")[0]
        try:
            return original(resource, input_data, token, state_def)
        finally:
            iam_resources.MACHINE_OF_TOKEN.pop(token, None)

    return invoke


def _handled(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(
        handler: Any,
        method: str,
        path: str,
        headers: dict[str, Any],
        body: Any,
        query_params: dict[str, Any],
        timeout: float | None = None,
    ) -> Any:
        if enabled() and _machine.get():
            scope = re.search(r"Credential=[^/]+/[^/]+/[^/]+/([^/]+)/", headers.get("authorization", ""))
            raw = body.encode() if isinstance(body, str) else body or b""
            request = iam_mapping.described(scope.group(1) if scope else "", method, path, headers, raw, query_params)
            if iam_mapping.UNMAPPED in request.action:
                raise stepfunctions._ExecutionError("States.Permissions", f"laptop cloud: {request.action}")
            _refuse(iam_requests.all_needs(request), _error_of(f"aws-sdk:{request.service}:"))
        return original(handler, method, path, headers, body, query_params, timeout)

    return call


def _map_run(original: Callable[..., Any]) -> Callable[..., Any]:
    def run(
        state_def: dict[str, Any],
        raw_input: Any,
        effective: Any,
        iterator: dict[str, Any],
        execution: dict[str, Any],
        ctx: dict[str, Any],
    ) -> Any:
        machine = execution["stateMachineArn"].split("/")[0]
        entered = _machine.set(machine)
        try:
            if enabled():
                state = MapState(state_def, raw_input, effective, ctx)
                _authorise_io(state, "ItemReader", "States.ItemReaderFailed")
                _authorise_io(state, "ResultWriter", "States.ResultWriterFailed")
            _refuse([Need("states:StartExecution", machine, "states")], _error_of("states:"))
        finally:
            _machine.reset(entered)
        return original(state_def, raw_input, effective, iterator, execution, ctx)

    return run


def _authorise_io(state: MapState, part: str, error: str) -> None:
    """The reader lists or gets as its Resource says; the writer puts below its prefix, which AWS tries first."""
    io = state.definition.get(part) or {}
    if not io.get("Resource"):
        return
    given = dict(state.evaluated(io.get("Parameters") or io.get("Arguments") or {}))
    if part == "ResultWriter":
        given["Key"] = f"{given.get('Prefix', '').rstrip('/')}/results".lstrip("/")
    _refuse(task_needs(io["Resource"].replace(":::s3:", ":::aws-sdk:s3:"), given) or [], error)


def install() -> None:
    task = ["state_def", "raw_input", "execution", "ctx"]
    replace(stepfunctions, "_execute_task", task, _task)
    replace(stepfunctions, "_invoke_resource", ["resource", "input_data"], _invoked)
    callback = ["resource", "input_data", "token", "state_def"]
    replace(stepfunctions, "_invoke_with_callback", callback, _invoked_with_token)
    distributed = ["state_def", "raw_input", "effective", "iterator", "execution", "ctx"]
    replace(stepfunctions, "_run_distributed_map", distributed, _map_run)
    call = ["handler", "method", "path", "headers", "body", "query_params", "timeout"]
    replace(app, "call_service_handler_sync", call, _handled)
