"""What must hold of a data set before a file of it is read."""

from collections import Counter
from collections.abc import Sequence

from ..errors import BadInput
from ..manifest import Item, Manifest, Split

# one to learn from and one to hold out, where the manifest holds none out itself
# a drift slice holds what people labelled: the gate judges the classes that it has enough of
_LEAST: dict[Split, int] = {"train": 2, "drift": 0}
_LISTED = 5


def check_classes(manifest: Manifest, split: Split, items: Sequence[Item]) -> None:
    """@raises BadInput: a class has too few examples to be learnt or measured."""
    counts = Counter(item.label for item in items)
    least = _LEAST.get(split, 1)
    scarce = [f"{name} has {counts[name]}" for name in manifest.classes if counts[name] < least]
    if scarce:
        remedy = "label examples of them and build the manifest again, or take the class out of the configuration"
        what = f"every class must have at least {least} examples in {split}"
        raise BadInput("dataset", what, got=", ".join(scarce), remedy=remedy)


def check_leaks(items: Sequence[Item]) -> None:
    """@raises BadInput: the same picture is in two splits, or has two labels."""
    seen: dict[str, Item] = {}
    problems = []
    for item in items:
        first = seen.setdefault(item.sha256, item)
        if first.split != item.split:
            problems.append(f"{first.path} ({first.split}) = {item.path} ({item.split})")
        elif first.label != item.label:
            problems.append(f"{first.path} is labelled {first.label}, its copy {item.path} {item.label}")
    if problems:
        listed = "; ".join(problems[:_LISTED])
        remedy = "build the manifest again: it keeps copies together"
        what = "equal files must be in one split with one label"
        raise BadInput("dataset", what, got=f"{len(problems)} that are not: {listed}", remedy=remedy)


def check_same_kind(main: Manifest, other: Manifest, split: Split) -> None:
    """@raises BadInput: a golden or drift manifest of another workload, with other classes, or with other splits."""
    for key in ("workload", "classes"):
        if getattr(main, key) != getattr(other, key):
            remedy = f"give a {split} manifest of the same workload and configuration"
            what = f"{key} must be those of the dataset, {getattr(main, key)}"
            raise BadInput(f"{split} manifest", what, got=getattr(other, key), remedy=remedy)
    wrong = sorted({item.split for item in other.items} - {split})
    if wrong:
        remedy = "build it as a frozen set of its own"
        raise BadInput(f"{split} manifest", f"items must all be in split {split}", got=", ".join(wrong), remedy=remedy)
