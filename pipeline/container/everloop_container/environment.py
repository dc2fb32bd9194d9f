"""Everything the container reads from its environment, in one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import BadInput

_FILED = ("SAGEMAKER_BATCH", "EVERLOOP_IDENTITY_IN_BODY")


@dataclass(frozen=True)
class Environment:
    base: Path
    """SAGEMAKER_BASE_DIR, default /opt/ml: all of the contract's folders lie below."""
    host: str
    """EVERLOOP_BIND_ADDRESS, default 0.0.0.0: the address that `serve` listens on."""
    port: int
    """SAGEMAKER_BIND_TO_PORT, default 8080."""
    model_package: str
    """EVERLOOP_MODEL_PACKAGE_ARN: the version that the endpoint was given; empty when unknown."""
    artifact_sha256: str
    """EVERLOOP_ARTIFACT_SHA256: of the model.tar.gz that the endpoint was given; empty when unknown."""
    is_filed: bool
    """SAGEMAKER_BATCH (a transform job) or EVERLOOP_IDENTITY_IN_BODY (an asynchronous endpoint) is true: answers become
    files, which keep bodies only."""
    job: str
    """TRAINING_JOB_NAME; empty outside of training."""
    tracking_folder: str
    """EVERLOOP_TRACKING_FOLDER: of the local experiment store; empty where there is none."""


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """@raises BadInput: the port is no port."""
    given = os.environ if variables is None else variables
    return Environment(
        base=Path(given.get("SAGEMAKER_BASE_DIR") or "/opt/ml"),
        host=given.get("EVERLOOP_BIND_ADDRESS") or "0.0.0.0",  # noqa: S104 -- the contract: SageMaker calls from outside
        port=_port(given.get("SAGEMAKER_BIND_TO_PORT") or "8080"),
        model_package=given.get("EVERLOOP_MODEL_PACKAGE_ARN", ""),
        artifact_sha256=given.get("EVERLOOP_ARTIFACT_SHA256", ""),
        is_filed=any(given.get(name, "").lower() == "true" for name in _FILED),
        job=given.get("TRAINING_JOB_NAME", ""),
        tracking_folder=given.get("EVERLOOP_TRACKING_FOLDER", ""),
    )


def one_thread_for_algebra() -> None:
    """Call before numpy loads. The algebra library's own threads wait by spinning: on a busy machine training took five
    times as long (54 s, not 10), and sums differ with their number. What gains from two cores says so itself."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535:
        return int(text)
    remedy = "set it to a free port"
    raise BadInput(
        "environment", "SAGEMAKER_BIND_TO_PORT must be a number of 1 to 65535", got=repr(text), remedy=remedy
    )
