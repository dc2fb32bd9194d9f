"""Lets the local service act with the roles that were given to it, as SageMaker and CodePipeline do in AWS.

One internal route, POST /_everloop/sessions:
  {account, region, role: ARN, service: "sagemaker.amazonaws.com", session, seconds, source: ARN of the job,
   needs?: [{action, resource, service}]}
    -> 200 {accessKeyId, secretAccessKey, sessionToken, expires: epoch seconds}: a session of the role
    -> 403 {message}: the role does not exist, does not trust the service, or lacks one of `needs` (rights that the
       local service exercises without a call, such as pulling an image)
"""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

import ministack.app as app
from hooks import replace, require
from iam_decisions import Caller, Need, role_denial, trust_denial
from ministack.core.responses import request_scope
from ministack.services import sts

PATH = "/_everloop/sessions"

_register = require(sts, "register_session", ["access_key", "session"])
_access_key = require(sts, "_gen_session_access_key", [])
_secret = require(sts, "_gen_secret", [])
_token = require(sts, "_gen_session_token", [])
_role_id = require(sts, "_role_id", ["role_arn"])

Json = dict[str, Any]


def _session(request: Json) -> tuple[int, Json]:
    role_arn, name = str(request["role"]), str(request["session"])
    caller = Caller(role_arn, str(request["service"]), name, str(request.get("source", "")))
    needs = [Need(need["action"], need["resource"], need["service"]) for need in request.get("needs", [])]
    denial = trust_denial(caller) or role_denial(caller, needs)
    if denial is not None:
        return 403, {"message": denial.message, "action": denial.need.action}
    account, role = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    key, secret, token, expires = _access_key(), _secret(), _token(), time.time() + float(request["seconds"])
    record = {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{role}/{name}",
        "UserId": f"{_role_id(role_arn)}:{name}",
        "SecretAccessKey": secret,
        "SessionToken": token,
        "Expiration": expires,
        "AccountId": account,
        "PrincipalType": "AssumedRole",
    }
    _register(key, record)
    return 200, {"accessKeyId": key, "secretAccessKey": secret, "sessionToken": token, "expires": expires}


def _answering(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    async def handle(path: str, method: str, body: bytes) -> Any:
        if path != PATH or method != "POST":
            return await original(path, method, body)
        request = json.loads(body)
        with request_scope(request["account"], request["region"]):
            status, answer = _session(request)
        return status, {"Content-Type": "application/json"}, json.dumps(answer).encode()

    return handle


def install() -> None:
    replace(app, "_handle_admin_config_request", ["path", "method", "body"], _answering)
