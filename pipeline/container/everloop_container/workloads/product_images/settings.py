"""Hyper-parameters of product-images, and the options of its preparation."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from ...hyper_parameters import Choice, Flag, PerClass, Real, Rule, Whole, parse
from .preparation import COLOURS, FRAMINGS, MAX_SIDE, POLARITIES, SIDE_STEP, Preparation

PREPARATION_RULES: Mapping[str, Rule] = {
    "input_side": Whole(28, SIDE_STEP, MAX_SIDE, step=SIDE_STEP),
    "colour": Choice("grey", COLOURS),
    "framing": Choice("product", FRAMINGS),
    "polarity": Choice("auto", POLARITIES),
}

TRAINING_RULES: Mapping[str, Rule] = {
    "seed": Whole(0, 0, 2**31 - 1),
    "epochs": Whole(None, 1, 500),
    "hidden_units": Whole(None, 8, 4096),
    "batch_size": Whole(None, 8, 8192),
    "learning_rate": Real(2e-3, 1e-6, 1),
    "weight_decay": Real(5e-2, 0, 10),
    "augment_copies": Whole(5, 0, 16),
    "augment_flip": Flag(True),
    "augment_shift": Whole(1, 0, 4),
    "gradient_components": Whole(300, 8, 1000),
    "pixel_components": Whole(80, 8, 500),
    "pixel_weight": Real(0.3, 0, 10),
    "class_weights": Choice("auto", ("auto", "balanced", "none")),
    "class_weight_factors": PerClass(0.01, 100),
    "calibrate": Flag(True),
    "class_offsets": Flag(True),
    "recall_floors": PerClass(0, 1),
    "precision_floors": PerClass(0, 1),
    "validation_share": Real(0.1, 0.02, 0.5),
    "backbone": Choice("none", ("none", "onnx")),
}


@dataclass(frozen=True)
class Settings:
    """README.md says what each does."""

    seed: int
    epochs: int | None
    hidden_units: int | None
    batch_size: int | None
    learning_rate: float
    weight_decay: float
    augment_copies: int
    augment_flip: bool
    augment_shift: int
    gradient_components: int
    pixel_components: int
    pixel_weight: float
    class_weights: str
    class_weight_factors: Mapping[str, float] | None
    calibrate: bool
    class_offsets: bool
    recall_floors: Mapping[str, float] | None
    precision_floors: Mapping[str, float] | None
    validation_share: float
    backbone: str

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """Names of the preparation are checked here too, so that one set of hyper-parameters serves both jobs; whether
        they match the prepared data is `mismatches`' question. @raises BadInput: lists every problem."""
        values = parse(given, {**PREPARATION_RULES, **TRAINING_RULES})
        return cls(**{name: values[name] for name in TRAINING_RULES})


def read_preparation(given: Mapping[str, str]) -> Preparation:
    """Ignores what only training knows. @raises BadInput: lists every problem."""
    values = parse(given, {**PREPARATION_RULES, **TRAINING_RULES}, where="prepare")
    return Preparation(**{name: values[name] for name in PREPARATION_RULES})


def mismatches(given: Mapping[str, str], preparation: Preparation) -> list[str]:
    """Hyper-parameters that ask for another preparation than the data have."""
    wanted = parse({name: given[name] for name in PREPARATION_RULES if name in given}, PREPARATION_RULES)
    actual = preparation.to_json()
    return [
        f"{name}={wanted[name]} (prepared with {actual[name]})"
        for name in given
        if name in wanted and wanted[name] != actual[name]
    ]
