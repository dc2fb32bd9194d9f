"""Replaces private functions of the pinned MiniStack, and refuses to start when one of them has changed.

A hook is a bet on a private name. `replace` checks the signature it was written against, so that an upgrade that
moves or reshapes the function fails at start-up with the name of the hook, never in the middle of a demo.
"""

import inspect
from collections.abc import Callable
from typing import Any


class HookMismatch(RuntimeError):
    """A private function of MiniStack is not the one this plug-in was written for."""


def _check(owner: Any, name: str, parameters: list[str]) -> Callable[..., Any]:
    where = f"{getattr(owner, '__name__', owner)}.{name}"
    original: Callable[..., Any] | None = getattr(owner, name, None)
    if not callable(original):
        raise HookMismatch(f"laptop cloud plug-in: {where} must exist, got nothing; install the pinned MiniStack")
    got = list(inspect.signature(original).parameters)
    if got != parameters:
        raise HookMismatch(
            f"laptop cloud plug-in: {where} must take {parameters}, got {got}; install the pinned MiniStack"
        )
    return original


def replace(
    owner: Any, name: str, parameters: list[str], build: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> None:
    """Replaces `owner.name`; `build` receives the original and returns the replacement.

    Raises HookMismatch when the original is missing or takes other parameters than `parameters`.
    """
    original = _check(owner, name, parameters)
    setattr(owner, name, build(original))


def require(owner: Any, name: str, parameters: list[str]) -> Callable[..., Any]:
    """Returns `owner.name` for calling, with the same check as `replace`."""
    return _check(owner, name, parameters)
