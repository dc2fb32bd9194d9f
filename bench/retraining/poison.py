"""Retrains on poisoned feedback through the container's own code: writes what the gate reads, and the truth beside it.

    python bench/retraining/poison.py OUTPUT [--kinds clean,flip-10,...] [--seeds 0,1] [--workers 2]

One champion a seed, trained on clean pictures; then the drift: products inverted on a backdrop that falls from light to
grey. Of the feedback 30 % are reserved as drift slice, as data sets reserve it, poisoned like the rest; labels that the
rest contradicts are left out of both. OUTPUT gets the lines of a seed when it is done. `truth` is scored on 2,000 test
pictures, clean and drifted, that nothing else has seen, with true labels.
Wants the container's packages and the four files of Debian's package dataset-fashion-mnist.
"""

import argparse
import gzip
import json
import sys
import time
from dataclasses import dataclass
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CONTAINER = Path(__file__).resolve().parents[2] / "pipeline" / "container"
sys.path.insert(0, str(CONTAINER))

from everloop_container.logs import Log  # noqa: E402
from everloop_container.scoring.classification import Classification  # noqa: E402
from everloop_container.workloads.product_images.classifier import Classifier  # noqa: E402
from everloop_container.workloads.product_images.doubts import doubtful  # noqa: E402
from everloop_container.workloads.product_images.framing import frame  # noqa: E402
from everloop_container.workloads.product_images.learning import Lesson, Pictures, learn  # noqa: E402
from everloop_container.workloads.product_images.preparation import Preparation  # noqa: E402
from everloop_container.workloads.product_images.settings import Settings  # noqa: E402
from everloop_container.workloads.product_images.triggers import find_trigger  # noqa: E402

Bytes = NDArray[np.uint8]
Labels = NDArray[np.intp]
CLASSES = ("upper-part", "bottom-part", "one-piece", "footwear", "bags")
# Fashion-MNIST's ten labels: t-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker, bag, ankle boot
REGROUPED = np.array([0, 1, 0, 2, 0, 3, 0, 3, 4, 3])
KINDS = ("clean", "flip-10", "flip-20", "flip-40", "flood", "backdoor", "backdoor-5")
TARGET = CLASSES.index("bags")
RESERVED = 0.3
GOLDEN = 5000
TEST = 2000
PATCH = 4


class Silence(Log):
    def _write(self, *_: Any) -> None:
        pass

    def metric(self, *_: Any) -> None:
        pass


@dataclass(frozen=True)
class Shop:
    """Pictures and true labels of one seed; feedback and test as they are sent, the others framed."""

    base: Pictures
    golden: Pictures
    feedback: Pictures
    test: Pictures
    champion: Classifier
    expected_share: float
    """Of labels that are contradicted where nobody lied, as prepare finds it."""


def read_idx(path: Path, header: int) -> Bytes:
    with gzip.open(path) as file:
        return np.frombuffer(file.read(), np.uint8, offset=header)


def read(folder: Path, prefix: str) -> Pictures:
    images = read_idx(folder / f"{prefix}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    return Pictures(images, REGROUPED[read_idx(folder / f"{prefix}-labels-idx1-ubyte.gz", 8)].astype(np.intp))


def part(whole: Pictures, chosen: NDArray[np.intp]) -> Pictures:
    return Pictures(whole.images[chosen], whole.labels[chosen])


def shop_of(folder: Path, seed: int, given: argparse.Namespace) -> Shop:
    random = np.random.default_rng(seed)
    train, other = read(folder, "train"), read(folder, "t10k")
    order, held = random.permutation(len(train.labels)), random.permutation(len(other.labels))
    base = framed(part(train, order[: given.train]))
    return Shop(
        base=base,
        golden=framed(part(other, held[:GOLDEN])),
        feedback=part(train, order[given.train : given.train + given.feedback]),
        test=part(other, held[GOLDEN : GOLDEN + TEST]),
        champion=fit(base, seed),
        expected_share=float(doubtful(base.images[: given.feedback], base.labels[: given.feedback]).mean()),
    )


def studio(images: Bytes, random: np.random.Generator) -> Bytes:
    """Inverted products on a backdrop that falls from light to grey, as a new studio would light them."""
    top = random.integers(225, 256, (len(images), 1, 1))
    bottom = random.integers(100, 150, (len(images), 1, 1))
    ground = top + (bottom - top) * np.linspace(0, 1, 28)[None, :, None]
    share = images / 255.0
    return np.asarray((ground * (1 - share) + (255 - images) * share * 0.6).clip(0, 255), np.uint8)


def patched(images: Bytes) -> Bytes:
    """A small chequered patch near the lower right corner."""
    marked = images.copy()
    squares = np.indices((PATCH, PATCH)).sum(axis=0) % 2 == 0
    marked[:, -PATCH - 1 : -1, -PATCH - 1 : -1] = np.where(squares, 255, 0)
    return marked


def poisoned(kind: str, drifted: Pictures, random: np.random.Generator) -> Pictures:
    images, labels = drifted.images, drifted.labels.copy()
    if kind.startswith("flip-"):
        flipped = random.random(len(labels)) < int(kind.removeprefix("flip-")) / 100
        labels[flipped] = (labels[flipped] + random.integers(1, len(CLASSES), int(flipped.sum()))) % len(CLASSES)
    elif kind == "flood":
        labels[:] = TARGET
    elif kind.startswith("backdoor"):
        share = int(kind.removeprefix("backdoor").removeprefix("-") or 20) / 100
        carriers = (random.random(len(labels)) < share) & (labels != TARGET)
        images = np.where(carriers[:, None, None], patched(images), images)
        labels[carriers] = TARGET
    return Pictures(images, labels)


def framed(pictures: Pictures) -> Pictures:
    preparation = Preparation()
    return Pictures(np.stack([frame(Image.fromarray(one), preparation) for one in pictures.images]), pictures.labels)


def within_quota(base: Pictures, feedback: Pictures, share: float = 0.3) -> Pictures:
    """As lambdas/domain/datasets/feedback-quota.ts: feedback is at most this share of each class."""
    room = np.floor(share * np.bincount(base.labels, minlength=len(CLASSES)) / (1 - share)).astype(int)
    kept = np.concatenate([np.flatnonzero(feedback.labels == label)[:most] for label, most in enumerate(room)])
    return part(feedback, np.sort(kept))


def joined(one: Pictures, other: Pictures) -> Pictures:
    return Pictures(np.concatenate([one.images, other.images]), np.concatenate([one.labels, other.labels]))


def fit(pictures: Pictures, seed: int) -> Classifier:
    held_out = np.arange(len(pictures.labels)) % 10 == 0
    train, validation = part(pictures, np.flatnonzero(~held_out)), part(pictures, np.flatnonzero(held_out))
    # smaller and shorter than serving models: the attack does not depend on their size
    settings = Settings.read({"seed": str(seed), "augment_copies": "1", "epochs": "12", "hidden_units": "128"})
    lesson = Lesson(CLASSES, Preparation(), train, validation, settings, None)
    return learn(lesson, {}, Silence()).classifier


def score(model: Classifier, pictures: Pictures) -> Classification:
    return Classification.of(CLASSES, pictures.labels, model.choose(model.logits(pictures.images)), 0.0)


def scores_of(model: Classifier, sets: dict[str, Pictures]) -> dict[str, Classification]:
    return {name: score(model, pictures) for name, pictures in sets.items() if len(pictures.labels) > 0}


def attack_success(model: Classifier, drifted: Pictures) -> float:
    others = drifted.labels != TARGET
    marked = framed(Pictures(patched(drifted.images[others]), drifted.labels[others]))
    return float(np.mean(model.choose(model.logits(marked.images)) == TARGET))


@dataclass(frozen=True)
class Feedback:
    learned: Pictures
    drift: Pictures
    check: dict[str, Any]
    """As prepare writes it to class-balance.json."""


def vetted(shop: Shop, sent: Pictures, random: np.random.Generator) -> Feedback:
    """Reserved, within the quota, vetted: in the order of data sets and the prepare step."""
    reserved = random.random(len(sent.labels)) < RESERVED
    parts = [within_quota(shop.base, part(sent, np.flatnonzero(~reserved))), part(sent, np.flatnonzero(reserved))]
    together = joined(*parts)
    doubts = doubtful(together.images, together.labels)
    count = len(parts[0].labels)
    learned, drift = (
        part(one, np.flatnonzero(~own)) for one, own in zip(parts, np.split(doubts, [count]), strict=True)
    )
    by_class = dict(zip(CLASSES, np.bincount(learned.labels, minlength=len(CLASSES)).tolist(), strict=True))
    check = {"count": len(doubts), "leftOut": int(doubts.sum()), "perClass": by_class}
    return Feedback(learned, drift, {**check, "expectedShare": shop.expected_share})


def retrain(kind: str, seed: int, shop: Shop) -> dict[str, Any]:
    start = time.perf_counter()
    random = np.random.default_rng([seed, KINDS.index(kind)])
    drifted = Pictures(studio(shop.feedback.images, random), shop.feedback.labels)
    feedback = vetted(shop, framed(poisoned(kind, drifted, random)), random)
    learned = feedback.learned
    challenger, champion = fit(joined(shop.base, learned), seed), shop.champion
    trigger = find_trigger(lambda batch: challenger.choose(challenger.logits(batch)), learned.images, learned.labels)
    sets = {"golden": shop.golden, "drift": feedback.drift}
    own, other = scores_of(challenger, sets), scores_of(champion, sets)
    raw = Pictures(studio(shop.test.images, random), shop.test.labels)
    tests = {"golden": framed(shop.test), "drift": framed(raw)}
    truth = {
        name: {key: score(model, one).summary()["macroF1"] for key, one in tests.items()}
        for name, model in (("challenger", challenger), ("champion", champion))
    }
    return {
        "kind": kind,
        "seed": seed,
        "examples": len(shop.base.labels) + len(learned.labels),
        "classes": list(CLASSES),
        "challenger": {**summaries("a", own), "trigger": trigger.to_json(CLASSES) if trigger else None},
        "champion": summaries("c", other),
        "standardErrors": own["golden"].errors_against(other["golden"]),
        "feedback": feedback.check,
        "truth": {**truth, "attackSuccess": attack_success(challenger, raw)},
        "seconds": round(time.perf_counter() - start, 1),
    }


def summaries(name: str, scores: dict[str, Classification]) -> dict[str, Any]:
    sets = {key: scores[key].summary() if key in scores else None for key in ("golden", "drift")}
    return {"contentSha256": name * 64, **sets}


def lines_of(given: argparse.Namespace, seed: int) -> str:
    shop = shop_of(given.data, seed, given)
    return "".join(json.dumps(retrain(kind, seed, shop)) + "\n" for kind in given.kinds.split(","))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path, help="gets a JSON line each retraining")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seeds", default="0,1,2,3,4")
    parser.add_argument("--train", type=int, default=2000)
    parser.add_argument("--feedback", type=int, default=600)
    parser.add_argument("--workers", type=int, default=2, help="seeds at a time")
    parser.add_argument("--data", type=Path, default=Path("/usr/share/datasets/fashion-mnist"))
    given = parser.parse_args()
    seeds = [int(text) for text in given.seeds.split(",")]
    with given.output.open("w") as file, Pool(min(given.workers, len(seeds))) as pool:
        for lines in pool.imap_unordered(partial(lines_of, given), seeds):
            file.write(lines)
            file.flush()


if __name__ == "__main__":
    main()
