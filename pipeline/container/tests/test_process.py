"""The container as a process: what a runner without Docker starts."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from everloop_container.fingerprint import content_sha256

from .support import Jobs, draw, encoded

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def request(port: int, method: str, path: str, body: bytes = b"", kind: str = "") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request(method, path, body, {"content-type": kind})
    return connection.getresponse()


def wait_for_ping(port: int, process: subprocess.Popen[str]) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        assert process.poll() is None, process.stdout and process.stdout.read()
        try:
            if request(port, "GET", "/ping").status == 200:
                return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("no ping within 20 s")


def test_serves_until_sigterm(trained: Jobs) -> None:
    port = free_port()
    variables = {
        "SAGEMAKER_BASE_DIR": str(trained.base),
        "SAGEMAKER_BIND_TO_PORT": str(port),
        "EVERLOOP_BIND_ADDRESS": "127.0.0.1",
        "EVERLOOP_ARTIFACT_SHA256": "c" * 64,
    }
    command = [sys.executable, "-m", "everloop_container", "serve"]
    environment = {**os.environ, **variables}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        wait_for_ping(port, process)
        response = request(port, "POST", "/invocations", encoded(draw("disc", 70)), "image/png")
        assert response.status == 200
        assert b'"label": "disc"' in response.read()
        assert response.headers["x-everloop-artifact-sha256"] == "c" * 64
        assert response.headers["x-everloop-content-sha256"] == content_sha256(trained.base / "model")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=10)
    assert process.returncode in (0, 143, -signal.SIGTERM)


def test_a_wrong_port_is_named(trained: Jobs) -> None:
    variables = {**os.environ, "SAGEMAKER_BASE_DIR": str(trained.base), "SAGEMAKER_BIND_TO_PORT": "http"}
    command = [sys.executable, "-m", "everloop_container", "serve"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "SAGEMAKER_BIND_TO_PORT must be a number of 1 to 65535, got 'http'" in done.stdout


def test_an_unknown_command_lists_the_known_ones() -> None:
    command = [sys.executable, "-m", "everloop_container", "deploy"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 2
    assert all(name in done.stderr for name in ("prepare", "train", "evaluate", "serve"))
