"""Writes an execution's history to the log group of its state machine, as its logging level asks.

On AWS this log is all that remains of an Express execution; MiniStack stores the configuration and writes nothing.
Source: docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
"""

import contextlib
import json
import time
from datetime import datetime
from typing import Any

import ministack.services.cloudwatch_logs as logs

_FATAL = ("ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut")
_ERROR_ENDINGS = ("Failed", "TimedOut", "Aborted")
_DATA = ("input", "output", "parameters")


def _wanted(level: str, event_type: str) -> bool:
    if level == "ALL":
        return True
    return event_type in _FATAL or (level == "ERROR" and event_type.endswith(_ERROR_ENDINGS))


def _milliseconds(timestamp: str) -> int:
    with contextlib.suppress(ValueError):
        return int(datetime.fromisoformat(timestamp.replace("Z", "+00:00")).timestamp() * 1000)
    return int(time.time() * 1000)


def _line(execution: dict[str, Any], event: dict[str, Any], with_data: bool) -> dict[str, Any]:
    details: dict[str, Any] = next((value for name, value in event.items() if name.endswith("EventDetails")), {})
    at = _milliseconds(event["timestamp"])
    entry = {
        "id": str(event["id"]),
        "type": event["type"],
        "details": {name: value for name, value in details.items() if with_data or name not in _DATA},
        "previous_event_id": str(event["id"] - 1),
        "event_timestamp": str(at),
        "execution_arn": execution["executionArn"],
    }
    return {"timestamp": at, "message": json.dumps(entry), "ingestionTime": at}


def _as_api(value: Any) -> Any:
    """CloudFormation names the settings in PascalCase, the API in camelCase."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: _as_api(one) for name, one in value.items()}
    return [_as_api(one) for one in value] if isinstance(value, list) else value


def write(machine: dict[str, Any], execution: dict[str, Any]) -> None:
    settings = _as_api(machine.get("loggingConfiguration") or {})
    level = settings.get("level", "OFF")
    lines = [
        _line(execution, event, bool(settings.get("includeExecutionData")))
        for event in execution["events"]
        if level != "OFF" and _wanted(level, event["type"])
    ]
    for destination in settings.get("destinations") or []:
        group = str((destination.get("cloudWatchLogsLogGroup") or {}).get("logGroupArn", "")).removesuffix(":*")
        name = group.split(":log-group:")[-1]
        if not lines or name not in logs._log_groups:
            continue
        stream = f"states/{machine['name']}/{time.strftime('%Y-%m-%d-%H')}"
        if stream not in logs._log_groups[name]["streams"]:
            logs._create_log_stream({"logGroupName": name, "logStreamName": stream})
        logs._append_log_events(logs._log_groups[name]["streams"][stream], lines)
