"""Executions that their caller waits for: StartSyncExecution and the nested `startExecution.sync`.

AWS starts only Express workflows synchronously, by version or alias too, keeps no record of them, and gives a failed
child's description as the cause of `States.TaskFailed`. MiniStack runs any type, keeps all, and answers a failure with
an output.
"""

import contextvars
import functools
import json
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.stepfunctions as stepfunctions
from ministack.core.responses import error_response_json

_nested: contextvars.ContextVar[bool] = contextvars.ContextVar("nested", default=False)


def _sync(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def start(data: dict[str, Any]) -> Any:
        if _nested.get():
            _nested.set(False)
            return original(data)
        arn = stepfunctions._resolve_state_machine_arn(data.get("stateMachineArn", ""))
        machine = stepfunctions._state_machines.get(arn) or {}
        if machine and machine.get("type") != "EXPRESS":
            message = f"This operation is not supported by this type of state machine: '{arn}'"
            return error_response_json("StateMachineTypeNotSupported", message, 400)
        response = original({**data, **({"stateMachineArn": arn} if arn else {})})
        if response[0] >= 400:
            return response
        answer = json.loads(response[2])
        execution = stepfunctions._executions.pop(answer["executionArn"], None) or {}
        if answer["status"] != "SUCCEEDED":
            answer.pop("output", None)
            answer.update({name: execution[name] for name in ("error", "cause") if execution.get(name)})
        return response[0], response[1], json.dumps(answer).encode()

    return start


def _as_nested(original: Callable[..., Any]) -> Callable[..., Any]:
    """`startExecution.sync` waits for a Standard child; MiniStack runs it by way of StartSyncExecution."""

    @functools.wraps(original)
    def invoke(resource: str, input_data: Any) -> Any:
        token = _nested.set(True)
        try:
            return original(resource, input_data)
        finally:
            _nested.reset(token)

    return invoke


def _described(_original: Callable[..., Any]) -> Callable[..., Any]:
    def failure(payload: dict[str, Any]) -> tuple[str, str]:
        described = {name: value for name, value in payload.items() if name not in ("output", "outputDetails")}
        return "States.TaskFailed", json.dumps({name[0].upper() + name[1:]: value for name, value in described.items()})

    return failure


def install() -> None:
    hooks.require(stepfunctions, "_resolve_state_machine_arn", ["arn"])
    hooks.replace(stepfunctions, "_start_sync_execution", ["data"], _sync)
    nested = ["resource", "input_data"]
    hooks.replace(stepfunctions, "_invoke_nested_start_execution_sync", nested, _as_nested)
    hooks.replace(stepfunctions, "_nested_execution_failure", ["payload"], _described)
