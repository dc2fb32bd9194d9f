"""Who may deliver to a target: EventBridge rules, schedules, S3 notifications and SNS.

AWS asks the target's own policy for a rule's queue, topic or function (service principal and aws:SourceArn), the rule
target's role for everything else, and a schedule's role for whatever it calls. An encrypted queue or topic also needs
the key: the key policy must name the service. MiniStack delivered always.
"""

import json
import logging
from collections.abc import Callable
from typing import Any

import iam_keys
import iam_mapping
import ministack.services.eventbridge as eventbridge
import ministack.services.sns as sns
import ministack.services.sqs as sqs
from hooks import replace, require
from iam_decisions import Caller, Denial, Need, enabled, role_denial, service_denial
from ministack.core.arn import parse_arn

log = logging.getLogger("iam")

# Target service -> the action that delivers to it. Any other target is refused as unmapped.
_ACTIONS = {
    "lambda": "lambda:InvokeFunction",
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "states": "states:StartExecution",
    "events": "events:PutEvents",
    "kinesis": "kinesis:PutRecord",
    "firehose": "firehose:PutRecord",
    "codepipeline": "codepipeline:StartPipelineExecution",
    "codebuild": "codebuild:StartBuild",
    "sagemaker": "sagemaker:StartPipelineExecution",
}
_BY_RESOURCE_POLICY = {"lambda", "sqs", "sns"}


def _needs(target: dict[str, Any]) -> list[Need]:
    """Raises LookupError for a target that maps to no IAM action."""
    arn = target.get("Arn", "")
    if ":::aws-sdk:" in arn:
        return _universal(arn, target.get("Input") or "{}")
    service = arn.split(":")[2] if arn.count(":") > 4 else ""
    action = "events:InvokeApiDestination" if ":api-destination/" in arn else _ACTIONS.get(service)
    if action is None:
        raise LookupError(f"laptop cloud: target {arn} must map to an IAM action, got none")
    return [Need(action, arn, service), *iam_keys.message_needs(action, arn)]


def _universal(arn: str, payload: str) -> list[Need]:
    """A schedule's universal target `arn:aws:scheduler:::aws-sdk:<service>:<operation>` is that API call."""
    service, operation = arn.split(":")[-2:]
    headers = {"x-amz-target": f"_.{operation[0].upper()}{operation[1:]}"}
    service = {"sfn": "states", "eventbridge": "events", "cloudwatch": "monitoring"}.get(service, service)
    return iam_mapping.all_needs(iam_mapping.described(service, "POST", "/", headers, payload.encode(), {}))


def delivery_denial(target: dict[str, Any], source: dict[str, Any]) -> Denial | None:
    """Why `source` (a rule or a schedule, with its Arn) may not deliver to `target`, or None when it may."""
    source_arn = str(source.get("Arn", ""))
    try:
        needs = _needs(target)
    except LookupError as unmapped:
        return Denial(Need("", target.get("Arn", ""), ""), str(unmapped))
    if ":scheduler:" in source_arn:
        caller = Caller(target.get("RoleArn", ""), "scheduler.amazonaws.com", "schedule", source_arn)
        return role_denial(caller, needs)
    if target.get("RoleArn") or needs[0].service not in _BY_RESOURCE_POLICY:
        caller = Caller(target.get("RoleArn") or source.get("RoleArn", ""), "events.amazonaws.com", "rule", source_arn)
        return role_denial(caller, needs)
    return service_denial("events.amazonaws.com", source_arn, needs)


def _authorised(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> Any:
        denial = delivery_denial(target, rule) if enabled() else None
        if denial is None:
            return original(target, event, rule, view)
        log.warning("%s: event %s not delivered: %s", rule.get("Arn"), event.get("EventId"), denial.message)
        _to_dead_letters(target, event, rule, denial, view)
        return None

    return invoke


def _to_dead_letters(
    target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], denial: Denial, view: Any
) -> None:
    """AWS never retries a refused delivery: it goes to the target's dead-letter queue, if that lets it in, at once."""
    queue_arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    queue = sqs._queue_by_arn(queue_arn) if queue_arn else None
    if queue is None:
        return
    needs = [Need("sqs:SendMessage", queue_arn, "sqs"), *iam_keys.message_needs("sqs:SendMessage", queue_arn)]
    if ":scheduler:" in str(rule.get("Arn")):
        refused = role_denial(
            Caller(target.get("RoleArn", ""), "scheduler.amazonaws.com", "schedule", rule["Arn"]), needs
        )
    else:
        refused = service_denial("events.amazonaws.com", str(rule.get("Arn")), needs)
    if refused is not None:
        log.warning("%s: dead-letter queue: %s", rule.get("Arn"), refused.message)
        return
    seen = view or eventbridge._pattern_event_view(event)
    eventbridge._dispatch_to_sqs(parse_arn(queue_arn), json.dumps(seen.event_with_detail()))
    queue["messages"][-1]["message_attributes"] = {
        name: {"DataType": "String", "StringValue": value}
        for name, value in {
            "RULE_ARN": str(rule.get("Arn")),
            "TARGET_ARN": str(target.get("Arn")),
            "ERROR_CODE": "NO_PERMISSIONS",
            "ERROR_MESSAGE": denial.message,
        }.items()
    }


def _with_key(action: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """S3 and SNS deliver as service principals: MiniStack asked the queue's or topic's policy, not the key's."""

    def build(original: Callable[..., bool]) -> Callable[..., bool]:
        def allows(resource_arn: str, service: str, source_arn: str, source_account: str) -> bool:
            needs = iam_keys.message_needs(action, resource_arn)
            allowed = original(resource_arn, service, source_arn, source_account)
            return allowed and service_denial(service, source_arn, needs) is None

        return allows

    return build


def install() -> None:
    require(eventbridge, "_dispatch_to_sqs", ["spec", "payload", "sqs_parameters"])
    require(eventbridge, "_pattern_event_view", ["event"])
    replace(eventbridge, "_invoke_target", ["target", "event", "rule", "view"], _authorised)
    source = ["service", "source_arn", "source_account"]
    replace(sqs, "queue_policy_allows", ["queue_arn", *source], _with_key("sqs:SendMessage"))
    replace(sns, "topic_policy_allows", ["topic_arn", *source], _with_key("sns:Publish"))
