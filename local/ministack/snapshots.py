"""Writes the emulator's state to disk every SNAPSHOT_SECONDS (default 3), so that a kill -9 loses only a few seconds.

MiniStack saves on a clean stop only. Serialising on its event loop would stall every request for as long as it takes,
so a forked child writes a copy of memory as it was at one instant (the way Redis does), while the parent goes on.
Each file is replaced atomically and only when its content changed. Not covered: a power cut (nothing is fsynced).
"""

import contextlib
import hashlib
import json
import logging
import os
import select
import signal
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

import ministack.app as app
from hooks import replace, require
from ministack.core import persistence
from ministack.services import stepfunctions

log = logging.getLogger("everloop.snapshots")

DEADLINE_SECONDS = 20.0
# The child is given at most a fifth of one core: the next one starts no earlier than four times its duration later.
REST_FACTOR = 4.0
# Timers change state without a request now and then: look at least this often.
IDLE_SECONDS = 30.0

Hashes = dict[str, str]


def write_changed(states: dict[str, Callable[[], Any]], known: Hashes, folder: str) -> Hashes:
    """Writes `<folder>/<service>.json` for each state whose content hash is not `known`; returns the new hashes."""
    changed: Hashes = {}
    os.makedirs(folder, exist_ok=True)
    for service, get_state in states.items():
        state = get_state()
        if state is None:
            continue
        document = {"__ministack_format__": persistence._state_format_version(service), "payload": state}
        content = json.dumps(document, default=persistence._json_default).encode()
        digest = hashlib.blake2b(content, digest_size=16).hexdigest()
        if known.get(service) == digest:
            continue
        path = os.path.join(folder, f"{service}.json")
        with open(f"{path}.snapshot", "wb") as file:
            file.write(content)
        os.replace(f"{path}.snapshot", path)
        changed[service] = digest
    return changed


class Snapshots:
    """One child at a time; `stop` guarantees that no child writes after it returned."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.requests = 0
        self._hashes: Hashes = {}
        self._child: int | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def run(self) -> None:
        """Loops until `stop`: takes a snapshot when requests came, when the last one found changes, or when idle."""
        seen, last, settled, pause = -1, 0.0, False, self.seconds
        while not self._stopped:
            time.sleep(pause)
            recent = time.monotonic() - last < IDLE_SECONDS
            if self.requests == seen and settled and recent:
                continue
            seen, last = self.requests, time.monotonic()
            try:
                settled = not self.take()
            except Exception:
                settled = False
                log.exception("snapshot failed; the next one is in %.0f s", self.seconds)
            pause = max(self.seconds, REST_FACTOR * (time.monotonic() - last))

    def take(self) -> Hashes:
        """Takes one snapshot; returns the services written. Raises TimeoutError after DEADLINE_SECONDS."""
        states = app._build_persistence_save_dict()
        reader, writer = os.pipe()
        with self._lock:
            if self._stopped:
                return {}
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
            if child == 0:
                _write_and_exit(states, self._hashes, writer)
            self._child = child
        os.close(writer)
        try:
            started = time.monotonic()
            changed = _answer(reader, started + DEADLINE_SECONDS)
            self._hashes.update(changed)
            if changed:
                named = ", ".join(sorted(changed)) if len(changed) < 6 else f"{len(changed)} services"
                log.info("snapshot of %s in %.2f s", named, time.monotonic() - started)
            return changed
        finally:
            os.close(reader)
            self._reap()

    def stop(self) -> None:
        """Ends the child in progress, if any; no other one starts. The clean stop writes the whole state itself."""
        with self._lock:
            self._stopped = True
            if self._child is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._child, signal.SIGKILL)
        while self._child is not None:
            time.sleep(0.01)

    def _reap(self) -> None:
        child = self._child
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)
        with self._lock:
            self._child = None


def _write_and_exit(states: dict[str, Callable[[], Any]], known: Hashes, writer: int) -> None:
    """The child's whole life. Holds no socket of the parent's, logs nothing (locks may be taken), never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.closerange(3, writer)
        os.closerange(writer + 1, 65536)
        changed = write_changed(states, known, persistence.STATE_DIR)
        os.write(writer, json.dumps(changed).encode() + b"\n")
        status = 0
    except BaseException as error:
        os.write(writer, json.dumps({"error": repr(error)[:400]}).encode() + b"\n")
    finally:
        os._exit(status)


def _answer(reader: int, deadline: float) -> Hashes:
    received = b""
    while not received.endswith(b"\n"):
        ready, _, _ = select.select([reader], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError(f"the child must answer within {DEADLINE_SECONDS:.0f} s")
        part = os.read(reader, 65536)
        if not part:
            raise ChildProcessError("the child ended without an answer")
        received += part
    answer: Hashes = json.loads(received)
    if "error" in answer:
        raise ChildProcessError(answer["error"])
    return answer


def _counting(snapshots: Snapshots) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def build(original: Callable[..., Any]) -> Callable[..., Any]:
        async def dispatch(*arguments: Any) -> Any:
            try:
                return await original(*arguments)
            finally:
                snapshots.requests += 1

        return dispatch

    return build


def _stopping(snapshots: Snapshots) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def build(original: Callable[..., Any]) -> Callable[..., Any]:
        def save_all(services: dict[str, Any]) -> Any:
            snapshots.stop()
            return original(services)

        return save_all

    return build


def _naming_interrupted(original: Callable[..., Any]) -> Callable[..., Any]:
    def load_persisted_state(data: dict[str, Any]) -> Any:
        executions: Any = data.get("executions")
        values = executions.all_values() if hasattr(executions, "all_values") else []
        running = [execution["executionArn"] for execution in values if execution.get("status") == "RUNNING"]
        for arn in running:
            log.warning("execution %s was running when the laptop cloud stopped: it is FAILED now, start it again", arn)
        return original(data)

    return load_persisted_state


def install() -> None:
    require(persistence, "_json_default", ["obj"])
    require(persistence, "_state_format_version", ["service"])
    require(app, "_build_persistence_save_dict", [])
    replace(stepfunctions, "load_persisted_state", ["data"], _naming_interrupted)
    seconds = float(os.environ.get("SNAPSHOT_SECONDS", "3"))
    if not persistence.PERSIST_STATE or seconds <= 0:
        return
    snapshots = Snapshots(seconds)
    parameters = ["method", "path", "headers", "body", "query_params", "request_id"]
    replace(app, "_dispatch_service_request", parameters, _counting(snapshots))
    replace(app, "save_all", ["services"], _stopping(snapshots))
    threading.Thread(target=snapshots.run, name="everloop-snapshots", daemon=True).start()
