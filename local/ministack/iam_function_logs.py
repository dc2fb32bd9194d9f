"""A function's log lines are written with its own role, so that a role without the Logs actions leaves no logs.

AWS drops them silently; MiniStack wrote them always. Here one line in the server's log says so, once per function.
"""

import logging
from collections.abc import Callable
from typing import Any

import ministack.services.cloudwatch_logs as cloudwatch_logs
import ministack.services.lambda_svc as lambda_svc
from hooks import replace
from iam_decisions import Caller, Need, role_denial
from ministack.core.responses import get_account_id, get_region

log = logging.getLogger("iam")
_told: set[str] = set()


def _needs(group: str) -> list[Need]:
    prefix = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}"
    needs = [
        Need(f"logs:{action}", f"{prefix}:log-stream:any", "logs") for action in ("CreateLogStream", "PutLogEvents")
    ]
    create = (
        [] if group in cloudwatch_logs._log_groups else [Need("logs:CreateLogGroup", f"{prefix}:log-stream:", "logs")]
    )
    return create + needs


def _written(original: Callable[..., None]) -> Callable[..., None]:
    def emit(
        func: dict[str, Any],
        request_id: str,
        log_text: str,
        error: bool,
        duration_ms: int,
        *,
        log_source: str | None = None,
    ) -> None:
        config: dict[str, Any] = func.get("config") or func
        group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config.get('FunctionName')}"
        caller = Caller(config.get("Role", ""), "lambda.amazonaws.com", str(config.get("FunctionName")))
        denial = role_denial(caller, _needs(group))
        if denial is None:
            original(func, request_id, log_text, error, duration_ms, log_source=log_source)
        elif group not in _told:
            _told.add(group)
            log.warning("function %s writes no logs: %s", config.get("FunctionName"), denial.message)

    return emit


def install() -> None:
    emit = ["func", "request_id", "log_text", "error", "duration_ms", "log_source"]
    replace(lambda_svc, "_emit_lambda_logs", emit, _written)
