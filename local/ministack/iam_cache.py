"""Keeps parsed policies: MiniStack parsed every policy of a role again for every call.

The key is the policy's text, so a changed policy is another entry and nothing has to be invalidated.
"""

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import ministack.core.iam_evaluator as evaluator
from hooks import replace

# A demo has some 100 policies; a bucket policy is evaluated in parts, one per principal.
POLICIES = 4096


def _remembered(original: Callable[[Any], list[Any]]) -> Callable[[Any], list[Any]]:
    parsed = lru_cache(maxsize=POLICIES)(original)

    def parse_policy_document(doc: str | dict[str, Any]) -> list[Any]:
        return parsed(doc if isinstance(doc, str) else json.dumps(doc))

    return parse_policy_document


def install() -> None:
    replace(evaluator, "parse_policy_document", ["doc"], _remembered)
