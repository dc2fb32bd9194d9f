"""Which labels of feedback the rest of it contradicts: labels that somebody flipped, or that a trigger came with.

Edited nearest neighbours (Wilson 1972): an example is left out when its class is rare among the pictures most like it.
Feedback is judged by feedback alone, since a model or examples of before the drift are wrong about drifted pictures. A
trigger makes its carriers neighbours of each other; with the part of the picture hidden that has it they are among
their own kind again (triggers are found by occlusion: SentiNet, Chou, Tramer, Pellegrino 2020).
Blind to feedback of one class, to lies of the majority, and to triggers spread over the picture.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.typing import NDArray

from . import features

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Labels = NDArray[np.intp]
Doubts = NDArray[np.bool_]

# below it a class has too few neighbours to be judged by
LEAST = 50
_NEIGHBOURS = 15
# directions of the feedback's features; with 100 the same flips were found
_COMPONENTS = 32
# an example is contradicted below this share of the commonest class among its neighbours: .5 finds 97 % of labels
# flipped at random among 600, and 3 % of the others
_RARE = 0.5
# the same with a part hidden. Of a patch on a fifth of the pictures, wherever it was, .5 left 0 carriers of 110 and
# found 13 % of the others, .33 left 0 to 8 and found 9 %
_RARE_HIDDEN = 0.4
# of pixels beside gradients, as the network weighs them
_PIXEL_WEIGHT = np.float32(0.3)
# more carriers of a trigger come to light once most are gone (repeated editing, Tomek 1976)
_ROUNDS = 3
# distances are worked out for so many examples at a time
_ROWS = 1000


def doubtful(images: Bytes, labels: NDArray[np.integer]) -> Doubts:
    """[example]: whether its label is contradicted, of `images` [example, side, side, channels]. Of few: none."""
    found = np.zeros(len(labels), bool)
    if len(labels) < LEAST:
        return found
    told = labels.astype(np.intp)
    views = [_embedded(view) for view in _views(images)]
    for _ in range(_ROUNDS):
        trusted = np.flatnonzero(~found)
        if len(trusted) < LEAST:
            break
        for place, points in enumerate(views):
            share = _RARE if place == 0 else _RARE_HIDDEN
            found[trusted] |= _own_share(points[trusted], told[trusted]) < share
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
        return np.asarray(found @ strongest, np.float32)
    return np.asarray(strongest * np.sqrt(np.maximum(strengths[::-1][:_COMPONENTS], 0)), np.float32)


def _own_share(points: Floats, labels: Labels) -> NDArray[np.float64]:
    """[example]: of its class among its neighbours, as a part of the commonest class's; 1 where it has no other member.
    A class with fewer members than neighbours is asked for as many as it has."""
    count = min(_NEIGHBOURS, int(np.sqrt(len(labels))))
    votes = np.stack([np.bincount(row, minlength=labels.max() + 1) for row in labels[_neighbours(points, count)]])
    others = np.bincount(labels)[labels] - 1
    own = votes[np.arange(len(labels)), labels] / np.maximum(np.minimum(others, count), 1)
    shares: NDArray[np.float64] = np.where(others > 0, own * count / votes.max(axis=1), 1.0)
    return shares


def _neighbours(points: Floats, count: int) -> NDArray[np.intp]:
    """[example, neighbour]: places of the nearest other examples."""
    squares = np.einsum("nc,nc->n", points, points)
    nearest = []
    for start in range(0, len(points), _ROWS):
        rows = np.arange(start, min(start + _ROWS, len(points)))
        distances = squares[None] - 2 * points[rows] @ points.T
        distances[np.arange(len(rows)), rows] = np.inf
        nearest.append(np.argpartition(distances, count, axis=1)[:, :count])
    return np.concatenate(nearest)
