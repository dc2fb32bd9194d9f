"""KMS rights that a call to S3, SQS or SNS implies.

AWS calls KMS for whoever reads or writes encrypted data, so the caller needs the key too (with kms:ViaService); for a
service principal the key policy decides alone. MiniStack stores the key's id and never asks.
Sources: S3 "Using server-side encryption with AWS KMS keys", SQS and SNS "Key management".
"""

from collections.abc import Iterable

import ministack.core.iam_actions as actions
import ministack.services.kms as kms
import ministack.services.s3 as s3
import ministack.services.sns as sns
import ministack.services.sqs as sqs
from hooks import require
from iam_decisions import Need
from iam_requests import NEEDS, Request
from ministack.core.responses import get_account_id, get_region

_resolve_key = require(kms, "_resolve_key", ["key_id_or_arn"])
_default_encryption = require(s3, "_bucket_default_sse_headers", ["bucket_name"])
_stored_encryption = require(s3, "_stored_sse_headers", ["obj"])
_copy_source = require(actions, "_s3_source_object", ["headers"])
_queue_by_arn = require(sqs, "_queue_by_arn", ["arn"])
_topic_by_arn = require(sns, "_topic_by_arn_any_scope", ["topic_arn"])

_ALGORITHM = "x-amz-server-side-encryption"
_KEY = "x-amz-server-side-encryption-aws-kms-key-id"
_BOTH = ("kms:GenerateDataKey", "kms:Decrypt")

# What each action does with the key of the queue or topic it is authorised on.
_MESSAGING = {
    "sqs:SendMessage": _BOTH,
    "sqs:ReceiveMessage": ("kms:Decrypt",),
    "sns:Publish": _BOTH,
}
_S3_READS = {"s3:GetObject", "s3:GetObjectVersion", "s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"}


def key_needs(key: str, wanted: Iterable[str], service: str) -> list[Need]:
    """The rights on one key, asked through `service` ('s3'). An AWS managed key lets its own account through.

    A key that does not exist keeps its name as resource: nothing allows it, as AWS refuses it.
    """
    if not key or key.endswith(f"alias/aws/{service}"):
        return []
    context = {"kms:ViaService": f"{service}.{get_region()}.amazonaws.com", "kms:CallerAccount": get_account_id()}
    return [Need(action, _key_arn(key), "kms", context) for action in wanted]


def _key_arn(key: str) -> str:
    record = _resolve_key(key)
    return record["Arn"] if record else f"arn:aws:kms:{get_region()}:{get_account_id()}:key/{key.rsplit('/', 1)[-1]}"


def key_of(resource: str) -> tuple[str, str]:
    """The key that encrypts a queue or topic and its service: ('', '') when it has no key of its own."""
    service = resource.split(":")[2] if resource.count(":") > 4 else ""
    holder = {"sqs": _queue_by_arn, "sns": _topic_by_arn}.get(service)
    found = holder(resource) if holder else None
    return ((found or {}).get("attributes") or {}).get("KmsMasterKeyId") or "", service


def message_needs(action: str, resource: str) -> list[Need]:
    """The rights that sending to, publishing to or receiving from `resource` implies."""
    key, service = key_of(resource)
    return key_needs(key, _MESSAGING.get(action, ()), service)


def service_needs(action: str, resource: str) -> list[Need]:
    """The same for an AWS service that delivers to `resource`. An AWS managed key admits no service."""
    key, _ = key_of(resource)
    return [Need(wanted, _key_arn(key), "kms") for wanted in _MESSAGING.get(action, ())] if key else []


def _object_key(bucket: str, key: str, version: str) -> str:
    current = (s3._buckets.get(bucket) or {}).get("objects", {}).get(key)
    kept = s3._object_versions.get((bucket, key), []) if version else []
    record = next((entry for entry in kept if entry["version_id"] == version), current)
    return _key_in(_stored_encryption(record or {}))


def _key_in(headers: dict[str, str]) -> str:
    return headers.get(_KEY, "") if headers.get(_ALGORITHM, "").startswith("aws:kms") else ""


def object_needs(request: Request) -> Iterable[Need]:
    """Reading needs Decrypt with the object's key; writing GenerateDataKey with the request's or the bucket's key.

    A part and the completion of a multipart upload decrypt as well: S3 reads the parts back.
    """
    bucket, _, key = request.resource.removeprefix("arn:aws:s3:::").partition("/")
    if request.service != "s3" or not key:
        return
    version = _first(request.query.get("versionId"))
    if request.action in _S3_READS:
        yield from key_needs(_object_key(bucket, key, version), ["kms:Decrypt"], "s3")
    if request.action == "s3:PutObject":
        named = {name.lower(): value for name, value in request.headers.items()}
        default = _default_encryption(bucket)
        chosen = _key_in(named if _ALGORITHM in named else default)
        multipart = "uploadId" in request.query or "uploads" in request.query
        yield from key_needs(chosen, _BOTH if multipart else _BOTH[:1], "s3")
        source = _copy_source(named)
        if source:
            arn, source_version = source
            from_bucket, _, from_key = arn.removeprefix("arn:aws:s3:::").partition("/")
            yield from key_needs(_object_key(from_bucket, from_key, source_version), ["kms:Decrypt"], "s3")


def _first(value: object) -> str:
    chosen = value[0] if isinstance(value, list) and value else value
    return chosen if isinstance(chosen, str) else ""


def request_needs(request: Request) -> Iterable[Need]:
    """The same for a queue or a topic."""
    return message_needs(request.action, request.resource)


def install() -> None:
    NEEDS.extend([object_needs, request_needs])
