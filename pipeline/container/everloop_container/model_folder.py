"""Where a model lies: a folder with model.json, or a folder with the model.tar.gz that SageMaker packed from it."""

import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .errors import BadInput

ARCHIVE = "model.tar.gz"
DESCRIPTION = "model.json"


@contextmanager
def unpacked(folder: Path) -> Iterator[Path]:
    """The model's own folder; unpacked to a temporary one if need be. @raises BadInput: no model lies there."""
    if (folder / DESCRIPTION).is_file():
        yield folder
        return
    with TemporaryDirectory(prefix="model-") as temporary:
        try:
            with tarfile.open(folder / ARCHIVE) as archive:
                archive.extractall(temporary, filter="data")
        except (OSError, tarfile.TarError, EOFError) as error:
            remedy = "connect the input to a training job's model artifact"
            what = f"folder must hold {ARCHIVE}, or {DESCRIPTION}"
            raise BadInput(folder.name, what, got=f"'{error}'", remedy=remedy) from error
        yield Path(temporary)


def workload_of(folder: Path) -> str:
    """@raises BadInput: no model lies there."""
    try:
        return str(json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))["workload"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        remedy = "pass the model.tar.gz of a training job of this container"
        what = f"{DESCRIPTION} must name its workload"
        raise BadInput("model", what, got=f"'{error}'", remedy=remedy) from error
