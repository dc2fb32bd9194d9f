"""Features, embedding and network against slow or exact references."""

import numpy as np
import pytest

from everloop_container.workloads.product_images import gradients
from everloop_container.workloads.product_images.augmentation import augmented
from everloop_container.workloads.product_images.embedding import BlockPlan, Embedding, fit_embedding
from everloop_container.workloads.product_images.features import GRADIENT_LENGTH, extract, in_batches, pixel_length
from everloop_container.workloads.product_images.network import (
    Examples,
    Schedule,
    _gradient,
    initial_layers,
    softmax,
    train,
)
from everloop_container.workloads.product_images.preparation import Preparation
from everloop_container.workloads.product_images.settings import Settings


def pictures(count: int, channels: int = 1, side: int = 28) -> np.ndarray:
    return np.random.default_rng(2).integers(0, 255, (count, side, side, channels), np.uint8)


def slow_histograms(luma: np.ndarray, grid: gradients.Grid) -> np.ndarray:
    """Pixel by pixel, as the definition says."""
    side = len(luma)
    cells = np.zeros((grid.cells, grid.cells, grid.bins))
    for y in range(side):
        for x in range(side):
            across = luma[y, x + 1] - luma[y, x - 1] if 0 < x < side - 1 else 0.0
            down = luma[y + 1, x] - luma[y - 1, x] if 0 < y < side - 1 else 0.0
            turn = (np.arctan2(down, across) / (2 * np.pi)) % 1
            position = turn * grid.bins if grid.signed else (turn * 2 * grid.bins) % grid.bins
            lower = int(position)
            cell = cells[y * grid.cells // side, x * grid.cells // side]
            cell[lower % grid.bins] += np.hypot(across, down) * (1 - (position - lower))
            cell[(lower + 1) % grid.bins] += np.hypot(across, down) * (position - lower)
    return cells


@pytest.mark.parametrize("grid", gradients.GRIDS)
@pytest.mark.parametrize("side", [28, 56])
def test_histograms_follow_their_definition(grid: gradients.Grid, side: int) -> None:
    luma = (pictures(2, side=side)[..., 0] / 255).astype(np.float32)
    fast = gradients._histograms(gradients._gradient(luma), grid)
    for picture, cells in zip(luma, fast, strict=True):
        np.testing.assert_allclose(cells, slow_histograms(picture.astype(float), grid), atol=2e-3)


@pytest.mark.parametrize("colour", ["grey", "rgb"])
def test_features_are_the_same_alone_and_in_batches(colour: str) -> None:
    preparation = Preparation(colour=colour)  # type: ignore[arg-type]
    images = pictures(600, preparation.channels)
    together = in_batches(extract, images)
    assert together.shape == (600, GRADIENT_LENGTH + pixel_length(preparation))
    np.testing.assert_allclose(together[599], extract(images[599:])[0], atol=1e-6)


@pytest.mark.parametrize("count", [40, 400])
def test_an_embedding_is_read_as_it_was_written(count: int) -> None:
    random = np.random.default_rng(3)
    features = random.standard_normal((count, 90)).astype(np.float32) + 2
    embedding = fit_embedding(features, [BlockPlan(60, 30, 1.0), BlockPlan(30, 10, 0.3)], random)
    again = Embedding.from_arrays(embedding.to_arrays())
    np.testing.assert_array_equal(again.project(features), embedding.project(features))
    assert again.length == embedding.length == 40


@pytest.mark.parametrize("count", [25, 400])
def test_components_are_those_of_the_singular_values(count: int) -> None:
    random = np.random.default_rng(4)
    features = (random.standard_normal((count, 50)) * np.linspace(3, 0.1, 50)).astype(np.float32)
    axes = fit_embedding(features, [BlockPlan(50, 8, 1.0)], random).blocks[0].axes
    _, _, exact = np.linalg.svd((features - features.mean(axis=0)).astype(float), full_matrices=False)
    np.testing.assert_allclose(np.abs((exact[:8] * axes.T).sum(axis=1)), 1, atol=1e-3)


def test_the_gradient_is_that_of_the_loss() -> None:
    random = np.random.default_rng(5)
    layers = initial_layers((6, 5, 3), random)
    labels = random.integers(0, 3, 20)
    weights = random.random(20).astype(np.float32)
    examples = Examples(random.standard_normal((20, 6)).astype(np.float32), labels, weights)
    found = _gradient(layers, examples, np.arange(20), 20)
    for name in ("into", "hidden_bias", "out", "out_bias"):
        parameter = getattr(layers, name)
        place = np.unravel_index(int(np.abs(getattr(found, name)).argmax()), parameter.shape)
        losses = []
        for step in (1e-2, -2e-2):
            parameter[place] += step
            shares = softmax(layers.logits(examples.inputs)).astype(float)
            losses.append(float(-(weights * np.log(shares[np.arange(20), labels])).mean()))
        parameter[place] += 1e-2
        assert getattr(found, name)[place] == pytest.approx((losses[0] - losses[1]) / 2e-2, rel=0.03, abs=1e-4)


def test_learns_what_no_straight_line_divides() -> None:
    random = np.random.default_rng(6)
    inputs = random.uniform(-1, 1, (400, 2)).astype(np.float32)
    labels = ((inputs[:, 0] > 0) ^ (inputs[:, 1] > 0)).astype(np.intp)
    layers = initial_layers((2, 32, 2), random)
    examples = Examples(inputs, labels, np.ones(400, np.float32))
    epochs = list(train(examples, layers, Schedule(60, 40, 2e-2, 0.0), random))
    assert (layers.logits(inputs).argmax(axis=1) == labels).mean() > 0.97
    assert epochs[-1].loss < epochs[0].loss / 4


def test_copies_are_mirrored_and_moved() -> None:
    images = pictures(300)
    plain = Settings.read({})
    random = np.random.default_rng(0)
    np.testing.assert_array_equal(augmented(images, 1, plain, random), images[:, :, ::-1])
    moved = augmented(images, 2, plain, random)
    same = (moved[:, 1:-1, 1:-1] == images[:, 1:-1, 1:-1]).all(axis=(1, 2, 3))
    assert 0 < same.sum() < 80  # one of nine moves is none
    down = (moved[:, 2:] == images[:, 1:-1]).all(axis=(1, 2, 3))
    assert (moved[down, 0] == 0).all() and down.any()
    unmoved = Settings.read({"augment_shift": "0", "augment_flip": "false"})
    np.testing.assert_array_equal(augmented(images, 1, unmoved, random), images)
