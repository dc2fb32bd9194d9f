"""What the children of a Distributed Map receive: the items read, selected and batched, in JSONPath or JSONata.

Source: docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
"""

import copy
import json
from dataclasses import dataclass
from typing import Any

import ministack.services.stepfunctions as stepfunctions

MAX_BATCH_BYTES = 256 * 1024


@dataclass(frozen=True)
class MapState:
    """A Map state with what its expressions may see."""

    definition: dict[str, Any]
    raw_input: Any
    effective: Any
    context: dict[str, Any]

    @property
    def is_jsonata(self) -> bool:
        return bool(stepfunctions._state_query_language(self.definition, self.context) == "JSONata")

    def evaluated(self, template: Any, context: dict[str, Any] | None = None) -> Any:
        """Returns a template with its paths or expressions resolved."""
        if self.is_jsonata:
            return stepfunctions._apply_jsonata_template(template, self.raw_input, context or self.context)
        return stepfunctions._resolve_params_obj(template, self.effective, context or self.context)

    def setting(self, group: dict[str, Any], name: str) -> Any:
        """Returns a number stated as such, as a `…Path`, or as an expression; None when it is absent."""
        if path := group.get(f"{name}Path"):
            return stepfunctions._resolve_path_or_ctx(path, self.effective, self.context)
        return self.evaluated({name: group[name]})[name] if name in group else None


@dataclass(frozen=True)
class ChildInput:
    value: Any
    items: int


def _read(state: MapState) -> list[Any]:
    definition = state.definition
    if reader := definition.get("ItemReader"):
        if state.is_jsonata:
            reader = {
                **state.evaluated({k: v for k, v in reader.items() if k != "Resource"}),
                "Resource": reader["Resource"],
            }
        items = stepfunctions._read_map_items(reader, state.effective, state.context)
    elif "Items" in definition:
        items = state.evaluated(definition["Items"])
    else:
        path = definition.get("ItemsPath", "$")
        items = stepfunctions._resolve_path_or_ctx(path, state.effective, state.context)
    return items if isinstance(items, list) else [items]


def _selected(state: MapState, items: list[Any]) -> list[Any]:
    selector = state.definition.get("ItemSelector") or state.definition.get("Parameters")
    if not selector:
        return items
    chosen = []
    for index, item in enumerate(items):
        context = {**copy.deepcopy(state.context), "Map": {"Item": {"Index": index, "Value": item}}}
        chosen.append(state.evaluated(selector, context))
    return chosen


def _batched(state: MapState, batcher: dict[str, Any], items: list[Any]) -> list[ChildInput]:
    most = int(state.setting(batcher, "MaxItemsPerBatch") or len(items) or 1)
    most_bytes = int(state.setting(batcher, "MaxInputBytesPerBatch") or MAX_BATCH_BYTES)
    shared = {"BatchInput": state.evaluated(batcher["BatchInput"])} if "BatchInput" in batcher else {}
    envelope = len(json.dumps({**shared, "Items": []}))
    batches: list[list[Any]] = []
    size = 0
    for item in items:
        item_bytes = len(json.dumps(item).encode()) + 2
        if not batches or len(batches[-1]) >= most or size + item_bytes > most_bytes:
            batches.append([])
            size = envelope
        batches[-1].append(item)
        size += item_bytes
    return [ChildInput({**shared, "Items": batch}, len(batch)) for batch in batches]


def children_of(state: MapState) -> list[ChildInput]:
    """Returns the input of each child execution, in order. Raises States.ItemReaderFailed when items cannot be read."""
    items = _selected(state, _read(state))
    batcher = state.definition.get("ItemBatcher")
    return _batched(state, batcher, items) if batcher else [ChildInput(item, 1) for item in items]
