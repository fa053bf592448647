from __future__ import annotations

import base64
import json
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.served import BASE, Api, made


def token(**selection: int) -> str:
    """A page_info that no shop gave out."""
    return base64.urlsafe_b64encode(json.dumps(["orders/450789469/fulfillments.json", selection]).encode()).decode()


def test_times_carry_the_shops_offset(rest: Api) -> None:
    one = made(rest.create(1046000908))
    assert one["created_at"] == "2026-01-02T12:00:00-05:00"


def test_get_one_and_its_fields(rest: Api) -> None:
    whole = made(rest.get("orders/450789469/fulfillments/255858046.json"))
    assert whole["receipt"] == {"testcase": True, "authorization": "123456"}
    assert made(rest.get("orders/450789469/fulfillments/255858046.json", fields="id, status,nothing")) == {
        "id": 255858046,
        "status": "failure",
    }
    assert rest.get("orders/450789470/fulfillments/255858046.json").status_code == 404


def followed(rest: Api, answer: Any, relation: str) -> Any:
    """The page that an answer's Link names, asked for as clients do: by the URL as it stands."""
    links = dict(re.fullmatch(r'<(.+)>; rel="(\w+)"', each).group(2, 1) for each in answer.headers["Link"].split(", "))  # type: ignore[union-attr]
    assert links[relation].startswith("http://testserver/admin/api/")
    return rest.client.get(links[relation])


def ids(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [each["id"] for each in answer.json()["fulfillments"]]


ALL = [255858046, 1069019870, 1069019871, 1069019874, 1069019875, 1069019882]


def test_pages_lead_on_and_back(rest: Api) -> None:
    first = rest.get("orders/450789469/fulfillments.json", limit=2, fields="id")
    assert ids(first) == ALL[:2]
    assert 'rel="previous"' not in first.headers["Link"]
    second = followed(rest, first, "next")
    assert ids(second) == ALL[2:4]
    assert list(second.json()["fulfillments"][0]) == ["id"]
    third = followed(rest, second, "next")
    assert ids(third) == ALL[4:]
    assert 'rel="next"' not in third.headers["Link"]
    back = followed(rest, third, "previous")
    assert ids(back) == ALL[2:4]
    assert ids(followed(rest, back, "next")) == ALL[4:]
    start = followed(rest, back, "previous")
    assert ids(start) == ALL[:2]
    assert 'rel="previous"' not in start.headers["Link"]


def test_a_page_may_be_asked_for_without_its_limit(rest: Api) -> None:
    first = rest.get("orders/450789469/fulfillments.json", limit=1)
    token = parse_qs(urlsplit(first.headers["Link"].split(">")[0][1:]).query)["page_info"][0]
    assert ids(rest.get("orders/450789469/fulfillments.json", page_info=token)) == ALL[1:]


def test_a_page_carries_its_filter(rest: Api) -> None:
    created = made(rest.get("orders/450789469/fulfillments/1069019875.json"))["created_at"]
    first = rest.get("orders/450789469/fulfillments.json", limit=2, since_id=255858046, created_at_max=created)
    assert ids(first) == ALL[1:3]
    second = followed(rest, first, "next")
    assert ids(second) == ALL[3:5]
    assert 'rel="next"' not in second.headers["Link"]
    assert ids(followed(rest, second, "previous")) == ALL[1:3]


def test_no_link_when_everything_fits(rest: Api) -> None:
    assert "Link" not in rest.get("orders/450789469/fulfillments.json").headers
    assert "Link" not in rest.get("orders/450789469/fulfillments.json", limit=6).headers


def test_fifty_to_a_page_unless_asked_and_250_at_most(rest: Api) -> None:
    for _ in range(60):
        made(rest.create((1046000900, 1072503600, 1)))
    path = "orders/450789470/fulfillments.json"
    assert len(ids(rest.get(path))) == 50
    assert len(ids(rest.get(path, limit=250))) == 60
    assert rest.get("orders/450789470/fulfillments/count.json").json() == {"count": 60}


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ({"limit": 251}, "Limit exceeds maximum limit of 250"),
        ({"limit": 0}, {"limit": "must be between 1 and 250"}),
        ({"limit": -1}, {"limit": "must be between 1 and 250"}),
        ({"limit": 10**30}, "Limit exceeds maximum limit of 250"),
        ({"limit": "many"}, {"limit": "expected String to be a Integer"}),
        ({"since_id": "x"}, {"since_id": "expected String to be a Integer"}),
        ({"created_at_min": "yesterday"}, {"created_at_min": "expected String to be a DateTime"}),
        ({"page_info": "abc"}, {"page_info": "Invalid value."}),
        ({"page_info": "WzFd"}, {"page_info": "Invalid value."}),
        ({"page_info": token(after=2**63)}, {"page_info": "Invalid value."}),
        ({"page_info": token(created_min=-(10**30))}, {"page_info": "Invalid value."}),
        (
            {"page_info": "abc", "updated_at_min": "2026-01-01"},
            {
                "updated_at_min": "updated_at_min cannot be passed when page_info is present. "
                "See https://shopify.dev/api/usage/pagination-rest for more information."
            },
        ),
    ],
)
def test_bad_queries(rest: Api, query: dict[str, Any], errors: Any) -> None:
    answer = rest.get("orders/450789469/fulfillments.json", **query)
    assert (answer.status_code, answer.json()) == (400, {"errors": errors})


def test_beside_a_page_only_limit_and_fields_are_asked(rest: Api) -> None:
    first = rest.get("orders/450789469/fulfillments.json", limit=1)
    token = parse_qs(urlsplit(first.headers["Link"].split(">")[0][1:]).query)["page_info"][0]
    for field in ("since_id", "created_at_max", "status", "order"):
        answer = rest.get("orders/450789469/fulfillments.json", page_info=token, **{field: "1"})
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]
    assert rest.get("orders/450789469/fulfillments.json", page_info=token, limit=2, fields="id").status_code == 200


def test_ids_that_no_database_holds_are_ids_still(rest: Api) -> None:
    assert ids(rest.get("orders/450789469/fulfillments.json", since_id=10**30)) == []
    assert ids(rest.get("orders/450789469/fulfillments.json", since_id=-(10**30))) == ALL


def test_a_page_of_another_order_is_refused(rest: Api) -> None:
    first = rest.get("orders/450789469/fulfillments.json", limit=1)
    token = parse_qs(urlsplit(first.headers["Link"].split(">")[0][1:]).query)["page_info"][0]
    answer = rest.get("orders/450789470/fulfillments.json", page_info=token)
    assert (answer.status_code, answer.json()) == (400, {"errors": {"page_info": "Invalid value."}})
    assert ids(rest.get("/admin/api/2026-10/orders/450789469/fulfillments.json", page_info=token)) == ALL[1:]


def test_filters_by_time_include_both_ends(rest: Api) -> None:
    path, count = "orders/450789474/fulfillments.json", "orders/450789474/fulfillments/count.json"
    for _ in range(2):
        made(rest.create((1046000908, 1072503609, 1)))
        rest.clock.tick(60)
    first, second = rest.get(path).json()["fulfillments"]
    assert ids(rest.get(path, created_at_min=second["created_at"])) == [second["id"]]
    assert ids(rest.get(path, created_at_max=first["created_at"])) == [first["id"]]
    assert ids(rest.get(path, created_at_min="2026-01-02T17:00:00Z", created_at_max="2026-01-02T17:00:00Z")) == [
        first["id"]
    ]
    assert ids(rest.get(path, created_at_min="2026-01-02T12:01:00")) == [second["id"]]
    assert ids(rest.client.get(f"{BASE}/{path}?created_at_min=2026-01-02T18:01:00+01:00")) == [second["id"]]
    rest.post(f"fulfillments/{first['id']}/update_tracking.json", {"fulfillment": {"tracking_info": {"number": "1"}}})
    assert ids(rest.get(path, updated_at_min="2026-01-02T17:02:00Z")) == [first["id"]]
    assert rest.get(count, updated_at_max="2026-01-02T17:01:59Z").json() == {"count": 1}
    assert rest.get(count, created_at_min="2030-01-01").json() == {"count": 0}


@pytest.mark.parametrize(
    ("path", "errors"),
    [
        ("orders/1/fulfillments.json", "Not Found"),
        ("orders/1/fulfillments/count.json", "Not Found"),
        ("orders/1/fulfillment_orders.json", "Not Found"),
        ("orders/1.json", "Not Found"),
        ("orders/450789469/fulfillments/1.json", "Not Found"),
        ("fulfillment_orders/1.json", "Not Found"),
        ("fulfillment_orders/450789469/fulfillments.json", "Fulfillment order does not exist."),
        ("nothing.json", "Not Found"),
        ("orders//fulfillments.json", "Not Found"),
        ("/admin", "Not Found"),
    ],
)
def test_what_is_not_there(rest: Api, path: str, errors: str) -> None:
    answer = rest.get(path)
    assert (answer.status_code, answer.json()) == (404, {"errors": errors})


def test_fulfillment_orders(rest: Api) -> None:
    orders = rest.get("orders/450789469/fulfillment_orders.json").json()["fulfillment_orders"]
    assert {each["id"]: each["status"] for each in orders} == {
        1046000810: "open",
        1046000813: "open",
        1046000814: "closed",
        1046000816: "open",
        1046000817: "open",
        1046000818: "open",
    }
    one = rest.get("fulfillment_orders/1046000813.json").json()["fulfillment_order"]
    assert one == orders[1]
    assert one["assigned_location"]["location_id"] == one["assigned_location_id"] == 24826418
    assert one["delivery_method"]["method_type"] == "shipping"
    assert set(one["destination"]) == {
        *("id", "address1", "address2", "city", "company", "country", "email"),
        *("first_name", "last_name", "phone", "province", "zip"),
    }
    assert (one["request_status"], one["supported_actions"]) == (
        "unsubmitted",
        ["create_fulfillment", "move", "hold", "merge"],
    )
    assert one["line_items"] == [
        {
            "id": 1072503320,
            "shop_id": 548380009,
            "fulfillment_order_id": 1046000813,
            "quantity": 1,
            "line_item_id": 1071823210,
            "inventory_item_id": 389013007,
            "fulfillable_quantity": 1,
            "variant_id": 389013007,
        }
    ]


def test_orders_by_name_and_by_id(rest: Api) -> None:
    for name in ("#1003", "1003"):
        (order,) = rest.get("orders.json", name=name, status="any").json()["orders"]
        assert (order["id"], order["name"], order["fulfillment_status"]) == (450789471, "#1003", None)
    assert rest.get("orders.json", name="#9", status="any").json() == {"orders": []}
    made(rest.create((1046000901, 1072503601, 1)))
    assert rest.get("orders/450789471.json", fields="fulfillment_status").json() == {
        "order": {"fulfillment_status": "partial"}
    }
    made(rest.create(1046000908))
    assert rest.get("orders.json", name="#1006").json() == {"orders": []}
    (done,) = rest.get("orders.json", name="#1006", status="closed").json()["orders"]
    assert done["fulfillment_status"] == "fulfilled"
    order = rest.get("orders/450789474.json").json()["order"]
    assert [each["name"] for each in order["fulfillments"]] == ["#1006.1"]
    assert rest.get("orders.json", status="lost").status_code == 400


def test_orders_by_page(rest: Api) -> None:
    first = rest.get("orders.json", limit=4, fields="name")
    assert first.json() == {"orders": [{"name": f"#100{number}"} for number in (1, 2, 3, 4)]}
    assert followed(rest, first, "next").json() == {"orders": [{"name": "#1005"}, {"name": "#1006"}]}


def test_the_shop(rest: Api) -> None:
    shop = rest.get("shop.json").json()["shop"]
    assert (shop["id"], shop["country_code"], shop["iana_timezone"]) == (548380009, "US", "America/New_York")


def test_a_fulfillment_order_with_its_orders_reference(rest: Api) -> None:
    path = "fulfillment_orders/1046000900.json"
    plain = rest.get(path).json()["fulfillment_order"]
    told = rest.get(path, include_order_reference_fields="true").json()["fulfillment_order"]
    reference = {
        "order_name": "#1002",
        "order_processed_at": rest.get("orders/450789470.json").json()["order"]["created_at"],
        "channel_id": None,
    }
    assert told == plain | reference
    assert list(told)[list(told).index("fulfillment_holds") + 1 :][:3] == list(reference)
    path = "orders/450789470/fulfillment_orders.json"
    assert rest.get(path, include_order_reference_fields="true").json() == {"fulfillment_orders": [told]}
    for other in ("false", ""):
        assert rest.get(path, include_order_reference_fields=other).json() == {"fulfillment_orders": [plain]}
