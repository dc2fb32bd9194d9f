"""The list of workloads: a new one is one module and one line here."""

from importlib import import_module

from ..errors import BadInput
from ..workload import Workload

# loaded when needed: serving must not wait for what it doesn't use
_MODULES = {"product-images": "product_images"}


def find_workload(name: str) -> Workload:
    """@raises BadInput: the container has no such workload."""
    if name not in _MODULES:
        remedy = f"use one of {', '.join(_MODULES)}"
        raise BadInput("container", "workload must be one that it contains", got=repr(name), remedy=remedy)
    module = import_module(f".{_MODULES[name]}", __package__)
    workload: Workload = module.WORKLOAD
    return workload
