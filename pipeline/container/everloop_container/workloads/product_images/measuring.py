"""Features of a picture that don't depend on its scale, named as validation names them; all from histograms."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

NAMES = ("brightness", "contrast", "entropyBits", "meanRed", "meanGreen", "meanBlue")

_LEVELS = np.arange(256)


def measure(picture: Image.Image) -> NDArray[np.float64]:
    """[feature], in the order of NAMES: luma's mean and standard deviation (0..255), its entropy (0..8 bit), means."""
    luma = np.array(picture.convert("L").histogram(), np.float64)
    luma /= luma.sum()
    brightness = float(luma @ _LEVELS)
    contrast = math.sqrt(max(0.0, float(luma @ _LEVELS**2) - brightness**2))
    present = luma[luma > 0]
    entropy = float(-(present * np.log2(present)).sum())
    if picture.mode == "L":
        return np.array([brightness, contrast, entropy, brightness, brightness, brightness])
    planes = np.array(picture.histogram(), np.float64).reshape(3, 256)
    means = (planes @ _LEVELS) / planes.sum(axis=1)
    return np.array([brightness, contrast, entropy, *means])
