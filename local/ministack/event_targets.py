"""EventBridge targets: permissions, retries, dead-letter queues, and the targets that MiniStack drops.

MiniStack delivers to functions, workflows, queues, topics and buses, once, and drops the rest without a word. Here a
target that AWS would refuse (missing, or not permitted) goes to its dead-letter queue, one that fails for now is tried
again within its RetryPolicy, log groups receive the event, and targets of the services that the local service plays
(sagemaker, codepipeline, codebuild) are posted to it. Scheduler targets take the same road.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

import dead_letters
import hooks
import ministack.core.iam_evaluator as iam
import ministack.services.eventbridge as eventbridge
import ministack.services.lambda_svc as lambda_svc
import ministack.services.sns as sns
import ministack.services.sqs as sqs
import ministack.services.stepfunctions as stepfunctions
import schedule_context
import target_calls
from dead_letters import Delivery, Refused

# Each is called with (target, rule or schedule) before a delivery, and raises PermissionError to refuse.
BEFORE_DELIVERY: list[Callable[[dict[str, Any], dict[str, Any]], None]] = []

FORWARDED = ("sagemaker", "codepipeline", "codebuild")
_FOUND: dict[str, Callable[[str], Any]] = {
    "sqs": lambda arn: sqs._queue_by_arn(arn),
    "sns": lambda arn: arn in sns._topics,
    "lambda": lambda arn: lambda_svc._get_func_record_for_ref(arn)[0],
    "states": lambda arn: stepfunctions._resolve_state_machine_arn(arn),
}


def payload_of(target: dict[str, Any], rule: Any, view: Any) -> str:
    """Returns what the target receives: the event, or what Input, InputPath or InputTransformer make of it."""
    if target.get("InputTransformer"):
        return str(eventbridge._apply_input_transformer(target["InputTransformer"], rule, view))
    if target.get("Input"):
        return str(target["Input"])
    event: Any = view.event_with_detail()
    if target.get("InputPath"):
        found = stepfunctions._resolve_path(target["InputPath"], event)
        return json.dumps(event if found is None else found)
    return json.dumps(event)


def _permit(target: dict[str, Any], source: dict[str, Any]) -> None:
    try:
        for check in BEFORE_DELIVERY:
            check(target, source)
    except PermissionError as denied:
        raise Refused("NO_PERMISSIONS", str(denied)) from denied


def _find(arn: str, service: str) -> None:
    found = _FOUND.get(service)
    if found and not found(arn):
        raise Refused("RESOURCE_NOT_FOUND", f"The target {arn} does not exist.")


def _by_original(original: Callable[..., Any], target: dict[str, Any], event: Any, rule: Any, view: Any) -> None:
    arn = target.get("Arn", "")
    if ":events:" in arn or not {"InputPath", "InputTransformer"} & target.keys():
        original(target, event, rule, view)
        return
    given = {name: value for name, value in target.items() if name not in ("InputPath", "InputTransformer")}
    original({**given, "Input": payload_of(target, rule, view)}, event, rule, view)


def _with_guarantees(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def invoke(target: dict[str, Any], event: Any, rule: Any, view: Any = None) -> None:
        target = schedule_context.filled(target, event)
        view = view or eventbridge._pattern_event_view(event)
        source = rule or {}
        arn = str(target.get("Arn", ""))
        service = (arn.split(":") + [""] * 3)[2]
        delivery = Delivery(target, source, json.dumps(view.event_with_detail()), _permit)
        try:
            _find(arn, service)
            _permit(target, source)
            if arn.startswith("arn:aws:scheduler:::aws-sdk:"):
                delivery.in_background(functools.partial(target_calls.call_api, target))
            elif service == "logs":
                target_calls.write_log(arn, payload_of(target, rule, view))
            elif service in FORWARDED:
                payload = payload_of(target, rule, view)
                delivery.in_background(functools.partial(target_calls.forward, target, source, payload))
            else:
                _by_original(original, target, event, rule, view)
        except Refused as refused:
            delivery.dead(refused)

    return invoke


def _json_or_text(payload: str) -> Any:
    try:
        return json.loads(payload)
    except ValueError:
        return payload


def _to_function(original: Callable[..., Any]) -> Callable[..., Any]:
    """AWS invokes a function asynchronously: with its retries, and its own dead-letter queue or destination."""

    @functools.wraps(original)
    def dispatch(arn: str, payload: str) -> None:
        function, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if function and config:
            record = lambda_svc._execution_record_for_config(function, config)
            lambda_svc.invoke_async_with_retry(record, _json_or_text(payload))

    return dispatch


def _from_services(original: Callable[..., Any]) -> Callable[..., Any]:
    """Only AWS services send `aws.*` events; the local service plays them, as the account's root."""

    @functools.wraps(original)
    def put(data: dict[str, Any], allow_aws_source: bool = False) -> Any:
        return original(data, allow_aws_source or iam.caller_arn().endswith(":root"))

    return put


def install() -> None:
    hooks.require(eventbridge, "_apply_input_transformer", ["transformer", "rule", "view"])
    hooks.require(eventbridge, "_pattern_event_view", ["event"])
    hooks.require(stepfunctions, "_resolve_path", ["path", "data"])
    hooks.require(iam, "caller_arn", [])
    hooks.replace(eventbridge, "_invoke_target", ["target", "event", "rule", "view"], _with_guarantees)
    hooks.replace(eventbridge, "_dispatch_to_lambda", ["arn", "payload"], _to_function)
    hooks.replace(eventbridge, "_put_events", ["data", "allow_aws_source"], _from_services)
    target_calls.require_hooks()
    dead_letters.require_hooks()
