"""Asks an endpoint for the class of an image.

python docs/clients/classify.py everloop-dev-product-images-production shoe.jpg
"""

import json
import mimetypes
import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError


def classify(endpoint: str, image: bytes, content_type: str) -> dict[str, Any]:
    """{"label": …, "score": 0 to 1, "scores": {class: share}, "model": which version answered}."""
    answer = boto3.client("sagemaker-runtime").invoke_endpoint(
        EndpointName=endpoint, ContentType=content_type, Body=image
    )
    prediction: dict[str, Any] = json.load(answer["Body"])["predictions"][0]
    # everloop-model-package=arn:…,everloop-artifact-sha256=…
    return {**prediction, "model": answer.get("CustomAttributes")}


if __name__ == "__main__":
    endpoint, file = sys.argv[1:3]
    content_type = mimetypes.guess_type(file)[0] or "image/jpeg"
    try:
        print(json.dumps(classify(endpoint, Path(file).read_bytes(), content_type)))
    except ClientError as error:
        details = error.response
        sys.exit(f"{details['Error']['Code']}: {details.get('OriginalMessage', details['Error']['Message'])}")
