"""CloudWatch embedded metric format: a function's log line with `_aws.CloudWatchMetrics` becomes metric data.

CloudWatch Logs extracts it on AWS; MiniStack stores the line and stops there.
Source: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
"""

import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import hooks
import ministack.services.cloudwatch as cloudwatch
import ministack.services.cloudwatch_logs as logs

log = logging.getLogger("logs")
_MAX_VALUES = 100


def _document(line: str) -> dict[str, Any] | None:
    """Returns the JSON object that carries metrics, else nothing; a log prefix before the brace is no document."""
    if '"CloudWatchMetrics"' not in line or not line.lstrip().startswith("{"):
        return None
    try:
        document = json.loads(line)
    except ValueError:
        return None
    return document if isinstance((document.get("_aws") or {}).get("CloudWatchMetrics"), list) else None


def data_of(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yields (namespace, datum) for each metric and each of its dimension sets."""
    seconds = float(document["_aws"].get("Timestamp") or time.time() * 1000) / 1000
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for names in directive.get("Dimensions") or [[]]:
            if any(name not in document for name in names):
                continue
            dimensions = [{"Name": name, "Value": str(document[name])} for name in names]
            for metric in directive.get("Metrics") or []:
                value = document.get(metric["Name"])
                values = value if isinstance(value, list) else [value]
                if not values or len(values) > _MAX_VALUES or any(not isinstance(one, int | float) for one in values):
                    continue
                datum = {"MetricName": metric["Name"], "Unit": metric.get("Unit", "None"), "Values": values}
                yield directive["Namespace"], {**datum, "Dimensions": dimensions, "Timestamp": seconds}


def publish(line: str) -> None:
    document = _document(line)
    if document is None:
        return
    for namespace, datum in data_of(document):
        cloudwatch._put_metric_data({}, {"Namespace": namespace, "MetricData": [datum]}, False, True)


def _appended(original: Callable[..., Any]) -> Callable[..., Any]:
    def append(stream: Any, events: list[dict[str, Any]]) -> Any:
        stored = original(stream, events)
        for event in events:
            try:
                publish(str(event.get("message", "")))
            except Exception:
                log.exception("embedded metrics: a line was not understood")
        return stored

    return append


def install() -> None:
    hooks.require(cloudwatch, "_put_metric_data", ["params", "cbor_data", "is_cbor", "is_json"])
    hooks.replace(logs, "_append_log_events", ["stream", "events"], _appended)
