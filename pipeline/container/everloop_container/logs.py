"""Structured logs: one JSON object per line on stdout. Metric lines stand alone, for MetricDefinitions to match."""

import json
import math
import os
import re
import time
from datetime import UTC, datetime
from typing import Any

from .errors import BadInput

# channel:name, as in `validation:macro_f1=0.97;`
_METRIC_NAME = re.compile(r"[a-z]+:[a-z0-9_.-]+")


class Log:
    """Every line carries the seconds since the process began."""

    def __init__(self, **context: str) -> None:
        self._context = {name: value for name, value in context.items() if value}
        self._start = time.monotonic()

    def say(self, message: str, **details: Any) -> None:
        self._write("info", message, details)

    def error(self, message: str, **details: Any) -> None:
        self._write("error", message, details)

    def metric(self, name: str, value: float) -> None:
        """One line that the regex `<name>=([0-9.eE+-]+);` matches. @raises BadInput: the value is no number."""
        assert _METRIC_NAME.fullmatch(name), name
        if not math.isfinite(value):
            remedy = "lower learning_rate, or look for broken values in the data"
            raise BadInput("training", f"metric {name} must be a finite number", got=value, remedy=remedy)
        print(f"{name}={value:.6f};", flush=True)

    def last_words(self, message: str) -> None:
        """From a signal handler, which may have interrupted a print."""
        os.write(1, (self._line("error", message, {}) + "\n").encode())

    def _write(self, level: str, message: str, details: dict[str, Any]) -> None:
        print(self._line(level, message, details), flush=True)

    def _line(self, level: str, message: str, details: dict[str, Any]) -> str:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        seconds = round(time.monotonic() - self._start, 3)
        line = {"time": now, "level": level, "message": message, "seconds": seconds, **self._context, **details}
        return json.dumps(line, ensure_ascii=False, default=str)
