"""The rights that a task of a state machine takes, by its Resource and its resolved parameters.

Optimized integrations are answered in-process, so each is named here. The aws-sdk integrations that reach a service's
handler are mapped there, as an HTTP call is (see iam_workflows). Anything else is unmapped and refused.
Source: Step Functions developer guide, "IAM policies for integrated services".
"""

from collections.abc import Callable, Mapping
from typing import Any

import iam_keys
import iam_mapping
import iam_requests
from iam_decisions import Need
from ministack.core.responses import get_account_id, get_region

Parameters = Mapping[str, Any]

_PREFIX = "arn:aws:states:::"
# Answered by a service's handler, which the call reaches with its full request and where it is checked.
_BY_HANDLER = ("aws-sdk:", "sagemaker:", "codebuild:", "ecs:", "glue:", "batch:")


def task_needs(resource: str, parameters: Any) -> list[Need] | None:
    """The needs of a task, [] for one that needs none (an activity), None when its call is checked at the handler.

    Raises LookupError for an integration that maps to no IAM action.
    """
    given: Parameters = parameters if isinstance(parameters, dict) else {}
    if ":activity:" in resource:
        return []
    if resource.startswith("arn:aws:lambda:"):
        return [Need("lambda:InvokeFunction", resource, "lambda")]
    name = resource.removeprefix(_PREFIX)
    plain = name.split(".")[0]
    find = _TASKS.get(plain)
    if find is not None:
        needs = find(given)
        return needs + _watching(given) if name.startswith("states:startExecution.sync") else needs
    if name.startswith(_BY_HANDLER):
        return None
    raise LookupError(f"laptop cloud: {resource} must map to an IAM action, got none; add it to iam_tasks.py")


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def _named(service: str, kind: str, name: str) -> str:
    return name if name.startswith("arn:") else _arn(service, kind + name)


def _function(given: Parameters) -> list[Need]:
    return [Need("lambda:InvokeFunction", _named("lambda", "function:", str(given.get("FunctionName"))), "lambda")]


def _table(action: str) -> Callable[[Parameters], list[Need]]:
    return lambda given: [
        Need(f"dynamodb:{action}", _named("dynamodb", "table/", str(given.get("TableName"))), "dynamodb")
    ]


def _queue(given: Parameters) -> list[Need]:
    queue = _arn("sqs", str(given.get("QueueUrl")).rsplit("/", 1)[-1])
    return [Need("sqs:SendMessage", queue, "sqs"), *iam_keys.message_needs("sqs:SendMessage", queue)]


def _topic(given: Parameters) -> list[Need]:
    topic = str(given.get("TopicArn") or given.get("TargetArn"))
    return [Need("sns:Publish", topic, "sns"), *iam_keys.message_needs("sns:Publish", topic)]


def _events(given: Parameters) -> list[Need]:
    entries = given.get("Entries")
    buses = [
        str(entry.get("EventBusName") or "default")
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict)
    ]
    return [Need("events:PutEvents", _named("events", "event-bus/", bus), "events") for bus in dict.fromkeys(buses)]


def _execution(given: Parameters) -> list[Need]:
    return [Need("states:StartExecution", str(given.get("StateMachineArn") or given.get("stateMachineArn")), "states")]


def _watching(given: Parameters) -> list[Need]:
    """`.sync` follows the child by a managed rule and by polling it."""
    machine = str(given.get("StateMachineArn") or given.get("stateMachineArn"))
    child = machine.replace(":stateMachine:", ":execution:") + ":*"
    rule = _arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")
    watch = [Need(f"events:{action}", rule, "events") for action in ("PutRule", "PutTargets", "DescribeRule")]
    return [Need("states:DescribeExecution", child, "states"), *watch]


def _object(method: str) -> Callable[[Parameters], list[Need]]:
    def find(given: Parameters) -> list[Need]:
        path = f"/{given.get('Bucket')}/{given.get('Key', '')}".removesuffix("/")
        names = {"CopySource": "x-amz-copy-source", "ServerSideEncryption": "x-amz-server-side-encryption"}
        names["SseKmsKeyId"] = f"{names['ServerSideEncryption']}-aws-kms-key-id"
        headers = {name: str(given[member]) for member, name in names.items() if given.get(member)}
        query = {"versionId": [str(given["VersionId"])]} if given.get("VersionId") else {}
        query |= {"prefix": [str(given["Prefix"])]} if given.get("Prefix") else {}
        return iam_requests.all_needs(iam_mapping.described("s3", method, path, headers, b"", query))

    return find


_TASKS: dict[str, Callable[[Parameters], list[Need]]] = {
    "lambda:invoke": _function,
    "dynamodb:getItem": _table("GetItem"),
    "dynamodb:putItem": _table("PutItem"),
    "dynamodb:updateItem": _table("UpdateItem"),
    "dynamodb:deleteItem": _table("DeleteItem"),
    "sqs:sendMessage": _queue,
    "sns:publish": _topic,
    "events:putEvents": _events,
    "states:startExecution": _execution,
    "aws-sdk:s3:getObject": _object("GET"),
    "aws-sdk:s3:headObject": _object("HEAD"),
    "aws-sdk:s3:putObject": _object("PUT"),
    "aws-sdk:s3:copyObject": _object("PUT"),
    "aws-sdk:s3:deleteObject": _object("DELETE"),
    "aws-sdk:s3:listObjectsV2": _object("GET"),
}
