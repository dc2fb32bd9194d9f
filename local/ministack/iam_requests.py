"""What a request needs beyond its own action: rights that AWS checks on the caller's behalf.

`NEEDS` holds one function per such rule (keys of encrypted resources, roles handed to a service). `CONTEXT` holds
functions that add condition keys which MiniStack leaves out. Both are filled by the modules that know the rule.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ministack.core.iam_actions as actions
from iam_decisions import Need


@dataclass(frozen=True)
class Request:
    """A call to an AWS service, from HTTP or from a workflow's task. `query` holds the form fields of a query call."""

    service: str
    action: str
    resource: str
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    query: Mapping[str, Any]
    region: str
    account: str

    @cached_property
    def json(self) -> dict[str, Any]:
        """The body as a JSON object, {} when it is none."""
        try:
            parsed = json.loads(self.body or b"{}")
        except (ValueError, UnicodeDecodeError):
            return {}
        return parsed if isinstance(parsed, dict) else {}

    def field(self, name: str) -> str:
        """A member of the JSON body or of the query form, '' when absent."""
        value = self.json.get(name) or self.query.get(name) or ""
        value = value[0] if isinstance(value, list) and value else value
        return value if isinstance(value, str) else ""


NEEDS: list[Callable[[Request], Iterable[Need]]] = []
CONTEXT: list[Callable[[Request], Mapping[str, Any]]] = []


def needs_of(request: Request) -> list[Need]:
    """Every further permission the request takes."""
    return [need for rule in NEEDS for need in rule(request)]


def context_of(request: Request) -> dict[str, Any]:
    """The condition keys the request carries."""
    merged: dict[str, Any] = {}
    for rule in CONTEXT:
        merged.update(rule(request))
    return merged


def all_needs(request: Request) -> list[Need]:
    """Everything the call takes: its own action, a transaction's items or a copy's source, and what it implies."""
    context = context_of(request)
    own = [(request.action, request.resource)]
    if request.service == "s3":
        context |= actions.s3_service_context(request.action, request.query, request.path, request.headers)
        own += actions.s3_additional_checks(request.method, request.path, request.headers, request.body, request.query)
    if request.service == "dynamodb":
        context |= actions.dynamodb_service_context(request.body)
        items = actions.dynamodb_transaction_checks(request.action, request.body, request.region, request.account)
        tables = actions.dynamodb_resource_arns(request.body, request.region, request.account)
        own = items or own + [(request.action, table) for table in tables[1:]]
    if request.service == "events":
        buses = actions.eventbridge_resource_arns(request.body, request.region, request.account)
        own += [(request.action, bus) for bus in buses[1:]]
    needs = [Need(action, resource, request.service, context) for action, resource in own]
    return needs + needs_of(request)
