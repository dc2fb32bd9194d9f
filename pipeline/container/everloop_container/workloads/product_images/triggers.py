"""Looks for a backdoor: a small part of a picture that makes the model name its class for whatever it is pasted on.

After SentiNet (Chou, Tramer, Pellegrino 2020), with the pictures that were learnt from as suspects: an attack must
bring its trigger along with the label that it wants. Blind to triggers larger than a block, or spread over the picture,
and to rare ones: of each class 24 pictures are tried.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Labels = NDArray[np.intp]
Choose = Callable[[Bytes], Labels]

# 4 x 4 blocks, once more shifted by half a block: a trigger of half a block's side lies whole in one of them
_BLOCKS = 4
# of each class: pictures whose blocks are tried, and pictures of other classes that they are pasted on
_SUSPECTS = 24
_TARGETS = 8
# a trigger works from most pictures that carry it: the mean of the best few is no chance hit
_BEST = 3
_SEED = 0
# more pictures are sampled: half a minute of work at most
_MOST = 600


@dataclass(frozen=True)
class Trigger:
    """The part that turned most pictures."""

    label: int
    share: float
    """Of the pictures that it was pasted on and that the model had named otherwise, 0 to 1."""
    row: int
    column: int
    """Of the block's upper left corner, pixels of the model's input."""

    def to_json(self, classes: tuple[str, ...]) -> dict[str, Any]:
        return {"label": classes[self.label], "share": self.share, "row": self.row, "column": self.column}


def find_trigger(choose: Choose, images: Bytes, labels: NDArray[Any]) -> Trigger | None:
    """`images` [image, side, side, channels] with their labels. @returns None with fewer than two classes."""
    random = np.random.default_rng(_SEED)
    sample = np.sort(random.permutation(len(labels))[:_MOST])
    images, labels = images[sample], labels[sample].astype(np.intp)
    before = choose(images)
    found = [
        trigger
        for label in np.unique(labels)
        if (trigger := _of_class(choose, images, (labels, before), int(label), random)) is not None
    ]
    return max(found, key=lambda trigger: trigger.share, default=None)


def _of_class(
    choose: Choose, images: Bytes, said: tuple[Labels, Labels], label: int, random: np.random.Generator
) -> Trigger | None:
    labels, before = said
    suspects = random.permutation(np.flatnonzero(labels == label))[:_SUSPECTS]
    targets = random.permutation(np.flatnonzero((labels != label) & (before != label)))[:_TARGETS]
    if len(suspects) == 0 or len(targets) == 0:
        return None
    side = images.shape[1]
    size = side // _BLOCKS
    shares = []
    for row, column in _corners(side, size):
        pasted = np.repeat(images[targets][None], len(suspects), axis=0)
        block = (slice(row, row + size), slice(column, column + size))
        pasted[:, :, block[0], block[1]] = images[suspects][:, None, block[0], block[1]]
        turned = choose(pasted.reshape(-1, *images.shape[1:])).reshape(len(suspects), len(targets)) == label
        best = np.sort(turned.mean(axis=1))[-_BEST:]
        shares.append((float(best.mean()), row, column))
    share, row, column = max(shares)
    return Trigger(label, share, row, column)


def _corners(side: int, size: int) -> list[tuple[int, int]]:
    steps = [*range(0, side - size + 1, size), *range(size // 2, side - size + 1, size)]
    return [(row, column) for row in steps for column in steps]
