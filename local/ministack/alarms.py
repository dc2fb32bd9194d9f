"""Leaves alarm decisions to the alarm engine (local/alarms): MiniStack stores alarms and metrics, and judges neither.

What MiniStack decides by itself is switched off (it ignores periods, M of N and missing data). What it forgets is kept:
metric math, composite alarms in templates, state reasons. The engine's one internal door is POST /_everloop/alarms:
  {operation: "datapoints", account, region, metrics: [{namespace, name, dimensions, start, known}]}
    -> {series: [{version, points: [[epoch seconds, count, sum, minimum, maximum, unit]]}]}
       points is null when `known`, the version of an earlier answer, still holds
  {operation: "transitions", account, region, delivered: [id]}
    -> {transitions: [{id, alarm, composite, previous, at}]}: each state change until it is acknowledged in `delivered`,
       kept with the emulator's state, so that a restart loses none.
"""

import copy
import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import ministack.app as app
from hooks import replace, require
from ministack.core.iam_evaluator import caller_arn
from ministack.core.responses import get_account_id, get_region, new_uuid, request_scope
from ministack.services import cloudwatch, eventbridge
from ministack.services.cloudformation import provisioners

PATH = "/_everloop/alarms"
EVICTION_SECONDS = 60.0
_HANDLER = ["params", "cbor_data", "is_cbor", "is_json"]
_KEPT_STATE = ("StateReasonData", "StateTransitionedTimestamp")

Json = dict[str, Any]
Original = Callable[..., Any]


def _undelivered() -> list[Json]:
    waiting: list[Json] | None = cloudwatch._alarm_history.get("undelivered")
    if waiting is None:
        waiting = cloudwatch._alarm_history["undelivered"] = []
    return waiting


def _switched_off(_original: Original) -> Original:
    def decide_nothing(*_arguments: Any, **_named: Any) -> None:
        return None

    return decide_nothing


def _at_most_each_minute(original: Original) -> Original:
    last: dict[tuple[str, str], float] = {}

    def evict() -> None:
        scope = (get_account_id(), get_region())
        if time.monotonic() - last.get(scope, float("-inf")) >= EVICTION_SECONDS:
            last[scope] = time.monotonic()
            original()

    return evict


def _alarm(name: str) -> Json | None:
    found: Json | None = cloudwatch._alarms.get(name) or cloudwatch._composite_alarms.get(name)
    return found


def _setting_state(original: Original) -> Original:
    """SetAlarmState: clears the reason data of the state before and remembers that state for the event."""

    @wraps(original)
    def set_alarm_state(params: Json, cbor_data: Json, is_cbor: bool, is_json: bool = False) -> Any:
        name = cbor_data.get("AlarmName") or cloudwatch._p(params, "AlarmName")
        alarm = _alarm(name) or {}
        fields = ("StateValue", "StateReason", "StateReasonData", "StateUpdatedTimestamp")
        previous = {field: alarm[field] for field in fields if field in alarm}
        alarm.pop("StateReasonData", None)
        queued = len(_undelivered())
        answer = original(params, cbor_data, is_cbor, is_json)
        if alarm.get("StateValue") != previous.get("StateValue"):
            alarm["StateTransitionedTimestamp"] = alarm["StateUpdatedTimestamp"]
        for transition in _undelivered()[queued:]:
            transition["previous"] = previous
        return answer

    return set_alarm_state


def _recording_reason_data(original: Original) -> Original:
    @wraps(original)
    def record(
        alarm_name: str,
        old_state: str,
        new_state: str,
        reason: str,
        alarm_type: str = "MetricAlarm",
        reason_data: Any = None,
    ) -> None:
        original(alarm_name, old_state, new_state, reason, alarm_type, reason_data or _reason_data(alarm_name))

    return record


def _reason_data(alarm_name: str) -> Any:
    """The state's reason data as JSON; None when a user's SetAlarmState gave something else."""
    try:
        return json.loads((_alarm(alarm_name) or {}).get("StateReasonData") or "null")
    except ValueError:
        return None


def _queueing_transition(original: Original) -> Original:
    @wraps(original)
    def dispatch(alarm: Json, old_state: str, new_state: str, reason: str) -> None:
        transition = {
            "id": new_uuid(),
            "at": time.time(),
            "alarm": copy.deepcopy(alarm),
            "composite": "AlarmRule" in alarm,
            "previous": {"StateValue": old_state},
        }
        _undelivered().append(transition)
        original(alarm, old_state, new_state, reason)

    return dispatch


def _with_math(alarm: Json, properties: Json) -> Json:
    """`alarm` with what MiniStack drops from PutMetricAlarm or a template: Metrics and the low-sample rule."""
    if properties.get("EvaluateLowSampleCountPercentile"):
        alarm["EvaluateLowSampleCountPercentile"] = properties["EvaluateLowSampleCountPercentile"]
    if properties.get("Metrics"):
        for field in ("MetricName", "Namespace", "Dimensions", "Statistic", "ExtendedStatistic", "Period", "Unit"):
            alarm.pop(field, None)
        alarm["Metrics"] = [_query(metric) for metric in properties["Metrics"]]
    return alarm


def _query(metric: Json) -> Json:
    """One MetricDataQuery with the types the API has: a template may give numbers and booleans as text."""
    query = copy.deepcopy(metric)
    for holder in (query, query.get("MetricStat") or {}):
        if "Period" in holder:
            holder["Period"] = int(holder["Period"])
    if "ReturnData" in query:
        query["ReturnData"] = str(query["ReturnData"]).lower() == "true"
    return query


def _refused(is_cbor: bool, is_json: bool, message: str) -> Any:
    return cloudwatch._error("ValidationError", message, 400, use_json=is_json, use_cbor=is_cbor)


def _putting_alarm(original: Original) -> Original:
    @wraps(original)
    def put(params: Json, cbor_data: Json, is_cbor: bool, is_json: bool = False) -> Any:
        if cloudwatch._p(params, "Metrics.member.1.Id"):
            return _refused(is_cbor, is_json, "PutMetricAlarm: Metrics must come by the JSON protocol; use a newer SDK")
        before = cloudwatch._alarms.get(cbor_data.get("AlarmName") or cloudwatch._p(params, "AlarmName")) or {}
        answer = original(params, cbor_data, is_cbor, is_json)
        if answer[0] == 200:
            alarm = cloudwatch._alarms[cbor_data.get("AlarmName") or cloudwatch._p(params, "AlarmName")]
            alarm.update({field: before[field] for field in _KEPT_STATE if field in before})
            _with_math(alarm, cbor_data)
        return answer

    return put


def _putting_composite(original: Original) -> Original:
    @wraps(original)
    def put(params: Json, cbor_data: Json, is_cbor: bool, is_json: bool = False) -> Any:
        if cbor_data.get("ActionsSuppressor") or cloudwatch._p(params, "ActionsSuppressor"):
            return _refused(is_cbor, is_json, "PutCompositeAlarm: ActionsSuppressor must be absent on the laptop cloud")
        return original(params, cbor_data, is_cbor, is_json)

    return put


def _recording_template(original: Original) -> Original:
    @wraps(original)
    def record(name: str, props: Json) -> Json:
        # MiniStack refuses Metrics before it looks at anything else, so it gets a plain alarm to start from.
        metric = {"MetricName": "-", "Namespace": "-"} if props.get("Metrics") else {}
        alarm = original(name, {key: value for key, value in props.items() if key != "Metrics"} | metric)
        before = cloudwatch._alarms.get(name) or {}
        return _with_math(alarm | {field: before[field] for field in _KEPT_STATE if field in before}, props)

    return record


def _put_composite(name: str, properties: Json) -> tuple[str, Json]:
    request = {key: value for key, value in properties.items() if key != "AlarmName"} | {"AlarmName": name}
    status, _, body = cloudwatch._put_composite_alarm({}, request, False, True)
    if status != 200:
        raise ValueError(json.loads(body)["message"])
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def _composite_name(properties: Json, stack_name: str, logical_id: str) -> str:
    return str(properties.get("AlarmName") or provisioners._physical_name(stack_name, logical_id, max_len=255))


def _composite_handler() -> Json:
    def create(logical_id: str, props: Json, stack_name: str) -> tuple[str, Json]:
        return _put_composite(_composite_name(props, stack_name, logical_id), props)

    def update(physical_id: str, old: Json, new: Json, stack_name: str, logical_id: str) -> tuple[str, Json]:
        name = _composite_name(new, stack_name, logical_id)
        result = _put_composite(name, new)
        if name != physical_id:
            delete(physical_id, old)
        return result

    def delete(physical_id: str, _props: Json) -> None:
        cloudwatch._composite_alarms.pop(physical_id, None)

    return {"create": create, "update": update, "update_with_logical_id": True, "delete": delete}


def _points(metric: Json) -> Json:
    key = (metric["namespace"], metric["name"], cloudwatch._dims_key(metric["dimensions"]))
    stored = list(cloudwatch._metrics.get(key) or [])
    version = f"{len(stored)}:{id(stored[-1])}:{stored[-1]['Timestamp']}" if stored else "empty"
    if metric.get("known") == version:
        return {"version": version, "points": None}
    recent = [point for point in stored if point["Timestamp"] >= metric["start"]]
    return {
        "version": version,
        "points": [[p["Timestamp"], *cloudwatch._point_stats(p), p.get("Unit") or "None"] for p in recent],
    }


def _transitions(delivered: list[str]) -> list[Json]:
    waiting = _undelivered()
    if delivered:
        waiting[:] = [transition for transition in waiting if transition["id"] not in delivered]
    return list(waiting)


def _answering(original: Original) -> Original:
    @wraps(original)
    async def handle(path: str, method: str, body: bytes) -> Any:
        if path != PATH or method != "POST":
            return await original(path, method, body)
        request = json.loads(body)
        with request_scope(request["account"], request["region"]):
            if request["operation"] == "datapoints":
                answer: Json = {"series": [_points(metric) for metric in request["metrics"]]}
            else:
                answer = {"transitions": _transitions(request["delivered"])}
        return 200, {"Content-Type": "application/json"}, json.dumps(answer).encode()

    return handle


def _letting_root_emit(original: Original) -> Original:
    """PutEvents with an aws.* source: refused as in AWS, except from the account's root, which plays AWS here."""

    @wraps(original)
    def put_events(data: Json, allow_aws_source: bool = False) -> Any:
        return original(data, allow_aws_source or caller_arn().endswith(":root"))

    return put_events


def install() -> None:
    replace(cloudwatch, "_evaluate_alarm", ["alarm"], _switched_off)
    replace(cloudwatch, "_evaluate_all_alarms", [], _switched_off)
    replace(cloudwatch, "_evaluate_parent_alarms", ["child", "seen"], _switched_off)
    replace(cloudwatch, "_transition_composite", ["alarm", "new_state", "reason", "triggers", "seen"], _switched_off)
    replace(cloudwatch, "_evict_old_metrics", [], _at_most_each_minute)
    replace(cloudwatch, "_set_alarm_state", _HANDLER, _setting_state)
    replace(cloudwatch, "_put_metric_alarm", _HANDLER, _putting_alarm)
    replace(cloudwatch, "_put_composite_alarm", _HANDLER, _putting_composite)
    replace(
        cloudwatch,
        "_record_history",
        ["alarm_name", "old_state", "new_state", "reason", "alarm_type", "reason_data"],
        _recording_reason_data,
    )
    replace(cloudwatch, "_dispatch_alarm_actions", ["alarm", "old_state", "new_state", "reason"], _queueing_transition)
    replace(provisioners, "_cw_metric_alarm_record", ["name", "props"], _recording_template)
    replace(eventbridge, "_put_events", ["data", "allow_aws_source"], _letting_root_emit)
    replace(app, "_handle_admin_config_request", ["path", "method", "body"], _answering)
    require(cloudwatch, "_point_stats", ["pt"])
    require(cloudwatch, "_dims_key", ["dims"])
    provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::CompositeAlarm"] = _composite_handler()
