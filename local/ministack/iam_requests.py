"""What a request needs beyond its own action: rights that AWS checks on the caller's behalf.

`NEEDS` holds one function per such rule (keys of encrypted resources, roles handed to a service). `CONTEXT` holds
functions that add condition keys which MiniStack leaves out. Both are filled by the modules that know the rule.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

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
