"""As much of a managed tracking server as one run needs, of S3 and of CloudWatch too; keeps every call."""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_RUN = {
    "info": {
        "run_id": "run1",
        "run_uuid": "run1",
        "experiment_id": "1",
        "status": "RUNNING",
        "lifecycle_stage": "active",
    }
}


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    headers: dict[str, str]
    content: bytes

    @property
    def is_tracking(self) -> bool:
        """Not for S3 or CloudWatch."""
        return self.path.startswith("/api/2.0/mlflow/")

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    @property
    def body(self) -> Any:
        return json.loads(self.content)


class TrackingServer:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refuses = False
        """Whether MLflow's part answers 403 to everything."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    def start(self) -> str:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, call: Call) -> tuple[int, Any]:
        self.calls.append(call)
        if not call.is_tracking:
            return 200, None
        if self.refuses:
            return 403, {"error_code": "PERMISSION_DENIED", "message": "no right to this server"}
        operation = call.path.split("?")[0].split("/mlflow/")[1]
        artifacts = f"{self._artifacts()}/run1/artifacts"
        run = {"run": {**_RUN, "info": {**_RUN["info"], "artifact_uri": artifacts}}}
        answers: dict[str, tuple[int, Any]] = {
            "experiments/get-by-name": (404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "none"}),
            "experiments/create": (200, {"experiment_id": "1"}),
            "runs/search": (200, {}),
            "runs/create": (200, run),
            "runs/get": (200, run),
            "runs/update": (200, {"run_info": run["run"]["info"]}),
        }
        return answers.get(operation, (200, {}))

    def _artifacts(self) -> str:
        created = [call for call in self.calls if call.path.endswith("experiments/create")]
        return str(created[-1].body["artifact_location"]) if created else ""


def _handler(server: TrackingServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, body = server.answer(Call(self.command, self.path, headers, self.rfile.read(length)))
            content = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_HEAD = _handle

        def log_message(self, *_: object) -> None:
            """Silent."""

    return Handler
