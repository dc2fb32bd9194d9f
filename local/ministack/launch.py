"""Starts MiniStack with what the laptop cloud adds to it. Run by `local/cloud`, never by hand.

Each concern is one short module with `install()`. They run in this order before the server listens.
"""

import importlib
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
os.environ.setdefault("BIND_HOST", "127.0.0.1")

CONCERNS = [
    "lifeline",
    "own_ready",
    "forward_services",
    "forward_resources",
    "stack_deletions",
    "buckets",
    "carriage_returns",
    "listings",
    "managed_key",
    "registry",
    "event_targets",
    "pipes_queue",
    "distributed_map",
    "step_functions",
    # after the hook that keeps Express executions silent
    "broken_executions",
    # before the cap: a function's duration does not include its wait for a process
    "service_metrics",
    "lambda_cap",
    "embedded_metrics",
    "alarms",
    "service_sessions",
    "dashboards",
    "mails",
    "snapshots",
    "unsaved_mark",
    "iam_wildcards",
    "iam_mapping",
    "iam_service_roles",
    "iam_keys",
    "iam_missing_objects",
]


def main() -> None:
    for concern in CONCERNS:
        importlib.import_module(concern).install()
    import ministack.app as app

    app.main()


if __name__ == "__main__":
    main()
