"""Stops the emulator when the local service that started it is gone, so that no kill -9 leaves it running.

The service holds the other end of standard input: when that end closes, for whatever reason, the emulator gets the
SIGTERM of a clean stop (state is saved), and SIGKILL with its whole process group if that takes too long.
"""

import contextlib
import os
import signal
import threading

STOP_SECONDS = 10.0


def _stop() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _watch() -> None:
    # os.read, not sys.stdin: a thread inside a buffered reader makes the interpreter abort when it ends.
    while os.read(0, 1):
        pass
    _stop()


def install() -> None:
    if os.environ.get("EVERLOOP_LIFELINE") != "stdin":
        return
    if os.getpgrp() != os.getpid():
        raise RuntimeError("laptop cloud plug-in: the emulator must lead its process group; start it by `everloop up`")
    threading.Thread(target=_watch, name="everloop-lifeline", daemon=True).start()
