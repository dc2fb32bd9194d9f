"""What the commands' options share."""

from collections.abc import Sequence

from ..errors import BadInput

INPUT = "/opt/ml/processing/input"
OUTPUT = "/opt/ml/processing/output"


def named_values(where: str, option: str, pairs: Sequence[str]) -> dict[str, str]:
    """@raises BadInput: names every pair that isn't NAME=VALUE."""
    wrong = [pair for pair in pairs if "=" not in pair]
    if wrong:
        remedy = f"write {option} NAME=VALUE"
        raise BadInput(where, f"{option} must be NAME=VALUE", got=", ".join(map(repr, wrong)), remedy=remedy)
    return dict(pair.split("=", 1) for pair in pairs)
