"""ECR: DescribeImages of an image that is not there must be an error, as in AWS.

MiniStack answers 200 with an empty list; the CDK CLI then believes that the image was pushed already and skips it.
"""

from collections.abc import Callable
from typing import Any

from hooks import replace, require
from ministack.services import ecr


def _refuse_unknown(original: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    def describe_images(data: dict[str, Any]) -> Any:
        name = data.get("repositoryName", "")
        for image_id in data.get("imageIds") or []:
            if name in ecr._repositories and not ecr._find_image(name, image_id):
                message = f"The image with imageId {image_id} does not exist within the repository with name '{name}'"
                return ecr.error_response_json("ImageNotFoundException", message, 400)
        return original(data)

    return describe_images


def install() -> None:
    require(ecr, "_find_image", ["repo_name", "image_id"])
    replace(ecr, "_describe_images", ["data"], _refuse_unknown)
