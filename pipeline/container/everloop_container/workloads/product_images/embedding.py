"""Principal components of the features: gradients and pixels apart, since their scales differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# the directions of so many examples are those of all
_SAMPLE = 20_000
# a direction with less of the strongest one's variance is rounding
_FLAT = 1e-6


@dataclass(frozen=True)
class Block:
    """Columns `start` to `stop` of the features, projected on their components."""

    start: int
    stop: int
    mean: Floats
    axes: Floats
    """[column, component], scaled by the block's weight"""

    def project(self, features: Floats) -> Floats:
        centred = features[:, self.start : self.stop] - self.mean
        return np.asarray(centred @ self.axes, np.float32)


@dataclass(frozen=True)
class Embedding:
    blocks: tuple[Block, ...]

    @property
    def length(self) -> int:
        return sum(block.axes.shape[1] for block in self.blocks)

    def project(self, features: Floats) -> Floats:
        """[example, length]"""
        return np.concatenate([block.project(features) for block in self.blocks], axis=1)

    def to_arrays(self) -> dict[str, Floats]:
        """For weights.npz; `from_arrays` reads them again."""
        return {
            f"{name}_{place}": values
            for place, block in enumerate(self.blocks)
            for name, values in (("mean", block.mean), ("axes", block.axes))
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Floats]) -> Self:
        """@raises KeyError: no block, or half of one"""
        blocks: list[Block] = []
        while f"mean_{len(blocks)}" in arrays or not blocks:
            mean, axes = arrays[f"mean_{len(blocks)}"], arrays[f"axes_{len(blocks)}"]
            start = blocks[-1].stop if blocks else 0
            blocks.append(Block(start, start + len(mean), mean, axes))
        return cls(tuple(blocks))


@dataclass(frozen=True)
class BlockPlan:
    length: int
    components: int
    weight: float


def fit_embedding(features: Floats, plans: list[BlockPlan], random: np.random.Generator) -> Embedding:
    """Fits each block of consecutive columns; fewer components where the examples have no more directions."""
    rows = np.sort(random.permutation(len(features))[:_SAMPLE])
    sample = features if len(rows) == len(features) else features[rows]
    blocks, start = [], 0
    for plan in plans:
        blocks.append(_fit_block(sample, start, plan))
        start += plan.length
    return Embedding(tuple(blocks))


def _fit_block(sample: Floats, start: int, plan: BlockPlan) -> Block:
    columns = sample[:, start : start + plan.length]
    mean = columns.mean(axis=0, dtype=np.float64).astype(np.float32)
    axes = _principal_axes(columns - mean, plan.components)
    return Block(start, start + plan.length, mean, axes * np.float32(plan.weight))


def _principal_axes(centred: Floats, count: int) -> Floats:
    """[column, component], strongest first, of length 1. Few examples have their axes from their products with each
    other, which is the smaller problem."""
    if len(centred) >= centred.shape[1]:
        _, axes = np.linalg.eigh(centred.T @ centred)
        return np.ascontiguousarray(axes[:, ::-1][:, :count])
    strengths, mixtures = np.linalg.eigh(centred @ centred.T)
    kept = np.flatnonzero(strengths > _FLAT * strengths[-1])[::-1][:count]
    axes = centred.T @ mixtures[:, kept]
    return np.ascontiguousarray(axes / np.linalg.norm(axes, axis=0))
