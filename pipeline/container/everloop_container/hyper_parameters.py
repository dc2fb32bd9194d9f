"""Hyper-parameters: SageMaker hands all of them over as strings; a workload says what each may be."""

import difflib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .errors import BadInput

# tuning and AWS's own tools add names of theirs
_FOREIGN_PREFIXES = ("sagemaker_", "_")


class Rule(Protocol):
    """How one hyper-parameter is read."""

    @property
    def default(self) -> Any: ...

    @property
    def rule(self) -> str:
        """Completes "must be ..."."""

    def read(self, text: str) -> Any:
        """@raises ValueError: the text breaks the rule."""


@dataclass(frozen=True)
class Whole:
    default: int | None
    """None: `auto`, the workload decides from the data."""
    low: int
    high: int
    step: int = 1

    @property
    def rule(self) -> str:
        steps = f" in steps of {self.step}" if self.step > 1 else ""
        auto = "auto or " if self.default is None else ""
        return f"{auto}a whole number of {self.low} to {self.high}{steps}"

    def read(self, text: str) -> int | None:
        if self.default is None and text == "auto":
            return None
        value = int(text)
        if not self.low <= value <= self.high or value % self.step:
            raise ValueError
        return value


@dataclass(frozen=True)
class Real:
    default: float
    low: float
    high: float

    @property
    def rule(self) -> str:
        return f"a number of {self.low:g} to {self.high:g}"

    def read(self, text: str) -> float:
        value = float(text)
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise ValueError
        return value


@dataclass(frozen=True)
class Choice:
    default: str
    choices: tuple[str, ...]

    @property
    def rule(self) -> str:
        return f"one of {', '.join(self.choices)}"

    def read(self, text: str) -> str:
        if text not in self.choices:
            raise ValueError
        return text


@dataclass(frozen=True)
class Flag:
    default: bool
    rule: str = "true or false"

    def read(self, text: str) -> bool:
        return {"true": True, "false": False}[text.lower()]


@dataclass(frozen=True)
class PerClass:
    """Numbers by class, such as `bags=0.9,one-piece=0.95`; classes that aren't named have none."""

    low: float
    high: float
    default: Mapping[str, float] | None = None

    @property
    def rule(self) -> str:
        return f"<class>=<number of {self.low:g} to {self.high:g}>, separated by commas"

    def read(self, text: str) -> Mapping[str, float]:
        pairs = [part.split("=") for part in text.split(",") if part.strip()]
        values = {name.strip(): float(value) for name, value in pairs}
        if len(values) != len(pairs) or not all(self.low <= value <= self.high for value in values.values()):
            raise ValueError
        return values


def read_strings(path: Path) -> dict[str, str]:
    """hyperparameters.json; empty without the file. @raises BadInput: no JSON object of strings."""
    if not path.exists():
        return {}
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(path.name, "file must be JSON", got=f"'{error}'", remedy="let SageMaker write it") from error
    if not isinstance(document, dict) or not all(isinstance(value, str) for value in document.values()):
        remedy = "pass hyper-parameters as strings, numbers too"
        raise BadInput(path.name, "file must hold an object of strings", got=repr(document)[:200], remedy=remedy)
    return document


def parse(given: Mapping[str, str], rules: Mapping[str, Rule], where: str = "hyper-parameters") -> dict[str, Any]:
    """Values by name, defaults filled in. @raises BadInput: names every unknown name and every bad value."""
    problems = []
    values = {name: rule.default for name, rule in rules.items()}
    for name, text in given.items():
        if name not in rules:
            if not name.startswith(_FOREIGN_PREFIXES):
                problems.append(f"{name} is unknown{_suggestion(name, rules)}")
            continue
        try:
            values[name] = rules[name].read(text.strip())
        except (ValueError, KeyError):
            problems.append(f"{name} must be {rules[name].rule}, got {text[:60]!r}")
    if problems:
        remedy = "correct them all; the container's README lists every name"
        raise BadInput(where, "values must follow their rules", got="; ".join(problems), remedy=remedy)
    return values


def _suggestion(name: str, rules: Mapping[str, Rule]) -> str:
    close = difflib.get_close_matches(name, list(rules), n=1)
    return f" (did you mean {close[0]}?)" if close else ""
