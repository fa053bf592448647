"""The search fields of orders, fulfillment orders, and an order's fulfillments.

Source of the fields' names, kinds and words: the Admin API's reference, the ``query`` arguments of 2025-10.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tracking.fulfillment.values import FulfillmentOrder, Order
from tracking.server.order_status import financial_status, fulfillment_statuses, order_status
from tracking.server.search import Read, SearchField, SearchFields
from tracking.server.search_values import choice_value, id_value, number_value, text_value, time_value

__all__ = ["FULFILLMENTS", "FULFILLMENT_ORDERS", "LOCATIONS", "ORDERS", "SUBSCRIPTIONS"]

_WORD = re.compile(r"\w[\w@.'-]*")


def _attribute(name: str) -> Callable[[Any, Read], Iterable[Any]]:
    return lambda item, read: (getattr(item, name),)


def _words(texts: Iterable[str | None]) -> Iterator[str]:
    """Give texts and their words, as a value without a field is looked for."""
    for each in texts:
        if each:
            yield each
            yield from _WORD.findall(each)


def _fulfillment_orders(order: Order, read: Read) -> tuple[FulfillmentOrder, ...]:
    return read("fulfillment_orders", order.id) or ()


def _fulfillment_locations(order: Order, read: Read) -> Iterator[int | None]:
    return (each.location_id for each in read("fulfillments", order.id) or ())


def _locations(order: Order, read: Read) -> Iterator[int | None]:
    yield from (each.location_id for each in _fulfillment_orders(order, read))
    yield from _fulfillment_locations(order, read)


def _emails(order: Order, _read: Read) -> tuple[str | None, ...]:
    return order.email, (order.destination or {}).get("email")


def _tags(order: Order, _read: Read) -> tuple[str, ...]:
    return order.tags


def _order_words(order: Order, read: Read) -> Iterator[str]:
    address = order.destination or {}
    person = " ".join(filter(None, (address.get("first_name"), address.get("last_name"))))
    lines = (told for line in order.lines for told in (line.title, line.sku))
    return _words((order.name, order.name.removeprefix("#"), *_emails(order, read), person, *order.tags, *lines))


def _fulfillment_order_words(order: FulfillmentOrder, _read: Read) -> Iterator[str]:
    name = order.order_name or ""
    return _words(
        (str(order.id), name, name.removeprefix("#"), *(t for each in order.lines for t in (each.title, each.sku)))
    )


_UPDATED = SearchField(time_value, _attribute("updated_at"))
_CREATED = SearchField(time_value, _attribute("created_at"))
_ID = SearchField(id_value, _attribute("id"))

ORDERS = SearchFields(
    modelled={
        "created_at": _CREATED,
        "delivery_method": SearchField(
            choice_value(("shipping", "pick_up", "retail", "local", "pickup_point", "none")),
            lambda order, read: (each.delivery_method for each in _fulfillment_orders(order, read)),
        ),
        "email": SearchField(text_value, _emails),
        "financial_status": SearchField(
            choice_value(
                (
                    "authorized",
                    "expired",
                    "paid",
                    "partially_paid",
                    "partially_refunded",
                    "pending",
                    "refunded",
                    "voided",
                )
            ),
            lambda order, read: (financial_status(order),),
        ),
        "fulfillment_location_id": SearchField(id_value, _fulfillment_locations),
        "fulfillment_status": SearchField(
            choice_value(
                (
                    "fulfilled",
                    "on_hold",
                    "partial",
                    "request_declined",
                    "scheduled",
                    "shipped",
                    "unfulfilled",
                    "unshipped",
                )
            ),
            lambda order, read: fulfillment_statuses(order, lambda: _fulfillment_orders(order, read)),
        ),
        "id": _ID,
        "location_id": SearchField(id_value, _locations),
        "name": SearchField(text_value, lambda order, read: (order.name, order.name.removeprefix("#"))),
        "processed_at": SearchField(time_value, _attribute("created_at")),
        "reference_location_id": SearchField(id_value, _locations),
        "sku": SearchField(text_value, lambda order, read: (line.sku for line in order.lines)),
        "status": SearchField(
            choice_value(("any", "cancelled", "closed", "not_closed", "open")), lambda order, read: order_status(order)
        ),
        "subtotal_line_items_quantity": SearchField(
            number_value, lambda order, read: (sum(line.quantity for line in order.lines),)
        ),
        "tag": SearchField(text_value, _tags),
        "tag_not": SearchField(text_value, _tags, none_fits=True),
        "updated_at": _UPDATED,
    },
    default=SearchField(text_value, _order_words),
    not_modelled=frozenset(
        [
            "cart_token",
            "channel",
            "channel_id",
            "chargeback_status",
            "checkout_token",
            "confirmation_number",
            "credit_card_last4",
            "current_total_price",
            "customer_id",
            "discount_code",
            "fraud_protection_level",
            "gateway",
            "metafields.",
            "payment_id",
            "payment_provider_id",
            "po_number",
            "return_status",
            "risk_level",
            "sales_channel",
            "source_identifier",
            "source_name",
            "test",
            "total_weight",
        ]
    ),
)
"""Orders, of ``orders`` and ``ordersCount``."""

FULFILLMENT_ORDERS = SearchFields(
    modelled={
        "assigned_location_id": SearchField(id_value, _attribute("location_id")),
        "id": _ID,
        "status": SearchField(
            choice_value(("cancelled", "closed", "in_progress", "incomplete", "on_hold", "open", "scheduled")),
            _attribute("status"),
        ),
        "updated_at": _UPDATED,
    },
    default=SearchField(text_value, _fulfillment_order_words),
)
"""Fulfillment orders, of ``fulfillmentOrders`` and ``Order.fulfillmentOrders``."""

FULFILLMENTS = SearchFields(
    modelled={"created_at": _CREATED, "updated_at": _UPDATED},
    default=SearchField(
        text_value, lambda fulfillment, read: _words((fulfillment.name, *fulfillment.tracking.numbers))
    ),
)
"""An order's fulfillments, of ``Order.fulfillments``, which the API searches by time."""


def _place(name: str) -> SearchField:
    return SearchField(text_value, lambda location, read: (location.address.get(name),))


LOCATIONS = SearchFields(
    modelled={
        "active": SearchField(choice_value(("true", "false")), lambda location, read: ("true",)),
        "address1": _place("address1"),
        "address2": _place("address2"),
        "city": _place("city"),
        "country": _place("country"),
        "created_at": _CREATED,
        "id": _ID,
        "location_id": _ID,
        "name": SearchField(text_value, _attribute("name")),
        "province": _place("province"),
        "zip": _place("zip"),
    },
    default=SearchField(
        text_value, lambda location, read: _words((location.name, *map(str, location.address.values())))
    ),
    not_modelled=frozenset(["geolocated", "legacy", "pickup_in_store"]),
)
"""Locations, of ``locations`` and ``locationsCount``."""

SUBSCRIPTIONS = SearchFields(
    modelled={
        "created_at": _CREATED,
        "endpoint": SearchField(text_value, _attribute("uri")),
        "format": SearchField(choice_value(("json", "xml")), _attribute("format")),
        "id": _ID,
        "name": SearchField(text_value, _attribute("name")),
        "topic": SearchField(text_value, lambda each, read: (each.topic, each.topic.replace("/", "_"))),
        "updated_at": _UPDATED,
    },
    default=SearchField(text_value, lambda each, read: _words((each.topic, each.uri, each.name))),
)
"""Webhook subscriptions, of ``webhookSubscriptions`` and ``webhookSubscriptionsCount``."""
