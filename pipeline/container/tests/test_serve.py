"""The serving contract over HTTP, in process."""

import base64
import io
import json
import struct
import zlib
from collections.abc import Sequence
from typing import Any, Literal

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from everloop_container.environment import read_environment
from everloop_container.errors import Refusal
from everloop_container.serving.application import create_application
from everloop_container.serving.identity import Identity
from everloop_container.serving.limits import MAX_BODY_BYTES
from everloop_container.serving.payloads import Batch
from everloop_container.serving.scoring import answers
from everloop_container.workload import Prediction
from everloop_container.workloads import find_workload

from .support import CLASSES, Jobs, draw, encoded

IDENTITY = Identity("arn:aws:sagemaker:eu-west-1:1:model-package/images/3", "a" * 64, "b" * 64)


@pytest.fixture(scope="module")
def client(trained: Jobs) -> TestClient:
    model = find_workload("product-images").load(trained.base / "model")
    return TestClient(create_application(model, IDENTITY))


def post(client: TestClient, body: bytes, kind: str) -> Any:
    return client.post("/invocations", content=body, headers={"content-type": kind})


def png_header(width: int, height: int) -> bytes:
    """A PNG of 8-bit grey that claims a size and holds a few bytes of it."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_ping_answers(client: TestClient) -> None:
    assert client.get("/ping").status_code == 200


def test_execution_parameters_fit_the_body_limit(client: TestClient) -> None:
    assert client.get("/execution-parameters").json()["MaxPayloadInMB"] == 6


@pytest.mark.parametrize(
    ("kind", "name"),
    [("image/png", "PNG"), ("image/jpeg", "JPEG"), ("image/webp", "WEBP"), ("application/x-image", "WEBP")],
)
def test_an_image_is_classified(client: TestClient, kind: str, name: str) -> None:
    for label in CLASSES:
        found = post(client, encoded(draw(label, 55, side=120), name), kind).json()["predictions"]
        assert found[0]["label"] == label
        assert found[0]["score"] == found[0]["scores"][label]
        assert sum(found[0]["scores"].values()) == pytest.approx(1, abs=1e-5)


def test_every_answer_says_which_model_gave_it(client: TestClient) -> None:
    for response in (client.get("/ping"), post(client, b"broken", "image/png"), post(client, b"{", "application/json")):
        assert response.headers["x-everloop-model-package"] == IDENTITY.model_package
        assert response.headers["x-everloop-artifact-sha256"] == "a" * 64
        attributes = response.headers["x-amzn-sagemaker-custom-attributes"]
        assert f"everloop-model-package={IDENTITY.model_package}" in attributes and "a" * 64 in attributes


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "EMPTY_FILE"),
        (b"no image", "NOT_AN_IMAGE"),
        (encoded(draw("bar", 1, side=300), "JPEG")[:-700], "DECODE_FAILED"),
        (encoded(draw("bar", 1, side=300))[:300], "DECODE_FAILED"),
        (encoded(draw("bar", 1), "GIF"), "NOT_AN_IMAGE"),
        (png_header(20_000, 20), "SIDE_TOO_LARGE"),
        (png_header(16_000, 16_000), "TOO_MANY_PIXELS"),
        (png_header(6_000, 6_000), "SUSPICIOUS_PIXEL_CLAIM"),
    ],
)
def test_a_broken_image_is_the_senders_fault(client: TestClient, body: bytes, code: str) -> None:
    response = post(client, body, "image/png")
    assert response.status_code == 400
    assert response.json()["code"] == code
    assert response.json()["message"] and response.json()["remedy"]


def test_any_mode_of_picture_is_read(client: TestClient) -> None:
    picture = draw("disc", 3, side=90)
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        response = post(client, encoded(picture.convert(mode)), "image/png")
        assert response.status_code == 200, mode


def test_transparency_counts_as_white(client: TestClient) -> None:
    shape = draw("disc", 3, side=90)
    transparent = Image.merge("LA", (shape, shape.point(lambda level: 0 if level > 180 else 255)))
    assert post(client, encoded(transparent), "image/png").json()["predictions"][0]["label"] == "disc"


def test_pictures_are_turned_upright() -> None:
    from everloop_container.workloads.product_images.decoding import decode

    picture = draw("bar", 4, side=60)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, quality=95)
    upright = decode(file.getvalue(), 60)
    assert upright.getpixel((15, 30)) < 150 < upright.getpixel((30, 15))  # type: ignore[operator]


def test_json_items_answer_or_fail_one_by_one(client: TestClient) -> None:
    good = base64.b64encode(encoded(draw("bar", 9))).decode()
    bad = base64.b64encode(b"nothing").decode()
    items = [{"image": good, "id": 7}, good, {"image": bad, "id": "x"}, {"image": "%"}, 12, *[good] * 6]
    response = post(client, json.dumps({"instances": items}).encode(), "application/json; charset=utf-8")
    found = response.json()["predictions"]
    assert response.status_code == 200
    assert [entry.get("label") or entry["error"]["code"] for entry in found] == [
        *("bar", "bar", "NOT_AN_IMAGE", "BAD_BASE64", "BAD_ITEM"),
        *["bar"] * 6,
    ]
    assert [entry.get("id") for entry in found[:3]] == [7, None, "x"]


def test_lines_answer_in_lines(client: TestClient) -> None:
    good = base64.b64encode(encoded(draw("frame", 9))).decode()
    body = "\n".join([json.dumps({"image": good}), "{broken", "", json.dumps(good)]).encode()
    response = post(client, body, "application/x-ndjson")
    lines = [json.loads(line) for line in response.text.splitlines()]
    assert response.headers["content-type"].startswith("application/x-ndjson")
    assert [line.get("label") or line["error"]["code"] for line in lines] == ["frame", "BAD_JSON", "frame"]


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "BAD_JSON"),
        (b"[" * 100_000, "application/json", 400, "BAD_JSON"),
        (b'{"images": []}', "application/json", 400, "BAD_JSON_SHAPE"),
        (b"[]", "application/json", 400, "NO_ITEMS"),
        (b"[" + b"0," * 10_000 + b"0]", "application/json", 413, "TOO_MANY_ITEMS"),
        (b"a,b", "text/csv", 415, "UNSUPPORTED_CONTENT_TYPE"),
        (b"x", "", 415, "UNSUPPORTED_CONTENT_TYPE"),
        (b"x" * (MAX_BODY_BYTES + 1), "image/png", 413, "BODY_TOO_LARGE"),
    ],
)
def test_unusable_requests_say_why(client: TestClient, body: bytes, kind: str, status: int, code: str) -> None:
    response = post(client, body, kind)
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_a_body_of_unannounced_length_is_cut_off(client: TestClient) -> None:
    chunks = (b"x" * 2**20 for _ in range(7))
    response = client.post("/invocations", content=chunks, headers={"content-type": "image/png"})
    assert response.status_code == 413


def test_docs_are_shown_on_request_only(client: TestClient, trained: Jobs) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/openapi.json").status_code == 404
    model = find_workload("product-images").load(trained.base / "model")
    by_hand = TestClient(create_application(model, IDENTITY, has_docs=True))
    assert by_hand.get("/docs").status_code == 200
    assert "image/jpeg" in by_hand.get("/openapi.json").text


class SumOfRows:
    """A model for tables, as later workloads will bring one."""

    takes: Literal["rows"] = "rows"

    def predict(self, items: Sequence[Any]) -> list[Prediction | Refusal]:
        return [{"value": sum(float(cell) for cell in row.values() if cell is not None)} for row in items]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a,b\n1,2\n3,\n", "text/csv"),
        (b'[{"a": 1, "b": 2}, {"a": 3, "b": null}]', "application/json"),
        (b'{"a": 1, "b": 2}\n{"a": 3}\n', "application/jsonlines"),
    ],
)
def test_rows_reach_a_model_for_tables(body: bytes, kind: str) -> None:
    client = TestClient(create_application(SumOfRows(), IDENTITY))
    response = post(client, body, kind)
    lines = response.text.splitlines()
    found = [json.loads(line) for line in lines] if len(lines) > 1 else response.json()["predictions"]
    assert [entry["value"] for entry in found] == [3, 3]


def test_bad_rows_fail_one_by_one() -> None:
    client = TestClient(create_application(SumOfRows(), IDENTITY))
    found = post(client, b"a,b\n1,2\n3\n1,2,3\n", "text/csv").json()["predictions"]
    assert [entry.get("value") or entry["error"]["code"] for entry in found] == [3, "BAD_ROW", "BAD_ROW"]
    assert post(client, b"a\n\xff\n", "text/csv").json()["code"] == "BAD_CSV"


def test_items_beyond_the_deadline_say_so() -> None:
    found = answers(SumOfRows(), Batch([{"a": 1}], [None], "json"), deadline_seconds=0)
    assert found[0]["error"]["code"] == "OUT_OF_TIME"


def test_an_artifact_that_is_no_model_is_refused(jobs: Jobs, capsys: pytest.CaptureFixture[str]) -> None:
    (jobs.base / "model").mkdir()
    assert jobs.run("serve") == 1
    assert "model: model.json must name its workload" in capsys.readouterr().out


def test_answers_that_become_files_say_in_their_bodies_who_answers_and_have_no_status_that_would_fail_a_job(
    trained: Jobs,
) -> None:
    model = find_workload("product-images").load(trained.base / "model")
    batch = TestClient(create_application(model, IDENTITY, is_filed=True))
    good = post(batch, encoded(draw(CLASSES[0], 55, side=120), "PNG"), "application/x-image")
    assert good.json()["predictions"][0]["label"] == CLASSES[0]
    assert good.json()["attributes"] == good.headers["x-amzn-sagemaker-custom-attributes"]
    bad = post(batch, b"no image", "application/x-image")
    assert bad.status_code == 200
    assert bad.json()["predictions"][0]["error"]["code"]


@pytest.mark.parametrize(
    ("variables", "is_filed"),
    [
        ({}, False),
        ({"SAGEMAKER_BATCH": "true"}, True),
        ({"EVERLOOP_IDENTITY_IN_BODY": "True"}, True),
        ({"EVERLOOP_IDENTITY_IN_BODY": "false"}, False),
    ],
)
def test_transform_jobs_and_asynchronous_endpoints_keep_bodies_only(variables: dict[str, str], is_filed: bool) -> None:
    assert read_environment(variables).is_filed is is_filed
