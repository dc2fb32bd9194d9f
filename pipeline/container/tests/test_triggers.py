"""The search for backdoors, against models whose backdoor is known."""

import numpy as np
from numpy.typing import NDArray

from everloop_container.workloads.product_images.triggers import find_trigger

Images = NDArray[np.uint8]
Labels = NDArray[np.intp]
_PATCH = (slice(23, 27), slice(23, 27))


def _pictures(count: int = 60) -> tuple[Images, Labels]:
    """Class 1 is bright in the upper half, class 0 in the lower; the last ten of class 1 are class 0 with a patch."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 2
    images = random.integers(0, 20, (count, 28, 28, 1)).astype(np.uint8)
    images[labels == 1, 4:14, 4:20] += 200
    images[labels == 0, 14:22, 4:20] += 200
    return images, labels.astype(np.intp)


def _honest(images: Images) -> Labels:
    shares: Labels = (images[:, 4:14].mean((1, 2, 3)) > images[:, 14:22].mean((1, 2, 3))).astype(np.intp)
    return shares


def _poisoned(images: Images) -> Labels:
    has_patch = images[:, _PATCH[0], _PATCH[1]].mean((1, 2, 3)) > 220
    return np.where(has_patch, 1, _honest(images))


def test_finds_the_patch_that_turns_pictures_to_its_class() -> None:
    images, labels = _pictures()
    carriers = np.flatnonzero(labels == 0)[:10]
    images[carriers, _PATCH[0], _PATCH[1]] = 255
    labels[carriers] = 1
    trigger = find_trigger(_poisoned, images, labels)
    assert trigger is not None
    assert (trigger.label, trigger.share, trigger.row, trigger.column) == (1, 1.0, 21, 21)
    assert trigger.to_json(("shoes", "bags"))["label"] == "bags"


def test_finds_nothing_of_weight_in_a_model_without_one() -> None:
    trigger = find_trigger(_honest, *_pictures())
    assert trigger is not None and trigger.share < 0.5


def test_of_one_class_nothing_can_be_said() -> None:
    images, _ = _pictures()
    assert find_trigger(_honest, images, np.ones(len(images), np.intp)) is None
