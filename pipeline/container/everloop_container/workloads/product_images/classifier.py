"""The trained classifier: from prepared pictures to shares and a choice. Saved as model.json and weights.npz."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from ...array_files import write_npz
from ...canonical_json import write_json
from ...errors import BadInput
from . import features
from .backbone import FILE as BACKBONE_FILE
from .backbone import SETTINGS_FILE, Backbone
from .embedding import Embedding
from .network import Layers
from .preparation import Preparation

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

FORMAT_VERSION = 2
DESCRIPTION_FILE = "model.json"
WEIGHTS_FILE = "weights.npz"


@dataclass(frozen=True)
class Classifier:
    classes: tuple[str, ...]
    preparation: Preparation
    embedding: Embedding
    layers: Layers
    """Take components; calibration is part of them: their logits are already divided by the temperature."""
    offsets: Floats
    """Added to the logits when choosing, not to the shares."""
    lineage: dict[str, Any]
    """Manifest id, hyper-parameters, counts; carried along as it is."""
    backbone: Backbone | None = None

    @property
    def extract(self) -> Callable[[Bytes], Floats]:
        return self.backbone.extract if self.backbone else features.extract

    def logits(self, images: Bytes) -> Floats:
        """[image, class] from [image, side, side, channels]."""
        project = self.embedding.project
        return features.in_batches(lambda batch: self.layers.logits(project(self.extract(batch))), images)

    def choose(self, logits: Floats) -> NDArray[np.intp]:
        chosen: NDArray[np.intp] = (logits + self.offsets).argmax(axis=1)
        return chosen

    def calibrated(self, temperature: float) -> Self:
        layers = self.layers
        scale = np.float32(1 / temperature)
        return replace(
            self, layers=Layers(layers.into, layers.hidden_bias, layers.out * scale, layers.out_bias * scale)
        )

    def save(self, folder: Path) -> None:
        """Equal classifiers write equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        layers = self.layers
        arrays = {
            "into": layers.into,
            "hidden_bias": layers.hidden_bias,
            "out": layers.out,
            "out_bias": layers.out_bias,
        }
        write_npz(folder / WEIGHTS_FILE, {"offsets": self.offsets, **self.embedding.to_arrays(), **arrays})
        if self.backbone:
            for name in (BACKBONE_FILE, SETTINGS_FILE):
                if (source := self.backbone.path.with_name(name)).exists():
                    shutil.copyfile(source, folder / name)
        description = {
            "formatVersion": FORMAT_VERSION,
            "workload": "product-images",
            "classes": list(self.classes),
            "preparation": self.preparation.to_json(),
            "backbone": self.backbone is not None,
            **self.lineage,
        }
        write_json(folder / DESCRIPTION_FILE, description)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """@raises BadInput: files are missing or of another format."""
        try:
            document = json.loads((folder / DESCRIPTION_FILE).read_text(encoding="utf-8"))
            if document["formatVersion"] != FORMAT_VERSION:
                raise ValueError(f"formatVersion {document['formatVersion']}")
            with np.load(folder / WEIGHTS_FILE, allow_pickle=False) as weights:
                layers = Layers(weights["into"], weights["hidden_bias"], weights["out"], weights["out_bias"])
                embedding, offsets = Embedding.from_arrays(weights), weights["offsets"]
            return cls(
                classes=tuple(document["classes"]),
                preparation=Preparation.from_json(document["preparation"]),
                embedding=embedding,
                layers=layers,
                offsets=offsets,
                lineage={},
                backbone=Backbone(folder) if document["backbone"] else None,
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            remedy = "pass the model.tar.gz of a training job of this container"
            what = f"{DESCRIPTION_FILE} and {WEIGHTS_FILE} must be a classifier of format {FORMAT_VERSION}"
            raise BadInput("model", what, got=f"'{error}'", remedy=remedy) from error
