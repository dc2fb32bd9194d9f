"""Step Functions `aws-sdk:s3` tasks that read, write and copy objects. MiniStack has no putObject and no getObject,
and its copyObject reads a key with `%` in it as encoded.
"""

import functools
import json
from collections.abc import Callable
from typing import Any

import hooks
import ministack.services.s3 as s3
import ministack.services.stepfunctions as stepfunctions
from defusedxml import ElementTree

_HEADERS = {
    "CacheControl": "cache-control",
    "ContentEncoding": "content-encoding",
    "ContentType": "content-type",
    "CopySource": "x-amz-copy-source",
    "CopySourceIfMatch": "x-amz-copy-source-if-match",
    "IfMatch": "if-match",
    "IfNoneMatch": "if-none-match",
    "MetadataDirective": "x-amz-metadata-directive",
    "ServerSideEncryption": "x-amz-server-side-encryption",
    "SseKmsKeyId": "x-amz-server-side-encryption-aws-kms-key-id",
    "StorageClass": "x-amz-storage-class",
    "Tagging": "x-amz-tagging",
    "TaggingDirective": "x-amz-tagging-directive",
}
_RESULTS = {
    "etag": "ETag",
    "content-type": "ContentType",
    "content-length": "ContentLength",
    "last-modified": "LastModified",
    "x-amz-version-id": "VersionId",
    "x-amz-server-side-encryption": "ServerSideEncryption",
}
# The errors that the SDK models; every other one is an S3Exception.
_NAMED_ERRORS = {"NoSuchKey", "NoSuchBucket", "InvalidObjectState"}


def _headers(task: dict[str, Any]) -> dict[str, str]:
    headers = {_HEADERS[name]: str(value) for name, value in task.items() if name in _HEADERS and value is not None}
    return headers | {f"x-amz-meta-{name.lower()}": str(value) for name, value in (task.get("Metadata") or {}).items()}


def _checked(response: Any) -> tuple[dict[str, Any], bytes]:
    status, headers, body = response[0], {str(k).lower(): v for k, v in (response[1] or {}).items()}, response[2]
    body = body if isinstance(body, bytes) else bytes(body or b"") if not isinstance(body, str) else body.encode()
    if status >= 300:
        root = ElementTree.fromstring(body) if body.startswith(b"<") else None
        code = root.findtext("Code", "") if root is not None else ""
        cause = root.findtext("Message", "") if root is not None else ""
        name = f"{code}Exception" if code in _NAMED_ERRORS else "S3Exception"
        cause = f"{cause} (Service: S3, Status Code: {status}, Error Code: {code})"
        raise stepfunctions._ExecutionError(f"S3.{name}", cause)
    return {_RESULTS[name]: value for name, value in headers.items() if name in _RESULTS}, body


def _put(task: dict[str, Any]) -> dict[str, Any]:
    body = task.get("Body", "")
    text = body if isinstance(body, str) else json.dumps(body, separators=(",", ":"), ensure_ascii=False)
    result, _ = _checked(s3._put_object(task["Bucket"], task["Key"], text.encode(), _headers(task)))
    return result


def _get(task: dict[str, Any]) -> dict[str, Any]:
    query = {"versionId": task["VersionId"]} if task.get("VersionId") else {}
    response = s3._get_object(task["Bucket"], task["Key"], _headers(task), query)
    result, body = _checked(response)
    metadata = {k[11:]: v for k, v in response[1].items() if str(k).lower().startswith("x-amz-meta-")}
    length = {"ContentLength": len(body), "Metadata": metadata}
    return {**result, **length, "Body": body.decode("utf-8", "replace")}


def _copy(task: dict[str, Any]) -> dict[str, Any]:
    result, body = _checked(s3._copy_object(task["Bucket"], task["Key"], _headers(task)))
    copied = {child.tag.split("}")[-1]: child.text for child in ElementTree.fromstring(body)}
    return {**result, "CopyObjectResult": copied}


_TASKS = {"putObject": _put, "getObject": _get, "copyObject": _copy}


def _with_objects(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def invoke(resource: str, input_data: Any) -> Any:
        service, _, action = resource.rpartition(":")
        task = _TASKS.get(action) if service.endswith(":aws-sdk:s3") else None
        if task is None:
            return original(resource, input_data)
        try:
            return task(input_data)
        except KeyError as missing:
            cause = f"The field {missing} is required but was missing"
            raise stepfunctions._ExecutionError("States.Runtime", cause) from missing

    return invoke


def install() -> None:
    hooks.require(s3, "_put_object", ["bucket_name", "key", "body", "headers"])
    hooks.require(s3, "_get_object", ["bucket_name", "key", "headers", "query_params"])
    hooks.require(s3, "_copy_object", ["bucket_name", "dest_key", "headers"])
    hooks.replace(stepfunctions, "_invoke_aws_sdk_integration", ["resource", "input_data"], _with_objects)
