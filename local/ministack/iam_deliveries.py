"""Who may deliver to a target: EventBridge rules, schedules, S3 notifications and SNS.

AWS asks the target's own policy for a rule's queue, topic, function or log group (service principal, aws:SourceArn),
the rule target's role for everything else, and a schedule's role for whatever it calls. An encrypted queue or topic
also needs the key: the key policy must name the service. MiniStack delivered always.
"""

from collections.abc import Callable
from typing import Any

import event_targets
import iam_keys
import iam_mapping
import iam_requests
import ministack.services.sns as sns
import ministack.services.sqs as sqs
from hooks import replace
from iam_decisions import Caller, Denial, Need, enabled, role_denial, service_denial

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
_BY_RESOURCE_POLICY = {"lambda", "sqs", "sns", "logs"}


def _needs(target: dict[str, Any]) -> list[Need]:
    """Raises LookupError for a target that maps to no IAM action."""
    arn = target.get("Arn", "")
    if ":::aws-sdk:" in arn:
        return _universal(arn, target.get("Input") or "{}")
    service = arn.split(":")[2] if arn.count(":") > 4 else ""
    if service == "logs":
        stream = f"{arn.removesuffix(':*')}:log-stream:any"
        return [Need("logs:CreateLogStream", stream, "logs"), Need("logs:PutLogEvents", stream, "logs")]
    action = "events:InvokeApiDestination" if ":api-destination/" in arn else _ACTIONS.get(service)
    if action is None:
        raise LookupError(f"laptop cloud: target {arn} must map to an IAM action, got none")
    return [Need(action, arn, service)]


def _universal(arn: str, payload: str) -> list[Need]:
    """A schedule's universal target `arn:aws:scheduler:::aws-sdk:<service>:<operation>` is that API call."""
    service, operation = arn.split(":")[-2:]
    headers = {"x-amz-target": f"_.{operation[0].upper()}{operation[1:]}"}
    service = {"sfn": "states", "eventbridge": "events", "cloudwatch": "monitoring"}.get(service, service)
    request = iam_mapping.described(service, "POST", "/", headers, payload.encode(), {})
    if iam_mapping.UNMAPPED in request.action:
        raise LookupError(f"laptop cloud: target {arn} must map to an IAM action, got none")
    return iam_requests.all_needs(request)


def delivery_denial(target: dict[str, Any], source: dict[str, Any]) -> Denial | None:
    """Why `source` (a rule or a schedule, with its Arn) may not deliver to `target`, or None when it may.

    A dead-letter queue is a target as well: a schedule sends to it with its target's role.
    """
    source_arn = str(source.get("Arn", ""))
    try:
        needs = _needs(target)
    except LookupError as unmapped:
        return Denial(Need("", target.get("Arn", ""), ""), str(unmapped))
    by_role = [*needs, *iam_keys.message_needs(needs[0].action, needs[0].resource)]
    if ":scheduler:" in source_arn:
        role_arn = target.get("RoleArn") or (source.get("Target") or {}).get("RoleArn") or ""
        return role_denial(Caller(role_arn, "scheduler.amazonaws.com", "schedule", source_arn), by_role)
    if target.get("RoleArn") or needs[0].service not in _BY_RESOURCE_POLICY:
        role_arn = target.get("RoleArn") or source.get("RoleArn") or ""
        return role_denial(Caller(role_arn, "events.amazonaws.com", "rule", source_arn), by_role)
    by_service = [*needs, *iam_keys.service_needs(needs[0].action, needs[0].resource)]
    return service_denial("events.amazonaws.com", source_arn, by_service)


def _check(target: dict[str, Any], source: dict[str, Any]) -> None:
    """Raises PermissionError in AWS's words; the delivery then goes to the target's dead-letter queue."""
    denial = delivery_denial(target, source) if enabled() else None
    if denial is not None:
        raise PermissionError(denial.message)


def _with_key(action: str) -> Callable[[Callable[..., bool]], Callable[..., bool]]:
    """S3 and SNS deliver as service principals: MiniStack asked the queue's or topic's policy, not the key's."""

    def build(original: Callable[..., bool]) -> Callable[..., bool]:
        def allows(resource_arn: str, service: str, source_arn: str, source_account: str) -> bool:
            needs = iam_keys.service_needs(action, resource_arn)
            allowed = original(resource_arn, service, source_arn, source_account)
            return allowed and service_denial(service, source_arn, needs) is None

        return allows

    return build


def install() -> None:
    event_targets.BEFORE_DELIVERY.append(_check)
    source = ["service", "source_arn", "source_account"]
    replace(sqs, "queue_policy_allows", ["queue_arn", *source], _with_key("sqs:SendMessage"))
    replace(sns, "topic_policy_allows", ["topic_arn", *source], _with_key("sns:Publish"))
