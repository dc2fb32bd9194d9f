"""EventBridge Pipes with an SQS source. On AWS a pipe polls its queue, several batches at once; MiniStack has none.

A message leaves the queue only when the target took it (see pipe_delivery); everything else becomes visible again
after the queue's visibility timeout, and its redrive policy counts. The pipe acts with its own role: whoever enforces
IAM appends to BEFORE_RECEIVE and to pipe_delivery.BEFORE_TARGET.
"""

import contextvars
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import hooks
import ministack.services.lambda_svc as lambda_svc
import ministack.services.pipes as pipes
import ministack.services.sqs as sqs
import pipe_delivery
import pipe_settings
import queue_lock
from ministack.core.responses import set_request_account_id, set_request_region

log = logging.getLogger("pipes")

# Each is called with (pipe, IAM action, queue ARN) before a receive, and raises PermissionError to refuse.
BEFORE_RECEIVE: list[Callable[[dict[str, Any], str, str], None]] = []
BEFORE_TARGET = pipe_delivery.BEFORE_TARGET

BATCHES_IN_FLIGHT = int(os.environ.get("EVERLOOP_PIPE_BATCHES", "4"))
POLL_SECONDS = 0.05
REFUSED_PAUSE_SECONDS = 1.0
_SOURCE_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")

_wake = threading.Event()


@dataclass
class _Poller:
    """What one pipe has received and not finished."""

    in_flight: int = 0
    gathered: list[dict[str, Any]] = field(default_factory=list)
    gathering_since: float = 0.0
    paused_until: float = 0.0
    # Refusals logged since the last delivery: a pipe polls each second until somebody mends its role.
    refusals: set[str] = field(default_factory=set)


_pollers: dict[str, _Poller] = {}
_lock = threading.Lock()


def _record(pipe: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["id"],
        "receiptHandle": message["receipt_handle"],
        "body": message["body"],
        "attributes": sqs._build_sys_attrs(message, ["All"]),
        "messageAttributes": lambda_svc._sqs_message_attributes_to_camel_case(message.get("message_attributes") or {}),
        "md5OfBody": message["md5_body"],
        "eventSource": "aws:sqs",
        "eventSourceARN": pipe["Source"],
        "awsRegion": pipe["Source"].split(":")[3],
    }


def _receive(pipe: dict[str, Any], limit: int) -> list[dict[str, Any]]:
    queue = sqs._queue_by_arn(pipe["Source"])
    now = time.time()
    if queue is None or not any(message["visible_at"] <= now for message in list(queue["messages"])):
        return []
    for action in _SOURCE_ACTIONS:
        for check in BEFORE_RECEIVE:
            check(pipe, action, pipe["Source"])
    url = sqs._queue_url(pipe["Source"].split(":")[-1])
    return [_record(pipe, message) for message in sqs._receive_messages_for_esm(url, min(limit, 10))]


def _finish(pipe: dict[str, Any], poller: _Poller, records: list[dict[str, Any]]) -> None:
    try:
        failed = pipe_delivery.deliver(pipe, records)
        done = {record["receiptHandle"] for record in records if record["messageId"] not in failed}
        sqs._delete_messages_for_esm(sqs._queue_url(pipe["Source"].split(":")[-1]), done)
        _admit(pipe, poller)
    except PermissionError as refused:
        _refuse(pipe, poller, refused)
    except Exception as error:
        log.warning("pipe %s: %d messages return to the queue: %s", pipe["Name"], len(records), error)
    finally:
        with _lock:
            poller.in_flight -= 1
        _wake.set()


def _refuse(pipe: dict[str, Any], poller: _Poller, refused: PermissionError) -> None:
    poller.paused_until = time.monotonic() + REFUSED_PAUSE_SECONDS
    reason = pipe["StateReason"] = str(refused)
    if reason not in poller.refusals:
        poller.refusals.add(reason)
        log.warning("pipe %s: %s", pipe["Name"], reason)


def _admit(pipe: dict[str, Any], poller: _Poller) -> None:
    """Forgets what was refused before, so that it is logged again when it comes back."""
    if poller.refusals:
        poller.refusals.clear()
        pipe.pop("StateReason", None)


def _gather(pipe: dict[str, Any], poller: _Poller) -> list[dict[str, Any]]:
    """Returns a batch that is full or old enough, else nothing."""
    size, window_seconds = pipe_settings.batching(pipe)
    while len(poller.gathered) < size and (received := _receive(pipe, size - len(poller.gathered))):
        poller.gathering_since = poller.gathering_since if poller.gathered else time.monotonic()
        poller.gathered += received
    waited = time.monotonic() - poller.gathering_since
    if len(poller.gathered) < size and waited < window_seconds:
        return []
    batch, poller.gathered = poller.gathered, []
    return batch


def _advance(pipe: dict[str, Any]) -> None:
    poller = _pollers.setdefault(pipe["Arn"], _Poller())
    if time.monotonic() < poller.paused_until:
        return
    try:
        while poller.in_flight < BATCHES_IN_FLIGHT and (batch := _gather(pipe, poller)):
            wanted = pipe_settings.matching(pipe, batch)
            if not wanted:
                continue
            with _lock:
                poller.in_flight += 1
            work = contextvars.copy_context()
            threading.Thread(target=work.run, args=(_finish, pipe, poller, wanted), daemon=True).start()
    except PermissionError as refused:
        _refuse(pipe, poller, refused)


def _poll_for_ever() -> None:
    while True:
        _wake.clear()
        for account, region, pipe in pipes._iter_all_pipes():
            if pipe.get("CurrentState") != "RUNNING" or pipes._arn_service(pipe.get("Source", "")) != "sqs":
                continue
            try:
                set_request_account_id(account)
                set_request_region(region)
                _advance(pipe)
            except Exception:
                log.exception("pipe %s: polling failed", pipe.get("Name"))
        _wake.wait(POLL_SECONDS)


def install() -> None:
    hooks.require(pipes, "_iter_all_pipes", [])
    hooks.require(pipes, "_arn_service", ["arn"])
    hooks.require(sqs, "_queue_by_arn", ["arn"])
    hooks.require(sqs, "_queue_url", ["name"])
    hooks.require(sqs, "_build_sys_attrs", ["msg", "names"])
    queue_lock.install()
    pipe_delivery.require_hooks()
    pipe_settings.install()
    threading.Thread(target=_poll_for_ever, name="pipes-queue", daemon=True).start()
