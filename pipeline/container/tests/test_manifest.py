import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import everloop_container
from everloop_container.canonical_json import canonical
from everloop_container.errors import BadInput
from everloop_container.manifest import manifest_id, parse_manifest

from .support import CLASSES, examples, manifest_of

SCHEMA = json.loads((Path(everloop_container.__file__).parent / "manifest.schema.json").read_text())
ITEM = {"label": "bags", "path": "a/é.png", "sha256": "0" * 64, "sizeBytes": 7, "source": "import", "split": "train"}


def test_the_id_is_the_hash_that_other_languages_compute() -> None:
    # node -e: createHash('sha256').update(JSON.stringify(<sorted keys>)).digest('hex'); README.md shows the text
    items = [{**ITEM, "path": 'b/\u2028\\"\x1f.png'}, ITEM]
    assert manifest_id("product-images", ["bags"], items) == VECTOR


VECTOR = "6707768593cae648c4498981a0cf397db624a66413aef73ac48ad7852d71b3cc"


def test_the_id_knows_no_order_of_items_or_keys() -> None:
    items = manifest_of(examples(3))["items"]
    shuffled = [dict(reversed(item.items())) for item in reversed(items)]
    assert manifest_id("product-images", CLASSES, shuffled) == manifest_id("product-images", CLASSES, items)


@pytest.mark.parametrize("change", [{"label": "disc"}, {"split": "drift"}, {"source": "x"}, {"sizeBytes": 1}])
def test_the_id_knows_every_value(change: dict[str, Any]) -> None:
    items = manifest_of(examples(3))["items"]
    changed = [{**items[0], **change}, *items[1:]]
    assert manifest_id("product-images", CLASSES, changed) != manifest_id("product-images", CLASSES, items)


names = st.sampled_from(["labelled/a.png", "a", "", "/a", "a/", "../a", "a/../b", "a//b", "./a", "a/.b", "a\0", "…/é"])
values = st.one_of(st.none(), st.integers(-1, 2), st.sampled_from(["", "train", "bags", "0" * 64]), st.booleans())
changes = st.dictionaries(st.sampled_from([*ITEM, "more"]), values, max_size=2)


@given(path=names, change=changes)
def test_schema_and_reader_agree(path: str, change: dict[str, Any]) -> None:
    item = {**ITEM, "path": path, **change}
    document: dict[str, Any] = {"classes": ["bags"], "items": [item], "schemaVersion": 1, "workload": "w"}
    document["id"] = "0" * 64
    is_valid = jsonschema.Draft202012Validator(SCHEMA).is_valid(document) and item["label"] == "bags"
    if is_valid:
        document["id"] = manifest_id("w", ["bags"], [item])
        assert parse_manifest(document).items[0].path == item["path"]
    else:
        with pytest.raises(BadInput, match="must follow the schema"):
            parse_manifest(document)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3)))
def test_canonical_json_is_json(value: Any) -> None:
    try:
        assert json.loads(canonical(value)) == value
    except UnicodeEncodeError:  # a lone surrogate is no text
        assert "\\ud" in json.dumps(value)
