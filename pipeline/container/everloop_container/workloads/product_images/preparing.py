"""From verified files to arrays: `images` [image, side, side, channels] uint8 and `labels`, per split."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...manifest import Item
from ...workload import Prepared, PreparedSplit, PrepareJob
from .decoding import decode
from .framing import frame
from .measuring import NAMES, measure
from .preparation import Preparation
from .settings import read_preparation

# a picture decoded at four times the input's side has all the detail that the input can show
DETAIL = 4


def prepare(job: PrepareJob) -> Prepared:
    preparation = read_preparation(job.options)
    splits = {name: _split(job, items, preparation) for name, items in job.splits.items()}
    return Prepared(preparation.to_json(), splits)


def picture_array(content: bytes, preparation: Preparation) -> NDArray[np.uint8]:
    """[side, side, channels]. @raises Refusal: no picture."""
    return frame(decode(content, DETAIL * preparation.input_side), preparation)


def _split(job: PrepareJob, items: Sequence[Item], preparation: Preparation) -> PreparedSplit:
    numbers = {name: number for number, name in enumerate(job.classes)}
    images = np.empty((len(items), *preparation.shape), np.uint8)
    measured = np.empty((len(items), len(NAMES)))
    places = {item.path: place for place, item in enumerate(items)}

    def read(item: Item, content: bytes) -> None:
        picture = decode(content, DETAIL * preparation.input_side)
        images[places[item.path]] = frame(picture, preparation)
        measured[places[item.path]] = measure(picture)

    job.read_all(items, read)
    labels = np.array([numbers[item.label] for item in items], np.int16)
    features = {name: measured[:, column] for column, name in enumerate(NAMES)}
    return PreparedSplit({"images": images, "labels": labels}, features)
