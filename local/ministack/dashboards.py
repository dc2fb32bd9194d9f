"""ListDashboards by the JSON protocol: LastModified is a number, as in AWS.

MiniStack answers with text there, which the AWS SDK refuses to read as soon as one dashboard exists.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

import ministack.services.cloudwatch as cloudwatch
from hooks import replace


def _in_epoch_seconds(original: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def list_dashboards(params: dict[str, Any], cbor_data: dict[str, Any], is_cbor: bool, is_json: bool = False) -> Any:
        status, headers, body = original(params, cbor_data, is_cbor, is_json)
        if status != 200 or not is_json:
            return status, headers, body
        answer = json.loads(body)
        for entry in answer["DashboardEntries"]:
            entry["LastModified"] = datetime.fromisoformat(entry["LastModified"]).timestamp()
        return status, headers, json.dumps(answer).encode()

    return list_dashboards


def install() -> None:
    replace(cloudwatch, "_list_dashboards", ["params", "cbor_data", "is_cbor", "is_json"], _in_epoch_seconds)
