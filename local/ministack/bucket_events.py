"""The S3 object events that EventBridge receives, with the documented detail.

MiniStack's events lack the version id, and give deleted objects a size.
Source: docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
"""

import functools
import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import hooks
import ministack.services.eventbridge as eventbridge
import ministack.services.s3 as s3

_version: ContextVar[str | None] = ContextVar("version", default=None)


def _fired(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def fire(*args: Any, **kwargs: Any) -> None:
        token = _version.set(kwargs.get("version_id"))
        try:
            original(*args, **kwargs)
        finally:
            _version.reset(token)

    return fire


def as_documented(detail: dict[str, Any], detail_type: str, version_id: str | None) -> dict[str, Any]:
    about = {name: value for name, value in detail["object"].items() if value not in ("", None)}
    if version_id and version_id != "null":
        about["version-id"] = version_id
    if detail_type == "Object Deleted":
        about.pop("size", None)
    return {**{name: value for name, value in detail.items() if name != "event-version"}, "object": about}


def _dispatched(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def dispatch(event: dict[str, Any], view: Any = None) -> Any:
        if event.get("Source") == "aws.s3" and view is None:
            detail = as_documented(json.loads(event["Detail"]), event["DetailType"], _version.get())
            event = {**event, "Detail": json.dumps(detail)}
        return original(event, view)

    return dispatch


def install() -> None:
    fired = "bucket_name key event_name size etag deletion_type restore_event_data version_id sequencer".split()
    hooks.replace(s3, "_fire_s3_event", [*fired, "object_extra", "record_extra"], _fired)
    hooks.replace(eventbridge, "_dispatch_event", ["event", "view"], _dispatched)
