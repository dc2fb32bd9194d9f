"""The resource ARN of a call, where MiniStack has none or a wrong one.

The ARN forms are those of the Service Authorization Reference. A function returns None to leave the call to MiniStack.
"""

from collections.abc import Callable

import ministack.services.kms as kms
from hooks import require
from iam_decisions import Need
from iam_forwarded import forwarded_resource
from iam_operations import FORWARDED
from iam_requests import CONTEXT, NEEDS, Request
from mails import sending_resource

_resolve_key = require(kms, "_resolve_key", ["key_id_or_arn"])

# Workflow tasks waiting for a token: AWS authorises SendTask… on the machine that waits.
MACHINE_OF_TOKEN: dict[str, str] = {}

_TAGGING = {"logs:TagResource", "logs:UntagResource", "logs:ListTagsForResource"}


def _ecr(request: Request) -> str | None:
    names = request.json.get("repositoryNames")
    name = request.json.get("repositoryName") or (names[0] if isinstance(names, list) and names else None)
    return f"arn:aws:ecr:{request.region}:{request.account}:repository/{name}" if name else None


def _logs(request: Request) -> str | None:
    """A log group is matched with a stream part (so policies end in `:*`); only tagging names the bare group."""
    group = request.json.get("logGroupName") or request.json.get("logGroupIdentifier")
    if request.action in _TAGGING or not isinstance(group, str) or not group:
        return None
    group = group.split(":log-group:")[-1].removesuffix(":*")
    stream = request.json.get("logStreamName") or ""
    return f"arn:aws:logs:{request.region}:{request.account}:log-group:{group}:log-stream:{stream}"


def _scheduler(request: Request) -> str | None:
    parts = [part for part in request.path.split("/") if part]
    if parts[:1] != ["schedules"] or len(parts) < 2:
        return None
    group = request.field("GroupName") or request.field("groupName") or "default"
    return f"arn:aws:scheduler:{request.region}:{request.account}:schedule/{group}/{parts[1]}"


def _states(request: Request) -> str | None:
    token = request.json.get("taskToken")
    if isinstance(token, str):
        return MACHINE_OF_TOKEN.get(token, "*")
    return request.field("mapRunArn") or None


def _kms(request: Request) -> str | None:
    """An alias stands for its key: a policy names keys."""
    key = request.field("KeyId")
    record = _resolve_key(key) if "alias/" in key and not request.action.endswith("Alias") else None
    return record["Arn"] if record else None


def _events(request: Request) -> str | None:
    """Rules of the default bus have no bus in their ARN."""
    name = request.field("Rule") or request.field("Name")
    bus = (request.field("EventBusName") or "default").rsplit("/", 1)[-1]
    if "Entries" in request.json or not name or not request.action.endswith(("Rule", "Targets", "ByRule")):
        return None
    return f"arn:aws:events:{request.region}:{request.account}:rule/{'' if bus == 'default' else bus + '/'}{name}"


def _dynamodb(request: Request) -> str | None:
    arn = request.field("ResourceArn") or request.field("TableName")
    if arn.startswith("arn:") and "IndexName" not in request.json:
        return arn
    return None


def _alarms(request: Request) -> list[str]:
    """The alarms that a call names; [] for one that names none, which is authorised on everything."""
    names = request.json.get("AlarmNames")
    if not isinstance(names, list):
        names = [value for key, value in sorted(request.query.items()) if key.startswith("AlarmNames.member.")]
        names = [value[0] if isinstance(value, list) else value for value in names]
    return [f"arn:aws:cloudwatch:{request.region}:{request.account}:alarm:{name}" for name in names]


def _monitoring(request: Request) -> str | None:
    return next(iter(_alarms(request)), None)


def _other_alarms(request: Request) -> list[Need]:
    """Each alarm of a list is a resource of its own."""
    others = _alarms(request)[1:] if request.service == "monitoring" else []
    return [Need(request.action, alarm, request.service) for alarm in others]


_BY_SERVICE: dict[str, Callable[[Request], str | None]] = {
    "ecr": _ecr,
    "logs": _logs,
    "scheduler": _scheduler,
    "states": _states,
    "kms": _kms,
    "events": _events,
    "dynamodb": _dynamodb,
    "monitoring": _monitoring,
    "ses": sending_resource,
    **{service: forwarded_resource for service in FORWARDED},
}


def resource_of(request: Request) -> str | None:
    """The ARN the call is authorised on, or None where MiniStack's own is right."""
    find = _BY_SERVICE.get(request.service)
    return find(request) if find else None


def _metric_namespace(request: Request) -> dict[str, str]:
    """PutMetricData has no resource: policies narrow it by cloudwatch:namespace."""
    namespace = request.field("Namespace") if request.action == "cloudwatch:PutMetricData" else ""
    return {"cloudwatch:namespace": namespace} if namespace else {}


def _key_caller(request: Request) -> dict[str, str]:
    return {"kms:CallerAccount": request.account} if request.service == "kms" else {}


def install() -> None:
    NEEDS.append(_other_alarms)
    CONTEXT.extend([_metric_namespace, _key_caller])
