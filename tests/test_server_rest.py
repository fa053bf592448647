from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.served import BASE, Api, made
from tracking.server.orders_file import read_orders

# Create


def test_create_a_part_then_the_rest(rest: Api) -> None:
    first = made(rest.create((1046000901, 1072503601, 1)))
    assert first["name"] == "#1003.1"
    assert [(line["id"], line["quantity"], line["fulfillable_quantity"]) for line in first["line_items"]] == [
        (1071823301, 1, 2)
    ]
    (order, _) = rest.get("orders/450789471/fulfillment_orders.json").json()["fulfillment_orders"]
    assert (order["status"], [line["fulfillable_quantity"] for line in order["line_items"]]) == ("in_progress", [2, 2])
    second = made(rest.create(1046000901))
    assert second["name"] == "#1003.2"
    assert [line["quantity"] for line in second["line_items"]] == [2, 2]
    assert second["id"] > first["id"]
    assert rest.get("fulfillment_orders/1046000901.json").json()["fulfillment_order"]["status"] == "closed"


def test_create_of_two_fulfillment_orders_merges_their_lines(rest: Api) -> None:
    one = made(rest.create(1046000903, 1046000904))
    assert [(line["id"], line["quantity"]) for line in one["line_items"]] == [(1071823304, 3)]
    for id_ in (1046000903, 1046000904):
        assert [
            each["id"] for each in rest.get(f"fulfillment_orders/{id_}/fulfillments.json").json()["fulfillments"]
        ] == [one["id"]]


def test_create_keeps_what_was_sent_beside_the_lines(rest: Api) -> None:
    address = {"address1": "1 Main St", "city": "Ottawa", "zip": "K1", "province_code": "ON", "country_code": "CA"}
    one = made(
        rest.create(
            1046000908,
            origin_address=address,
            message="m",
            notify_customer=True,
            tracking_info={"company": "fed ex", "number": 123456789010},
        )
    )
    assert one["origin_address"] == address
    assert (one["tracking_company"], one["tracking_number"], one["tracking_numbers"]) == (
        "fed ex",
        "123456789010",
        ["123456789010"],
    )
    assert one["tracking_urls"] == [one["tracking_url"]]
    assert "123456789010" in one["tracking_url"]
    assert (one["status"], one["service"], one["receipt"], one["shipment_status"]) == ("success", "manual", {}, None)


@pytest.mark.parametrize(
    ("sent", "company", "numbers", "urls"),
    [
        ({"number": 9400110200881234567890, "company": "USPS"}, "USPS", ["9400110200881234567890"], 1),
        ({"number": "1234567", "company": "Custom Tracking Company"}, "Custom Tracking Company", ["1234567"], []),
        ({"url": "www.my-url.com/1"}, None, [], ["http://www.my-url.com/1"]),
        ({"company": "Mine", "url": "https://x.example/1"}, "Mine", [], ["https://x.example/1"]),
        ({"number": "", "company": "", "url": ""}, None, [], []),
        ({"number": None}, None, [], []),
        ({}, None, [], []),
    ],
)
def test_tracking_info(rest: Api, sent: Any, company: Any, numbers: Any, urls: Any) -> None:
    one = made(rest.create(1046000908, tracking_info=sent))
    assert (one["tracking_company"], one["tracking_numbers"]) == (company, numbers)
    assert one["tracking_urls"] == urls or len(one["tracking_urls"]) == urls
    assert one["tracking_number"] == (numbers[0] if numbers else None)
    assert one["tracking_url"] == (one["tracking_urls"] or [None])[0]


@pytest.mark.parametrize(
    ("groups", "status", "errors"),
    [
        ([450789469], 404, "Fulfillment order does not exist."),
        ([1046000814], 422, ["Fulfillment order 1046000814 has an unfulfillable status= closed."]),
        ([(1046000901, 1072503601, 4)], 422, ["Invalid fulfillment order line item quantity requested."]),
        ([(1046000901, 1072503601, 0)], 422, ["Quantity must be greater than 0"]),
        ([(1046000901, 1072503603, 1)], 422, ["Fulfillment order line item does not exist."]),
        (
            [1046000901, 1046000908],
            422,
            [
                "All fulfillment orders must belong to the same order. "
                "Multiple orders with ids [450789471, 450789474] were found."
            ],
        ),
        (
            [1046000903, 1046000905],
            422,
            [
                "All fulfillment orders must be assigned to a single location. "
                "Multiple locations with ids [24826418, 655441491] were found."
            ],
        ),
        (
            [1046000903, 1046000906],
            422,
            [
                "All fulfillment orders must have the same delivery method type. "
                'Multiple delivery method types ["none", "shipping"] were found.'
            ],
        ),
        ([1046000901, 1046000901], 422, ["Invalid fulfillment order line item quantity requested."]),
        ([10**30], 404, "Fulfillment order does not exist."),
    ],
)
def test_create_refuses_and_changes_nothing(rest: Api, groups: list[Any], status: int, errors: Any) -> None:
    def everything() -> list[Any]:
        paths = [
            f"orders/{id_}/{what}.json"
            for id_ in range(450789469, 450789475)
            for what in ("fulfillment_orders", "fulfillments")
        ]
        return [rest.get(path).json() for path in paths]

    before = everything()
    answer = rest.create(*groups, tracking_info={"number": "1"})
    assert (answer.status_code, answer.json()) == (status, {"errors": errors})
    assert everything() == before


@pytest.mark.parametrize(
    ("body", "status", "errors"),
    [
        (
            {"fulfillment": {}},
            400,
            {"line_items_by_fulfillment_order": "The required line_items_by_fulfillment_order field is missing"},
        ),
        (
            {"fulfillment": {"line_items_by_fulfillment_order": {"fulfillment_order_id": 1}}},
            400,
            {"line_items_by_fulfillment_order": "expected Hash to be a Array"},
        ),
        (
            {"fulfillment": {"line_items_by_fulfillment_order": [{}]}},
            422,
            ["Fulfillment payloads fulfillment order must be greater than 0"],
        ),
        (
            {"fulfillment": {"line_items_by_fulfillment_order": ["1046000901"]}},
            400,
            {"line_items_by_fulfillment_order": "expected String to be a Hash"},
        ),
        (
            {"fulfillment": {"line_items_by_fulfillment_order": []}},
            422,
            ["At least one fulfillment order must be given."],
        ),
        (
            {
                "fulfillment": {
                    "line_items_by_fulfillment_order": [{"fulfillment_order_id": 1046000901}],
                    "tracking_info": {"number": 1.5},
                }
            },
            400,
            {"number": "expected Float to be a String"},
        ),
        (
            {
                "fulfillment": {
                    "line_items_by_fulfillment_order": [{"fulfillment_order_id": 1046000901}],
                    "tracking_info": [],
                }
            },
            400,
            {"tracking_info": "expected Array to be a Hash"},
        ),
    ],
)
def test_create_refuses_other_shapes(rest: Api, body: Any, status: int, errors: Any) -> None:
    answer = rest.post("fulfillments.json", body)
    assert (answer.status_code, answer.json()) == (status, {"errors": errors})


@pytest.mark.parametrize("url", ["ftp://x/1", "call us", "javascript:alert(1)", "http://", "http://a b/1"])
def test_what_is_no_url_is_stored_as_it_was_sent(rest: Api, url: str) -> None:
    one = made(rest.create(1046000908, tracking_info={"number": "1Z001985YW99744790", "url": url}))
    assert (one["tracking_company"], one["tracking_url"], one["tracking_urls"]) == ("UPS", url, [url])
    update = rest.post(
        f"fulfillments/{one['id']}/update_tracking.json", {"fulfillment": {"tracking_info": {"url": url}}}
    )
    assert made(update)["tracking_url"] == url
    assert made(rest.get(f"orders/450789474/fulfillments/{one['id']}.json"))["tracking_urls"] == [url]


def test_a_bad_url_is_refused_and_names_the_reason_when_urls_are_strict() -> None:
    rest = Api(strict_urls=True)
    answer = rest.create(1046000908, tracking_info={"number": "1", "url": "ftp://x/1"})
    assert answer.status_code == 422
    assert "url" in answer.text.lower()
    assert made(rest.create(1046000908))
    rest.shop.close()


ADDRESS = {"address1": "150 Elgin St", "city": "Ottawa", "zip": "K2P 1L4", "province_code": "ON"}


@pytest.mark.parametrize("address", [{}, ADDRESS, {**ADDRESS, "country_code": None}, {**ADDRESS, "country_code": ""}])
def test_an_origin_address_needs_its_country(rest: Api, address: dict[str, Any]) -> None:
    answer = rest.create(1046000908, origin_address=address)
    assert answer.status_code == 422
    assert answer.json() == {"errors": {"origin_address.country_code": ["can't be blank"]}}
    one = made(rest.create(1046000908, origin_address={**address, "country_code": "CA"}))
    assert one["origin_address"]["country_code"] == "CA"
    assert made(rest.post(f"fulfillments/{one['id']}/cancel.json"))["origin_address"] == one["origin_address"]


def test_ids_may_be_texts_of_digits(rest: Api) -> None:
    assert made(rest.create(("1046000901", "1072503601", "1")))["line_items"][0]["quantity"] == 1


# Cancel and update


def test_cancel_opens_a_new_fulfillment_order_and_repeating_is_harmless(rest: Api) -> None:
    one = made(rest.create(1046000908))
    path = f"fulfillments/{one['id']}/cancel.json"
    cancelled = made(rest.client.post(f"{BASE}/{path}"))
    assert cancelled["status"] == "cancelled"
    orders = rest.get("orders/450789474/fulfillment_orders.json").json()["fulfillment_orders"]
    assert [(each["status"], each["line_items"][0]["fulfillable_quantity"]) for each in orders] == [
        ("closed", 2),
        ("open", 2),
    ]
    assert orders[1]["id"] > one["id"]
    rest.clock.tick(60)
    assert made(rest.post(path, {})) == cancelled
    assert len(rest.get("orders/450789474/fulfillment_orders.json").json()["fulfillment_orders"]) == 2
    again = made(rest.create(orders[1]["id"]))
    assert (again["name"], again["line_items"][0]["quantity"]) == ("#1006.2", 2)


def test_update_tracking_replaces_everything_also_on_a_cancelled_one(rest: Api) -> None:
    one = made(rest.create(1046000908, tracking_info={"company": "Mine", "number": "1", "url": "http://mine/1"}))
    rest.post(f"fulfillments/{one['id']}/cancel.json")
    rest.clock.tick(60)

    def update(**info: Any) -> dict[str, Any]:
        body = {"fulfillment": {"tracking_info": info, "notify_customer": False}}
        return made(rest.post(f"fulfillments/{one['id']}/update_tracking.json", body))

    after = update(number="1Z001985YW99744790")
    assert (after["tracking_company"], after["status"]) == ("UPS", "cancelled")
    assert "1Z001985YW99744790" in after["tracking_url"]
    assert after["updated_at"] > one["updated_at"]
    after = update(number=1111, url="http://www.my-url.com")
    assert (after["tracking_company"], after["tracking_number"], after["tracking_urls"]) == (
        None,
        "1111",
        ["http://www.my-url.com"],
    )
    after = update()
    assert (after["tracking_number"], after["tracking_numbers"], after["tracking_url"]) == (None, [], None)


def test_update_tracking_in_the_query_string(rest: Api) -> None:
    path = f"{BASE}/fulfillments/1069019870/update_tracking.json"
    query = {"notify_customer": "true", "tracking_info[company]": "UPS", "tracking_info[number]": "1Z001985YW99744790"}
    after = made(rest.client.post(path, params=query))
    assert (after["tracking_company"], after["tracking_number"]) == ("UPS", "1Z001985YW99744790")


@pytest.mark.parametrize("action", ["cancel", "update_tracking"])
@pytest.mark.parametrize("id_", ["1", "0", "abc", "9" * 30, "-1"])
def test_an_unknown_fulfillment(rest: Api, action: str, id_: str) -> None:
    answer = rest.post(f"fulfillments/{id_}/{action}.json", {"fulfillment": {"tracking_info": {"number": "1"}}})
    assert (answer.status_code, answer.json()) == (404, {"errors": "Not Found"})


@pytest.fixture
def slow() -> Iterator[Api]:
    """A shop where a service's fulfillment takes ten seconds."""
    api = Api(service_delay=10.0)
    yield api
    api.shop.close()


def test_a_services_fulfillment_takes_its_time(slow: Api, tmp_path: Path) -> None:
    line = '{"id": 5, "quantity": 2, "location_id": 7, "fulfillment_service": "%s"}'
    file = tmp_path / "orders.jsonl"
    file.write_text(
        "\n".join(
            f'{{"id": {id_}, "name": "#{id_}", "lines": [{line % service}]}}'
            for id_, service in ((1, "manual"), (2, "shipwire"))
        )
    )
    assert len(read_orders(file)) == 2
    assert slow.shop.add_orders(file) == 2
    assert slow.shop.add_orders(file) == 0
    orders = [slow.get(f"orders/{id_}/fulfillment_orders.json").json()["fulfillment_orders"][0]["id"] for id_ in (1, 2)]
    manual, service = (made(slow.create(id_)) for id_ in orders)
    assert (manual["status"], service["status"], service["service"]) == ("success", "pending", "shipwire")
    slow.clock.tick(6)
    path = f"orders/2/fulfillments/{service['id']}.json"
    assert made(slow.get(path))["status"] == "open"
    since = (slow.clock.now - timedelta(seconds=2)).isoformat()
    assert slow.get("orders/2/fulfillments/count.json", updated_at_min=since).json() == {"count": 1}
    slow.clock.tick(4)
    assert made(slow.get(path))["status"] == "success"
    assert made(slow.get(path))["created_at"] == service["created_at"]


# The deprecated call


def legacy(rest: Api, version: str = "unstable", order_id: int = 450789471, **body: Any) -> Any:
    return rest.post(f"/admin/api/{version}/orders/{order_id}/fulfillments.json", {"fulfillment": body})


@pytest.mark.parametrize("version", ["unstable", "2022-04", "2021-10"])
def test_the_deprecated_create(rest: Api, version: str) -> None:
    answer = legacy(
        rest,
        version,
        location_id=24826418,
        tracking_company="My company",
        tracking_numbers=["1", 2],
        tracking_urls=["http://a/1", "http://a/2"],
        notify_customer=True,
    )
    assert answer.status_code == 200
    assert answer.headers["X-Shopify-API-Deprecated-Reason"]
    one = made(answer)
    assert [(line["id"], line["quantity"]) for line in one["line_items"]] == [
        (1071823301, 3),
        (1071823302, 2),
        (1071823303, 1),
    ]
    assert (one["tracking_company"], one["tracking_numbers"], one["tracking_urls"]) == (
        "My company",
        ["1", "2"],
        ["http://a/1", "http://a/2"],
    )
    again = legacy(rest, version, location_id=24826418)
    assert (again.status_code, again.json()) == (422, {"errors": {"order": ["is already fulfilled"]}})


def test_the_deprecated_create_by_lines(rest: Api) -> None:
    one = made(legacy(rest, location_id=24826418, line_items=[{"id": 1071823301, "quantity": 1}, {"id": 1071823303}]))
    assert [(line["id"], line["quantity"]) for line in one["line_items"]] == [(1071823301, 1), (1071823303, 1)]


@pytest.mark.parametrize(
    ("order_id", "body", "status", "errors"),
    [
        (450789471, {}, 422, ["location_id must be specified when creating fulfillments."]),
        (450789472, {"location_id": 24826418}, 422, {"line_items": ["must be stocked at the same location"]}),
        (450789471, {"location_id": 1}, 422, {"line_items": ["must be stocked at the same location"]}),
        (1, {"location_id": 24826418}, 404, "Not Found"),
    ],
)
def test_the_deprecated_create_refuses(rest: Api, order_id: int, body: Any, status: int, errors: Any) -> None:
    answer = legacy(rest, order_id=order_id, **body)
    assert (answer.status_code, answer.json()) == (status, {"errors": errors})


UPS_PAGE = "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums=1Z001985YW99744790"
USPS_PAGE = "https://tools.usps.com/go/TrackConfirmAction_input?qtc_tLabels1="


def put(rest: Api, fulfillment_id: int, version: str = "2022-04", order_id: int = 450789470, **body: Any) -> Any:
    path = f"/admin/api/{version}/orders/{order_id}/fulfillments/{fulfillment_id}.json"
    return rest.client.put(path, json={"fulfillment": body})


@pytest.mark.parametrize(
    ("sent", "company", "numbers", "urls"),
    [
        ({"tracking_number": "987654321"}, "USPS", ["987654321"], [USPS_PAGE + "987654321"]),
        ({"tracking_number": 987654321}, "USPS", ["987654321"], [USPS_PAGE + "987654321"]),
        (
            {"tracking_numbers": ["987654321", "987654322"]},
            "USPS",
            ["987654321", "987654322"],
            [USPS_PAGE + "987654321", USPS_PAGE + "987654322"],
        ),
        (
            {"tracking_company": "UPS", "tracking_number": "1Z001985YW99744790"},
            "UPS",
            ["1Z001985YW99744790"],
            [UPS_PAGE],
        ),
        ({"tracking_url": "http://a/1"}, "USPS", ["123456789"], ["http://a/1"]),
        ({"tracking_urls": ["http://a/1", "http://a/2"]}, "USPS", ["123456789"], ["http://a/1", "http://a/2"]),
        ({"tracking_number": "9", "tracking_url": "http://a/9"}, "USPS", ["9"], ["http://a/9"]),
        ({"tracking_company": "Mine"}, "Mine", ["123456789"], []),
        ({"notify_customer": True}, "USPS", ["123456789"], [USPS_PAGE + "123456789"]),
    ],
)
def test_the_deprecated_update(
    rest: Api, sent: dict[str, Any], company: str, numbers: list[str], urls: list[str]
) -> None:
    info = {"company": "USPS", "number": "123456789"}
    before = made(rest.create((1046000900, 1072503600, 1), tracking_info=info))
    whole = {name: value for name, value in before.items() if name not in sent}
    for body in (sent, {**whole, **sent}):
        answer = put(rest, before["id"], **body)
        assert answer.status_code == 200
        assert answer.headers["X-Shopify-API-Deprecated-Reason"]
        one = made(answer)
        assert (one["tracking_company"], one["tracking_numbers"], one["tracking_urls"]) == (company, numbers, urls)
        assert made(put(rest, before["id"], **before))["tracking_urls"] == before["tracking_urls"]


def test_the_deprecated_cancel_open_and_complete(slow: Api, tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    line = {"id": 5, "quantity": 2, "fulfillment_service": "shipwire"}
    file.write_text(json.dumps({"id": 2, "name": "#2", "lines": [line]}))
    slow.shop.add_orders(file)
    base = "/admin/api/2022-04/orders"
    (order,) = slow.get("orders/2/fulfillment_orders.json").json()["fulfillment_orders"]
    one = made(slow.create(order["id"]))
    path = f"{base}/2/fulfillments/{one['id']}"
    assert one["status"] == "pending"
    assert made(slow.client.post(f"{path}/open.json"))["status"] == "open"
    assert made(slow.client.post(f"{path}/open.json", json={}))["status"] == "open"
    assert made(slow.client.post(f"{path}/complete.json"))["status"] == "success"
    slow.clock.tick(60)
    assert made(slow.get(f"orders/2/fulfillments/{one['id']}.json"))["status"] == "success"
    refused = slow.client.post(f"{path}/open.json")
    assert (refused.status_code, refused.json()) == (
        422,
        {"errors": {"status": ["is success and can't become open"]}},
    )
    assert slow.client.post(f"{base}/1/fulfillments/{one['id']}/cancel.json").status_code == 404
    assert made(slow.client.post(f"{path}/cancel.json"))["status"] == "cancelled"
    assert slow.client.post(f"{path}/complete.json").status_code == 422


@pytest.mark.parametrize("method", ["cancel", "open", "complete"])
def test_a_deprecated_call_on_what_is_not_there(rest: Api, method: str) -> None:
    for order, one in ((450789469, 1), (450789470, 255858046), (1, 255858046)):
        answer = rest.client.post(f"/admin/api/2022-04/orders/{order}/fulfillments/{one}/{method}.json")
        assert (answer.status_code, answer.json()) == (404, {"errors": "Not Found"})
        assert put(rest, one, order_id=order, tracking_number="1").status_code == 404


@pytest.mark.parametrize("method", ["cancel", "open", "complete"])
def test_unstable_has_kept_nothing_but_the_deprecated_create(rest: Api, method: str) -> None:
    path = "/admin/api/unstable/orders/450789469/fulfillments/255858046"
    assert rest.client.post(f"{path}/{method}.json").status_code == 406
    assert put(rest, 255858046, "unstable", 450789469, tracking_number="1").status_code == 406


@pytest.mark.parametrize("version", ["2022-07", "2025-10", "2026-10", "next"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "orders/450789471/fulfillments.json"),
        ("PUT", "orders/450789471/fulfillments.json"),
        ("PUT", "orders/450789469/fulfillments/255858046.json"),
        ("POST", "orders/450789469/fulfillments/255858046/cancel.json"),
        ("POST", "orders/450789469/fulfillments/255858046/open.json"),
        ("POST", "orders/450789469/fulfillments/255858046/complete.json"),
    ],
)
def test_removed_calls_are_not_acceptable(rest: Api, version: str, method: str, path: str) -> None:
    body = {"fulfillment": {"location_id": 24826418}}
    answer = rest.client.request(method, f"/admin/api/{version}/{path}", json=body)
    assert (answer.status_code, answer.content) == (406, b"")
    assert answer.headers["Content-Type"].startswith("application/json")
