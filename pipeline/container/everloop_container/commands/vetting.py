"""Leaves out feedback whose labels the rest of it contradicts: of what is learnt from, and of the drift slice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..logs import Log
from ..manifest import Item, Split
from ..workload import DoubtsLabels, Prepared, PreparedSplit, Workload

# what people said of predictions (lambdas/contracts/dataset-manifest.ts): who can send pictures can poison it
FEEDBACK = "feedback"

_LEARNT: tuple[Split, ...] = ("train", "validation")
_VETTED: tuple[Split, ...] = (*_LEARNT, "drift")

Items = Mapping[Split, Sequence[Item]]
Chosen = Mapping[Split, NDArray[np.bool_]]
"""Of each split: which examples."""


@dataclass(frozen=True)
class Vetted:
    items: Items
    prepared: Prepared
    left_out: Sequence[Item]
    expected_share: float
    """Of examples that are no feedback, judged in the same way: what the check finds where nobody lied."""

    def counts(self) -> dict[str, Any]:
        """For class-balance.json; the gate judges by it. `perClass`: what is learnt from."""
        left = len(self.left_out)
        kept = [item for split in _VETTED for item in self.items.get(split, ()) if item.source == FEEDBACK]
        learnt = Counter(item.label for item in kept if item.split in _LEARNT)
        return {
            "count": len(kept) + left,
            "leftOut": left,
            "expectedShare": self.expected_share,
            "perClass": dict(sorted(learnt.items())),
        }

    def report(self) -> dict[str, Any]:
        reason = "OTHERS_DISAGREE"
        named = [{"label": one.label, "path": one.path, "reason": reason, "split": one.split} for one in self.left_out]
        return {"formatVersion": 1, **self.counts(), "examples": named}


def vet(workload: Workload, items: Items, prepared: Prepared, log: Log) -> Vetted:
    """All feedback is judged together. Workloads that can't doubt labels keep every example."""
    feedback = _are_feedback(items)
    if not isinstance(workload, DoubtsLabels) or not any(chosen.any() for chosen in feedback.values()):
        return Vetted(items, prepared, (), 0.0)
    expected = _expected_share(workload, prepared.splits["train"], feedback)
    doubts = workload.doubtful(_joined(prepared, feedback))
    kept = {split: np.ones(len(own), bool) for split, own in items.items()}
    start = 0
    for split, chosen in feedback.items():
        count = int(chosen.sum())
        kept[split][chosen] = ~doubts[start : start + count]
        start += count
    left_out = [item for split in feedback for item, stays in zip(items[split], kept[split], strict=True) if not stays]
    log.say("feedback vetted", examples=start, left_out=len(left_out), expected_share=expected)
    return Vetted(
        {split: [item for item, stays in zip(own, kept[split], strict=True) if stays] for split, own in items.items()},
        replace(prepared, splits={split: _part(own, kept[split]) for split, own in prepared.splits.items()}),
        left_out,
        expected,
    )


def _are_feedback(items: Items) -> Chosen:
    vetted = [split for split in _VETTED if split in items]
    return {split: np.array([item.source == FEEDBACK for item in items[split]], bool) for split in vetted}


def _joined(prepared: Prepared, chosen: Chosen) -> dict[str, NDArray[Any]]:
    parts = [_part(prepared.splits[split], own) for split, own in chosen.items() if own.any()]
    return {name: np.concatenate([part.arrays[name] for part in parts]) for name in parts[0].arrays}


def _part(whole: PreparedSplit, chosen: NDArray[np.bool_]) -> PreparedSplit:
    return PreparedSplit(*({name: one[chosen] for name, one in own.items()} for own in (whole.arrays, whole.features)))


def _expected_share(workload: DoubtsLabels, train: PreparedSplit, feedback: Chosen) -> float:
    """As many other examples as there is feedback, always the same ones."""
    others = np.flatnonzero(~feedback["train"])
    count = sum(int(chosen.sum()) for chosen in feedback.values())
    sample = np.sort(np.random.default_rng(0).permutation(others)[:count])
    if len(sample) == 0:
        return 0.0
    return float(np.mean(workload.doubtful({name: array[sample] for name, array in train.arrays.items()})))
