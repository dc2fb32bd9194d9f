"""Which model answers: told in headers of every response, so that a caller can tell fleets apart."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Identity:
    model_package: str
    """ARN that the endpoint was given; empty when unknown."""
    artifact_sha256: str
    """Of the model.tar.gz that the endpoint was given; empty when unknown."""
    content_sha256: str
    """Of the files that were really loaded (fingerprint.py)."""

    @cached_property
    def headers(self) -> dict[str, str]:
        """SageMaker passes only the custom attributes on to the caller; the others are for callers on this machine."""
        plain = {f"x-{name}": value for name, value in self._attributes.items()}
        return {**plain, "x-amzn-sagemaker-custom-attributes": self.custom_attributes}

    @property
    def _attributes(self) -> dict[str, str]:
        attributes = {
            "everloop-model-package": self.model_package,
            "everloop-artifact-sha256": self.artifact_sha256,
            "everloop-content-sha256": self.content_sha256,
        }
        return {name: value for name, value in attributes.items() if value}

    @property
    def custom_attributes(self) -> str:
        return ",".join(f"{name}={value}" for name, value in self._attributes.items())
