"""Keeps what a pipe was told about its source and target. MiniStack stores the two ARNs and drops the parameters."""

import copy
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.lambda_svc as lambda_svc
import ministack.services.pipes as pipes
import ministack.services.sqs as sqs

_KEPT = ("SourceParameters", "TargetParameters", "LogConfiguration", "KmsKeyIdentifier")
_MAX_RECEIVE = 10
_MAX_BATCH = 10_000
_MAX_WINDOW_SECONDS = 300


def _queue_settings(pipe: dict[str, Any]) -> dict[str, Any]:
    return (pipe.get("SourceParameters") or {}).get("SqsQueueParameters") or {}


def batching(pipe: dict[str, Any]) -> tuple[int, float]:
    """Returns the most messages of a batch (1-10000) and how long to wait for them, in seconds (0-300)."""
    settings = _queue_settings(pipe)
    return int(settings.get("BatchSize") or 10), float(settings.get("MaximumBatchingWindowInSeconds") or 0)


def matching(pipe: dict[str, Any], records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Returns the records that the pipe's filter lets through; AWS deletes the others from the queue."""
    source = pipe.get("SourceParameters") or {}
    wanted: list[dict[str, Any]] = lambda_svc._apply_filter_criteria(records, source)
    unwanted = {record["receiptHandle"] for record in records} - {record["receiptHandle"] for record in wanted}
    sqs._delete_messages_for_esm(sqs._queue_url(pipe["Source"].split(":")[-1]), unwanted)
    return wanted


def check(described: dict[str, Any]) -> None:
    """Raises ValueError for settings that EventBridge Pipes refuses, or that have no meaning here."""
    size, window_seconds = batching(described)
    if not 1 <= size <= _MAX_BATCH:
        raise ValueError(f"BatchSize must be between 1 and {_MAX_BATCH}, got {size}")
    if not 0 <= window_seconds <= _MAX_WINDOW_SECONDS:
        raise ValueError(f"MaximumBatchingWindowInSeconds must be between 0 and 300, got {window_seconds:g}")
    if size > _MAX_RECEIVE and window_seconds < 1:
        raise ValueError(f"MaximumBatchingWindowInSeconds must be at least 1 when BatchSize is {size} (more than 10)")
    if size > _MAX_RECEIVE and str(described.get("Source", "")).endswith(".fifo"):
        raise ValueError(f"BatchSize must be at most 10 for a FIFO queue, got {size}")
    if described.get("Enrichment"):
        raise ValueError("Enrichment must be absent: the laptop cloud has none; call the function in the target")


def _keep(pipe: dict[str, Any], described: dict[str, Any]) -> None:
    for name in _KEPT:
        if described.get(name):
            pipe[name] = copy.deepcopy(described[name])


def _resource(original: Callable[..., Any]) -> Callable[..., Any]:
    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        check(props)
        name, attributes = original(logical_id, props, stack_name)
        _keep(pipes._pipes[name], props)
        return name, attributes

    return create


def _resource_update(original: Callable[..., Any]) -> Callable[..., Any]:
    def update(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str, logical_id: Any = None) -> Any:
        check(new)
        name, attributes = original(physical_id, old, new, stack, logical_id)
        for kept in _KEPT:
            pipes._pipes[name].pop(kept, None)
        _keep(pipes._pipes[name], new)
        return name, attributes

    return update


def _request(original: Callable[..., Any]) -> Callable[..., Any]:
    def handle(name: str, body: dict[str, Any]) -> Any:
        try:
            check({**(pipes._pipes.get(name) or {}), **body})
        except ValueError as refused:
            return pipes._error(400, "ValidationException", str(refused))
        response = original(name, body)
        if response[0] == 200:
            _keep(pipes._pipes[name], body)
        return response

    return handle


def _description(original: Callable[..., Any]) -> Callable[..., Any]:
    def describe(pipe: dict[str, Any]) -> dict[str, Any]:
        return {**original(pipe), **{name: pipe[name] for name in _KEPT if name in pipe}}

    return describe


def install() -> None:
    hooks.require(pipes, "_error", ["status", "code", "message"])
    hooks.require(lambda_svc, "_apply_filter_criteria", ["records", "esm"])
    hooks.replace(pipes, "_create_pipe", ["name", "body"], _request)
    hooks.replace(pipes, "_update_pipe", ["name", "body"], _request)
    hooks.replace(pipes, "_describe_response", ["pipe"], _description)
    handler = provisioners._RESOURCE_HANDLERS["AWS::Pipes::Pipe"]
    created = ["logical_id", "props", "stack_name"]
    hooks.replace(provisioners, "_pipes_pipe_create", created, _resource)
    updated = ["physical_id", "old_props", "new_props", "stack_name", "logical_id"]
    hooks.replace(provisioners, "_pipes_pipe_update", updated, _resource_update)
    handler["create"], handler["update"] = provisioners._pipes_pipe_create, provisioners._pipes_pipe_update
