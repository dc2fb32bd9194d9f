"""Every call is mapped to an IAM action and a resource, and refused when it can't be.

AWS refuses what no policy allows. MiniStack let a call pass when it could not tell its action, took an S3 object named
with `?Action=` for that action, knew no batch operation, log stream or service of ours, and looked at
one permission a call. Here an unmapped call of anyone but the account root is denied, and `iam_requests` adds the
rights that the call needs besides its own.
"""

import contextvars
from collections.abc import Callable
from typing import Any

import iam_cache
import iam_create_tags
import iam_operations
import iam_pass_role
import iam_requests
import iam_resources
import ministack.app as app
import ministack.core.iam_actions as actions
import ministack.core.iam_evaluator as evaluator
from hooks import replace, require
from iam_decisions import Need, refusal
from iam_requests import Request
from ministack.core.responses import get_account_id, get_region

_form_fields = require(app, "_routing_params", ["method", "path", "headers", "body", "query_params"])

UNMAPPED = "(no IAM action known)"

_request: contextvars.ContextVar[Request | None] = contextvars.ContextVar("everloop_request", default=None)
_refused: contextvars.ContextVar[Need | None] = contextvars.ContextVar("everloop_refused", default=None)


def _named_action(original: Callable[..., str | None]) -> Callable[..., str | None]:
    def extract_iam_action(
        service: str, method: str, path: str, headers: dict[str, Any], body: bytes, query_params: dict[str, Any]
    ) -> str | None:
        if service == "ses" and path.startswith("/v2/"):
            return original(service, method, path, headers, body, query_params)
        found = iam_operations.operation(service, method, path, query_params)
        found = found or original(service, method, path, headers, body, query_params)
        if not found:
            namespace = actions.SERVICE_TO_IAM_NAMESPACE.get(service, service)
            target = headers.get("x-amz-target", "")
            return f"{namespace}:{target or f'{method} {path}'} {UNMAPPED}"
        return iam_operations.action_of(found)

    return extract_iam_action


def _named_resource(original: Callable[..., str]) -> Callable[..., str]:
    def extract_resource_arn(
        service: str,
        method: str,
        path: str,
        headers: dict[str, Any],
        body: bytes,
        query_params: dict[str, Any],
        region: str,
        account_id: str,
    ) -> str:
        region, account = region or get_region(), account_id or get_account_id()
        action = actions.extract_iam_action(service, method, path, headers, body, query_params)
        request = Request(service, action, "*", method, path, headers, body, query_params, region, account)
        resource = iam_resources.resource_of(request)
        if resource is None:
            resource = original(service, method, path, headers, body, query_params, region, account)
        _request.set(Request(service, action, resource, method, path, headers, body, query_params, region, account))
        _refused.set(None)
        return resource

    return extract_resource_arn


def described(
    service: str, method: str, path: str, headers: dict[str, Any], body: bytes, query_params: dict[str, Any]
) -> Request:
    """The call with its action and resource, for callers inside the emulator."""
    fields = _form_fields(method, path, headers, body, query_params)
    actions.extract_resource_arn(service, method, path, headers, body, fields, get_region(), get_account_id())
    request = _request.get()
    _request.set(None)
    assert request is not None
    return request


def _enforced(original: Callable[..., Any]) -> Callable[..., Any]:
    def enforce(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        request = _request.get()
        if request is None:
            return original(access_key_id, iam_action, service, region, resource_arn, service_context)
        if service == "s3" and not access_key_id:
            return _anonymous(iam_action, resource_arn)
        context = {**(service_context or {}), **iam_requests.context_of(request)}
        result = original(access_key_id, iam_action, service, region, resource_arn, context)
        if result is not None or evaluator.is_root_access_key(access_key_id):
            return result
        if UNMAPPED in iam_action:
            return evaluator.EvalResult("ImplicitDeny", _arn(access_key_id))
        _request.set(None)  # what else the call needs is checked once
        for need in iam_requests.needs_of(request):
            result = original(access_key_id, need.action, need.service, region, need.resource, dict(need.context))
            if result is not None:
                _refused.set(need)
                return result
        return None

    return enforce


def _anonymous(action: str, resource: str) -> Any:
    """S3 without credentials: the bucket policy decides alone; MiniStack served it as the account root."""
    found = evaluator._resource_policy("s3", resource)
    context = evaluator.EvalContext("*", "Anonymous", "", action, resource, get_region())
    result = evaluator.evaluate_resource_policy(found[0] if found else None, context)
    result.principal_arn = "anonymous"
    return None if result.decision == "Allow" else result


def _arn(access_key_id: str) -> str:
    caller = evaluator.resolve_caller_identity(access_key_id) or {}
    return str(caller.get("userArn", ""))


def _explained(original: Callable[..., Any]) -> Callable[..., Any]:
    def access_denied_response(service: str, action: str, principal_arn: str, request_id: str, **options: Any) -> Any:
        need = _refused.get()
        if need is not None:
            options["message"] = refusal(principal_arn, need, explicit=bool(options.get("explicit_deny")))
        if UNMAPPED in action:
            options["message"] = (
                f"laptop cloud: {service} {action.split(':', 1)[1]} must map to an IAM action, got a call of "
                f"{principal_arn} that maps to none; add it to local/ministack/iam_operations.py"
            )
        return original(service, action, principal_arn, request_id, **options)

    return access_denied_response


def _transport(original: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(key: str, ctx: Any) -> Any:
        """The local endpoint never leaves this machine: it counts as TLS, as every AWS endpoint we use does."""
        return "true" if key.lower() == "aws:securetransport" else original(key, ctx)

    return resolve


_CALL = ["service", "method", "path", "headers", "body", "query_params"]
_DENIED = ["service", "action", "principal_arn", "request_id", "error_code", "message", "headers", "resource_arn"]


def install() -> None:
    iam_cache.install()
    iam_operations.install()
    iam_resources.install()
    iam_pass_role.install()
    iam_create_tags.install()
    replace(actions, "extract_iam_action", _CALL, _named_action)
    replace(actions, "extract_resource_arn", [*_CALL, "region", "account_id"], _named_resource)
    replace(actions, "access_denied_response", [*_DENIED, "explicit_deny", "resource_policy_arn"], _explained)
    check = ["access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"]
    replace(evaluator, "enforce", check, _enforced)
    replace(evaluator, "_resolve_condition_key", ["key", "ctx"], _transport)
