"""Reads a manifest's files from their folder, in parallel, and believes none before its SHA-256 matches."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import BadInput, Refusal
from .manifest import Item

# decoding and hashing release the interpreter; more threads than cores hide the disk
_THREADS = 4
_LISTED = 3


@dataclass(frozen=True)
class _Problem:
    kind: str
    sentence: str


@dataclass(frozen=True)
class VerifiedFiles:
    folder: Path
    strip_prefix: str = ""
    """Left out of the items' paths when looking for the files: the prefix that the channel was filled from."""

    def read_all(self, items: Sequence[Item], function: Callable[[Item, bytes], Any]) -> list[Any]:
        """The function's results, in order. @raises BadInput: names the first files that are missing, differ or that
        the function refuses."""
        with ThreadPoolExecutor(_THREADS) as pool:
            results = list(pool.map(lambda item: self._read(item, function), items))
        problems = [result for result in results if isinstance(result, _Problem)]
        if problems:
            raise _as_bad_input(problems, len(items))
        return results

    def _read(self, item: Item, function: Callable[[Item, bytes], Any]) -> Any:
        try:
            content = (self.folder / item.path.removeprefix(self.strip_prefix)).read_bytes()
        except OSError as error:
            return _Problem("missing", f"{item.path} ({error.strerror or error})")
        found = hashlib.sha256(content).hexdigest()
        if found != item.sha256:
            return _Problem("sha256", f"{item.path} has sha256 {found[:12]}…, not {item.sha256[:12]}…")
        try:
            return function(item, content)
        except Refusal as refusal:
            return _Problem("unreadable", f"{item.path} ({refusal.code}: {refusal.message})")


def _as_bad_input(problems: list[_Problem], count: int) -> BadInput:
    listed = "; ".join(problem.sentence for problem in problems[:_LISTED])
    more = f"; and {len(problems) - _LISTED} more" if len(problems) > _LISTED else ""
    kinds = ", ".join(
        f"{sum(problem.kind == kind for problem in problems)} {kind}" for kind in sorted({p.kind for p in problems})
    )
    remedy = "the files changed after the manifest was written: build a new one, or restore them"
    got = f"{len(problems)} of {count} wrong ({kinds}): {listed}{more}"
    return BadInput(
        "dataset", "every file must be present, readable and the one its manifest names", got=got, remedy=remedy
    )
