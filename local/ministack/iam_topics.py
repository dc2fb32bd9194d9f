"""What AWS::SNS::Topic says about access: its key, and a default policy that admits nobody but the owner.

MiniStack dropped KmsMasterKeyId and gave a topic of a stack a policy without condition, so that every role and every
service could publish to it.
"""

import json
from collections.abc import Callable
from typing import Any

import ministack.services.cloudformation.provisioners as provisioners
import ministack.services.sns as sns
from hooks import replace
from ministack.core.responses import get_account_id


def _default_policy(arn: str) -> str:
    statement = {
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes", "SNS:ListSubscriptionsByTopic"],
        "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": get_account_id()}},
    }
    return json.dumps({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]})


def _keep_key(arn: str, props: dict[str, Any]) -> None:
    attributes = sns._topics[arn]["attributes"]
    if props.get("KmsMasterKeyId"):
        attributes["KmsMasterKeyId"] = props["KmsMasterKeyId"]
    else:
        attributes.pop("KmsMasterKeyId", None)


def _created(original: Callable[..., Any]) -> Callable[..., Any]:
    def create(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        result = original(logical_id, props, stack_name)
        arn = result[0]
        sns._topics[arn]["attributes"]["Policy"] = _default_policy(arn)
        _keep_key(arn, props)
        return result

    return create


def _updated(original: Callable[..., Any]) -> Callable[..., Any]:
    def update(
        physical_id: str, old_props: dict[str, Any], new_props: dict[str, Any], stack_name: str, logical_id: str = ""
    ) -> Any:
        result = original(physical_id, old_props, new_props, stack_name, logical_id)
        _keep_key(result[0], new_props)
        return result

    return update


def install() -> None:
    change = ["physical_id", "old_props", "new_props", "stack_name", "logical_id"]
    replace(provisioners, "_sns_create", ["logical_id", "props", "stack_name"], _created)
    replace(provisioners, "_sns_update", change, _updated)
    provisioners._RESOURCE_HANDLERS["AWS::SNS::Topic"].update(
        create=provisioners._sns_create, update=provisioners._sns_update
    )
