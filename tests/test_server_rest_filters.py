"""The filters and the order of REST's list of orders."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.served import Api, made
from tracking.fulfillment.values import LineItem, Order, OrderState
from tracking.server.order_filter import passes, sorted_page
from tracking.server.selection import Selection

FIRST = 450789469


def found(rest: Api, **query: Any) -> list[str]:
    answer = rest.get("orders.json", **query)
    assert answer.status_code == 200, answer.text
    return [order["name"] for order in answer.json()["orders"]]


def fulfilled(rest: Api) -> None:
    """#1003 and #1006 are fulfilled, #1002 in part."""
    for groups in ([1046000901, 1046000902], [1046000908], [(1046000900, 1072503600, 3)]):
        made(rest.create(*groups))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, [1001, 1002, 1004, 1005]),
        ({"status": "any"}, [1001, 1002, 1003, 1004, 1005, 1006]),
        ({"status": "closed"}, [1003, 1006]),
        ({"status": "cancelled"}, []),
        ({"status": "any", "fulfillment_status": "shipped"}, [1003, 1006]),
        ({"status": "any", "fulfillment_status": "partial"}, [1001, 1002]),
        ({"status": "any", "fulfillment_status": "unshipped"}, [1004, 1005]),
        ({"status": "any", "fulfillment_status": "unfulfilled"}, [1001, 1002, 1004, 1005]),
        ({"fulfillment_status": "any"}, [1001, 1002, 1004, 1005]),
        ({"fulfillment_status": "shipped"}, []),
        ({"status": "any", "financial_status": "paid", "limit": 2}, [1001, 1002]),
        ({"status": "any", "financial_status": "refunded"}, []),
        ({"status": "any", "financial_status": "unpaid"}, []),
        ({"ids": "450789470, 450789469,450789471,1,99999999999999999999999"}, [1001, 1002]),
        ({"ids": "450789471", "status": "any"}, [1003]),
        ({"ids": "0"}, []),
        ({"since_id": 450789470, "status": "any", "limit": 2}, [1003, 1004]),
        ({"status": "any", "updated_at_min": "2026-01-01"}, [1002, 1003, 1006]),
        ({"status": "any", "updated_at_max": "2025-12-31T23:59:59Z"}, [1001, 1004, 1005]),
        ({"created_at_min": "2026-01-01", "status": "any"}, []),
        ({"created_at_max": "2025-10-01T15:12:48-04:00"}, [1001, 1002, 1004, 1005]),
        ({"created_at_max": "2025-10-01T15:12:47-04:00"}, []),
        ({"processed_at_min": "2025-10-01T15:12:48-04:00", "name": "#1004"}, [1004]),
        ({"processed_at_max": "2025-10-01T15:12:47-04:00"}, []),
        ({"name": "1005", "status": "open"}, [1005]),
        ({"status": "any", "order": "id desc", "limit": 2}, [1006, 1005]),
        ({"status": "any", "order": "updated_at"}, [1001, 1004, 1005, 1002, 1003, 1006]),
        ({"status": "any", "order": "updated_at DESC", "fulfillment_status": "shipped"}, [1006, 1003]),
    ],
)
def test_filters(rest: Api, query: dict[str, Any], names: list[int]) -> None:
    fulfilled(rest)
    assert found(rest, **query) == [f"#{name}" for name in names]
    # The count takes the list's filters, and no page.
    query = {name: value for name, value in query.items() if name not in ("limit", "since_id", "order")}
    assert rest.get("orders/count.json", **query).json() == {"count": len(found(rest, **query))}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"fulfillment_status": "lost"}, "fulfillment_status"),
        ({"financial_status": "lost"}, "financial_status"),
        ({"ids": "1,x"}, "ids"),
        ({"ids": ",".join(["1"] * 1001)}, "ids"),
        ({"order": "price asc"}, "order"),
        ({"order": "id up"}, "order"),
        ({"order": "id asc desc"}, "order"),
        ({"processed_at_min": "then"}, "processed_at_min"),
    ],
)
def test_filters_that_cannot_be(rest: Api, query: dict[str, Any], field: str) -> None:
    for path in ("orders.json", "orders/count.json"):
        answer = rest.get(path, **query)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("orders.json", "attribution_app_id"),
        ("orders/count.json", "attribution_app_id"),
    ],
)
def test_a_filter_that_is_not_served_is_named(rest: Api, path: str, parameter: str) -> None:
    answer = rest.get(path, **{parameter: "true"})
    assert answer.status_code == 501
    assert parameter in answer.json()["errors"]


def test_orders_of_the_list_carry_their_fulfillments(rest: Api) -> None:
    fulfilled(rest)
    orders = rest.get("orders.json", status="any").json()["orders"]
    assert [len(order["fulfillments"]) for order in orders] == [6, 1, 1, 0, 0, 1]
    for order in orders:
        assert order == rest.get(f"orders/{order['id']}.json").json()["order"]
        for fulfillment in order["fulfillments"]:
            assert fulfillment["order_id"] == order["id"]
    (one,) = rest.get("orders.json", status="any", ids=FIRST, fields="id,fulfillments").json()["orders"]
    assert list(one) == ["id", "fulfillments"]


@pytest.mark.parametrize("order", [None, "id desc", "updated_at asc", "updated_at desc", "created_at desc"])
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_pages_lead_on_and_back_in_every_order(rest: Api, order: str | None, limit: int) -> None:
    fulfilled(rest)
    query = {"status": "any", "financial_status": "paid"} | ({} if order is None else {"order": order})
    expected = found(rest, **query)
    assert len(expected) == 6
    answer = rest.get("orders.json", **query, limit=limit)
    pages, before = [], []
    while True:
        pages.append([each["name"] for each in answer.json()["orders"]])
        links = dict(re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers.get("Link", "")))
        by_name = {name: url for url, name in links.items()}
        if "previous" in by_name:
            before.append([each["name"] for each in rest.client.get(by_name["previous"]).json()["orders"]])
        if "next" not in by_name:
            break
        answer = rest.client.get(by_name["next"])
    assert [name for page in pages for name in page] == expected
    assert before == pages[:-1]


def test_a_page_may_not_be_filtered_anew(rest: Api) -> None:
    link = rest.get("orders.json", status="any", limit=1).headers["Link"]
    url = link.split(">")[0][1:]
    answer = rest.client.get(f"{url}&fulfillment_status=shipped")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["fulfillment_status"]


def test_what_an_order_says_beside_its_lines(rest: Api) -> None:
    with rest.shop._transaction(write=True) as records:
        records.add_order(
            OrderState(
                order=Order(
                    id=77, name="#77", email="a@example.com", tags=("VIP", "late"), financial_status="pending",
                    created_at=rest.clock.now, updated_at=rest.clock.now,
                    lines=(LineItem(id=78, title="T", quantity=1, fulfillable=1),),
                )
            ),
            {},
        )  # fmt: skip
    (order,) = rest.get("orders.json", financial_status="pending").json()["orders"]
    said = {key: order[key] for key in ("id", "email", "tags", "financial_status", "processed_at")}
    assert said == {
        "id": 77,
        "email": "a@example.com",
        "tags": "VIP, late",
        "financial_status": "pending",
        "processed_at": "2026-01-02T12:00:00-05:00",
    }


TIMES = st.one_of(st.none(), st.integers(0, 4))
ORDERS = st.lists(
    st.builds(
        lambda id_, created, updated: Order(
            id=id_, name=str(id_), created_at=moment(created), updated_at=moment(updated)
        ),
        st.integers(1, 9),
        TIMES,
        TIMES,
    ),
    unique_by=lambda order: order.id,
)


def moment(second: int | None) -> datetime | None:
    return None if second is None else datetime.fromtimestamp(second, UTC)


@settings(deadline=None)
@given(
    ORDERS,
    st.builds(
        Selection,
        limit=st.integers(1, 3),
        sort=st.sampled_from(["created_at", "id", "updated_at"]),
        descending=st.booleans(),
        updated_min=TIMES,
        created_max=TIMES,
    ),
)
def test_sorted_pages_make_up_the_list(orders: list[Order], selection: Selection) -> None:
    chosen = [order for order in orders if passes(order, selection)]
    expected = sorted_page(chosen, msgspec.structs.replace(selection, limit=None), lambda order: order)
    assert sorted(order.id for order in expected) == sorted(order.id for order in chosen)
    pages: list[Order] = []
    place = selection
    while page := sorted_page(chosen, place, lambda order: order):
        pages += page
        last = page[-1]
        name = selection.sort or "id"
        value = last.id if name == "id" else getattr(last, name)
        at = value if isinstance(value, int) else 0 if value is None else int(value.timestamp())
        place = msgspec.structs.replace(selection, after=last.id, at=at)
    assert pages == expected


def test_financial_summaries_are_served_where_they_are_asked_for(rest: Api) -> None:
    path = "fulfillment_orders/1046000810.json"
    (line,) = rest.get(path, include_financial_summaries="true").json()["fulfillment_order"]["line_items"]
    (summary,) = line["financial_summaries"]
    assert (summary["quantity"], summary["original_unit_price_set"]) == (line["quantity"], "10.00")
    (plain,) = rest.get(path).json()["fulfillment_order"]["line_items"]
    assert "financial_summaries" not in plain
