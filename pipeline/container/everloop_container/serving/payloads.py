"""Bodies to items: encoded images, or rows of a table. An item that can't be read is a Refusal in its place."""

import base64
import binascii
import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from ..errors import Refusal

# the last one is for any of them, as in a transform job: what an image is, its bytes tell
IMAGES = ("image/jpeg", "image/png", "image/webp", "application/x-image")
JSON = "application/json"
LINES = ("application/x-ndjson", "application/jsonlines")
CSV = "text/csv"
MAX_ITEMS = 10_000

Takes = Literal["images", "rows"]


@dataclass(frozen=True)
class Batch:
    items: Sequence[Any]
    """bytes, or a row by column name, or the Refusal of an item."""
    ids: Sequence[Any]
    """The sender's own name of each item; None where there is none."""
    kind: Literal["single", "json", "lines"]
    """How to answer: one image's Refusal is the whole answer's."""


def read_body(body: bytes, content_type: str, takes: Takes) -> Batch:
    """@raises Refusal: the body as a whole is unusable."""
    kind = content_type.partition(";")[0].strip().lower()
    if takes == "images" and kind in IMAGES:
        return Batch([body], [None], "single")
    if kind == JSON:
        return _batch(_json_items(body), takes, "json")
    if kind in LINES:
        return _batch(_line_items(body), takes, "lines")
    if takes == "rows" and kind == CSV:
        return _batch(_csv_rows(body), takes, "json")
    accepted = [*(IMAGES if takes == "images" else (CSV,)), JSON, *LINES]
    message = f"Content type '{kind}' is none that this model takes."
    raise Refusal("UNSUPPORTED_CONTENT_TYPE", message, f"Use one of {', '.join(accepted)}.", status=415)


def _batch(entries: Sequence[Any], takes: Takes, kind: Literal["json", "lines"]) -> Batch:
    if not entries:
        raise Refusal("NO_ITEMS", "The request holds no items.", "Send at least one.")
    if len(entries) > MAX_ITEMS:
        message = f"The request holds {len(entries)} items, more than {MAX_ITEMS}."
        raise Refusal("TOO_MANY_ITEMS", message, "Send them in several requests.", status=413)
    read: Callable[[Any], Any] = _image if takes == "images" else _row
    ids = [entry.get("id") if takes == "images" and isinstance(entry, dict) else None for entry in entries]
    return Batch([entry if isinstance(entry, Refusal) else read(entry) for entry in entries], ids, kind)


def _json_items(body: bytes) -> Sequence[Any]:
    document = _parse(body)
    if isinstance(document, Refusal):
        raise document
    if isinstance(document, dict):
        document = document.get("instances")
    if not isinstance(document, list):
        message = "The JSON is neither a list nor an object with a list 'instances'."
        raise Refusal("BAD_JSON_SHAPE", message, 'Send {"instances": [...]}.')
    return document


def _line_items(body: bytes) -> Sequence[Any]:
    return [_parse(line) for line in body.splitlines() if line.strip()]


def _parse(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        return Refusal("BAD_JSON", f"The JSON can't be read: {error}.", "Send valid JSON in UTF-8.")


def _csv_rows(body: bytes) -> Sequence[Any]:
    try:
        reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig")), strict=True)
        return [
            Refusal("BAD_ROW", "The row has another number of cells than the header.", "Send as many cells.")
            if None in row or None in row.values()
            else {name: cell if cell != "" else None for name, cell in row.items()}
            for row in reader
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refusal("BAD_CSV", f"The CSV can't be read: {error}.", "Send UTF-8 with a header row.") from error


def _image(entry: Any) -> bytes | Refusal:
    """Base64 text, or an object with it under `image`."""
    text = entry.get("image") if isinstance(entry, dict) else entry
    if not isinstance(text, str):
        message = "The item is neither base64 text nor an object with it under 'image'."
        return Refusal("BAD_ITEM", message, 'Send {"image": "<base64>"}.')
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        return Refusal("BAD_BASE64", f"The image's base64 can't be read: {error}.", "Encode the bytes as base64.")


def _row(entry: Any) -> Any:
    if isinstance(entry, dict) and all(isinstance(v, str | int | float | bool | None) for v in entry.values()):
        return entry
    return Refusal("BAD_ROW", "The item is no flat object of columns.", 'Send {"<column>": <value>, …}.')
