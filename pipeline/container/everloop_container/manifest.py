"""Dataset manifests: an immutable, content-addressed list of files with their labels and splits (manifest.schema.json).

The id is the SHA-256 of the canonical JSON (canonical_json.py) of `{classes, items, workload}`, items sorted by path
in code point order, each with exactly the keys label, path, sha256, sizeBytes, source, split.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from .canonical_json import sha256_of
from .errors import BadInput

Split = Literal["train", "validation", "golden", "drift"]
SPLITS: tuple[Split, ...] = get_args(Split)

SCHEMA_VERSION = 1
_ITEM_KEYS = ("label", "path", "sha256", "sizeBytes", "source", "split")
_KEYS = ("classes", "id", "items", "schemaVersion", "workload")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LISTED = 5


@dataclass(frozen=True)
class Item:
    path: str
    """Object key, forward slashes; the file lies at this path below the channel's folder."""
    size_bytes: int
    sha256: str
    label: str
    split: Split
    source: str
    """Where the example came from, such as `import` or `feedback`."""


@dataclass(frozen=True)
class Manifest:
    id: str
    workload: str
    classes: tuple[str, ...]
    """In the order of reports and of the model's outputs."""
    items: tuple[Item, ...]
    """Sorted by path."""

    def split(self, name: Split) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.split == name)


def manifest_id(workload: str, classes: list[str], items: list[dict[str, Any]]) -> str:
    ordered = sorted(items, key=lambda item: str(item["path"]))
    return sha256_of({"classes": classes, "items": ordered, "workload": workload})


def read_manifest(folder: Path) -> Manifest:
    """The one JSON file of a folder. @raises BadInput: none or several, no manifest, or its id isn't its content's."""
    found = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if len(found) != 1:
        remedy = "give the job's manifest input one dataset manifest"
        raise BadInput(folder.name, "folder must hold exactly one .json file", got=len(found), remedy=remedy)
    try:
        return parse_manifest(json.loads(found[0].read_text(encoding="utf-8")))
    except ValueError as error:
        remedy = "write it again from the dataset"
        raise BadInput(found[0].name, "manifest must be JSON", got=f"'{error}'", remedy=remedy) from error


def parse_manifest(document: object) -> Manifest:
    """@raises BadInput: lists the first problems."""
    problems = list(_problems(document))
    if problems:
        listed = "; ".join(problems[:_LISTED])
        remedy = "write it again from the dataset (manifest.schema.json)"
        raise BadInput(
            "manifest", "document must follow the schema", got=f"{len(problems)} problems: {listed}", remedy=remedy
        )
    assert isinstance(document, dict)
    actual = manifest_id(document["workload"], document["classes"], document["items"])
    if actual != document["id"]:
        remedy = "it was changed after it was written; take the stored manifest"
        raise BadInput("manifest", f"id must be the hash of its content, {actual}", got=document["id"], remedy=remedy)
    items = sorted(document["items"], key=lambda item: str(item["path"]))
    return Manifest(
        id=document["id"],
        workload=document["workload"],
        classes=tuple(document["classes"]),
        items=tuple(Item(i["path"], i["sizeBytes"], i["sha256"], i["label"], i["split"], i["source"]) for i in items),
    )


def _problems(document: object) -> Any:
    if not isinstance(document, dict) or sorted(document) != sorted(_KEYS):
        yield f"keys must be {', '.join(_KEYS)}"
        return
    if document["schemaVersion"] != SCHEMA_VERSION:
        yield f"schemaVersion must be {SCHEMA_VERSION}, got {document['schemaVersion']!r}"
    for key, pattern in (("id", _SHA256), ("workload", _NAME)):
        if not _matches(pattern, document[key]):
            yield f"{key} must match {pattern.pattern}, got {document[key]!r}"
    classes = document["classes"]
    if not isinstance(classes, list) or not all(_matches(_NAME, name) for name in classes):
        yield f"classes must be a list of names, got {classes!r}"
        return
    if len(set(classes)) != len(classes):
        yield "classes must name each class once"
    if not isinstance(document["items"], list):
        yield "items must be a list"
        return
    yield from _item_problems(document["items"], frozenset(classes))


def _item_problems(items: list[Any], classes: frozenset[str]) -> Any:
    paths: set[str] = set()
    for index, item in enumerate(items):
        if not isinstance(item, dict) or sorted(item) != list(_ITEM_KEYS):
            yield f"items[{index}] must have exactly the keys {', '.join(_ITEM_KEYS)}"
            continue
        rules = {
            "path": isinstance(item["path"], str) and _is_safe(item["path"]),
            "sizeBytes": type(item["sizeBytes"]) is int and item["sizeBytes"] > 0,
            "sha256": _matches(_SHA256, item["sha256"]),
            "label": isinstance(item["label"], str) and item["label"] in classes,
            "split": item["split"] in SPLITS,
            "source": isinstance(item["source"], str) and item["source"] != "",
        }
        for key, holds in rules.items():
            if not holds:
                yield f"items[{index}].{key} must follow the schema, got {item[key]!r}"
        if isinstance(item["path"], str):
            if item["path"] in paths:
                yield f"items[{index}].path must be unique, got {item['path']!r}"
            paths.add(item["path"])


def _is_safe(path: str) -> bool:
    """Below its folder, whatever the name says."""
    return path != "" and "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None
