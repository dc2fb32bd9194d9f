"""Feature values of the training examples: measured by `prepare`, or those that validation recorded."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ..canonical_json import write_json
from ..errors import BadInput
from ..manifest import Item
from .baseline import Column, constraints, statistics


def collect_features(items: Sequence[Item], measured: Mapping[str, Column], folder: Path) -> dict[str, Column]:
    """Columns by feature name. Lines `{"sha256": …, "features": {name: number}}` of `folder`'s .ndjson files go before
    what was measured, so that baseline and later windows are measured by the same program.
    @raises BadInput: a line isn't of that form."""
    recorded = _read_recorded(folder)
    if not recorded:
        return dict(measured)
    names = sorted({name for features in recorded.values() for name in features})
    columns: dict[str, Column] = {
        name: np.array([recorded.get(item.sha256, {}).get(name, np.nan) for item in items], np.float64)
        for name in names
    }
    return {**{name: column for name, column in measured.items() if name not in columns}, **columns}


def write_features(folder: Path, items: Sequence[Item], columns: Mapping[str, Column]) -> None:
    """statistics.json, constraints.json, and features.ndjson with one line per example."""
    labels = [item.label for item in items]
    write_json(folder / "statistics.json", statistics(columns, labels))
    write_json(folder / "constraints.json", constraints(columns, labels))
    lines = []
    for place, item in enumerate(items):
        values = {
            name: round(float(column[place]), 6) for name, column in columns.items() if np.isfinite(column[place])
        }
        lines.append(json.dumps({"sha256": item.sha256, "label": item.label, "features": values}))
    (folder / "features.ndjson").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _read_recorded(folder: Path) -> dict[str, dict[str, float]]:
    recorded: dict[str, dict[str, float]] = {}
    for path in sorted(folder.glob("*.ndjson")) if folder.is_dir() else []:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                pairs = entry["features"].items()
                recorded[entry["sha256"]] = {name: float(value) for name, value in pairs if _is_number(value)}
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                remedy = 'write {"sha256": …, "features": {…}} on each line'
                what = "line must be a feature record"
                raise BadInput(f"{path.name}:{number}", what, got=f"'{error}'", remedy=remedy) from error
    return recorded


def _is_number(value: object) -> bool:
    """Hashes and the like are text: no features."""
    return isinstance(value, int | float) and not isinstance(value, bool)
