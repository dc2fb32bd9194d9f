"""Whether an object is missing is told only to those who may list its bucket; to others it is forbidden.

AWS answers GET and HEAD of a missing object with 404 to a caller with s3:ListBucket and with 403 to others. MiniStack
answered 404 to all, so that a role without that right worked here and failed in an account.
"""

from collections.abc import Iterable

import iam_requests
import ministack.services.s3 as s3
from hooks import require
from iam_decisions import Need
from iam_requests import Request

_head_object = require(s3, "_head_object", ["bucket_name", "key", "headers", "query_params"])

READING = {"s3:GetObject", "s3:GetObjectVersion"}


def _listing(request: Request) -> Iterable[Need]:
    if request.service != "s3" or request.action not in READING:
        return
    bucket_arn, _, key = request.resource.partition("/")
    bucket = bucket_arn.rsplit(":", 1)[-1]
    status = _head_object(bucket, key, {}, {"versionId": request.query.get("versionId") or []})[0]
    if status == 404:
        yield Need("s3:ListBucket", bucket_arn, "s3", {})


def install() -> None:
    iam_requests.NEEDS.append(_listing)
