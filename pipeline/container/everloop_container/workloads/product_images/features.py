"""What the network sees of a picture: gradients of the tone, the tone itself, and coarse colour."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from . import gradients
from .preparation import SIDE_STEP, Preparation

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

# pictures at a time: their intermediate values stay in the cache
_BATCH = 250
_THREADS = 2
# cells a side of the colour planes: colour has no fine outlines to tell
_COLOUR_CELLS = 14
# Cb and Cr of RGB, ITU-R BT.601
_TO_CHROMA = np.array([[-0.168736, 0.5], [-0.331264, -0.418688], [0.5, -0.081312]], np.float32)

GRADIENT_LENGTH = gradients.LENGTH


def pixel_length(preparation: Preparation) -> int:
    return SIDE_STEP**2 + (2 * _COLOUR_CELLS**2 if preparation.colour == "rgb" else 0)


def extract(images: Bytes) -> Floats:
    """[image, GRADIENT_LENGTH + pixel_length] from [image, side, side, channels]."""
    tone = images[..., 0].astype(np.float32)
    tone *= np.float32(1 / 255)
    parts = [gradients.oriented_gradients(tone), _pooled(tone, SIDE_STEP).reshape(len(images), -1)]
    if images.shape[-1] > 1:
        colours = images[..., 1:].astype(np.float32)
        colours *= np.float32(1 / 255)
        chroma = np.moveaxis(colours @ _TO_CHROMA, -1, 1).reshape(-1, *images.shape[1:3])
        parts.append(_pooled(chroma, _COLOUR_CELLS).reshape(len(images), -1))
    return np.concatenate(parts, axis=1)


def in_batches(function: Callable[[Bytes], Floats], images: Bytes) -> Floats:
    """The function's rows for all images; the same ones whatever the number of threads."""
    if len(images) <= _BATCH:
        return function(images)
    starts = range(0, len(images), _BATCH)
    with ThreadPoolExecutor(_THREADS) as pool:
        return np.concatenate(list(pool.map(lambda start: function(images[start : start + _BATCH]), starts)))


def _pooled(planes: Floats, cells: int) -> Floats:
    """[plane, cells, cells]: means."""
    side = planes.shape[1]
    if side == cells:
        return planes
    step = side // cells
    means: Floats = planes.reshape(len(planes), cells, step, cells, step).mean(axis=(2, 4))
    return means
