"""The desk's pages and its JSON endpoints."""

from __future__ import annotations

import csv
import io
import json
import socket
from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

import tracking
from tests.seen_page import Seen
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.desk.app import POLICY, create_desk
from tracking.desk.listening import new_listener
from tracking.desk.partial import PossibleFormats
from tracking.desk.requests import LARGEST_BODY
from tracking.resolver import default
from tracking.resolving.problems import PROBLEMS

HOSTILE = "<script>alert('x')</script>&\"'\u202e"
UPS = "1Z001985YW99744790"


@pytest.fixture(scope="module")
def client() -> TestClient:
    return TestClient(create_desk(default(), tracking.carriers()), raise_server_exceptions=True)


def seen(client: TestClient, path: str, **query: str) -> Seen:
    answer = client.get(path, params=query)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY
    return Seen(answer.text)


def test_a_number_is_shown_with_its_parts_and_link(client: TestClient) -> None:
    for path in ("/", "/answer"):
        page = seen(client, path, number=UPS)
        for word in ("UPS", "shipper", "SurePost", "the number has 0: right", "one in 2,600"):
            assert word in page.text
        assert tracking.resolve(UPS).url in page.links


def test_a_wrong_check_digit_shows_the_right_one(client: TestClient) -> None:
    page = seen(client, "/answer", number="1Z001985YW99744791")
    assert "wrong, it should be 0" in page.text
    assert "1Z001985YW99744790" in page.text
    assert "It may still become" not in page.text


def test_a_country_changes_the_answer(client: TestClient) -> None:
    number = "600078420325"
    at_home = seen(client, "/answer", number=number, country="JP").text
    assert "are equally likely" in at_home
    assert "is not enough to name" in seen(client, "/answer", number=number).text


def test_a_number_that_is_being_typed_shows_what_it_may_become(client: TestClient) -> None:
    assert "UPS, 1Z number (18 characters)" in " ".join(seen(client, "/answer", number="1Z0019").text.split())
    assert "Type or paste a number" in seen(client, "/").text


def test_every_beginning_of_every_sample_may_become_its_format() -> None:
    possible = PossibleFormats(default(), tracking.carriers())
    from tracking.spelling.numbers import key

    for carrier in tracking.carriers():
        for number in carrier.numbers:
            for sample in map(key, number.valid[:1]):
                accepting = [one.name for one in default().catalog.carriers[carrier.id].formats_at(len(sample))]
                if number.name in accepting:
                    found = possible.of(sample[: len(sample) // 2])
                    assert (carrier.id, number.name) in {(one.carrier, one.format) for one in found}, sample
    assert possible.of("") == ()
    assert possible.of("!") == ()


@pytest.mark.parametrize(
    "number", [HOSTILE, "javascript:alert(1)", "0" * 10_000, "0" * 10_001, "\u202e" + UPS, "\U0001f600"]
)
def test_hostile_numbers_are_text_and_never_links(client: TestClient, number: str) -> None:
    page = seen(client, "/", number=number, company=HOSTILE, country="\"'>")
    assert page.tags.count("script") == 1
    assert not [link for link in page.links if link.lower().startswith("javascript")]
    found = Seen(client.post("/text", data={"text": number, "company": HOSTILE, "country": "x"}).text)
    assert found.tags.count("script") == 1


def test_a_text_is_marked_and_its_numbers_are_a_table(client: TestClient) -> None:
    text = f"Hello, your UPS parcel {UPS} <b>left</b>.\nThe other one is RR123456785CN."
    answer = client.post("/text", data={"text": text})
    page = Seen(answer.text)
    assert page.tags.count("mark") == 2
    assert "2 numbers" in page.text
    assert text in page.text
    assert tracking.resolve(UPS).url in page.links
    rows = list(csv.DictReader(io.StringIO(client.post("/text.csv", data={"text": text}).text)))
    assert [(row["number"], row["carrier"], row["start"]) for row in rows] == [
        (UPS, "ups", str(text.index(UPS))),
        ("RR123456785CN", "china-post", str(text.index("RR"))),
    ]
    assert "No tracking number was found" in Seen(client.post("/text", data={"text": "Hello"}).text).text
    assert client.get("/text").status_code == 200


def test_a_text_that_is_too_large_is_refused(client: TestClient) -> None:
    for path in ("/text", "/text.csv"):
        answer = client.post(path, data={"text": "x" * (LARGEST_BODY + 1)})
        assert answer.status_code == 413
        assert "2 MiB" in answer.text


def test_a_form_of_many_fields_is_refused(client: TestClient) -> None:
    for path in ("/text", "/text.csv"):
        answer = client.post(path, data={f"f{place}": "x" for place in range(11)})
        assert answer.status_code == 400
        assert "it has more than 10 fields" in answer.text


def test_every_page_of_carriers_check_digits_and_problems(client: TestClient) -> None:
    rows = seen(client, "/carriers")
    assert f"{len(tracking.carriers())} carriers" in rows.text
    assert {f"/carriers/{one.id}" for one in tracking.carriers()} <= set(rows.links)
    assert "DHL" in seen(client, "/carriers", country="DE", q="dhl").text
    for carrier in tracking.carriers()[::9]:
        page = seen(client, f"/carriers/{carrier.id}")
        for number in carrier.numbers:
            assert number.name in page.text
    less = "unbelievable-digital/kargo-takip-turkiye:config.php (host)"  # a source that does not state the address
    assert less in seen(client, "/carriers/hepsijet").text
    for name in ALGORITHMS:
        assert "Source" in seen(client, f"/check-digits/{name}").text
    assert set(PROBLEMS) <= set(seen(client, "/problems").text.split())
    for path in ("/nothing", "/carriers/nobody", "/check-digits/none"):
        assert client.get(path).status_code == 404
    assert client.get("/healthz").json() == {"status": "ok"}


def test_links_of_pages_lead_somewhere(client: TestClient) -> None:
    known: set[str] = set()
    for path in ("/", "/text", "/carriers/ups", "/check-digits", "/problems", f"/?number={UPS}"):
        for link in Seen(client.get(path).text).links:
            if link.startswith("/") and link not in known:
                known.add(link)
                assert client.get(link).status_code in (200, 405), link
    assert len(known) > 15


# JSON.


def test_json_answers_are_those_of_the_library(client: TestClient) -> None:
    about = {"number": UPS, "country": "US"}
    assert client.get("/v1/resolve", params=about).json() == tracking.resolve(**about).as_dict()
    assert client.get("/v1/explain", params=about).json() == json.loads(json.dumps(tracking.explain(**about).as_dict()))
    assert client.get("/v1/identify", params=about).json() == [one.as_dict() for one in tracking.identify(**about)]
    asked = {"number": UPS, "company": "USPS"}
    assert client.get("/v1/validate", params=asked).json() == tracking.validate(**asked).as_dict()
    text = {"text": f"UPS {UPS}", "min_evidence": 0}
    assert client.post("/v1/find", json=text).json() == [one.as_dict() for one in tracking.find(text["text"], None, 0)]


def test_a_list_is_answered_line_by_line(client: TestClient) -> None:
    items = [UPS, {"number": "RR123456785CN", "country": "DE"}, {"number": "1", "url": "javascript:x"}]
    lines = [json.loads(line) for line in client.post("/v1/resolve", json=items).text.splitlines()]
    assert lines[:2] == [tracking.resolve(UPS).as_dict(), tracking.resolve("RR123456785CN", country="DE").as_dict()]
    assert lines[2]["error"]["field"] == "url"


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "field"),
    [
        ("GET", "/v1/resolve", None, 400, "number"),
        ("GET", "/v1/resolve?numbr=1", None, 400, "numbr"),
        ("GET", "/v1/resolve?number=1&number=2", None, 400, "number"),
        ("GET", "/v1/resolve?number=1&url=javascript:x", None, 422, "url"),
        ("GET", "/v1/identify?number=" + "1" * 10_001, None, 413, "number"),
        ("POST", "/v1/resolve", b"{", 400, "body"),
        ("POST", "/v1/resolve", b"[" * 100_000, 400, "body"),
        ("POST", "/v1/resolve", b'{"number": "1"}', 400, "body"),
        ("POST", "/v1/resolve", b'[{"number": 1}]', 400, "[0].number"),
        ("POST", "/v1/resolve", b"[1]", 400, "[0]"),
        ("POST", "/v1/resolve", b"[" + b'"1",' * 10_000 + b'"1"]', 413, "body"),
        ("POST", "/v1/resolve", b"x" * (LARGEST_BODY + 1), 413, "body"),
        ("POST", "/v1/find", b"{}", 400, "text"),
        ("POST", "/v1/find", b'{"text": "x", "min_evidence": true}', 400, "min_evidence"),
        ("POST", "/v1/find", b'{"text": "x", "more": 1}', 400, "more"),
        ("GET", "/v1/nothing", None, 404, "path"),
        ("POST", "/v1/identify", b"", 405, "path"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(
    client: TestClient, method: str, path: str, sent: bytes | None, status: int, field: str
) -> None:
    answer = client.request(method, path, content=sent)
    assert (answer.status_code, answer.json()["error"]["field"]) == (status, field)
    assert ";" in answer.json()["error"]["message"] or status in (405, 422)


def test_the_description_describes_the_answers(client: TestClient) -> None:
    described = client.get("/v1/openapi.json").json()

    def check(schema: dict[str, Any], answer: Any) -> None:
        jsonschema_rs.validate({**schema, "components": described["components"]}, answer)

    for path, asked in (
        ("/v1/resolve", {"number": UPS}),
        ("/v1/identify", {"number": UPS}),
        ("/v1/validate", {"number": "1Z001985YW99744791"}),
        ("/v1/explain", {"number": UPS}),
    ):
        answers = described["paths"][path]["get"]["responses"]
        check(answers["200"]["content"]["application/json"]["schema"], client.get(path, params=asked).json())
        refused = client.get(path, params={"no": "1"}).json()
        check(answers["4XX"]["content"]["application/json"]["schema"], refused)
    answers = described["paths"]["/v1/find"]["post"]["responses"]
    check(answers["200"]["content"]["application/json"]["schema"], client.post("/v1/find", json={"text": UPS}).json())
    routes = set(described["paths"])
    assert routes == {"/v1/resolve", "/v1/explain", "/v1/identify", "/v1/validate", "/v1/find"}


def test_connections_send_at_once() -> None:
    """Otherwise an answer's body waits 40 ms for the client's acknowledgment of its head."""
    with new_listener("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
