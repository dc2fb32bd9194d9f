"""A pipe acts with its role: it reads the queue and calls the target as AWS's EventBridge Pipes does."""

from typing import Any

import iam_keys
import pipes_queue
from iam_decisions import Caller, Need, role_denial


def _check(pipe: dict[str, Any], action: str, resource: str) -> None:
    """Raises PermissionError in AWS's words when the pipe's role may not do `action` on `resource`."""
    caller = Caller(pipe.get("RoleArn", ""), "pipes.amazonaws.com", pipe["Name"], pipe["Arn"])
    needs = [Need(action, resource, action.split(":")[0]), *iam_keys.message_needs(action, resource)]
    denial = role_denial(caller, needs)
    if denial is not None:
        raise PermissionError(denial.message)


def install() -> None:
    pipes_queue.BEFORE_RECEIVE.append(_check)
    pipes_queue.BEFORE_TARGET.append(_check)
