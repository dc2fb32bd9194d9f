"""Decides whether a role or an AWS service may do something, the way IAM combines the policies that apply.

MiniStack evaluates policies for HTTP callers only. What it does in-process (a task of a workflow, a pipe, a rule, a
schedule) ran with every right; these functions give those callers the decision AWS gives them.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ministack.core.iam_evaluator as evaluator
import ministack.services.cloudwatch_logs as cloudwatch_logs
import ministack.services.iam as iam
from hooks import require
from ministack.core.responses import get_account_id, get_region

_role_policies = require(evaluator, "_gather_role_policies", ["role_name", "account_id"])
_boundary = require(evaluator, "_permissions_boundary", ["store", "name", "account_id"])
_resource_policy = require(evaluator, "_resource_policy", ["service", "resource_arn"])
_conditions_met = require(evaluator, "_conditions_met", ["conditions", "ctx"])
_names_service = require(evaluator, "_service_principal_matches", ["principal", "service"])


@dataclass(frozen=True)
class Need:
    """One permission that a call takes. `service` is MiniStack's key of the service that owns `resource`."""

    action: str
    resource: str
    service: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Caller:
    """A role that an AWS service takes on: `service` is the principal its trust policy must name."""

    role_arn: str
    service: str
    session: str
    source_arn: str = ""


@dataclass(frozen=True)
class Denial:
    """Why a caller may not do something, in the words of AWS's own messages."""

    need: Need
    message: str


def enabled() -> bool:
    """Whether the server runs with AUTH=true; without it every call passes, in-process ones too."""
    import ministack.app as app

    return bool(app.AUTH)


def role_denial(caller: Caller, needs: Iterable[Need]) -> Denial | None:
    """The first of `needs` that the role is refused, or None when it may do all of them."""
    if not enabled():
        return None
    name = caller.role_arn.rsplit("/", 1)[-1]
    account = _account(caller.role_arn)
    role = iam._roles.get_scoped(account, None, name) if caller.role_arn else None
    session = f"arn:aws:sts::{account}:assumed-role/{name}/{caller.session}"
    for need in needs:
        if role is None or not _trusts(role, caller):
            return Denial(need, f"{_untrusted(caller)}; needed for {need.action} on resource: {need.resource}")
        context = _context(session, "AssumedRole", account, need)
        identity = evaluator.evaluate(context, _role_policies(name, account), *_boundary(iam._roles, name, account))
        found = _resource_policy(need.service, need.resource)
        if found is not None:
            identity = evaluator.combine_resource_policy(identity, context, *found, required=need.service == "kms")
        if identity.decision != "Allow":
            return Denial(need, refusal(session, need, explicit=identity.decision == "Deny"))
    return None


def trust_denial(caller: Caller) -> Denial | None:
    """Why the service may not take on the role: it does not exist or does not trust the service. None when it may."""
    if not enabled():
        return None
    role = iam._roles.get_scoped(_account(caller.role_arn), None, caller.role_arn.rsplit("/", 1)[-1])
    if role is None or not _trusts(role, caller):
        return Denial(Need("sts:AssumeRole", caller.role_arn, "sts"), _untrusted(caller))
    return None


def _untrusted(caller: Caller) -> str:
    return f"{caller.service} is not authorized to assume role {caller.role_arn or '(none)'}"


def service_denial(service: str, source_arn: str, needs: Iterable[Need]) -> Denial | None:
    """The first of `needs` that no resource policy grants to `service` acting for `source_arn`, or None.

    A service has no identity policy: the queue's, the topic's, the function's or the key's own policy decides alone.
    """
    if not enabled():
        return None
    for need in needs:
        source = {
            "aws:sourcearn": source_arn,
            "aws:sourceaccount": _account(source_arn),
            "aws:principalisawsservice": "true",
            "aws:principalservicename": service,
        }
        context = _context("*", "Service", "", need, source)
        policy = _policy_of(need)
        if evaluator.evaluate_resource_policy(policy, context, service=service).decision != "Allow":
            return Denial(need, f"Service: {service} for {source_arn} is not authorized to perform: {need.action} on "
                                f"resource: {need.resource} because no resource-based policy allows it")  # fmt: skip
    return None


def _policy_of(need: Need) -> Any:
    """The policy of the resource; Logs keeps its resource policies for the account and region, all of which count."""
    if need.service == "logs":
        kept = [record.get("policyDocument") for record in cloudwatch_logs._resource_policies.values()]
        return {"Statement": [statement for document in kept for statement in statements_of(document)]}
    found = _resource_policy(need.service, need.resource)
    return found[0] if found else None


def refusal(principal: str, need: Need, *, explicit: bool) -> str:
    """AWS's sentence for a refused call."""
    reason = (
        "with an explicit deny in a policy"
        if explicit
        else f"because no identity-based policy allows the {need.action} action"
    )
    return f"User: {principal} is not authorized to perform: {need.action} on resource: {need.resource} {reason}"


def _trusts(role: dict[str, Any], caller: Caller) -> bool:
    """Whether the role's trust policy lets the service assume it for this source (the confused-deputy conditions)."""
    need = Need("sts:AssumeRole", caller.role_arn, "sts")
    source = {"aws:sourcearn": caller.source_arn, "aws:sourceaccount": get_account_id()}
    context = _context("*", "Service", "", need, source)
    document = statements_of(role.get("AssumeRolePolicyDocument"))
    return any(
        statement.get("Effect") == "Allow"
        and _names_service(statement.get("Principal"), caller.service)
        and _conditions_met(statement.get("Condition") or {}, context)
        for statement in document
    )


def statements_of(document: Any) -> list[dict[str, Any]]:
    """The statements of a policy kept as JSON text or as an object."""
    parsed = json.loads(document) if isinstance(document, str) else document
    statements = parsed.get("Statement", []) if isinstance(parsed, dict) else []
    return statements if isinstance(statements, list) else [statements]


def _context(
    principal: str, kind: str, account: str, need: Need, extra: Mapping[str, str] | None = None
) -> evaluator.EvalContext:
    return evaluator.EvalContext(
        principal_arn=principal,
        principal_type=kind,
        principal_account=account,
        action=need.action,
        resource_arn=need.resource,
        region=get_region(),
        service_context={"aws:tagkeys": None} | {k.lower(): v for k, v in {**need.context, **(extra or {})}.items()},
    )


def _account(arn: str) -> str:
    parts = arn.split(":")
    return parts[4] if len(parts) > 5 and parts[4] else get_account_id()
