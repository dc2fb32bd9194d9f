"""Publishes the metrics AWS services publish by themselves and MiniStack does not.

AWS/SQS per QueueName: gauges at once when they change, else each minute (AWS: each minute); counts each POLL_SECONDS.
AWS/Lambda per FunctionName: MiniStack counts direct calls only, so every run is counted where all of them pass
(event sources, EventBridge, Step Functions, retries). A throttled call is no invocation, as in AWS.
"""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from hooks import replace, require
from ministack.core.responses import request_scope
from ministack.services import lambda_svc, sqs
from ministack.services.cloudwatch import record_metric

log = logging.getLogger("everloop.service_metrics")

POLL_SECONDS = 5.0
STEADY_SECONDS = 60.0
# Set on a message once it is counted as sent; a copy moved to a dead-letter queue keeps it, and AWS counts no move.
_COUNTED = "everloop_counted"

Gauges = dict[str, tuple[float, str]]
Original = Callable[..., Any]


def gauges(messages: list[dict[str, Any]], now: float) -> Gauges:
    """The state of one queue: counts by visibility and the age in seconds of the oldest message."""
    visible = sum(1 for message in messages if message["visible_at"] <= now)
    delayed = sum(1 for message in messages if message["visible_at"] > now and not message["receive_count"])
    oldest = min((message["sent_at"] for message in messages), default=now)
    return {
        "ApproximateNumberOfMessagesVisible": (visible, "Count"),
        "ApproximateNumberOfMessagesDelayed": (delayed, "Count"),
        "ApproximateNumberOfMessagesNotVisible": (len(messages) - visible - delayed, "Count"),
        "ApproximateAgeOfOldestMessage": (float(int(now - oldest)), "Seconds"),
    }


class QueueMetrics:
    """Counts what passes a queue and publishes it with the queue's gauges."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._published: dict[tuple[str, str], tuple[float, float]] = {}
        self._lock = threading.Lock()

    def count(self, queue: dict[str, Any], name: str, number: int) -> None:
        with self._lock:
            self._counts[(queue["attributes"]["QueueArn"], name)] += number

    def count_sent(self, queue: dict[str, Any], messages: list[dict[str, Any]]) -> None:
        new = [message for message in messages if not message.get(_COUNTED)]
        for message in new:
            message[_COUNTED] = True
        self.count(queue, "NumberOfMessagesSent", len(new))

    def publish(self, now: float) -> None:
        for key, queue in list(sqs._queues.to_dict().items()):
            scope = sqs._queue_scope_from_record(key, queue)
            if scope is None:
                continue
            account, region, name, _ = scope
            messages = [m for m in list(queue["messages"]) if "visible_at" in m and "receive_count" in m]
            self.count_sent(queue, messages)
            with request_scope(account, region):
                self._publish_queue(queue["attributes"]["QueueArn"], name, gauges(messages, now), now)

    def _publish_queue(self, arn: str, queue_name: str, state: Gauges, now: float) -> None:
        dimensions = {"QueueName": queue_name}
        for metric, (value, unit) in state.items():
            last, at = self._published.get((arn, metric), (None, 0.0))
            if value != last or now - at >= STEADY_SECONDS:
                self._published[(arn, metric)] = (value, now)
                record_metric("AWS/SQS", metric, value, unit, dimensions)
        for metric in ("NumberOfMessagesSent", "NumberOfMessagesReceived"):
            with self._lock:
                number = self._counts.pop((arn, metric), 0)
            if number:
                record_metric("AWS/SQS", metric, number, "Count", dimensions)

    def run(self) -> None:
        while True:
            time.sleep(POLL_SECONDS)
            try:
                self.publish(time.time())
            except Exception:
                log.exception("queue metrics failed; the next try is in %.0f s", POLL_SECONDS)


def _counting_received(metrics: QueueMetrics) -> Callable[[Original], Original]:
    def build(original: Original) -> Original:
        @wraps(original)
        def collect(q: dict[str, Any], max_n: int, vis_timeout: int) -> list[dict[str, Any]]:
            received: list[dict[str, Any]] = original(q, max_n, vis_timeout)
            if received:
                metrics.count_sent(q, received)
                metrics.count(q, "NumberOfMessagesReceived", len(received))
            return received

        return collect

    return build


def _counting_runs(original: Original) -> Original:
    @wraps(original)
    def dispatch(
        func: dict[str, Any], config: dict[str, Any], event: Any, request_id: str, started: float
    ) -> dict[str, Any]:
        begun = time.time()
        result: dict[str, Any] = original(func, config, event, request_id, started)
        if not result.get("throttle"):
            dimensions = {"FunctionName": config["FunctionName"]}
            record_metric("AWS/Lambda", "Invocations", 1, "Count", dimensions)
            record_metric("AWS/Lambda", "Errors", 1 if result.get("error") else 0, "Count", dimensions)
            record_metric("AWS/Lambda", "Duration", (time.time() - begun) * 1000, "Milliseconds", dimensions)
        return result

    return dispatch


def _throttles_only(original: Original) -> Original:
    """MiniStack reports a refused run with no duration, and the same call again with one: the first is kept."""

    @wraps(original)
    def emit(function_name: str, duration_ms: float, error: bool, throttle: bool) -> None:
        if not duration_ms:
            record_metric("AWS/Lambda", "Throttles", 1 if throttle else 0, "Count", {"FunctionName": function_name})

    return emit


def install() -> None:
    metrics = QueueMetrics()
    require(sqs, "_queue_scope_from_record", ["scoped_key", "queue"])
    replace(sqs, "_collect_msgs", ["q", "max_n", "vis_timeout"], _counting_received(metrics))
    replace(
        lambda_svc,
        "_execute_function_dispatch",
        ["func", "config", "event", "request_id", "started"],
        _counting_runs,
    )
    replace(lambda_svc, "_emit_lambda_metrics", ["function_name", "duration_ms", "error", "throttle"], _throttles_only)
    threading.Thread(target=metrics.run, name="everloop-service-metrics", daemon=True).start()
