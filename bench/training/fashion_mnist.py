"""Fashion-MNIST through the container, as jobs run it: prepare -> train -> evaluate, per size and seed.

    python bench/training/fashion_mnist.py [--sizes 60000,10000,3000] [--seeds 0,1,2] [--data FOLDER] [--photos FOLDER]

Wants the container's packages (pipeline/container/requirements.txt) and the four files of Debian's package
dataset-fashion-mnist. Nothing is chosen by the 10,000 test pictures: they are the golden set, scored once at the end;
a tenth of the training pictures is held out for calibration and class offsets, whose floors are issue figures, not
test results. --photos trains on a folder of classes (such as the demo's rendered photos) instead.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

CONTAINER = Path(__file__).resolve().parents[2] / "pipeline" / "container"
sys.path.insert(0, str(CONTAINER))

from everloop_container.manifest import manifest_id  # noqa: E402

CLASSES = ["upper-part", "bottom-part", "one-piece", "footwear", "bags"]
# Fashion-MNIST's ten labels: t-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot
REGROUPED = [0, 1, 0, 2, 0, 3, 0, 3, 4, 3]
# what product-images is trained with (lib/workloads/product-images-training.ts)
HYPER_PARAMETERS = {
    "recall_floors": "upper-part=0.96,bottom-part=0.98,one-piece=0.96,footwear=0.995,bags=0.98",
    "precision_floors": "upper-part=0.985,bottom-part=0.98,one-piece=0.88,footwear=0.995,bags=0.98",
}

Entry = tuple[bytes, str, str]
"""Content, class, name."""


def read_idx(path: Path, header: int) -> np.ndarray:
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def fashion_mnist(folder: Path, prefix: str, count: int, seed: int) -> list[Entry]:
    pictures = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    labels = read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", 8)
    chosen = np.random.default_rng(seed).permutation(len(labels))[:count]
    return [(png(pictures[i]), CLASSES[REGROUPED[labels[i]]], f"{prefix}-{i:05d}.png") for i in chosen]


def png(picture: np.ndarray) -> bytes:
    import io

    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", compress_level=1)
    return file.getvalue()


def folder_of_classes(folder: Path, seed: int) -> list[Entry]:
    found = [(path.read_bytes(), name, path.name) for name in CLASSES for path in sorted((folder / name).iterdir())]
    random.Random(seed).shuffle(found)  # noqa: S311 -- a reproducible order
    return found


def write_dataset(base: Path, prefix: str, entries: list[Entry], splits: list[str]) -> None:
    """<prefix>manifest/ and <prefix>files/ as the prepare job's inputs; equal pictures are kept once."""
    items, seen = [], set()
    for (content, label, name), split in zip(entries, splits, strict=True):
        sha256 = hashlib.sha256(content).hexdigest()
        if sha256 in seen:
            continue
        seen.add(sha256)
        path = base / f"{prefix}files" / label / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        item = {"label": label, "path": f"{label}/{name}", "sha256": sha256, "sizeBytes": len(content)}
        items.append({**item, "source": "bench", "split": split})
    identity = manifest_id("product-images", CLASSES, items)
    document = {"schemaVersion": 1, "id": identity, "workload": "product-images", "classes": CLASSES, "items": items}
    (base / f"{prefix}manifest").mkdir(parents=True)
    (base / f"{prefix}manifest" / "manifest.json").write_text(json.dumps(document))


def run(base: Path, *words: str) -> float:
    """Seconds of one job; its log is shown when it fails."""
    start = time.perf_counter()
    environment = {**os.environ, "SAGEMAKER_BASE_DIR": str(base), "PYTHONPATH": str(CONTAINER)}
    command = [sys.executable, "-m", "everloop_container", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return time.perf_counter() - start


def show(title: str, summary: dict[str, Any]) -> None:
    print(
        f"{title}: macro-F1 {summary['macroF1']:.4f}, accuracy {summary['accuracy']:.4f}, "
        f"calibration error {summary['calibrationError']:.4f}"
    )
    for name, score in summary["perClass"].items():
        figures = ", ".join(f"{kpi} {score[kpi]:.4f}" for kpi in ("recall", "precision", "npv"))
        print(f"    {name:12s} {figures}, support {score['support']}")
    sys.stdout.flush()


def measure(folder: Path, train: list[Entry], golden: list[Entry], seeds: list[int]) -> None:
    source, output = folder / "processing/input", folder / "processing/output"
    write_dataset(source, "", train, ["validation" if i % 10 == 0 else "train" for i in range(len(train))])
    write_dataset(source, "golden-", golden, ["golden"] * len(golden))
    print(f"== {len(train)} pictures: prepare {run(folder, 'prepare'):.1f} s (golden set included)")
    for split in ("train", "validation"):
        (folder / "input/data").mkdir(parents=True, exist_ok=True)
        (folder / "input/data" / split).symlink_to(output / split)
    for name, target in (("golden", output / "golden"), ("model", folder / "model")):
        (source / name).symlink_to(target)
    for seed in seeds:
        (folder / "input/config").mkdir(parents=True, exist_ok=True)
        hyper_parameters = {**HYPER_PARAMETERS, "seed": str(seed)}
        (folder / "input/config/hyperparameters.json").write_text(json.dumps(hyper_parameters))
        seconds = {command: run(folder, command) for command in ("train", "evaluate")}
        evaluation = json.loads((output / "evaluation/evaluation.json").read_text())["everloop"]
        times = ", ".join(f"{command} {value:.1f} s" for command, value in seconds.items())
        show(f"seed {seed} ({times})", evaluation["challenger"]["golden"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="60000,10000,3000")
    parser.add_argument("--seeds", default="0,1,2")
    parser.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"))
    parser.add_argument("--photos", type=Path, help="folder of classes to train on instead")
    given = parser.parse_args()
    golden = fashion_mnist(given.data, "t10k", 10_000, seed=0)
    seeds = [int(seed) for seed in given.seeds.split(",")]
    sizes = [0] if given.photos else [int(size) for size in given.sizes.split(",")]
    for size in sizes:
        train = folder_of_classes(given.photos, 0) if given.photos else fashion_mnist(given.data, "train", size, 0)
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), train, golden, seeds)


if __name__ == "__main__":
    main()
