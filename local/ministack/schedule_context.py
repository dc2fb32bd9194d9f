"""Context attributes of EventBridge Scheduler in a target's input: `<aws.scheduler.scheduled-time>` and the like."""

import datetime
import uuid
from typing import Any

_SOURCE = "aws.scheduler"


def filled(target: dict[str, Any], event: Any) -> dict[str, Any]:
    """Returns the target with the attributes of this delivery in its input; any other target as it is."""
    text = target.get("Input")
    if not isinstance(event, dict) or event.get("Source") != _SOURCE or not isinstance(text, str):
        return target
    moment = datetime.datetime.fromtimestamp(float(event.get("Time") or 0), tz=datetime.UTC)
    attributes = {
        "schedule-arn": (event.get("Resources") or [""])[0],
        "scheduled-time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "execution-id": str(event.get("EventId") or uuid.uuid4()),
        "attempt-number": "1",
    }
    for name, value in attributes.items():
        text = text.replace(f"<{_SOURCE}.{name}>", str(value))
    return {**target, "Input": text}
