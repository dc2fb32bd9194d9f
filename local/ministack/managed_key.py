"""S3: `aws:kms` without a key id means the account's AWS managed key `aws/s3`, as in AWS.

MiniStack refuses such a write. The CDK CLI makes it: the bootstrap bucket's default encryption names no key.
"""

from collections.abc import Callable
from typing import Any

from hooks import replace
from ministack.core.responses import get_account_id, get_region
from ministack.services import s3

_ALGORITHM = "x-amz-server-side-encryption"
_KEY = "x-amz-server-side-encryption-aws-kms-key-id"


def _with_managed_key(original: Callable[..., Any]) -> Callable[..., Any]:
    def resolve(headers: dict[str, str], bucket_name: str) -> Any:
        if headers.get(_ALGORITHM) == "aws:kms" and not headers.get(_KEY):
            headers = {**headers, _KEY: f"arn:aws:kms:{get_region()}:{get_account_id()}:alias/aws/s3"}
        return original(headers, bucket_name)

    return resolve


def install() -> None:
    replace(s3, "_resolve_sse_write_headers", ["headers", "bucket_name"], _with_managed_key)
