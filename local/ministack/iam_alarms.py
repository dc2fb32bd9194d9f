"""CloudWatch publishes an alarm as the service principal cloudwatch.amazonaws.com, if the topic and its key admit it.

AWS drops the notification of a topic whose policy or key does not, silently (the AWS-managed key never does); MiniStack
published always. Here a line in the server's log says so.
"""

import contextvars
import logging
from collections.abc import Callable
from typing import Any

import ministack.services.cloudwatch as cloudwatch
import ministack.services.sns as sns
from hooks import replace
from ministack.core.responses import get_account_id

log = logging.getLogger("iam")
_alarm_arn: contextvars.ContextVar[str] = contextvars.ContextVar("everloop_alarm", default="")


def _dispatched(original: Callable[..., None]) -> Callable[..., None]:
    def dispatch(alarm: dict[str, Any], old_state: str, new_state: str, reason: str) -> None:
        entered = _alarm_arn.set(str(alarm.get("AlarmArn", "")))
        try:
            original(alarm, old_state, new_state, reason)
        finally:
            _alarm_arn.reset(entered)

    return dispatch


def _published(original: Callable[..., Any]) -> Callable[..., Any]:
    def fanout(topic_arn: str, *message: Any, **options: Any) -> Any:
        alarm = _alarm_arn.get()
        if alarm and not sns.topic_policy_allows(topic_arn, "cloudwatch.amazonaws.com", alarm, get_account_id()):
            log.warning("alarm %s not published: topic %s or its key does not admit CloudWatch", alarm, topic_arn)
            return None
        return original(topic_arn, *message, **options)

    return fanout


_FANOUT = "topic_arn msg_id message subject message_structure message_attributes message_group_id message_dedup_id"


def install() -> None:
    replace(cloudwatch, "_dispatch_alarm_actions", ["alarm", "old_state", "new_state", "reason"], _dispatched)
    replace(sns, "_fanout", _FANOUT.split(), _published)
