"""CloudFormation: a resource that fails to delete keeps what it depends on, as in AWS.

MiniStack deletes everything else of the stack. The function of a custom resource that failed is then gone, and every
retry of the delete fails for want of it.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from hooks import replace, require
from ministack.services.cloudformation import _stacks, handlers, stacks

Definitions = dict[str, Any]


class _Resources(dict[str, Any]):
    """A stack's resources while it is deleted. MiniStack looks each up by `get` before it deletes it: those to keep are
    not found that way, but a listing and a snapshot still have them."""

    def __init__(self, resources: dict[str, Any], definitions: Definitions) -> None:
        super().__init__(resources)
        self._definitions = definitions
        self._kept: set[str] = set()

    def keep_dependencies(self, logical_id: str) -> None:
        """MiniStack deletes in reverse order of dependency, so nothing that `logical_id` needs is gone yet."""
        self._kept |= stacks._with_dependencies([logical_id], self._definitions, set(self)) - {logical_id}

    def get(self, key: str, default: Any = None) -> Any:
        return default if key in self._kept else super().get(key, default)


_current: ContextVar[_Resources | None] = ContextVar("everloop_deleted_resources", default=None)


def _keeping(original: Callable[..., Any]) -> Callable[..., Any]:
    async def delete_stack(stack_name: str, stack_id: str, retain_resources: Any = (), force: bool = False) -> None:
        stack = _stacks.get(stack_name)
        if not stack or force:  # a forced delete retains dependencies by itself
            await original(stack_name, stack_id, retain_resources, force)
            return
        definitions = (stack.get("_template") or {}).get("Resources", {})
        resources = stack["_resources"] = _Resources(stack.get("_resources", {}), definitions)
        token = _current.set(resources)
        try:
            await original(stack_name, stack_id, retain_resources, force)
        finally:
            _current.reset(token)
            stack["_resources"] = dict(resources)

    return delete_stack


def _noticing_failure(original: Callable[..., Any]) -> Callable[..., Any]:
    def delete_resource(
        resource_type: str,
        physical_id: str,
        props: dict[str, Any],
        stack_name: str | None = None,
        logical_id: str | None = None,
    ) -> Any:
        try:
            return original(resource_type, physical_id, props, stack_name, logical_id)
        except Exception:
            resources = _current.get()
            if resources is not None and logical_id:
                resources.keep_dependencies(logical_id)
            raise

    return delete_resource


def install() -> None:
    require(stacks, "_with_dependencies", ["logical_ids", "res_defs", "remaining"])
    of_resource = ["resource_type", "physical_id", "props", "stack_name", "logical_id"]
    replace(stacks, "_delete_resource", of_resource, _noticing_failure)
    parameters = ["stack_name", "stack_id", "retain_resources", "force"]
    replace(stacks, "_delete_stack_async", parameters, _keeping)
    require(handlers, "_delete_stack_async", parameters)
    handlers._delete_stack_async = stacks._delete_stack_async
