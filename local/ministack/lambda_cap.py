"""Lambda: at most a few host processes per function at a time; further calls wait for one.

On AWS a burst gets its own execution environments. Here each is a Node process on one laptop: 50 cold events took
3.9 GB uncapped. Waiting is not part of the function's timeout. A worker is reused as long as it lives.
"""

import os
import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import hooks
import lambda_worker
import ministack.core.lambda_runtime as runtime
import ministack.services.lambda_svc as lambda_svc

PROCESSES = int(os.environ.get("EVERLOOP_LAMBDA_PROCESSES", "2"))
# Longer than any function may run (15 minutes), so that a call waits for its turn and not for a lost one.
WAIT_SECONDS = 1000

_gates: dict[str, threading.Semaphore] = {}
_lock = threading.Lock()
_failure: ContextVar[dict[str, Any] | None] = ContextVar("failure", default=None)


def _gate(config: dict[str, Any]) -> threading.Semaphore:
    with _lock:
        return _gates.setdefault(str(config.get("FunctionArn")), threading.Semaphore(PROCESSES))


def _in_turn(original: Callable[..., Any]) -> Callable[..., Any]:
    def dispatch(func: Any, config: dict[str, Any], event: Any, request_id: str, started: float) -> Any:
        gate = _gate(config)
        if not gate.acquire(timeout=WAIT_SECONDS):
            reason = "ConcurrentInvocationLimitExceeded"
            return lambda_svc._throttle_response(reason_code=reason, msg="Rate Exceeded.")
        try:
            return original(func, config, event, request_id, started)
        finally:
            gate.release()

    return dispatch


def _remember_failure(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(self: Any, event: Any, request_id: str, **options: Any) -> Any:
        result = original(self, event, request_id, **options)
        _failure.set(result.get("failed"))
        return result

    return invoke


def _with_error_name(original: Callable[..., Any]) -> Callable[..., Any]:
    """Answers a failed call with the function's own `errorType`, as AWS does, and not with a general one."""

    def execute(func: Any, event: Any, request_id: str) -> Any:
        _failure.set(None)
        result = original(func, event, request_id)
        if failed := _failure.get():
            result["body"] = failed
        return result

    return execute


def install() -> None:
    lambda_worker.install()
    hooks.require(lambda_svc, "_throttle_response", ["reason_code", "msg", "retry_after"])
    dispatched = ["func", "config", "event", "request_id", "started"]
    hooks.replace(lambda_svc, "_execute_function_dispatch", dispatched, _in_turn)
    hooks.replace(lambda_svc, "_execute_function_warm", ["func", "event", "request_id"], _with_error_name)
    runtime.Worker.invoke = _remember_failure(runtime.Worker.invoke)
