"""Small data sets and jobs for the tests."""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from everloop_container.command_line import main
from everloop_container.manifest import manifest_id

CLASSES = ["bar", "disc", "frame"]


def draw(label: str, seed: int, side: int = 36, *, dark: bool = True) -> Image.Image:
    """A shape on a plain ground, a little different for each seed."""
    random = np.random.default_rng(seed)
    ground, ink = (235, int(random.integers(20, 120))) if dark else (10, int(random.integers(140, 240)))
    picture = Image.new("L", (side, side), ground)
    pen = ImageDraw.Draw(picture)
    low = side * (0.12 + 0.06 * random.random())
    high = side * (0.80 + 0.08 * random.random())
    middle = side / 2
    if label == "bar":
        pen.rectangle((middle - side * 0.1, low, middle + side * 0.1, high), fill=ink)
    elif label == "disc":
        pen.ellipse((low, low, high, high), fill=ink)
    else:
        pen.rectangle((low, low, high, high), outline=ink, width=max(2, side // 10))
    grain = random.integers(-3, 4, (side, side))
    return Image.fromarray((np.asarray(picture, np.int16) + grain).clip(0, 255).astype(np.uint8))


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


def example(label: str, seed: int, split: str = "train", content: bytes | None = None) -> dict[str, Any]:
    """A manifest's item with its bytes under `content`."""
    data = encoded(draw(label, seed)) if content is None else content
    return {
        "content": data,
        "label": label,
        "path": f"labelled/{label}/{split}-{seed}.png",
        "sha256": hashlib.sha256(data).hexdigest(),
        "sizeBytes": len(data),
        "source": "test",
        "split": split,
    }


def examples(per_class: int, split: str = "train", first_seed: int = 0) -> list[dict[str, Any]]:
    start = {"train": 0, "validation": 10_000, "golden": 20_000, "drift": 30_000}[split] + first_seed
    return [
        example(label, start + 1_000 * place + number, split)
        for place, label in enumerate(CLASSES)
        for number in range(per_class)
    ]


def manifest_of(items: Sequence[Mapping[str, Any]], classes: Sequence[str] = CLASSES) -> dict[str, Any]:
    plain = [{key: value for key, value in item.items() if key != "content"} for item in items]
    identity = manifest_id("product-images", list(classes), plain)
    return {
        "classes": list(classes),
        "id": identity,
        "items": plain,
        "schemaVersion": 1,
        "workload": "product-images",
    }


class Jobs:
    """Runs commands in a base folder of their own, as SageMaker would lay it out."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.input = base / "processing/input"
        self.output = base / "processing/output"

    def give(self, items: Sequence[Mapping[str, Any]], prefix: str = "", **changes: Any) -> None:
        """Writes a manifest and its files as the prepare job's input."""
        for item in items:
            path = self.input / f"{prefix}files" / str(item["path"])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(item["content"])
        folder = self.input / f"{prefix}manifest"
        folder.mkdir(parents=True, exist_ok=True)
        document = {**manifest_of(items, changes.pop("classes", CLASSES)), **changes}
        (folder / "manifest.json").write_text(json.dumps(document))

    def connect(self) -> None:
        """What the pipeline does between prepare, train and evaluate."""
        (self.base / "input/data").mkdir(parents=True, exist_ok=True)
        for split in ("train", "validation"):
            if (self.output / split).exists():
                (self.base / "input/data" / split).symlink_to(self.output / split)
        for name, target in (("golden", self.output / "golden"), ("model", self.base / "model")):
            (self.input / name).symlink_to(target)

    def hyper_parameters(self, **values: str) -> None:
        folder = self.base / "input/config"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "hyperparameters.json").write_text(json.dumps(values))

    def run(self, *words: str) -> int:
        return main(words)

    @property
    def failure(self) -> str:
        return (self.base / "output/failure").read_text()

    def json(self, path: str) -> Any:
        return json.loads((self.base / path).read_text())
