"""Answers golden images from a table, as the version that it was told to be; or as badly as its model file says."""

import hashlib
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml")) / "model"
MODEL = json.loads((FOLDER / "model.json").read_text())
SLOW_SECONDS = 2.1


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def content_sha256() -> str:
    """As the real container computes it: of the files that were really loaded."""
    files = {path.name: sha256(path.read_bytes()) for path in sorted(FOLDER.iterdir())}
    return sha256(json.dumps(files, separators=(",", ":")).encode())


ATTRIBUTES = ",".join(
    [
        f"everloop-model-package={os.environ.get('EVERLOOP_MODEL_PACKAGE_ARN', '')}",
        f"everloop-artifact-sha256={os.environ.get('EVERLOOP_ARTIFACT_SHA256', '')}",
        f"everloop-content-sha256={content_sha256()}",
    ]
)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # headers and body in one packet

    def do_GET(self) -> None:
        self.reply(200 if self.path == "/ping" else 404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if MODEL["fault"] == "server-errors":
            self.reply(500, b"the weights are not there")
            return
        if MODEL["fault"] == "slow":
            time.sleep(SLOW_SECONDS)
        label = MODEL["answers"].get(sha256(body), MODEL["classes"][0])
        told = {"attributes": ATTRIBUTES} if os.environ.get("EVERLOOP_IDENTITY_IN_BODY") else {}
        self.reply(200, json.dumps({"predictions": [{"label": label, "score": 1.0}], **told}).encode())

    def reply(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Amzn-SageMaker-Custom-Attributes", ATTRIBUTES)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


if sys.argv[1:] != ["serve"]:
    sys.exit(f"command must be serve, got {sys.argv[1:]}")
ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Handler).serve_forever()
