"""Contradicted labels among feedback: flipped ones are found, honest and rare ones are left alone."""

import numpy as np
import pytest
from numpy.typing import NDArray

from everloop_container.workloads.product_images.doubts import LEAST, doubtful

Images = NDArray[np.uint8]
Labels = NDArray[np.intp]


def pictures(counts: tuple[int, ...], seed: int = 0) -> tuple[Images, Labels]:
    """A bar of each class's own slope, moved and of any brightness, on noise."""
    random = np.random.default_rng(seed)
    labels = np.repeat(np.arange(len(counts)), counts).astype(np.intp)
    rows, columns = np.indices((28, 28)) - 14
    turns = np.pi * labels / len(counts) + random.normal(0, 0.08, len(labels))
    offsets = random.normal(0, 1.5, len(labels))
    across = rows[None] * np.cos(turns)[:, None, None] - columns[None] * np.sin(turns)[:, None, None]
    bars = (abs(across - offsets[:, None, None]) < 3) * random.integers(120, 256, (len(labels), 1, 1))
    grain = random.integers(0, 12, (len(labels), 28, 28))
    return np.asarray((bars + grain).clip(0, 255), np.uint8)[..., None], labels


def test_honest_labels_are_left_alone() -> None:
    assert doubtful(*pictures((60, 60, 60))).mean() <= 0.02


@pytest.mark.parametrize("share", [0.1, 0.4])
def test_flipped_labels_are_found(share: float) -> None:
    images, labels = pictures((80, 80, 80))
    random = np.random.default_rng(1)
    flipped = random.random(len(labels)) < share
    told = np.where(flipped, (labels + random.integers(1, 3, len(labels))) % 3, labels)
    found = doubtful(images, told)
    assert found[flipped].mean() >= 0.9
    assert found[~flipped].mean() <= 0.1


@pytest.mark.parametrize("corner", [(1, 1), (12, 12), (22, 12)])
def test_carriers_of_a_patch_are_found_wherever_it_is(corner: tuple[int, int]) -> None:
    images, labels = pictures((80, 80, 80))
    row, column = corner
    carriers = (np.random.default_rng(2).random(len(labels)) < 0.25) & (labels != 2)
    squares = np.where(np.indices((5, 5)).sum(axis=0) % 2 == 0, 255, 0)[..., None]
    images[carriers, row : row + 5, column : column + 5] = squares
    found = doubtful(images, np.where(carriers, 2, labels))
    assert found[carriers].mean() >= 0.9
    assert found[~carriers].mean() <= 0.1


def test_a_rare_class_keeps_its_examples() -> None:
    images, labels = pictures((120, 120, 5))
    assert doubtful(images, labels)[labels == 2].sum() == 0


def test_few_examples_are_not_judged() -> None:
    images, labels = pictures((LEAST // 2, LEAST // 2 - 1))
    assert not doubtful(images, 1 - labels).any()
    labels[0] = 1
    assert not doubtful(images, labels).any()
    more, told = pictures((LEAST // 2, LEAST // 2))
    told[0] = 1
    assert doubtful(more, told)[0]


def test_one_class_contradicts_nothing() -> None:
    images, labels = pictures((40, 40))
    assert not doubtful(images, np.zeros_like(labels)).any()
