"""Tells of executions that a restart broke off, as AWS tells of every end: by a status change event.

MiniStack marks them FAILED while it restores its state, when no event could be delivered yet, and says nothing later.
"""

import functools
import logging
import threading
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.eventbridge as eventbridge
import ministack.services.stepfunctions as stepfunctions

log = logging.getLogger("everloop.executions")

_broken: list[dict[str, Any]] = []


def _noted(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def restore(data: Any) -> Any:
        saved = (data or {}).get("executions", {})
        running = [execution for execution in _values(saved) if execution.get("status") == "RUNNING"]
        result = original(data)
        _broken.extend(execution for execution in running if execution.get("status") == "FAILED")
        return result

    return restore


def _values(executions: Any) -> list[dict[str, Any]]:
    return list(executions.all_values() if hasattr(executions, "all_values") else executions.values())


def _tell() -> None:
    while _broken:
        execution = _broken.pop()
        stepfunctions._emit_execution_status_event(execution)
        log.info("%s was broken off by the restart", execution["executionArn"])


def _then_tell(original: Callable[..., Any]) -> Callable[..., Any]:
    """Everything is restored when the scheduler starts; targets may take a while, and nobody waits for them."""

    @functools.wraps(original)
    def start() -> None:
        original()
        threading.Thread(target=_tell, daemon=True, name="broken-executions").start()

    return start


def install() -> None:
    hooks.require(stepfunctions, "_emit_execution_status_event", ["execution"])
    hooks.replace(stepfunctions, "_restore_state", ["data"], _noted)
    hooks.replace(eventbridge, "start_scheduler", [], _then_tell)
