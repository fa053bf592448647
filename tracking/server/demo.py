"""The demo shop: rows that a shop can be filled with. No route knows any of these ids.

The orders, lines, and fulfillments are those of the Admin API's reference for fulfillments (2025-10), so that its
documented calls work with the demo unchanged. The orders after #1001 are for trying the rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec

from tracking.fulfillment.rules import rest_name, supported_actions
from tracking.fulfillment.values import (
    Allocation,
    Fulfillment,
    FulfillmentLine,
    FulfillmentOrder,
    FulfillmentOrderLine,
    LineItem,
    Location,
    Order,
    OrderState,
    TrackingInfo,
)
from tracking.server.demo_products import DRAFT, GREEN_IPOD, RED_IPOD, SHOES, DemoProduct
from tracking.server.given_payments import whole_order
from tracking.server.order_payment import implied_transactions
from tracking.server.records import Records

__all__ = ["DEMO_SECRET", "DEMO_TOKEN", "add_demo"]

DEMO_TOKEN = "shpat_demo"
DEMO_SECRET = "shpss_demo"
"""The secret of the demo shop's webhooks, unless another one is given."""

_HERE, _THERE = 24826418, 655441491
_CREATED = datetime(2025, 10, 1, 15, 12, 48, tzinfo=timezone(timedelta(hours=-4)))
_LOCATIONS = (
    Location(id=_HERE, name="Apple Api Shipwire", address={"country_code": "DE"}, created_at=_CREATED),
    Location(
        id=_THERE,
        name="50 Rideau Street",
        address={
            "address1": "50 Rideau Street",
            "city": "Ottawa",
            "province": "Ontario",
            "country_code": "CA",
            "zip": "K1N 9J7",
        },
        created_at=_CREATED,
    ),
)
_DESTINATION = {
    "address1": "Chestnut Street 92",
    "address2": "",
    "city": "Louisville",
    "company": None,
    "country": "United States",
    "email": "bob.norman@mail.example.com",
    "first_name": "Bob",
    "last_name": "Norman",
    "phone": "+1(502)-459-2181",
    "province": "Kentucky",
    "zip": "40202",
}
_ORIGIN = {"address1": "150 Elgin St", "city": "Ottawa", "zip": "K2P 1L4", "province_code": "ON", "country_code": "CA"}
_ODD_NUMBER = "#☠1☢\n---\n4321\n"


# Order #1001: order line -> product, units not yet fulfilled, units in fulfillments that are not cancelled, service.
_LINES_1001: dict[int, tuple[DemoProduct, int, int, str]] = {
    466157049: (GREEN_IPOD, 0, 0, "manual"),
    518995019: (RED_IPOD, 0, 1, "shipwire-app"),
    **dict.fromkeys((1071823204, 1071823210, 1071823216, 1071823218, 1071823220), (SHOES, 1, 0, "manual")),
    **dict.fromkeys((1071823205, 1071823207, 1071823211, 1071823213), (DRAFT, 0, 1, "manual")),
}
# Its open fulfillment orders: id -> (line, order line)
_OPEN_1001 = {
    1046000810: (1072503317, 1071823204),
    1046000813: (1072503320, 1071823210),
    1046000816: (1072503323, 1071823216),
    1046000817: (1072503324, 1071823218),
    1046000818: (1072503325, 1071823220),
}
_CLOSED_1001 = (1046000814, 1072503321, 1071823211)
# Its fulfillments: id, order line, fulfillment line, tracking
_UPS = TrackingInfo(company="UPS", numbers=(_ODD_NUMBER,))
_SHIPWIRE = TrackingInfo(
    company="my-custom-shipping-company",
    numbers=("123456789",),
    urls=(
        "http://my-custom-shipping-company.shopifyapps.com/track/123456",
        "http://my-custom-shipping-company.shopifyapps.com/track/789012",
    ),
)
_USPS = TrackingInfo(company="USPS", numbers=("1Z1234512345123456",))
_FULFILLMENTS_1001 = (
    (255858046, 466157049, 225088298, _USPS),
    (1069019870, 1071823205, 1024374822, TrackingInfo()),
    (1069019871, 1071823207, 1024374823, _UPS),
    (1069019874, 1071823211, 1024374825, _UPS),
    (1069019875, 1071823213, 1024374826, TrackingInfo()),
    (1069019882, 518995019, 1024374829, _SHIPWIRE),
)
# The other orders: order -> name, and fulfillment order -> location, delivery method, (line, order line, units)...
_Line = tuple[int, int, int]
_OTHERS: dict[int, tuple[str, dict[int, tuple[int, str, list[_Line]]]]] = {
    450789470: ("#1002", {1046000900: (_HERE, "shipping", [(1072503600, 1071823300, 100)])}),
    450789471: (
        "#1003",
        {
            1046000901: (_HERE, "shipping", [(1072503601, 1071823301, 3), (1072503602, 1071823302, 2)]),
            1046000902: (_HERE, "shipping", [(1072503603, 1071823303, 1)]),
        },
    ),
    450789472: (
        "#1004",
        {
            1046000903: (_HERE, "shipping", [(1072503604, 1071823304, 2)]),
            1046000904: (_HERE, "shipping", [(1072503605, 1071823304, 1)]),
            1046000905: (_THERE, "shipping", [(1072503606, 1071823306, 1)]),
            1046000906: (_HERE, "none", [(1072503607, 1071823307, 1)]),
        },
    ),
    450789473: ("#1005", {1046000907: (_HERE, "shipping", [(1072503608, 1071823308, 2000)])}),
    450789474: ("#1006", {1046000908: (_HERE, "shipping", [(1072503609, 1071823309, 2)])}),
}
_LAST_ID = 1072503609
_FIRST_PAYMENT = 389404469
"""The transaction of the API's reference. The orders' payments are numbered from it."""


def add_demo(records: Records, fill_in: Callable[[TrackingInfo], TrackingInfo]) -> None:
    """Add the demo's locations, orders, and fulfillments that are missing. ``fill_in`` completes tracking info."""
    known = {location.id for location in records.locations()}
    for location in _LOCATIONS:
        if location.id not in known:
            records.add_location(location)
    records.ids_from(_LAST_ID)
    first = _order_1001()
    there = records.order_ids()
    payments = itertools.count(_FIRST_PAYMENT).__next__
    if first.order.id not in there:
        _add_order(records, first, {id_: product.details for id_, (product, *_) in _LINES_1001.items()}, payments)
        for number, (id_, item_id, line_id, tracking) in enumerate(_FULFILLMENTS_1001, 1):
            records.add_fulfillment(_fulfillment(number, id_, item_id, line_id, fill_in(tracking)))
    for order_id, (name, groups) in _OTHERS.items():
        if order_id not in there:
            _add_order(records, *_order(order_id, name, groups), payments)


def _add_order(
    records: Records, state: OrderState, details: dict[int, dict[str, Any]], payments: Callable[[], int]
) -> None:
    """Add an order with its payment."""
    transactions = implied_transactions(whole_order(state.order, details), payments)
    paid = msgspec.structs.replace(state.order, details=state.order.details | {"transactions": transactions})
    records.add_order(msgspec.structs.replace(state, order=paid), details)


def _line(id_: int, item_id: int, quantity: int, product: DemoProduct) -> FulfillmentOrderLine:
    return FulfillmentOrderLine(
        id=id_, line_item_id=item_id, quantity=quantity, remaining=quantity, sku=product.sku, title=product.title
    )


def _fulfillment_order(
    id_: int, order_id: int, lines: list[FulfillmentOrderLine], location_id: int = _HERE, method: str = "shipping"
) -> FulfillmentOrder:
    units = sum(line.quantity for line in lines)
    return FulfillmentOrder(
        id=id_,
        order_id=order_id,
        status="open",
        request_status="unsubmitted",
        location_id=location_id,
        delivery_method=method,
        supported_actions=supported_actions("open", "unsubmitted", "manual", units),
        lines=tuple(lines),
        created_at=_CREATED,
        updated_at=_CREATED,
    )


def _order_1001() -> OrderState:
    order_id = 450789469
    items = tuple(
        LineItem(
            id=id_,
            title=product.title,
            quantity=1,
            fulfillable=left,
            fulfilled=done,
            sku=product.sku,
            fulfillment_service=service,
        )
        for id_, (product, left, done, service) in _LINES_1001.items()
    )
    open_ = [_fulfillment_order(id_, order_id, [_line(*line, 1, SHOES)]) for id_, line in _OPEN_1001.items()]
    closed_id, line_id, item_id = _CLOSED_1001
    done = msgspec.structs.replace(_line(line_id, item_id, 1, DRAFT), remaining=0)
    closed = msgspec.structs.replace(
        _fulfillment_order(closed_id, order_id, [done]), status="closed", supported_actions=()
    )
    return OrderState(
        order=_described(order_id, "#1001", items),
        fulfillment_orders=tuple(sorted((*open_, closed), key=lambda each: each.id)),
        sequence=len(_FULFILLMENTS_1001),
    )


def _fulfillment(number: int, id_: int, item_id: int, line_id: int, tracking: TrackingInfo) -> Fulfillment:
    product, _, done, service = _LINES_1001[item_id]
    created = _CREATED + timedelta(minutes=number)
    closed_id, closed_line_id, closed_item_id = _CLOSED_1001
    held = item_id == closed_item_id
    return Fulfillment(
        id=id_,
        order_id=450789469,
        status="success" if done else "failure",
        name=rest_name("#1001", number),
        tracking=tracking,
        lines=(FulfillmentLine(id=line_id, line_item_id=item_id, quantity=1, sku=product.sku),),
        location_id=_HERE if done else _THERE,
        service=service,
        created_at=created,
        updated_at=created,
        sequence=number,
        origin_address=_ORIGIN if product is DRAFT else None,
        receipt={} if done else {"testcase": True, "authorization": "123456"},
        allocations=(
            Allocation(
                fulfillment_order_id=closed_id if held else None,
                line_id=closed_line_id if held else None,
                line_item_id=item_id,
                quantity=1,
            ),
        ),
    )


def _order(
    order_id: int, name: str, groups: dict[int, tuple[int, str, list[_Line]]]
) -> tuple[OrderState, dict[int, dict[str, Any]]]:
    units: dict[int, int] = {}
    for _, _, lines in groups.values():
        for _, item_id, quantity in lines:
            units[item_id] = units.get(item_id, 0) + quantity
    items = tuple(
        LineItem(id=id_, title=SHOES.title, quantity=quantity, fulfillable=quantity, sku=SHOES.sku)
        for id_, quantity in units.items()
    )
    fulfillment_orders = tuple(
        _fulfillment_order(id_, order_id, [_line(*line, SHOES) for line in lines], location_id, method)
        for id_, (location_id, method, lines) in groups.items()
    )
    state = OrderState(order=_described(order_id, name, items), fulfillment_orders=fulfillment_orders)
    return state, dict.fromkeys(units, SHOES.details)


def _described(order_id: int, name: str, items: tuple[LineItem, ...]) -> Order:
    return Order(
        id=order_id,
        name=name,
        lines=items,
        created_at=_CREATED,
        updated_at=_CREATED + timedelta(minutes=10),
        destination=_DESTINATION,
        details={"payment_gateway_names": ["bogus"], "source_name": "web"},
    )
