"""The IAM action of an operation, where the two names differ or MiniStack can't tell the operation.

AWS lists them in the Service Authorization Reference: a batch operation is authorised as its single form, a Lambda
invocation as InvokeFunction, a DynamoDB transaction by its items (MiniStack does those).
"""

from typing import Any

import ministack.core.iam_actions as actions
from hooks import require

_s3_action = require(actions, "_s3_action", ["method", "path", "query_params"])
_match_rest_action = require(actions, "_match_rest_action", ["service", "method", "path", "query_params"])

# Services that MiniStack lacks and the local service answers, and their IAM namespace.
FORWARDED = {
    "sagemaker": "sagemaker",
    "sagemaker-runtime": "sagemaker",
    "codepipeline": "codepipeline",
    "codebuild": "codebuild",
    "codecommit": "codecommit",
    "codeconnections": "codeconnections",
    "codestar-connections": "codestar-connections",
    "application-autoscaling": "application-autoscaling",
}

# Operations told by their route, read from botocore's model of the service named.
_ROUTES = {"lambda": ["lambda"], "sagemaker-runtime": ["sagemaker-runtime"]}

_RENAMED = {
    "sqs:SendMessageBatch": "sqs:SendMessage",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sns:PublishBatch": "sns:Publish",
    "lambda:Invoke": "lambda:InvokeFunction",
    "lambda:InvokeWithResponseStream": "lambda:InvokeFunction",
    "lambda:InvokeAsync": "lambda:InvokeFunction",
    "kms:ReEncrypt": "kms:ReEncryptFrom",
    "sagemaker:InvokeEndpointWithResponseStream": "sagemaker:InvokeEndpoint",
}


def operation(service: str, method: str, path: str, query: dict[str, Any]) -> str | None:
    """The action of a call told by method and path alone, or None for the services that name their operation.

    S3 and Lambda are such: MiniStack read `?Action=` of their requests first, so that a caller chose its own action.
    """
    if service == "s3":
        name = _s3_action(method, path, query)
        return f"s3:{name}" if name else None
    if service in _ROUTES:
        name = _match_rest_action(service, method, path, query)
        return f"{actions.SERVICE_TO_IAM_NAMESPACE[service]}:{name}" if name else None
    if service == "monitoring" and "/operation/" in path:
        return f"cloudwatch:{path.rsplit('/', 1)[-1]}"
    if service == "sagemaker" and path.startswith("/endpoints/"):
        return operation("sagemaker-runtime", method, path, query)
    return None


def action_of(name: str) -> str:
    """The action that policies name for an operation."""
    return _RENAMED.get(name, name)


def install() -> None:
    actions.SERVICE_TO_IAM_NAMESPACE.update(FORWARDED)
    actions._BOTOCORE_SERVICE_MAP.update(_ROUTES)
