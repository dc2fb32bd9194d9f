"""Finds the product in a picture and brings it to the model's input: a square, product bright on zero."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .preparation import Preparation

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

# the product is looked for in a picture of at most so many pixels a side
_SEARCH_SIDE = 64
# grey levels around the background's that still count as background
_BACKGROUND_BAND = 24
# below this share of the frame's outermost ring the background is too busy to be told from a product
_PLAIN_SHARE = 0.5
# what differs from the background by more than this share of the strongest difference is product: shadows don't
_PRODUCT_SHARE = 0.25
_LEAST_DIFFERENCE = 10.0
# a smaller share of the picture's side is dirt, not a product
_LEAST_SIDE_SHARE = 0.1
# the search sees the outline half a pixel too tight
_MARGIN = 1.02
# a product that spans so much of the picture was framed before: moving it by half a pixel would only blur it
_FRAMED_SHARE = 15 / 16


class Box(NamedTuple):
    """A square in the picture's pixels; may reach beyond the picture."""

    left: float
    top: float
    side: float


class View(NamedTuple):
    """What the search found."""

    box: Box
    background: float | None
    """Luma, 0..255; none where the ring is too busy."""
    product_is_dark: bool


def frame(picture: Image.Image, preparation: Preparation) -> Bytes:
    """[side, side, channels]: the tone, which is how far the luma lies from the background's towards the product's (the
    luma itself where no plain background was found); then red, green and blue if the preparation has colour."""
    luma = picture if picture.mode == "L" else picture.convert("L")
    view = _look(luma, preparation)
    tone = _cut(luma, view, preparation.input_side).astype(np.float32)
    if view.background is not None:
        tone = view.background - tone if view.product_is_dark else tone - view.background
        tone = np.clip(np.rint(tone), 0, 255)
    planes = [tone.astype(np.uint8)]
    if preparation.colour == "rgb":
        colours = picture.convert("RGB").split()
        planes += [_cut(plane, view._replace(background=None), preparation.input_side) for plane in colours]
    return np.stack(planes, axis=-1)


def _look(luma: Image.Image, preparation: Preparation) -> View:
    width, height = luma.size
    whole = _square_around(0, 0, width, height)
    scale = max(1.0, max(width, height) / _SEARCH_SIDE)
    size = (max(1, round(width / scale)), max(1, round(height / scale)))
    small = np.asarray(luma if size == luma.size else luma.resize(size, Image.Resampling.BOX), np.float32)
    background = _background(small)
    if background is None:
        return View(whole, None, product_is_dark=False)
    difference = small - background
    is_dark = _is_dark(difference) if preparation.polarity == "auto" else preparation.polarity == "dark-product"
    if preparation.framing == "whole":
        return View(whole, background, is_dark)
    box = _product_box(np.abs(difference), (width / size[0], height / size[1]))
    return View(box or whole, background, is_dark)


def _background(small: Floats) -> float | None:
    """The most common tone of the outermost ring: a product may touch the ring, but doesn't fill it."""
    ring = np.sort(np.concatenate([small[0], small[-1], small[:, 0], small[:, -1]]))
    ends = np.searchsorted(ring, ring + np.float32(_BACKGROUND_BAND), side="right")
    inside = ends - np.arange(len(ring))
    start = int(inside.argmax())
    if inside[start] < _PLAIN_SHARE * len(ring):
        return None
    return float(ring[start + inside[start] // 2])


def _is_dark(difference: Floats) -> bool:
    """Whether more darkness than light stands out from the background."""
    return bool(difference[np.abs(difference) > _LEAST_DIFFERENCE].sum() < 0)


def _product_box(difference: Floats, scale: tuple[float, float]) -> Box | None:
    strongest = float(np.sort(difference, axis=None)[int(0.98 * (difference.size - 1))])
    product = difference > max(_LEAST_DIFFERENCE, _PRODUCT_SHARE * strongest)
    rows, columns = np.flatnonzero(product.any(axis=1)), np.flatnonzero(product.any(axis=0))
    if len(rows) == 0:
        return None
    left, right = columns[0] * scale[0], (columns[-1] + 1) * scale[0]
    top, bottom = rows[0] * scale[1], (rows[-1] + 1) * scale[1]
    box = _square_around(left, top, right, bottom)
    if box.side < _LEAST_SIDE_SHARE * max(difference.shape) * scale[0]:
        return None
    if _is_framed(box, difference.shape[1] * scale[0], difference.shape[0] * scale[1]):
        return None
    return _grown(box, box.side * _MARGIN)


def _is_framed(box: Box, width: float, height: float) -> bool:
    """Whether the product spans nearly all of the picture, and lies in its middle."""
    largest = max(width, height)
    off_centre = max(abs(box.left + (box.side - width) / 2), abs(box.top + (box.side - height) / 2))
    return box.side >= _FRAMED_SHARE * largest and off_centre <= (1 - _FRAMED_SHARE) * largest


def _square_around(left: float, top: float, right: float, bottom: float) -> Box:
    side = max(right - left, bottom - top)
    return Box((left + right - side) / 2, (top + bottom - side) / 2, side)


def _grown(box: Box, side: float) -> Box:
    shift = (side - box.side) / 2
    return Box(box.left - shift, box.top - shift, side)


def _cut(plane: Image.Image, view: View, side: int) -> Bytes:
    """[side, side]: the box, scaled; beyond the picture lies the background, or the edge's mean where none is known."""
    box = view.box
    width, height = plane.size
    if box == (0, 0, side) and plane.size == (side, side):
        return np.asarray(plane)
    margin = int(np.ceil(max(0, -box.left, -box.top, box.left + box.side - width, box.top + box.side - height)))
    if margin:
        ground = view.background if view.background is not None else _edge_mean(plane)
        canvas = Image.new("L", (width + 2 * margin, height + 2 * margin), round(ground))
        canvas.paste(plane, (margin, margin))
        plane = canvas
    left, top = box.left + margin, box.top + margin
    corners = (left, top, left + box.side, top + box.side)
    return np.asarray(plane.resize((side, side), Image.Resampling.LANCZOS, box=corners))


def _edge_mean(plane: Image.Image) -> float:
    pixels = np.asarray(plane)
    return float(np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]).mean())
