"""The host process of a function: its environment, its answers and its log.

On AWS a function starts with its own variables and its role's credentials only, an error keeps its name and leaves the
process warm, and a process that dies is a `Runtime.ExitError`. MiniStack's worker inherits the server's environment,
names every error `Runtime.HandlerError`, kills the process after each, and waits 50 ms for a log that may not come.
"""

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

import hooks
import ministack.core.lambda_runtime as runtime

_END_OF_LOG = "\x00end of invocation"
_INHERITED = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE")
_CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
_SET_BY_WORKER = ("AWS_REGION", "AWS_DEFAULT_REGION", *_CREDENTIALS, "AWS_ENDPOINT_URL", "LAMBDA_TASK_ROOT")
_PREFIXES_SET_BY_WORKER = ("AWS_LAMBDA_", "_LAMBDA_", "AWS_DISABLE_HOST_PREFIX")
_LAPTOP_ONLY = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    # The laptop's Node may be older than the runtime's: the SDK would say so at every cold start.
    "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true",
}
_LOG_SECONDS = 0.25

_ANSWER = '_realStdoutWrite(JSON.stringify({ status: "ok", result: res }) + "\\n");'
_FAILURE = """_realStdoutWrite(JSON.stringify({
            status: "error", error: String(err.message || err), trace: err.stack || ""
          }) + "\\n");"""
_THROWN = """_realStdoutWrite(JSON.stringify({
        status: "error", error: e.message, trace: e.stack
      }) + "\\n");"""
_INPUT = "const rl = readline.createInterface({ input: process.stdin, terminal: false });"
_WRITES_ANSWER = """
function _answer(value) {
  _stderrWrite(END + "\\n");
  _realStdoutWrite(JSON.stringify(value) + "\\n");
}
function _failure(e) {
  const named = e instanceof Error || (e && e.stack);
  _answer({ status: "ok", failed: {
    errorType: named ? e.name || "Error" : typeof e,
    errorMessage: named ? String(e.message) : typeof e === "string" ? e : JSON.stringify(e),
    trace: named ? String(e.stack || "").split("\\n") : [],
  } });
}
rl.on("close", () => process.exit(0));
""".replace("END", json.dumps(_END_OF_LOG))

_spawning = threading.local()


def _edited(script: str, edits: dict[str, str]) -> str:
    for text, replacement in edits.items():
        if text not in script:
            raise hooks.HookMismatch(f"laptop cloud plug-in: MiniStack's Node worker must contain {text!r}")
        script = script.replace(text, replacement)
    return script


def environment(spawned: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    """Returns what a function's process may see of the environment that MiniStack would give it."""
    kept = {name: value for name, value in spawned.items() if name in own or name in _INHERITED + _SET_BY_WORKER}
    kept |= {name: value for name, value in spawned.items() if name.startswith(_PREFIXES_SET_BY_WORKER)}
    if spawned.get("NODE_PATH") != os.environ.get("NODE_PATH"):
        layers = spawned["NODE_PATH"].removesuffix(os.pathsep + os.environ.get("NODE_PATH", ""))
        kept["NODE_PATH"] = layers
    return {**_LAPTOP_ONLY, **kept}


class _Subprocess:
    """`subprocess` as the worker module sees it: starts a function with its own environment only."""

    def __getattr__(self, name: str) -> Any:
        return getattr(subprocess, name)

    def Popen(self, command: list[str], **options: Any) -> Any:  # noqa: N802 - the name that the worker calls
        worker = _spawning.worker
        own = (worker.config.get("Environment") or {}).get("Variables") or {}
        options["env"] = environment(options["env"], own)
        options["env"].setdefault("AWS_EXECUTION_ENV", f"AWS_Lambda_{worker.config.get('Runtime', '')}")
        return subprocess.Popen(command, **options)  # noqa: S603 - MiniStack's own command


def _spawn(original: Callable[..., Any]) -> Callable[..., Any]:
    def spawn(self: Any) -> Any:
        _spawning.worker = self
        return original(self)

    return spawn


def _invoke(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(self: Any, event: Any, request_id: str, **options: Any) -> Any:
        result = original(self, event, request_id, **options)
        if failed := result.get("failed"):
            return {**result, "status": "error", "error": failed["errorMessage"], "trace": "\n".join(failed["trace"])}
        if result.get("error") == "Worker process died":
            message = f"RequestId: {request_id} Error: Runtime exited without providing a reason"
            return {**result, "failed": {"errorType": "Runtime.ExitError", "errorMessage": message}}
        return result

    return invoke


def _log(original: Callable[..., Any]) -> Callable[..., Any]:
    def drain(self: Any, *args: Any, **options: Any) -> str:
        if not str(self.config.get("Runtime", "")).startswith("nodejs"):
            return str(original(self, *args, **options))
        lines: list[str] = []
        deadline = time.monotonic() + _LOG_SECONDS
        while (left := deadline - time.monotonic()) > 0:
            try:
                line = self._stderr_queue.get(timeout=min(left, 0.02))
            except runtime.queue.Empty:
                if not self._stderr_thread.is_alive():
                    break
                continue
            if line == _END_OF_LOG:
                break
            lines.append(line)
        return "\n".join(lines)

    return drain


def install() -> None:
    runtime._NODEJS_WORKER_SCRIPT = _edited(
        runtime._NODEJS_WORKER_SCRIPT,
        {
            _ANSWER: '_answer({ status: "ok", result: res });',
            _FAILURE: "_failure(err);",
            _THROWN: "_failure(e);",
            _INPUT: _INPUT + _WRITES_ANSWER,
        },
    )
    runtime.subprocess = _Subprocess()
    hooks.replace(runtime.Worker, "_spawn", ["self"], _spawn)
    invoked = "self event request_id trace_id depth durable invoked_function_arn".split()
    hooks.replace(runtime.Worker, "invoke", invoked, _invoke)
    drained = ["self", "first_line_wait", "idle_confirm", "hard_cap"]
    hooks.replace(runtime.Worker, "_drain_stderr_bounded", drained, _log)
