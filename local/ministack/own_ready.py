"""Says in the answer to /_ministack/ready which process gives it: the header x-everloop-emulator is its pid.

Two clouds that start at once may choose the same free port. The one that comes too late must not take the other's
answer for its own.
"""

import os
from collections.abc import Callable
from typing import Any

import ministack.app as app
from hooks import replace

HEADER = "x-everloop-emulator"


def _signed(original: Callable[..., Any]) -> Callable[..., Any]:
    def handle_ready_request(path: str, request_id: str) -> Any:
        answer = original(path, request_id)
        if answer is None:
            return None
        status, headers, body = answer
        return status, headers | {HEADER: str(os.getpid())}, body

    return handle_ready_request


def install() -> None:
    replace(app, "_handle_ready_request", ["path", "request_id"], _signed)
