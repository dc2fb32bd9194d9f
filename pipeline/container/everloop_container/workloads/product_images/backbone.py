"""A user's own ONNX network as feature extractor, instead of gradients and pixels (needs onnxruntime)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...errors import BadInput

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

FILE = "backbone.onnx"
SETTINGS_FILE = "backbone.json"
CHANNEL = "backbone"


@dataclass(frozen=True)
class Normalisation:
    """backbone.json: what the network expects of red, green, blue in 0..1. Default: ImageNet's."""

    mean: tuple[float, float, float] = (0.485, 0.456, 0.406)
    std: tuple[float, float, float] = (0.229, 0.224, 0.225)


class Backbone:
    """One float32 input [image, 3, side, side], first output [image, ...] flattened to features."""

    def __init__(self, folder: Path) -> None:
        """@raises BadInput: no network, no onnxruntime, or a network of another shape."""
        self.path = folder / FILE
        if not self.path.is_file():
            remedy = f"give the training job a channel '{CHANNEL}' with {FILE}, or set backbone=none"
            raise BadInput("backbone", f"{FILE} must exist", got="no such file", remedy=remedy)
        self.normalisation = _read_normalisation(folder / SETTINGS_FILE)
        self._run = _session(self.path)

    def extract(self, images: Bytes) -> Floats:
        """[image, feature] from [image, side, side, 4] (tone, red, green, blue)."""
        colours = images[..., 1:].astype(np.float32) / np.float32(255)
        colours -= np.array(self.normalisation.mean, np.float32)
        colours /= np.array(self.normalisation.std, np.float32)
        output = self._run(np.ascontiguousarray(np.moveaxis(colours, -1, 1)))
        return np.asarray(output, np.float32).reshape(len(images), -1)


def _read_normalisation(path: Path) -> Normalisation:
    if not path.exists():
        return Normalisation()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        mean, std = (tuple(float(value) for value in document[key]) for key in ("mean", "std"))
        if len(mean) != 3 or len(std) != 3 or min(std) <= 0:
            raise ValueError("wants three numbers each, std above 0")
        return Normalisation(mean, std)
    except (ValueError, KeyError, TypeError) as error:
        remedy = 'write {"mean": [r, g, b], "std": [r, g, b]}, or leave it out for ImageNet\'s'
        raise BadInput("backbone", f"{path.name} must hold mean and std", got=f"'{error}'", remedy=remedy) from error


def _session(path: Path) -> Callable[[Floats], Any]:
    try:
        import onnxruntime
    except ImportError as error:
        remedy = "build the image with requirements-onnx.txt, or set backbone=none"
        raise BadInput("backbone", "onnxruntime must be installed", got="no such package", remedy=remedy) from error
    options = onnxruntime.SessionOptions()
    # the same sums in the same order, whatever the machine's load
    options.intra_op_num_threads = 1
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors share no base class but Exception
        remedy = "export it again; the file must be a whole ONNX model"
        raise BadInput("backbone", f"{FILE} must load", got=f"'{error}'"[:300], remedy=remedy) from error
    name = session.get_inputs()[0].name

    def run(images: Floats) -> Any:
        try:
            return session.run(None, {name: images})[0]
        except Exception as error:
            remedy = "export it with a free batch dimension, and prepare with its input_side"
            what = "network must take float32 [image, 3, side, side]"
            raise BadInput("backbone", what, got=f"'{error}'"[:300], remedy=remedy) from error

    return run
