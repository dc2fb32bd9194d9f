"""sagemaker:AddTags: who creates a SageMaker resource with tags must also be allowed to tag it.

SageMaker checks it in addition to the Create action (developer guide, "Provide permissions for tagging resources").
"""

from collections.abc import Iterable

from iam_decisions import Need
from iam_requests import NEEDS, Request


def tag_needs(request: Request) -> Iterable[Need]:
    """One sagemaker:AddTags on the new resource when the request carries tags."""
    if request.action.startswith("sagemaker:Create") and request.json.get("Tags"):
        yield Need("sagemaker:AddTags", request.resource, "sagemaker")


def install() -> None:
    NEEDS.append(tag_needs)
