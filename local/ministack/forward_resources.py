"""Forwards the CloudFormation resource types MiniStack lacks, or only keeps, to the local service (POST /_cfn).

Request:  {operation: create | update | delete, type, account, region, stack, logicalId, physicalId?, properties,
          oldProperties?}, intrinsics resolved.
Answer:   {physicalId, attributes} with 200; anything else fails the resource with the answer's `message`, and the
          stack rolls back with that text. Another physicalId than before means the resource was replaced.
"""

import json
from collections.abc import Callable
from typing import Any

from hooks import replace, require
from ministack.core.responses import get_account_id, get_region
from ministack.services.cloudformation import provisioners, stacks
from service_calls import ServiceUnreachable, call_service

# CloudFormation itself gives a resource up to an hour; endpoints and pipelines are ready within minutes here.
TIMEOUT_SECONDS = 900.0

TYPES = """
AWS::ApplicationAutoScaling::ScalableTarget AWS::ApplicationAutoScaling::ScalingPolicy
AWS::CodeCommit::Repository
AWS::CodeBuild::Project
AWS::CodeConnections::Connection AWS::CodeStarConnections::Connection AWS::CodeStarNotifications::NotificationRule
AWS::CodePipeline::Pipeline
AWS::SageMaker::Endpoint AWS::SageMaker::EndpointConfig AWS::SageMaker::Model AWS::SageMaker::ModelPackage
AWS::SageMaker::ModelPackageGroup AWS::SageMaker::Pipeline
""".split()


# MiniStack keeps these as records that nothing executes: the local service has them instead.
REPLACED = ("AWS::CodeBuild::Project",)


def _message(content: bytes) -> str:
    try:
        return str(json.loads(content)["message"])
    except (ValueError, KeyError, TypeError):
        return content.decode("utf-8", "replace")[:500]


def _call(operation: str, resource_type: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    request = {
        "operation": operation,
        "type": resource_type,
        "account": get_account_id(),
        "region": get_region(),
        **fields,
    }
    headers = {"content-type": "application/json"}
    try:
        status, _, content = call_service("POST", "/_cfn", json.dumps(request).encode(), headers, TIMEOUT_SECONDS)
    except ServiceUnreachable as error:
        raise ValueError(str(error)) from error
    if status != 200:
        raise ValueError(_message(content))
    answer = json.loads(content)
    return answer.get("physicalId", ""), answer.get("attributes", {})


def handler_of(resource_type: str) -> dict[str, Any]:
    """The provisioner MiniStack calls for `resource_type`. Its functions run in a worker thread and may block."""

    def create(logical_id: str, properties: dict[str, Any], stack_name: str) -> tuple[str, dict[str, Any]]:
        return _call("create", resource_type, logicalId=logical_id, properties=properties, stack=stack_name)

    def update(
        physical_id: str, old: dict[str, Any], new: dict[str, Any], stack_name: str, logical_id: str | None = None
    ) -> tuple[str, dict[str, Any]]:
        return _call(
            "update",
            resource_type,
            physicalId=physical_id,
            oldProperties=old,
            properties=new,
            stack=stack_name,
            logicalId=logical_id,
        )

    def delete(physical_id: str, properties: dict[str, Any], logical_id: str | None = None) -> None:
        _call("delete", resource_type, physicalId=physical_id, properties=properties, logicalId=logical_id)

    return {
        "create": create,
        "update": update,
        "update_with_logical_id": True,
        "delete": delete,
        "delete_with_logical_id": True,
    }


def _in_worker(original: Callable[[str], bool]) -> Callable[[str], bool]:
    """Our types wait for the local service, which calls back (roles, objects): the event loop must stay free."""

    def runs_on_worker_thread(resource_type: str) -> bool:
        return resource_type in TYPES or original(resource_type)

    return runs_on_worker_thread


def install() -> None:
    replace(stacks, "_runs_on_worker_thread", ["resource_type"], _in_worker)
    require(provisioners, "_provision_resource", ["resource_type", "logical_id", "props", "stack_name"])
    require(provisioners, "_delete_resource", ["resource_type", "physical_id", "props", "stack_name", "logical_id"])
    for resource_type in TYPES:
        if resource_type in provisioners._RESOURCE_HANDLERS and resource_type not in REPLACED:
            raise RuntimeError(
                f"laptop cloud plug-in: {resource_type} must be unknown to MiniStack, got its own handler; "
                "remove it from forward_resources.TYPES"
            )
        provisioners._RESOURCE_HANDLERS[resource_type] = handler_of(resource_type)
