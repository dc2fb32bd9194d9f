"""Histograms of oriented gradients (Dalal & Triggs 2005) on two grids: 7 x 7 cells for detail, 4 x 4 for outline."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Grid:
    """Cells a side and orientation bins; signed bins tell light-to-dark from dark-to-light."""

    cells: int
    bins: int
    signed: bool

    @property
    def length(self) -> int:
        """Values per image: blocks of 2 x 2 cells, each cell with its bins."""
        return (self.cells - 1) ** 2 * 4 * self.bins


GRIDS = (Grid(cells=7, bins=9, signed=False), Grid(cells=4, bins=12, signed=True))
LENGTH = sum(grid.length for grid in GRIDS)

_TURN = np.float32(2 * np.pi)
# keeps flat blocks at zero; on the scale of squared gradients of pictures in 0..1
_FLOOR = np.float32(1e-2)
# Dalal & Triggs clip each normalised value here and normalise again
_CLIP = np.float32(0.2)


class _Gradient(NamedTuple):
    magnitude: Floats
    """[image, y, x]"""
    turns: Floats
    """[image, y, x], direction as a share of a full turn, 0..1"""


def oriented_gradients(luma: Floats) -> Floats:
    """[image, LENGTH] from luma [image, side, side] in 0..1; the side is a multiple of 28."""
    gradient = _gradient(luma)
    return np.concatenate([_blocks(_histograms(gradient, grid)) for grid in GRIDS], axis=1)


def _gradient(luma: Floats) -> _Gradient:
    across, down = np.zeros_like(luma), np.zeros_like(luma)
    np.subtract(luma[:, :, 2:], luma[:, :, :-2], out=across[:, :, 1:-1])
    np.subtract(luma[:, 2:], luma[:, :-2], out=down[:, 1:-1])
    turns = np.arctan2(down, across)
    turns /= _TURN
    turns[turns < 0] += 1
    return _Gradient(np.hypot(across, down), turns)


def _histograms(gradient: _Gradient, grid: Grid) -> Floats:
    """[image, row, column, bin]: magnitudes per cell, each shared between the two nearest bins."""
    count, side, _ = gradient.magnitude.shape
    position = gradient.turns * np.float32(grid.bins if grid.signed else 2 * grid.bins)
    lower = position.astype(np.int32)
    upper_share = position - lower
    upper_share *= gradient.magnitude
    lower_share = gradient.magnitude - upper_share
    bins_per_image = grid.cells**2 * grid.bins
    first = _first_bins(side, grid) + (np.arange(count, dtype=np.int32) * bins_per_image)[:, None, None]
    length = count * bins_per_image
    lower %= grid.bins
    sums = np.bincount((first + lower).ravel(), lower_share.ravel(), length)
    lower += 1
    lower[lower == grid.bins] = 0
    sums += np.bincount((first + lower).ravel(), upper_share.ravel(), length)
    return sums.astype(np.float32).reshape(count, grid.cells, grid.cells, grid.bins)


@cache
def _first_bins(side: int, grid: Grid) -> NDArray[np.int32]:
    """[1, y, x]: where the bins of each pixel's cell begin."""
    cell = np.arange(side, dtype=np.int32) // (side // grid.cells)
    return ((cell[:, None] * grid.cells + cell[None, :]) * grid.bins)[None]


def _blocks(cells: Floats) -> Floats:
    """[image, values]: 2 x 2 cells a block, normalised, clipped and normalised again (L2-Hys)."""
    blocks = np.concatenate([cells[:, :-1, :-1], cells[:, 1:, :-1], cells[:, :-1, 1:], cells[:, 1:, 1:]], axis=-1)
    _normalise(blocks)
    np.minimum(blocks, _CLIP, out=blocks)
    _normalise(blocks)
    return blocks.reshape(len(cells), -1)


def _normalise(blocks: Floats) -> None:
    squares = np.einsum("nrcb,nrcb->nrc", blocks, blocks)
    squares += _FLOOR
    blocks /= np.sqrt(squares)[..., None]
