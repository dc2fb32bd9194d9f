"""What a model folder contains, as one hash: the same before packing and after unpacking, unlike a tar's own hash."""

import hashlib
from pathlib import Path

from .canonical_json import sha256_of


def content_sha256(folder: Path) -> str:
    """Hash of the canonical JSON `{<relative path>: <sha256>}` over all files of the folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return sha256_of({path.relative_to(folder).as_posix(): _sha256(path) for path in files})


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
