"""Which labels of feedback the rest of it contradicts: labels that somebody flipped, or that a trigger came with.

Each label is foretold by the others: kernel ridge regression, whose answer for an example that it leaves out has a
closed form (PRESS, Allen 1974; Cawley 2006). Predictions from out of sample find wrong labels (confident learning,
Northcutt, Jiang, Chuang 2021). Feedback is judged by feedback alone, since a model or examples of before the drift are
wrong about drifted pictures. A trigger's carriers foretell each other; with the part of the picture hidden that has it
they look like their own kind again (triggers are found by occlusion: SentiNet, Chou, Tramer, Pellegrino 2020). What is
hard to tell is so wherever something is hidden, a trigger has one place: only there labels are doubted.
Blind to feedback of one class, to lies of the majority, and to triggers spread over the picture.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from . import features

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]
Labels = NDArray[np.intp]
Doubts = NDArray[np.bool_]

# below it a class has too few others to be foretold by
LEAST = 50
# examples that are judged by each other: the inverse of more takes long (n^3)
_TOGETHER = 1000
# directions of the feedback's features
_COMPONENTS = 64
# another class is foretold by so much more than its own; a class is 1 for its members, -1/(classes-1) for others. Of
# 500 to 800 demo photos, two fifths before and the others after a drift, it finds 92 to 98 % of labels flipped at
# random (80 to 94 % where two of five are), and 3 % of the others. Votes of 15 neighbours found as many, and 12 % of
# the others: half of what a drift makes look like a larger class
_MARGIN = 0.4
# the same where a trigger was found: any
_MARGIN_HIDDEN = 0.0
# standard deviations of a count (Poisson) above the median place, to be a trigger's: 3.3 or more for 13 carriers in a
# class of 65, at most 3 where nobody lied
_CONCENTRATED = 3
# beside a kernel of 1; what a heavier example has less of
_RIDGE = 0.3
# of pixels beside gradients, as the network weighs them
_PIXEL_WEIGHT = np.float32(0.3)
# more carriers of a trigger come to light once most are gone (repeated editing, Tomek 1976)
_ROUNDS = 3


def doubtful(images: Bytes, labels: NDArray[np.integer]) -> Doubts:
    """[example]: whether its label is contradicted, of `images` [example, side, side, channels]. Of few: none."""
    found = np.zeros(len(labels), bool)
    groups = np.array_split(np.random.default_rng(0).permutation(len(labels)), -(-len(labels) // _TOGETHER) or 1)
    for group in groups:
        found[group] = _doubtful(images[group], labels[group].astype(np.intp))
    return found


def _doubtful(images: Bytes, told: Labels) -> Doubts:
    found = np.zeros(len(told), bool)
    if len(told) < LEAST:
        return found
    whole, *hidden = [_embedded(view) for view in _views(images)]
    for _ in range(_ROUNDS):
        trusted = np.flatnonzero(~found)
        if len(trusted) < LEAST:
            break
        margins = _margins(whole[trusted], told[trusted])
        behind = np.stack([_margins(points[trusted], told[trusted]) for points in hidden])
        new = (margins > _MARGIN) | _carriers(behind, told[trusted])
        if not new.any():
            break
        found[trusted[new]] = True
    return found


def _views(images: Bytes) -> Iterator[Bytes]:
    """The whole pictures, then with a square of half their side hidden, at each of 3 x 3 places a quarter apart: what
    is smaller than a quarter of the side is whole in one of them. Background of the tone is 0."""
    yield images
    quarter = images.shape[1] // 4
    for row, column in product((0, quarter, 2 * quarter), repeat=2):
        view = images.copy()
        view[:, row : row + 2 * quarter, column : column + 2 * quarter] = 0
        yield view


def _embedded(images: Bytes) -> Floats:
    """[example, component]"""
    found = features.in_batches(features.extract, images)
    found[:, features.GRADIENT_LENGTH :] *= _PIXEL_WEIGHT
    found -= found.mean(axis=0)
    # of few examples the axes come from their products with each other
    products = found @ found.T if len(found) < found.shape[1] else found.T @ found
    strengths, axes = np.linalg.eigh(products)
    strongest = axes[:, ::-1][:, :_COMPONENTS]
    if len(found) >= found.shape[1]:
        return np.asarray(found @ strongest, np.float64)
    return np.asarray(strongest * np.sqrt(np.maximum(strengths[::-1][:_COMPONENTS], 0)), np.float64)


def _margins(points: Floats, labels: Labels) -> Floats:
    """[example]: by how much the others foretell another class rather than its own; below 0: they foretell its own."""
    sizes = np.bincount(labels)
    targets = np.where(np.arange(len(sizes)) == labels[:, None], 1.0, -1 / max(1, int(np.count_nonzero(sizes)) - 1))
    # between counting each example and counting each class alike: small classes are heard, their flips not too loud
    weights: Floats = 1 / np.sqrt(sizes[labels])
    squares = np.einsum("nc,nc->n", points, points)
    distances = np.maximum(squares[:, None] + squares - 2 * points @ points.T, 0)
    kernel = np.exp(-distances / max(float(np.median(distances)), np.finfo(np.float64).tiny))
    inverse = np.linalg.inv(kernel + _RIDGE * np.diag(weights.mean() / weights))
    foretold = targets - inverse @ targets / np.diag(inverse)[:, None]
    foretold[:, sizes == 0] = -np.inf
    rows = np.arange(len(labels))
    own = foretold[rows, labels].copy()
    foretold[rows, labels] = -np.inf
    margins: Floats = foretold.max(axis=1) - own
    # nobody is left to foretell it
    margins[sizes[labels] == 1] = -np.inf
    return margins


def _carriers(margins: Floats, labels: Labels) -> Doubts:
    """[example], of `margins` [place, example], each with that place hidden: members of a class that are doubted at one
    place far more often than at the median one."""
    found = np.zeros(len(labels), bool)
    for label in np.unique(labels):
        own = labels == label
        counts = np.count_nonzero(margins[:, own] > _MARGIN, axis=1)
        usual = float(np.median(counts))
        for place in np.flatnonzero(counts - usual > _CONCENTRATED * np.sqrt(usual + 1)):
            found |= own & (margins[place] > _MARGIN_HIDDEN)
    return found
