"""HTTP calls from the emulator to Everloop's local service, which decides; the emulator only forwards."""

import http.client
import os
from urllib.parse import urlsplit


class ServiceUnreachable(RuntimeError):
    """The local service did not answer: it is starting, stopping or gone."""


def call_service(
    method: str, path: str, body: bytes, headers: dict[str, str], timeout_seconds: float
) -> tuple[int, dict[str, str], bytes]:
    """Returns (status, headers, body). Blocks: call it from a worker thread, never on the event loop.

    Raises ServiceUnreachable when no answer comes within `timeout_seconds`.
    """
    address = urlsplit(os.environ["EVERLOOP_SERVICE_URL"])
    connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=timeout_seconds)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    except (OSError, http.client.HTTPException) as error:
        raise ServiceUnreachable(
            f"laptop cloud: the local service must answer at {address.netloc}, got {error}; run `everloop doctor`"
        ) from error
    finally:
        connection.close()
