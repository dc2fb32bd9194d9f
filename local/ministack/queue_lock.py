"""SQS: no message is lost when two threads work on one queue.

AWS never loses an accepted message. MiniStack keeps a queue as a list; deleting and dead-lettering build a new list
and swap it in, while event deliveries append to the old one from their own threads: an append in between is lost.
Every function that reads, appends or swaps takes one lock here.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.eventbridge as eventbridge
import ministack.services.lambda_svc as lambda_svc
import ministack.services.s3 as s3
import ministack.services.sns as sns
import ministack.services.sqs as sqs

QUEUES = threading.RLock()

_SNS_PARAMETERS = (
    "endpoint envelope raw raw_message message_group_id message_dedup_id message_attributes topic_arn".split()
)
_TOUCHING: list[tuple[Any, str, list[str]]] = [
    (sqs, "_act_send_message", ["data", "qurl"]),
    (sqs, "_act_delete_message", ["data", "qurl"]),
    (sqs, "_act_delete_message_batch", ["data", "qurl"]),
    (sqs, "_expire_retained", ["q"]),
    (sqs, "_dlq_sweep", ["q"]),
    (sqs, "_collect_msgs", ["q", "max_n", "vis_timeout"]),
    (sqs, "_receive_messages_for_esm", ["queue_url", "max_number"]),
    (sqs, "_delete_messages_for_esm", ["queue_url", "receipt_handles"]),
    (eventbridge, "_dispatch_to_sqs", ["spec", "payload", "sqs_parameters"]),
    (s3, "_deliver_event_to_sqs", ["arn", "event_payload", "bucket_region", "bucket_name"]),
    (sns, "_deliver_to_sqs", _SNS_PARAMETERS),
    (lambda_svc, "_route_async_failure", ["target_arn", "func_name", "event", "result"]),
]


def _one_at_a_time(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        with QUEUES:
            return original(*args, **kwargs)

    return guarded


def install() -> None:
    for owner, name, parameters in _TOUCHING:
        hooks.replace(owner, name, parameters, _one_at_a_time)
    for action in ("SendMessage", "DeleteMessage", "DeleteMessageBatch"):
        sqs._HANDLERS[action] = _one_at_a_time(sqs._HANDLERS[action])
