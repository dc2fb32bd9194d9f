"""Step Functions Distributed Map: batches, tolerated failures, Express children and result files.

MiniStack runs one child per item, ignores ItemBatcher and ResultWriter, knows no JSONata in these fields, and starts
every child even when the tolerated failures are exceeded.
Source: docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

import contextvars
import functools
import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import hooks
import map_results
import ministack.services.s3 as s3
import ministack.services.stepfunctions as stepfunctions
from map_items import ChildInput, MapState, children_of
from ministack.core.responses import new_uuid, now_iso

# AWS runs up to 10,000 children at once; a laptop does not.
MOST_AT_ONCE = 64
_COUNTS = "pending running succeeded failed timedOut aborted total resultsWritten".split()
_COUNTS += ["failuresNotRedrivable", "pendingRedrive"]


class MapRun:
    """One run of a Distributed Map: its children, its counters, and when to stop."""

    def __init__(self, state: MapState, iterator: dict[str, Any], execution: dict[str, Any]) -> None:
        self.state, self.iterator, self.execution = state, iterator, execution
        parts = execution["stateMachineArn"].split(":")
        self.place, self.machine = ":".join(parts[3:5]), parts[6]
        self.label = state.definition.get("Label") or new_uuid()
        self.arn = f"arn:aws:states:{self.place}:mapRun:{self.machine}/{self.label}:{new_uuid()}"
        self.lock = threading.Lock()
        self.failed_items = 0
        self.total_items = 0
        definition = state.definition
        self.tolerated_count = state.setting(definition, "ToleratedFailureCount")
        self.tolerated_percentage = state.setting(definition, "ToleratedFailurePercentage")
        self.at_once = int(state.setting(definition, "MaxConcurrency") or 0)

    def exceeded(self) -> bool:
        """Either threshold fails the run; with none set, any failure does."""
        count, percentage = self.tolerated_count, self.tolerated_percentage
        if count is None and percentage is None:
            return self.failed_items > 0
        over_count = count is not None and self.failed_items > int(count)
        over_share = percentage is not None and self.failed_items * 100 > float(percentage) * self.total_items
        return over_count or over_share

    def run(self) -> list[dict[str, Any]]:
        inputs = children_of(self.state)
        self.total_items = sum(one.items for one in inputs)
        self.record = self._registered(len(inputs))
        children = [self._child(one) for one in inputs]
        workers = min(self.at_once or MOST_AT_ONCE, max(len(inputs), 1))
        with ThreadPoolExecutor(max_workers=workers) as pool:
            for child, one in zip(children, inputs, strict=True):
                pool.submit(contextvars.copy_context().run, self._run_child, child, one)
        self.record.update(status="FAILED" if self.exceeded() else "SUCCEEDED", stopDate=now_iso())
        return children

    def _registered(self, children: int) -> dict[str, Any]:
        items = {**dict.fromkeys(_COUNTS, 0), "total": self.total_items, "pending": self.total_items}
        record = {
            "mapRunArn": self.arn,
            "executionArn": self.execution["executionArn"],
            "status": "RUNNING",
            "startDate": now_iso(),
            "maxConcurrency": self.at_once,
            "toleratedFailurePercentage": float(self.tolerated_percentage or 0),
            "toleratedFailureCount": int(self.tolerated_count or 0),
            "itemCounts": items,
            "executionCounts": {**items, "total": children, "pending": children},
            "redriveCount": 0,
            "_stateMachineArn": f"arn:aws:states:{self.place}:stateMachine:{self.machine}/{self.label}",
        }
        stepfunctions._map_runs[self.arn] = record
        return record

    def _child(self, one: ChildInput) -> dict[str, Any]:
        name = new_uuid()
        return {
            "executionArn": f"arn:aws:states:{self.place}:execution:{self.machine}/{self.label}:{name}",
            "stateMachineArn": self.record["_stateMachineArn"],
            "name": name,
            "status": "PENDING",
            "input": json.dumps(one.value),
            "inputDetails": {"included": True},
            "outputDetails": {"included": True},
            "startDate": None,
            "stopDate": None,
            "output": None,
            "mapRunArn": self.arn,
            "events": [],
            "testCase": self.execution.get("testCase"),
            "mockAttempts": {},
        }

    def _count(self, one: ChildInput, left: str, entered: str) -> None:
        with self.lock:
            for counts, amount in ((self.record["itemCounts"], one.items), (self.record["executionCounts"], 1)):
                counts[left] -= amount
                counts[entered] += amount
            self.failed_items += one.items if entered == "failed" else 0

    def _run_child(self, child: dict[str, Any], one: ChildInput) -> None:
        if self.exceeded() or self.execution["status"] != "RUNNING":
            return
        child.update(status="RUNNING", startDate=now_iso())
        # AWS keeps no history of Express executions.
        if (self.iterator.get("ProcessorConfig") or {}).get("ExecutionType") != "EXPRESS":
            stepfunctions._executions[child["executionArn"]] = child
        self._count(one, "pending", "running")
        identity = {"Id": child["executionArn"], "Input": one.value, "Name": child["name"]}
        own = {"Execution": {**identity, "StartTime": child["startDate"]}, "variables": {}}
        try:
            states, start = self.iterator.get("States", {}), self.iterator.get("StartAt")
            context = {**self.state.context, **own}
            output = stepfunctions._run_sub_machine(states, start, one.value, child, context)
            child.update(status="SUCCEEDED", output=json.dumps(output), stopDate=now_iso())
        except Exception as failure:
            error = getattr(failure, "error", "States.Runtime")
            child.update(
                status="FAILED", error=error, cause=getattr(failure, "cause", str(failure)), stopDate=now_iso()
            )
        self._count(one, "running", child["status"].lower())


def _result(state: MapState, run: MapRun, children: list[dict[str, Any]]) -> Any:
    writer = state.definition.get("ResultWriter") or {}
    if writer.get("Resource"):
        return map_results.write(state, run.arn, children)
    succeeded = [child for child in children if child["status"] == "SUCCEEDED"]
    shape = state.evaluated(writer.get("WriterConfig") or {}).get("Transformation", "COMPACT")
    return map_results.shaped(succeeded, shape)


def _with_batches(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def run_map(state_def: Any, raw_input: Any, effective: Any, iterator: Any, execution: Any, ctx: Any) -> Any:
        state = MapState(state_def, raw_input, effective, ctx)
        run = MapRun(state, iterator, execution)
        children = run.run()
        result = _result(state, run, children)
        if run.exceeded():
            message = "The specified tolerated failure threshold was exceeded"
            raise stepfunctions._ExecutionError("States.ExceedToleratedFailureThreshold", message)
        following = stepfunctions._next_or_end(state_def)
        if state.is_jsonata:
            output = stepfunctions._apply_jsonata_output(state_def, raw_input, ctx, result=result, default=result)
            stepfunctions._apply_state_assign(state_def, raw_input, ctx, result=result)
            return output, following
        selected = stepfunctions._apply_result_selector(state_def, result)
        output = stepfunctions._apply_result_path(state_def, raw_input, selected)
        return stepfunctions._apply_output_path(state_def, output, ctx), following

    return run_map


def install() -> None:
    hooks.require(stepfunctions, "_read_map_items", ["reader", "effective", "ctx"])
    hooks.require(stepfunctions, "_run_sub_machine", ["states", "start_at", "input_data", "execution", "ctx"])
    hooks.require(stepfunctions, "_apply_jsonata_template", ["value", "raw_input", "ctx", "result", "error_output"])
    hooks.require(stepfunctions, "_resolve_params_obj", ["template", "data", "ctx"])
    hooks.require(s3, "_put_object", ["bucket_name", "key", "body", "headers"])
    parameters = ["state_def", "raw_input", "effective", "iterator", "execution", "ctx"]
    hooks.replace(stepfunctions, "_run_distributed_map", parameters, _with_batches)
