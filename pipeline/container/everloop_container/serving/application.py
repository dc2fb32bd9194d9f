"""The HTTP side of SageMaker's serving contract."""

import json
from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import FastAPI, Request, Response

from ..errors import Refusal
from ..workload import Model
from .identity import Identity
from .limits import MAX_BODY_BYTES, read_limited
from .payloads import CSV, IMAGES, JSON, LINES, Batch, read_body
from .scoring import answers

# what is larger is scored by a thread: decoding then uses a second core, and /ping need not wait
_INLINE_BYTES = 16_384
_THREADS = 2


def create_application(model: Model, identity: Identity, *, has_docs: bool = False, is_filed: bool = False) -> FastAPI:
    """@param is_filed: a transform job or an asynchronous endpoint asks. They keep bodies and no headers, so that the
    body says which model answers; and 4xx would fail a whole job, or leave a text that names nobody, so that an image's
    refusal is an answer as any other.
    """
    application = FastAPI(
        title="Everloop model",
        docs_url="/docs" if has_docs else None,
        openapi_url="/openapi.json" if has_docs else None,
        redoc_url=None,
    )
    headers = identity.headers
    limiter = CapacityLimiter(_THREADS)

    def respond(content: Any, status: int = 200) -> Response:
        return Response(json.dumps(content), status, headers, JSON)

    @application.get("/ping", summary="Whether the model is ready")
    async def ping() -> Response:
        return respond({"status": "ready"})

    @application.get("/execution-parameters", summary="How batch transform should call")
    async def execution_parameters() -> Response:
        strategy = "SINGLE_RECORD" if model.takes == "images" else "MULTI_RECORD"
        size = MAX_BODY_BYTES // 2**20
        return respond({"MaxConcurrentTransforms": 1, "BatchStrategy": strategy, "MaxPayloadInMB": size})

    @application.post(
        "/invocations", summary="Scores one image, or a list of items", openapi_extra=_request_body(model)
    )
    async def invocations(request: Request) -> Response:
        try:
            body = await read_limited(request.stream(), request.headers.get("content-length"))
            batch = read_body(body, request.headers.get("content-type", ""), model.takes)
        except Refusal as refusal:
            return respond(refusal.to_json(), refusal.status)
        if len(body) <= _INLINE_BYTES:
            found = answers(model, batch)
        else:
            found = await to_thread.run_sync(answers, model, batch, limiter=limiter)
        if is_filed and batch.kind != "lines":
            return respond({"predictions": found, "attributes": identity.custom_attributes})
        return _response(found, batch, respond, headers)

    return application


def _response(found: list[dict[str, Any]], batch: Batch, respond: Any, headers: dict[str, str]) -> Response:
    if batch.kind == "lines":
        return Response("".join(json.dumps(answer) + "\n" for answer in found), 200, headers, LINES[0])
    if batch.kind == "single" and "error" in found[0]:
        response: Response = respond(found[0]["error"], 400)
        return response
    only: Response = respond({"predictions": found})
    return only


def _request_body(model: Model) -> dict[str, Any]:
    """For /docs: the body is read raw, so FastAPI can't know it."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    raw = {kind: binary for kind in IMAGES} if model.takes == "images" else {CSV: {"schema": {"type": "string"}}}
    item = {"image": "<base64>"} if model.takes == "images" else {"<column>": 0}
    listed = {JSON: {"example": {"instances": [item]}}, LINES[0]: {"example": json.dumps(item)}}
    return {"requestBody": {"required": True, "content": {**raw, **listed}}}
