"""Step Functions tasks of SageMaker: `sagemaker:create…`, its `.sync` form for jobs, and `aws-sdk:sagemaker:…`.

MiniStack knows none of them. Every call goes to the local service as any other does, with the rights of the machine's
role (iam_workflows). On AWS `.sync` hears of the end by a managed rule; here the job is described until it has ended.
Source: Step Functions developer guide, "Create and manage Amazon SageMaker AI jobs with Step Functions".
"""

import functools
import json
import re
import time
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.stepfunctions as stepfunctions

_POLL_SECONDS = 0.3
_OPTIMIZED = re.compile(r"arn:aws:states:::sagemaker:(create(\w*?Job)|createEndpointConfig|\w+?)(\.sync)?$")
_ENDED = {"Completed", "Failed", "Stopped"}

Call = Callable[[str, Any], Any]


def _named(call: Call, action: str, request: Any) -> Any:
    """Optimized integrations name every refusal alike; the code stands in the cause."""
    try:
        return call(f"arn:aws:states:::aws-sdk:sagemaker:{action}", request)
    except stepfunctions._ExecutionError as failure:
        if not failure.error.lower().startswith("sagemaker."):
            raise
        code = failure.error.split(".", 1)[1].removesuffix("Exception")
        cause = f"{failure.cause} (Service: AmazonSageMaker; Error Code: {code})"
        raise stepfunctions._ExecutionError("SageMaker.AmazonSageMakerException", cause) from failure


def _run_job(call: Call, kind: str, request: dict[str, Any]) -> Any:
    """Starts a job and returns its description once it is completed. Raises States.TaskFailed when it fails."""
    _named(call, f"create{kind}", request)
    while True:
        described = _named(call, f"describe{kind}", {f"{kind}Name": request[f"{kind}Name"]})
        status = described[f"{kind}Status"]
        if status in _ENDED:
            break
        time.sleep(_POLL_SECONDS)
    if status != "Completed":
        raise stepfunctions._ExecutionError("States.TaskFailed", json.dumps(described))
    return described


def _with_sagemaker(original: Call) -> Call:
    @functools.wraps(original)
    def invoke(resource: str, input_data: Any) -> Any:
        found = _OPTIMIZED.match(resource)
        if found is None:
            return original(resource, input_data)
        action, kind, sync = found.groups()
        if sync and kind:
            return _run_job(original, kind, input_data)
        return _named(original, action, input_data)

    return invoke


def install() -> None:
    stepfunctions._AWS_SDK_ERROR_PREFIX["sagemaker"] = "SageMaker"
    stepfunctions._AWS_SDK_SERVICE_MAP["sagemaker"] = {"target_prefix": "SageMaker", "protocol": "json"}
    hooks.require(stepfunctions, "_invoke_aws_sdk_integration", ["resource", "input_data"])
    hooks.replace(stepfunctions, "_invoke_resource", ["resource", "input_data"], _with_sagemaker)
