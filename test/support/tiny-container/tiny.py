"""A container that does what a test's hyper-parameters or arguments say: train, serve, process, or misbehave."""

import json
import os
import signal
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

BASE = Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml"))


def has_network() -> bool:
    try:
        socket.create_connection(("127.0.0.1", int(os.environ.get("PROBE_PORT", "1"))), timeout=1).close()
        return True
    except OSError:
        return False


def train() -> None:
    parameters = json.loads((BASE / "input/config/hyperparameters.json").read_text())
    channels = sorted(str(p.relative_to(BASE / "input/data")) for p in (BASE / "input/data").rglob("*") if p.is_file())
    seen = {
        "hyperparameters": parameters,
        "channels": channels,
        "inputdataconfig": json.loads((BASE / "input/config/inputdataconfig.json").read_text()),
        "resourceconfig": json.loads((BASE / "input/config/resourceconfig.json").read_text()),
        "environment": {k: v for k, v in os.environ.items() if k.startswith(("TRAINING_", "TINY_", "AWS_REGION", "HOME"))},
        "credentials": "AWS_ACCESS_KEY_ID" in os.environ,
        "network": has_network(),
        "folder": os.getcwd(),
    }
    print(json.dumps(seen), flush=True)
    for step, loss in enumerate(parameters.get("losses", "").split()):
        print(f"step={step} loss={loss};", flush=True)
    if "x" in parameters:
        print(f"score={(float(parameters['x']) - 3) ** 2};", flush=True)
    mode = parameters.get("mode", "")
    if mode == "fail":
        (BASE / "output/failure").write_text(parameters.get("failure", "the labels are wrong"))
        sys.exit(3)
    if mode == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if mode == "noisy":
        sys.stdout.buffer.write(b"\xff\xfe not text\n" + b"x" * 400_000 + b"\nloss=0.5;\n")
        sys.stdout.flush()
        (BASE / "output/failure").write_bytes(b"\xff" + b"y" * 5_000)
        sys.exit(2)
    if mode == "crash":
        raise RuntimeError("no such class")
    if mode in ("hang", "deaf"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN if mode == "deaf" else on_term)
        (BASE / "model/partial").write_text("half a model")
        print("hanging", flush=True)
        while True:
            time.sleep(0.1)
    if mode == "fill":
        with (BASE / "model/big").open("wb") as file:
            file.truncate(3 * 1024**3)
        time.sleep(60)
    if mode != "empty":
        (BASE / "model/model.json").write_text(json.dumps({"answer": parameters.get("answer", "42")}))
        (BASE / "output/data").mkdir(parents=True, exist_ok=True)
        (BASE / "output/data/seen.json").write_text(json.dumps(seen))


def on_term(_signal: int, _frame: object) -> None:
    print("terminated politely", flush=True)
    sys.exit(0)


def process(arguments: list[str]) -> None:
    source, target = Path(arguments[0]), Path(arguments[1])
    config = json.loads((BASE / "config/processingjobconfig.json").read_text())
    (BASE / "output").mkdir(exist_ok=True)
    (BASE / "output/message").write_text(f"processed for {config['ProcessingJobName']}")
    for path in sorted(source.rglob("*")):
        if path.is_file():
            (target / path.name).write_text(path.read_text().upper())
    if len(arguments) < 3:
        return
    if arguments[2] == "fill":
        with (target / "big").open("wb") as file:
            file.truncate(3 * 1024**3)
    if arguments[2] in ("fill", "hang"):
        time.sleep(60)
    sys.exit(int(arguments[2]))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # headers and body in one packet

    def do_GET(self) -> None:
        self.answer(200 if self.path == "/ping" else 404, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if body == b"die":
            os._exit(9)
        if body == b"bad":
            self.answer(400, b"this is no picture")
            return
        model = json.loads((BASE / "model/model.json").read_text())
        told = {name.lower(): value for name, value in self.headers.items() if name.lower().startswith("x-amzn-sagemaker")}
        lines = [line.decode() for line in body.splitlines()]
        self.answer(200, json.dumps({"model": model, "lines": lines, "headers": told}).encode())

    def answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Amzn-SageMaker-Custom-Attributes", os.environ.get("TINY_FLEET", "none"))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def serve() -> None:
    if os.environ.get("TINY_BROKEN"):
        print("no model here", flush=True)
        sys.exit(1)
    print("serving", flush=True)
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("SAGEMAKER_BIND_TO_PORT", "8080"))), Handler).serve_forever()


if __name__ == "__main__":
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "train":
        train()
    elif command == "serve":
        serve()
    elif command == "process":
        process(sys.argv[2:])
    else:
        sys.exit(f"command must be train, serve or process, got '{command}'")
