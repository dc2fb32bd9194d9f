"""Answers as the real container does; an image's class and score follow from its SHA-256, so that a test knows them."""

import base64
import hashlib
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CLASSES = os.environ.get("TINY_CLASSES", "upper-part,bottom-part,one-piece,footwear,bags").split(",")
PACKAGE = os.environ.get("EVERLOOP_MODEL_PACKAGE_ARN", "")
ARTIFACT = os.environ.get("EVERLOOP_ARTIFACT_SHA256", "")
ATTRIBUTES = os.environ.get(
    "TINY_ATTRIBUTES", f"everloop-model-package={PACKAGE},everloop-artifact-sha256={ARTIFACT}"
)
MODEL = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml")) / "model"
BROKEN = bool(os.environ.get("TINY_BROKEN")) or (MODEL / "broken").exists()


def answer(image: bytes) -> dict[str, object]:
    digest = hashlib.sha256(image).digest()
    label = CLASSES[digest[0] % len(CLASSES)]
    score = round(0.5 + digest[1] / 510, 4)
    others = {name: 0.0 for name in CLASSES}
    return {"label": label, "score": score, "scores": {**others, label: score}}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # headers and body in one packet

    def do_GET(self) -> None:
        self.reply(200 if self.path == "/ping" else 404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if BROKEN:
            self.reply(500, b"the weights are not there")
            return
        images = [body]
        if self.headers.get("Content-Type") == "application/json":
            images = [base64.b64decode(one["image"]) for one in json.loads(body)["instances"]]
        filed = os.environ.get("SAGEMAKER_BATCH") or os.environ.get("EVERLOOP_IDENTITY_IN_BODY")
        told = {"attributes": ATTRIBUTES} if filed else {}
        self.reply(200, json.dumps({"predictions": [answer(image) for image in images], **told}).encode())

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
