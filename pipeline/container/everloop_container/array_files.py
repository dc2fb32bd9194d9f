"""Prepared examples on disk: arrays.npz and dataset.json in one folder; equal examples write equal bytes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .canonical_json import write_json
from .errors import BadInput
from .workload import ArraySet

ARRAYS_FILE = "arrays.npz"
DESCRIPTION_FILE = "dataset.json"
FORMAT_VERSION = 1

_KEYS = {"formatVersion", "workload", "manifestId", "classes", "split", "count", "perClass", "preparation"}


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]], description: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_npz(folder / ARRAYS_FILE, arrays)
    write_json(folder / DESCRIPTION_FILE, {"formatVersion": FORMAT_VERSION, **description})


def write_npz(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Equal arrays write equal bytes: numpy stamps no time."""
    save: Any = np.savez  # its signature mixes arrays with options
    with path.open("wb") as file:
        save(file, **arrays)


def read_arrays(folder: Path, where: str) -> ArraySet:
    """@raises BadInput: no prepared examples lie there, or not as many as they say."""
    try:
        description = json.loads((folder / DESCRIPTION_FILE).read_text(encoding="utf-8"))
        if not isinstance(description, dict) or _KEYS - set(description):
            raise ValueError(f"{DESCRIPTION_FILE} lacks {', '.join(sorted(_KEYS - set(description)))}")
        with np.load(folder / ARRAYS_FILE, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        lengths = {len(array) for array in arrays.values()}
        if lengths != {description["count"]} or "labels" not in arrays:
            raise ValueError(f"arrays of {sorted(lengths)} examples, {description['count']} described")
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = f"{ARRAYS_FILE} and {DESCRIPTION_FILE} must be an output of prepare"
        remedy = "connect the channel to the prepare step's output"
        raise BadInput(where, what, got=f"'{error}'", remedy=remedy) from error
    return ArraySet(description, arrays)
