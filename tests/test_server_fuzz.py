"""Whatever is sent, the shop's answer is one of those it describes, and never a 500."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from tests.detailed_order import DETAILED
from tracking.fulfillment.values_requests import FulfillmentService
from tracking.server.app import create_app
from tracking.server.bodies import ACCEPTED
from tracking.server.openapi import describe
from tracking.server.rest import ROUTES
from tracking.server.shop import Shop
from tracking.server.subscription import Subscription

SHOP = Shop()
SHOP.add_demo()
SHOP.add_orders([DETAILED])
SERVICE = SHOP.create_service(FulfillmentService(id=0, handle="", location_id=0, name="Mars", tracking_support=True))
HOOK = "http://127.0.0.1:9/webhooks"
SUBSCRIPTION = SHOP.create_subscription(Subscription(id=0, topic="fulfillments/create", uri=HOOK, filter="id:>1"))
# Every happening is put down, so that whatever can happen is written too.
SHOP.webhook_urls = [HOOK]


@pytest.fixture(scope="module", autouse=True)
def _closed() -> Iterator[None]:
    with SHOP:
        yield


APP = create_app(SHOP)
SCHEMA = schemathesis.openapi.from_asgi("/openapi.json", APP)


def no_error_of_the_server(context: Any, response: Any, case: Any) -> None:
    assert not_failed(response.status_code, response.text), response.text


def not_failed(status: int, text: str) -> bool:
    """No server error but the one that says by name what is not served (other methods are sent as well)."""
    return status < 500 or (status == 501 and "Not implemented: the Admin API has " in text)


CHECKS = [no_error_of_the_server, status_code_conformance, content_type_conformance, response_schema_conformance]


@SCHEMA.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_described_call(case: Any) -> None:
    case.call_and_validate(checks=CHECKS)


CLIENT = TestClient(APP, raise_server_exceptions=False)
IDS = {"order_id": "450789471", "fulfillment_order_id": "1046000901", "fulfillment_id": "1069019870", "event_id": "1"}
IDS |= {"service_id": str(SERVICE.id), "location_id": "24826418", "webhook_id": str(SUBSCRIPTION.id), "refund_id": "21"}
IDS |= {"transaction_id": "389404469", "metafield_id": "1"}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 2**31, 2**63 - 1, 2**63, 2**64, 10**40, 1046000901, 1072503601, 24826418]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(
        ["", "\0", "http://", "ftp://x", "http://x/ y", "1Z001985YW99744790", "2025-10-01T25:00:00Z", "9" * 5000]
    ),
)
KEYS = st.sampled_from(
    [
        "fulfillment",
        "event",
        "line_items_by_fulfillment_order",
        "fulfillment_order_id",
        "fulfillment_order_line_items",
        "id",
        "quantity",
        "tracking_info",
        "company",
        "number",
        "url",
        "notify_customer",
        "message",
        "origin_address",
        "address1",
        "country_code",
        "location_id",
        "tracking_numbers",
        "tracking_urls",
        "tracking_company",
        "line_items",
        "status",
        "happened_at",
        "latitude",
        "reason",
        "reason_notes",
        "handle",
        "new_location_id",
        "new_fulfill_at",
        "fulfillment_order_ids",
        "fulfillment_deadline",
        "name",
        "callback_url",
        "external_id",
        "tags",
        "note",
        "email",
        "note_attributes",
        "metafields",
        "shipping_address",
    ]
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
ROOTS = [
    "fulfillment",
    "event",
    "fulfillment_order",
    "fulfillment_hold",
    "fulfillment_request",
    "cancellation_request",
    "fulfillment_service",
    "webhook",
    "order",
    "metafield",
]
WRITES = [(method, path, name) for method, path, name in ROUTES if method in ("POST", "PUT") and name != "gone"]
TRACKING = {"company": "UPS", "number": "1Z001985YW99744790", "url": "http://x/1"}
LINE = {"id": 1072503601, "quantity": 1}
VALID: dict[str, Any] = {
    "create": {
        "fulfillment": {
            "line_items_by_fulfillment_order": [
                {"fulfillment_order_id": 1046000901, "fulfillment_order_line_items": [LINE]},
                {"fulfillment_order_id": 1046000902},
            ],
            "tracking_info": TRACKING,
            "notify_customer": False,
            "message": "m",
            "origin_address": {"address1": "1", "zip": "2", "country_code": "CA"},
        }
    },
    "hold": {"fulfillment_hold": {"reason": "other", "handle": "h", "fulfillment_order_line_items": [LINE]}},
    "release_hold": {},
    "move": {"fulfillment_order": {"new_location_id": SERVICE.location_id, "fulfillment_order_line_items": [LINE]}},
    "cancel_fulfillment_order": {},
    "open": {},
    "close": {"fulfillment_order": {"message": "m"}},
    "reschedule": {"fulfillment_order": {"new_fulfill_at": "2031-01-01T00:00:00Z"}},
    "set_deadline": {"fulfillment_order_ids": [1046000901], "fulfillment_deadline": "2031-01-01T00:00:00Z"},
    "submit_request": {"fulfillment_request": {"message": "m", "fulfillment_order_line_items": [LINE]}},
    "accept_request": {"fulfillment_request": {"message": "m"}},
    "reject_request": {"fulfillment_request": {"message": "m", "reason": "other", "line_items": [{"message": "m"}]}},
    "submit_cancellation": {"cancellation_request": {"message": "m"}},
    "accept_cancellation": {"cancellation_request": {"message": "m"}},
    "reject_cancellation": {"cancellation_request": {"message": "m"}},
    "edit_order": {"order": {"tags": "a, b", "note": "n", "email": "a@b.example", "note_attributes": [{"name": "a"}]}},
    "create_metafield": {"metafield": {"namespace": "wms", "key": "wave", "type": "json", "value": {"a": [1]}}},
    "change_metafield": {"metafield": {"value": 2, "type": "number_integer"}},
    "cancel_order": {"reason": "customer", "restock": True},
    "close_order": {},
    "reopen_order": {},
    "create_service": {"fulfillment_service": {"name": "Venus", "callback_url": "http://127.0.0.1/x"}},
    "update_service": {"fulfillment_service": {"name": "Mars", "tracking_support": True}},
    "update_tracking": {"fulfillment": {"tracking_info": TRACKING, "notify_customer": True}},
    "cancel": {},
    "create_event": {
        "event": {"status": "in_transit", "happened_at": "2026-01-01T00:00:00Z", "latitude": 1.5, "message": "m"}
    },
    "create_for_order": {
        "fulfillment": {
            "location_id": 24826418,
            "tracking_company": "UPS",
            "tracking_numbers": ["1", "2"],
            "tracking_urls": ["http://x/1"],
            "line_items": [{"id": 1071823301, "quantity": 1}],
        }
    },
    "change_of_order": {
        "fulfillment": {
            "tracking_company": "UPS",
            "tracking_number": "1",
            "tracking_numbers": ["1", "2"],
            "tracking_url": "http://x/1",
            "tracking_urls": ["http://x/1"],
            "notify_customer": True,
        }
    },
    "create_subscription": {
        "webhook": {"topic": "orders/updated", "address": HOOK, "fields": ["id"], "filter": "id:1"}
    },
    "update_subscription": {"webhook": {"address": HOOK, "format": "json", "metafield_namespaces": ["a"]}},
    "cancel_of_order": {},
    "open_of_order": {},
    "complete_of_order": {},
}


@st.composite
def mutated(draw: st.DrawFn) -> tuple[tuple[str, str, str], Any]:
    """A route and a valid body of it in which one value is another."""
    route = draw(st.sampled_from(WRITES))
    body = copy.deepcopy(VALID[route[2]])
    at: Any = {"": body}
    key: Any = ""
    while at[key] and isinstance(at[key], (dict, list)) and draw(st.integers(0, 4)):
        at = at[key]
        key = draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(len(at))))
    if at[key] is body:
        return route, draw(VALUES)
    at[key] = draw(VALUES)
    return route, body


def send(route: tuple[str, str, str], body: bytes) -> Any:
    method, path, name = route
    version = "2022-04" if name.endswith("_order") else "2025-10"
    ids = IDS | ({"order_id": "450789469"} if name.endswith("_of_order") else {})
    return CLIENT.request(method, f"/admin/api/{version}{path.format(**ids)}", content=body)


def clear(answer: Any) -> None:
    """Not a server's error; a refusal says why in the API's shape."""
    assert not_failed(answer.status_code, answer.text), answer.text
    if answer.status_code >= 400 and answer.status_code != 406:
        assert answer.json()["errors"], answer.text


@given(
    st.sampled_from(WRITES),
    st.dictionaries(st.sampled_from(ROOTS), VALUES | st.dictionaries(KEYS, VALUES)),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_bodies_of_the_right_names_and_any_values(route: tuple[str, str, str], body: Any) -> None:
    clear(send(route, json.dumps(body).encode()))


@given(mutated())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_bodies_with_one_wrong_value(given: tuple[tuple[str, str, str], Any]) -> None:
    route, body = given
    clear(send(route, json.dumps(body).encode()))


@given(st.sampled_from(WRITES), st.binary(max_size=200))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_bodies_of_any_bytes(route: tuple[str, str, str], body: bytes) -> None:
    clear(send(route, body))


QUERY_KEYS = st.sampled_from(
    [
        "limit",
        "since_id",
        "page_info",
        "fields",
        "created_at_min",
        "created_at_max",
        "updated_at_min",
        "updated_at_max",
        "processed_at_min",
        "name",
        "status",
        "fulfillment_status",
        "financial_status",
        "ids",
        "order",
        "attribution_app_id",
        "tracking_info[number]",
        "tracking_info[url]",
        "tracking_info",
        "notify_customer",
        "fulfillment[tracking_info][company]",
    ]
)
GETS = [(method, path, name) for method, path, name in ROUTES if method == "GET"]


@given(
    st.sampled_from(GETS),
    st.dictionaries(
        QUERY_KEYS,
        st.text(max_size=30)
        | st.sampled_from(["1", "any", "shipped", "id desc", "1,2", "0001-01-01", "9999-12-31T23:59:59-14:00", "WzFd"]),
    ),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_query(route: tuple[str, str, str], query: dict[str, str]) -> None:
    ids = IDS | {"order_id": "1" if "refund" in route[1] else "450789469"}
    clear(CLIENT.get(f"/admin/api/2025-10{route[1].format(**ids)}", params=query))


@given(st.dictionaries(QUERY_KEYS, st.text(max_size=30)))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_tracking_info_in_any_query(query: dict[str, str]) -> None:
    clear(CLIENT.post("/admin/api/2025-10/fulfillments/1069019870/update_tracking.json", params=query))


@given(st.text(max_size=40), st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"]))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_path(path: str, method: str) -> None:
    from urllib.parse import quote

    answer = CLIENT.request(method, f"/admin/api/2025-10/{quote(path)}")
    assert not_failed(answer.status_code, answer.text)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b" " * (10 * 1024 * 1024), 413, "The body is too large"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "nested too deeply"),
        (b'{"fulfillment":' * 50_000 + b"1" + b"}" * 50_000, 400, "nested too deeply"),
        (b'{"fulfillment":{"message":"\xff"}}', 400, "not valid UTF-8"),
        (b'{"fulfillment":{"message":"\\ud800"}}', 400, "not valid JSON"),
        (b"\xef\xbb\xbf{}", 400, "not valid JSON"),
        (b"[]", 400, "expected Array to be a Hash"),
        (b"1", 400, "expected Integer to be a Hash"),
        (b"{}", 400, "Required parameter missing or invalid"),
        (b"", 400, "Required parameter missing or invalid"),
        (b'{"fulfillment":[]}', 400, "expected Array to be a Hash"),
        (b'{"fulfillment":NaN}', 400, "not valid JSON"),
    ],
)
def test_hopeless_bodies(body: bytes, status: int, error: str) -> None:
    answer = CLIENT.post("/admin/api/2025-10/fulfillments.json", content=body)
    assert answer.status_code == status
    assert error in answer.text
    clear(answer)


def test_the_largest_body_that_is_looked_at() -> None:
    body = json.dumps({"fulfillment": {"line_items_by_fulfillment_order": [], "message": ""}})
    padded = body + " " * (ACCEPTED - len(body))
    assert CLIENT.post("/admin/api/2025-10/fulfillments.json", content=padded).status_code == 422
    assert CLIENT.post("/admin/api/2025-10/fulfillments.json", content=padded + " ").status_code == 413


def test_every_route_is_described() -> None:
    described = describe()["paths"]
    assert {(method.lower(), f"/admin/api/{{version}}{path}") for method, path, _ in ROUTES} == {
        (method, path) for path, operations in described.items() for method in operations
    }
