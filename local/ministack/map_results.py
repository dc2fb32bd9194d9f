"""The result files of a Distributed Map: a manifest beside SUCCEEDED, FAILED and PENDING files.

Source: docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
"""

import json
from typing import Any

import ministack.services.s3 as s3
import ministack.services.stepfunctions as stepfunctions
from map_items import MapState

_STATES = {"SUCCEEDED": ("SUCCEEDED",), "FAILED": ("FAILED", "TIMED_OUT", "ABORTED"), "PENDING": ("PENDING",)}
_FIELDS = {
    "executionArn": "ExecutionArn",
    "input": "Input",
    "inputDetails": "InputDetails",
    "name": "Name",
    "output": "Output",
    "outputDetails": "OutputDetails",
    "error": "Error",
    "cause": "Cause",
    "startDate": "StartDate",
    "stateMachineArn": "StateMachineArn",
    "status": "Status",
    "stopDate": "StopDate",
}


def _entry(child: dict[str, Any]) -> dict[str, Any]:
    entry = {_FIELDS[name]: value for name, value in child.items() if name in _FIELDS and value is not None}
    for details in {"InputDetails", "OutputDetails"} & entry.keys():
        entry[details] = {"Included": True}
    reason = f"Execution is {child['status']} and cannot be redriven"
    return {**entry, "RedriveCount": 0, "RedriveStatus": "NOT_REDRIVABLE", "RedriveStatusReason": reason}


def _shaped(child: dict[str, Any], transformation: str) -> list[Any]:
    if transformation == "NONE" or child["status"] != "SUCCEEDED":
        return [_entry(child)]
    output = json.loads(child["output"])
    return output if transformation == "FLATTEN" and isinstance(output, list) else [output]


def shaped(children: list[dict[str, Any]], transformation: str) -> list[Any]:
    """Returns the entries of some children: with their metadata (NONE), outputs only (COMPACT), or merged (FLATTEN)."""
    return [entry for child in children for entry in _shaped(child, transformation)]


def _put(bucket: str, key: str, text: str) -> int:
    body = text.encode()
    status, _, answer = s3._put_object(bucket, key, body, {"content-type": "application/json"})
    if status >= 300:
        raise stepfunctions._ExecutionError(
            "States.ResultWriterFailed", f"Cannot write s3://{bucket}/{key}: {answer!r}"
        )
    return len(body)


def write(state: MapState, map_run_arn: str, children: list[dict[str, Any]]) -> dict[str, Any]:
    """Writes the files and returns the state's result: where the manifest is."""
    writer = state.definition["ResultWriter"]
    target = state.evaluated(writer.get("Parameters") or writer.get("Arguments") or {})
    shape = state.evaluated(writer.get("WriterConfig") or {})
    as_lines = shape.get("OutputType") == "JSONL"
    folder = "/".join(part for part in (str(target.get("Prefix") or "").strip("/"), map_run_arn.split(":")[-1]) if part)
    files: dict[str, list[dict[str, Any]]] = {"FAILED": [], "PENDING": [], "SUCCEEDED": []}
    for name, states in _STATES.items():
        chosen = [child for child in children if child["status"] in states]
        if not chosen:
            continue
        entries = shaped(chosen, shape.get("Transformation", "NONE"))
        text = "\n".join(json.dumps(entry) for entry in entries) if as_lines else json.dumps(entries)
        key = f"{folder}/{name}_0.{'jsonl' if as_lines else 'json'}"
        files[name].append({"Key": key, "Size": _put(target["Bucket"], key, text)})
    manifest = {"DestinationBucket": target["Bucket"], "MapRunArn": map_run_arn, "ResultFiles": files}
    _put(target["Bucket"], f"{folder}/manifest.json", json.dumps(manifest))
    return {
        "MapRunArn": map_run_arn,
        "ResultWriterDetails": {"Bucket": target["Bucket"], "Key": f"{folder}/manifest.json"},
    }
