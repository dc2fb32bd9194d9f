"""Answers for a batch: per item, within the time that SageMaker waits."""

import time
from typing import Any

from ..errors import Refusal
from ..workload import Model
from .payloads import Batch

_CHUNK = 64
# InvokeEndpoint gives up after 60 s
DEADLINE_SECONDS = 50.0


def answers(model: Model, batch: Batch, deadline_seconds: float = DEADLINE_SECONDS) -> list[dict[str, Any]]:
    """One JSON object per item, in order: the prediction, or `error`. Items that the time didn't reach say so."""
    end = time.monotonic() + deadline_seconds
    found: list[Any] = []
    for start in range(0, len(batch.items), _CHUNK):
        chunk = batch.items[start : start + _CHUNK]
        found += _score(model, chunk) if time.monotonic() < end else [_late()] * len(chunk)
    return [_answer(result, name) for result, name in zip(found, batch.ids, strict=True)]


def _score(model: Model, items: Any) -> list[Any]:
    scored = iter(model.predict([item for item in items if not isinstance(item, Refusal)]))
    return [item if isinstance(item, Refusal) else next(scored) for item in items]


def _answer(result: Any, name: Any) -> dict[str, Any]:
    body = {"error": result.to_json()} if isinstance(result, Refusal) else dict(result)
    return body if name is None else {"id": name, **body}


def _late() -> Refusal:
    return Refusal("OUT_OF_TIME", "The request took too long to reach this item.", "Send smaller batches.", status=503)
