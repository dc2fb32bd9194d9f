"""How much of a request is read."""

from collections.abc import AsyncIterable

from ..errors import Refusal

# SageMaker's own limit for real-time endpoints
MAX_BODY_BYTES = 6_291_456


async def read_limited(chunks: AsyncIterable[bytes], announced: str | None) -> bytes:
    """@raises Refusal: the body is larger than the limit; nothing beyond it is kept."""
    if announced is not None and announced.isdigit() and int(announced) > MAX_BODY_BYTES:
        raise _too_large(announced)
    parts: list[bytes] = []
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise _too_large(f"more than {MAX_BODY_BYTES}")
        parts.append(chunk)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _too_large(size: str) -> Refusal:
    message = f"The body has {size} bytes; the limit is {MAX_BODY_BYTES}."
    return Refusal("BODY_TOO_LARGE", message, "Send fewer or smaller items.", status=413)
