"""What EventBridge does with an event that it cannot deliver: tries again for a while, then the dead-letter queue.

Sources: docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html and eb-rule-dlq.html
"""

import contextvars
import logging
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import hooks
import ministack.services.sqs as sqs

log = logging.getLogger("events")

# AWS: 24 hours and 185 times unless the target says otherwise.
MAX_AGE_SECONDS = 86_400
MAX_ATTEMPTS = 185
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0


class Refused(Exception):
    """The target will never take this event: no retry."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotNow(Exception):
    """The target did not take this event and may take it later."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Delivery:
    """One event on its way to one target of a rule or a schedule."""

    target: dict[str, Any]
    source: dict[str, Any]
    event: str
    permit: Callable[[dict[str, Any], dict[str, Any]], None]

    def in_background(self, attempt: Callable[[], None]) -> None:
        work = contextvars.copy_context()
        threading.Thread(target=work.run, args=(self._until_taken, attempt), daemon=True).start()

    def _until_taken(self, attempt: Callable[[], None]) -> None:
        policy = self.target.get("RetryPolicy") or {}
        attempts = int(policy.get("MaximumRetryAttempts", MAX_ATTEMPTS))
        deadline = time.monotonic() + float(policy.get("MaximumEventAgeInSeconds", MAX_AGE_SECONDS))
        pause, retries = FIRST_PAUSE_SECONDS, 0
        while True:
            try:
                return attempt()
            except Refused as refused:
                return self.dead(refused, retries)
            except NotNow as failure:
                if retries >= attempts:
                    return self.dead(failure, retries, "MaximumRetryAttempts")
                if time.monotonic() + pause > deadline:
                    return self.dead(failure, retries, "MaximumEventAgeInSeconds")
            except Exception as unforeseen:
                log.exception("target %s", self.target.get("Arn"))
                return self.dead(Refused("INTERNAL_ERROR", str(unforeseen)), retries)
            time.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            pause, retries = min(pause * 2, LONGEST_PAUSE_SECONDS), retries + 1

    def dead(self, why: Refused | NotNow, retries: int = 0, exhausted: str = "") -> None:
        """Sends the event to the target's dead-letter queue, or drops it with a log line when it has none."""
        arn = str((self.target.get("DeadLetterConfig") or {}).get("Arn") or "")
        log.warning("target %s of %s: %s: %s", self.target.get("Arn"), self.source.get("Arn"), why.code, why)
        queue = sqs._queue_by_arn(arn) if arn else None
        if queue is None:
            return
        try:
            self.permit({"Arn": arn}, self.source)
        except Refused as refused:
            log.warning("dead-letter queue %s: %s", arn, refused)
            return
        described = {
            "RULE_ARN" if ":rule/" in str(self.source.get("Arn")) else "SCHEDULE_ARN": self.source.get("Arn"),
            "TARGET_ARN": self.target.get("Arn"),
            "ERROR_CODE": why.code,
            "ERROR_MESSAGE": str(why),
            "RETRY_ATTEMPTS": str(retries),
            "EXHAUSTED_RETRY_CONDITION": exhausted,
        }
        attributes = {k: {"DataType": "String", "StringValue": str(v)} for k, v in described.items() if v}
        url = sqs._queue_url(arn.split(":")[-1])
        sqs._act_send_message({"QueueUrl": url, "MessageBody": self.event, "MessageAttributes": attributes}, url)


def require_hooks() -> None:
    hooks.require(sqs, "_queue_by_arn", ["arn"])
    hooks.require(sqs, "_queue_url", ["name"])
    hooks.require(sqs, "_act_send_message", ["data", "qurl"])
