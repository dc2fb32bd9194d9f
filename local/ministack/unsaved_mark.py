"""Leaves `<state>/unsaved` behind when a clean stop could not save every service, so that `everloop down` can say so.

MiniStack only logs that, onto a disk that may be full. So the mark is made at the start, when there is room, and
removed by a stop that saved everything: removing needs no room.
"""

import os
from collections.abc import Callable
from typing import Any

import ministack.app as app
from hooks import replace
from ministack.core import persistence


def _mark() -> str:
    return os.path.join(persistence.STATE_DIR, "unsaved")


def _file_of(service: str) -> int | None:
    """Tells one version of a service's file from the next, which replaces it."""
    try:
        return os.stat(os.path.join(persistence.STATE_DIR, f"{service}.json")).st_ino
    except OSError:
        return None


def _noting(failed: list[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def build(original: Callable[..., Any]) -> Callable[..., Any]:
        def save_state(service: str, data: dict[str, Any]) -> None:
            before = _file_of(service)
            original(service, data)  # raises nothing
            if _file_of(service) == before:
                failed.append(service)

        return save_state

    return build


def _clearing(failed: list[str]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def build(original: Callable[..., Any]) -> Callable[..., Any]:
        def save_all(services: dict[str, Any]) -> None:
            failed.clear()
            original(services)
            if not failed:
                os.remove(_mark())

        return save_all

    return build


def install() -> None:
    if not persistence.PERSIST_STATE:
        return
    failed: list[str] = []
    replace(persistence, "save_state", ["service", "data"], _noting(failed))
    replace(app, "save_all", ["services"], _clearing(failed))
    os.makedirs(persistence.STATE_DIR, exist_ok=True)
    with open(_mark(), "wb"):
        pass
