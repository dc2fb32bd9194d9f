"""HTTP calls from the emulator to Everloop's local service, which decides; the emulator only forwards."""

import http.client
import os
import time
from collections import deque
from urllib.parse import urlsplit

# The service closes a connection that was idle for 65 s (local/service/main.ts); an older one may be closing.
MOST_IDLE_SECONDS = 30.0

# Idle connections and since when; the latest is used first.
_idle: deque[tuple[float, http.client.HTTPConnection]] = deque()


class ServiceUnreachable(RuntimeError):
    """The local service did not answer: it is starting, stopping or gone."""


def _connection(timeout_seconds: float) -> http.client.HTTPConnection:
    while _idle:
        try:
            since, connection = _idle.pop()
        except IndexError:
            break
        if connection.sock is not None and time.monotonic() - since < MOST_IDLE_SECONDS:
            connection.sock.settimeout(timeout_seconds)
            return connection
        connection.close()
    address = urlsplit(os.environ["EVERLOOP_SERVICE_URL"])
    return http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=timeout_seconds)


def call_service(
    method: str, path: str, body: bytes, headers: dict[str, str], timeout_seconds: float
) -> tuple[int, dict[str, str], bytes]:
    """Returns (status, headers, body). Blocks: call it from a worker thread, never on the event loop.

    Raises ServiceUnreachable when no answer comes within `timeout_seconds`.
    """
    connection = _connection(timeout_seconds)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        answer = response.status, dict(response.getheaders()), response.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        raise ServiceUnreachable(
            f"laptop cloud: the local service must answer at {connection.host}:{connection.port}, got {error}; "
            "run `everloop doctor`"
        ) from error
    _idle.append((time.monotonic(), connection))
    return answer
