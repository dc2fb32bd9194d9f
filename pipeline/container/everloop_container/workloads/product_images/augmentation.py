"""More training pictures from the given ones: mirrored, and moved a little."""

import numpy as np
from numpy.typing import NDArray

from .preparation import SIDE_STEP
from .settings import Settings

Bytes = NDArray[np.uint8]


def augmented(images: Bytes, copy: int, settings: Settings, random: np.random.Generator) -> Bytes:
    """The n-th copy (from 1): odd ones are mirrored; all but the first mirrored one are shifted."""
    is_mirrored = settings.augment_flip and copy % 2 == 1
    picture = np.ascontiguousarray(images[:, :, ::-1]) if is_mirrored else images
    if settings.augment_shift == 0 or (is_mirrored and copy == 1):
        return picture
    return _shifted(picture, settings.augment_shift * images.shape[1] // SIDE_STEP, random)


def _shifted(images: Bytes, reach: int, random: np.random.Generator) -> Bytes:
    """Each picture by up to `reach` pixels each way. Tone comes in as background, which is 0; colours repeat."""
    moves = random.integers(-reach, reach + 1, (len(images), 2))
    shifted = images.copy()
    shifted[..., 0] = 0
    for down, across in np.unique(moves, axis=0):
        chosen = np.flatnonzero((moves == (down, across)).all(axis=1))
        to_rows, from_rows = _overlap(int(down), images.shape[1])
        to_columns, from_columns = _overlap(int(across), images.shape[2])
        source = images[chosen]
        target = shifted[chosen]
        target[:, to_rows, to_columns] = source[:, from_rows, from_columns]
        shifted[chosen] = target
    return shifted


def _overlap(move: int, side: int) -> tuple[slice, slice]:
    return slice(max(0, move), side + min(0, move)), slice(max(0, -move), side - max(0, move))
