"""The targets of EventBridge and Scheduler that MiniStack has no delivery for."""

import json
import time
from typing import Any

import hooks
import ministack.services.cloudwatch_logs as logs
import ministack.services.stepfunctions as stepfunctions
from dead_letters import NotNow, Refused
from ministack.core.responses import get_account_id, get_region, new_uuid
from service_calls import ServiceUnreachable, call_service

_FORWARD_SECONDS = 30.0
_THROTTLED = 429


def write_log(arn: str, payload: str) -> None:
    """Writes the event to the log group of the ARN, one stream per delivery as EventBridge does."""
    name = arn.split(":log-group:")[-1].removesuffix(":*")
    if name not in logs._log_groups:
        raise Refused("RESOURCE_NOT_FOUND", f"The log group {name} does not exist.")
    stream = new_uuid()
    logs._create_log_stream({"logGroupName": name, "logStreamName": stream})
    now = int(time.time() * 1000)
    line = {"timestamp": now, "message": payload, "ingestionTime": now}
    logs._append_log_events(logs._log_groups[name]["streams"][stream], [line])


def forward(target: dict[str, Any], source: dict[str, Any], payload: str) -> None:
    """Posts `{target, source, payload, account, region}` to the local service, which plays the target's service.

    Its 4xx answers are refusals, 429 and 5xx are tried again.
    """
    body = {
        "target": target,
        "source": source.get("Arn"),
        "payload": payload,
        "account": get_account_id(),
        "region": get_region(),
    }
    headers = {"content-type": "application/json"}
    try:
        status, _, answer = call_service("POST", "/_target", json.dumps(body).encode(), headers, _FORWARD_SECONDS)
    except (ServiceUnreachable, KeyError) as unreachable:
        raise NotNow("SERVICE_UNAVAILABLE", str(unreachable)) from unreachable
    text = answer.decode("utf-8", "replace")[:1000]
    if status >= 500 or status == _THROTTLED:
        raise NotNow("THROTTLING" if status == _THROTTLED else "INTERNAL_ERROR", text)
    if status >= 400:
        raise Refused("INVALID_PARAMETER", text)


def call_api(target: dict[str, Any]) -> None:
    """Makes the AWS call that a schedule's universal target names."""
    resource = target["Arn"].replace(":scheduler:::", ":states:::")
    try:
        stepfunctions._invoke_aws_sdk_integration(resource, json.loads(target.get("Input") or "{}"))
    except stepfunctions._ExecutionError as failure:
        if "Throttl" in failure.error or "Unavailable" in failure.error:
            raise NotNow(failure.error, str(failure.cause)) from failure
        raise Refused(failure.error, str(failure.cause)) from failure


def require_hooks() -> None:
    hooks.require(logs, "_create_log_stream", ["data"])
    hooks.require(logs, "_append_log_events", ["stream", "events"])
    hooks.require(stepfunctions, "_invoke_aws_sdk_integration", ["resource", "input_data"])
