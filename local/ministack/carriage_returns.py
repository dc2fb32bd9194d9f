"""S3: a carriage return in a key is escaped in listings, as in AWS.

MiniStack writes it as it is, and every XML reader takes that for a line feed: a listing names a key that is not there,
and nothing that deletes by listing ever empties the bucket.
"""

from collections.abc import Callable
from typing import Any

from hooks import replace
from ministack.services import s3


def _escaping(original: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    def xml_body(root: Any) -> bytes:
        return original(root).replace(b"\r", b"&#13;")

    return xml_body


def install() -> None:
    replace(s3, "_xml_body", ["root"], _escaping)
