"""Forwards the AWS services MiniStack lacks to the local service, so that ONE endpoint serves every AWS call.

The request travels as it came (method, path, query, body, AWS headers); four headers are added:
x-everloop-service, x-everloop-account (12 digits), x-everloop-region and x-everloop-caller (ARN).
IAM is evaluated before, as for any service.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlencode

import ministack.app as app
import ministack.core.iam_evaluator as iam
from hooks import require
from ministack.core import router
from ministack.core.responses import get_account_id, get_region
from service_calls import ServiceUnreachable, call_service

# Longer than any documented synchronous answer: a real-time inference may take 60 s.
TIMEOUT_SECONDS = 75.0

# service -> X-Amz-Target prefixes. InvokeEndpoint has none: it is told by its path, and signs as `sagemaker`.
TARGET_PREFIXES: dict[str, list[str]] = {
    "sagemaker": ["SageMaker."],
    "sagemaker-runtime": [],
    "codepipeline": ["CodePipeline_20150709."],
    "codebuild": ["CodeBuild_20161006."],
    "codecommit": ["CodeCommit_20150413."],
    "codeconnections": ["com.amazonaws.codeconnections.CodeConnections_20231201."],
    "codestar-connections": ["com.amazonaws.codestar.connections.CodeStar_connections_20191201."],
    "application-autoscaling": ["AnyScaleFrontendService."],
}

_HOP_BY_HOP = {"host", "connection", "content-length", "transfer-encoding", "keep-alive", "date", "server"}

Response = tuple[int, dict[str, str], bytes]
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, list[str]]], Awaitable[Response]]


def _without_hop_by_hop(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in _HOP_BY_HOP}


def _unreachable(error: ServiceUnreachable) -> Response:
    body = {"__type": "ServiceUnavailableException", "message": str(error)}
    headers = {"Content-Type": "application/x-amz-json-1.1", "x-amzn-errortype": "ServiceUnavailableException"}
    return 503, headers, json.dumps(body).encode()


def _service_of(service: str, path: str) -> str:
    return "sagemaker-runtime" if service == "sagemaker" and path.startswith("/endpoints/") else service


def forwarder(service: str) -> Handler:
    """Returns the handler MiniStack calls for `service`."""

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
    ) -> Response:
        sent = _without_hop_by_hop(headers) | {
            "x-everloop-service": _service_of(service, path),
            "x-everloop-account": get_account_id(),
            "x-everloop-region": get_region(),
            "x-everloop-caller": iam.caller_arn(),
        }
        target = quote(path) + (f"?{urlencode(query_params, doseq=True)}" if query_params else "")
        try:
            answer = await asyncio.to_thread(call_service, method, target, body or b"", sent, TIMEOUT_SECONDS)
        except ServiceUnreachable as error:
            return _unreachable(error)
        status, received, content = answer
        return status, _without_hop_by_hop(received), content

    return handle


def install() -> None:
    require(iam, "caller_arn", [])
    require(router, "detect_service", ["method", "path", "headers", "query_params"])
    for service, prefixes in TARGET_PREFIXES.items():
        app.SERVICE_HANDLERS[service] = forwarder(service)
        router.SERVICE_PATTERNS[service] = {
            "target_prefixes": prefixes,
            "host_patterns": [rf"(^|\.){service}\."],
            "credential_scope": service,
        }
