"""The product is found wherever it lies, however large, on light or dark ground."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from everloop_container.workloads.product_images.decoding import decode
from everloop_container.workloads.product_images.framing import frame
from everloop_container.workloads.product_images.preparation import Preparation

from .support import draw, encoded

PLAIN = Preparation()
SIDES = st.integers(60, 300)


def scene(width: int, height: int, left: int, top: int, side: int, *, dark: bool) -> Image.Image:
    """An L-shaped product in a picture."""
    ground, ink = (230, 60) if dark else (8, 178)
    picture = Image.new("L", (width, height), ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((left, top, left + side // 3, top + side - 1), fill=ink)
    pen.rectangle((left, top + side * 2 // 3, left + side - 1, top + side - 1), fill=ink)
    return picture


@settings(max_examples=60, deadline=None)
@given(SIDES, SIDES, st.floats(0.3, 0.9), st.floats(0, 1), st.floats(0, 1), st.booleans())
def test_place_size_and_polarity_make_no_difference(
    width: int, height: int, share: float, across: float, down: float, dark: bool
) -> None:
    # one that touches three edges is most of the outermost ring: what is background then, nobody can tell
    side = min(int(0.9 * min(width, height)), max(24, int(share * max(width, height))))
    left, top = int(across * (width - side)), int(down * (height - side))
    found = frame(scene(width, height, left, top, side, dark=dark), PLAIN)[..., 0].astype(float)
    expected = frame(scene(280, 280, 20, 20, 240, dark=True), PLAIN)[..., 0].astype(float)
    # 170 grey levels of product; its outlines may lie a pixel apart
    assert np.corrcoef(found.ravel(), expected.ravel())[0, 1] > 0.75
    assert abs(float(np.percentile(found, 90)) - 170) < 25


@pytest.mark.parametrize("dark", [False, True])
def test_a_fixed_polarity_ignores_the_other(dark: bool) -> None:
    picture = scene(100, 100, 20, 20, 60, dark=dark)
    preparations = (Preparation(polarity="dark-product"), Preparation(polarity="light-product"))
    assert [float(frame(picture, each).mean()) > 40 for each in preparations] == [dark, not dark]


def test_a_busy_background_keeps_the_whole_picture() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (90, 90), np.uint8)
    found = frame(Image.fromarray(noise), PLAIN)[..., 0]
    whole = np.asarray(Image.fromarray(noise).resize((28, 28), Image.Resampling.LANCZOS))
    assert np.abs(found.astype(int) - whole).max() <= 1


def test_whole_framing_keeps_the_margin() -> None:
    picture = scene(100, 100, 40, 40, 20, dark=True)
    near = frame(picture, PLAIN)[..., 0]
    far = frame(picture, Preparation(framing="whole"))[..., 0]
    assert (near > 50).sum() > 6 * (far > 50).sum() > 0


def test_a_product_that_fills_the_picture_is_not_moved() -> None:
    picture = np.zeros((28, 28), np.uint8)
    picture[:, 9:18] = 200  # its middle lies between two pixels
    assert np.array_equal(frame(Image.fromarray(picture), PLAIN)[..., 0], picture)
    picture[:6] = 0
    assert not np.array_equal(frame(Image.fromarray(picture), PLAIN)[..., 0], picture)


def test_a_blank_picture_is_no_product() -> None:
    assert frame(Image.new("L", (50, 80), 128), PLAIN).max() == 0


def test_colour_planes_show_the_product() -> None:
    picture = Image.new("RGB", (100, 100), "white")
    ImageDraw.Draw(picture).rectangle((10, 30, 60, 80), fill=(200, 30, 40))
    found = frame(picture, Preparation(colour="rgb"))
    assert found.shape == (28, 28, 4)
    assert found[14, 14, 1:].tolist() == [200, 30, 40]


def test_shrunk_decoding_shows_the_same() -> None:
    content = encoded(draw("disc", 3, side=900).convert("RGB"), "JPEG")
    small, large = decode(content, 112), decode(content, 900)
    assert 112 <= min(small.size) < 300 and large.size == (900, 900)
    # the search for the product sees half a pixel of the input more or less
    assert np.corrcoef(frame(small, PLAIN).ravel(), frame(large, PLAIN).ravel())[0, 1] > 0.97
