"""`prepare`: a processing job that turns manifests and their files into arrays, a class balance and data baselines."""

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..array_files import write_arrays
from ..canonical_json import write_json
from ..folders import Folders
from ..logs import Log
from ..manifest import SPLITS, Item, Manifest, Split, read_manifest
from ..monitoring.features import collect_features, write_features
from ..verified_files import VerifiedFiles
from ..workload import FEEDBACK_ARRAY, Prepared, PrepareJob
from ..workloads import find_workload
from .dataset_checks import check_classes, check_leaks, check_same_kind
from .options import INPUT, OUTPUT, named_values
from .vetting import FEEDBACK, Vetted, vet

# sets that come with a manifest of their own, if they come
_SEPARATE: tuple[Split, ...] = ("golden", "drift")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--input", default=INPUT, help="holds manifest/ and files/, and optionally golden-*, drift-*")
    parser.add_argument("--output", default=OUTPUT, help="gets train/, validation/, golden/, drift/ and report/")
    parser.add_argument("--strip-prefix", default="", help="part of the items' paths that files/ lacks")
    parser.add_argument(
        "--option", action="append", default=[], metavar="NAME=VALUE", help="of the workload, such as input_side=56"
    )


def run(arguments: Namespace, folders: Folders, log: Log) -> None:
    source, target = folders.resolve(arguments.input), folders.resolve(arguments.output)
    manifest = read_manifest(source / "manifest")
    log.say("manifest read", workload=manifest.workload, manifest=manifest.id, items=len(manifest.items))
    workload = find_workload(manifest.workload)
    files = VerifiedFiles(source / "files", arguments.strip_prefix)
    sets: dict[Split, tuple[Manifest, VerifiedFiles, Sequence[Item]]] = {
        split: (manifest, files, manifest.split(split)) for split in SPLITS if manifest.split(split)
    }
    for split in _SEPARATE:
        if (source / f"{split}-manifest").is_dir():
            other = read_manifest(source / f"{split}-manifest")
            check_same_kind(manifest, other, split)
            sets[split] = (other, VerifiedFiles(source / f"{split}-files"), other.items)
    sets.setdefault("train", (manifest, files, ()))
    for split, (_, _, items) in sets.items():
        check_classes(manifest, split, items)
    check_leaks([item for _, _, items in sets.values() for item in items])

    by_item = {id(item): reader for _, reader, items in sets.values() for item in items}
    job = PrepareJob(
        classes=manifest.classes,
        splits={split: items for split, (_, _, items) in sets.items()},
        read_all=lambda items, function: by_item[id(items[0])].read_all(items, function) if items else [],
        options=named_values("prepare", "--option", arguments.option),
        log=log,
    )
    vetted = vet(workload, job.splits, workload.prepare(job), log)
    for split, (origin, _, _) in sets.items():
        items = vetted.items[split]
        check_classes(manifest, split, items)
        description = _description(origin, split, items, vetted.prepared)
        is_feedback = np.array([item.source == FEEDBACK for item in items], bool)
        write_arrays(target / split, {**vetted.prepared.splits[split].arrays, FEEDBACK_ARRAY: is_feedback}, description)
        log.say("split written", split=split, count=len(items), per_class=description["perClass"])
    _write_report(target / "report", source / "features", manifest, vetted)


def _description(origin: Manifest, split: Split, items: Sequence[Item], prepared: Prepared) -> dict[str, Any]:
    counts = Counter(item.label for item in items)
    return {
        "workload": origin.workload,
        "manifestId": origin.id,
        "classes": list(origin.classes),
        "split": split,
        "count": len(items),
        "perClass": {name: counts[name] for name in origin.classes},
        "preparation": dict(prepared.preparation),
    }


def _write_report(folder: Path, features: Path, manifest: Manifest, vetted: Vetted) -> None:
    """Baselines describe the training split: what the model has seen is what later windows are compared with."""
    balance = {
        "formatVersion": 1,
        "manifestId": manifest.id,
        "splits": {
            split: {
                "count": len(items),
                "perClass": {name: sum(item.label == name for item in items) for name in manifest.classes},
                "perSource": dict(sorted(Counter(item.source for item in items).items())),
            }
            for split, items in vetted.items.items()
        },
        "feedback": vetted.counts(),
    }
    write_json(folder / "class-balance.json", balance)
    write_json(folder / "feedback.json", vetted.report())
    items = vetted.items["train"]
    columns = collect_features(items, vetted.prepared.splits["train"].features, features)
    write_features(folder, items, columns)
