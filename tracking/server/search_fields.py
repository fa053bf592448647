"""The search fields of orders, fulfillment orders, and an order's fulfillments.

Source of the fields' names, kinds and words: the Admin API's reference, the ``query`` arguments of 2025-10.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tracking.fulfillment.values import FulfillmentOrder, Order
from tracking.server.order_details import CURRENT_TOTAL
from tracking.server.order_status import financial_status, fulfillment_statuses, order_status
from tracking.server.search import Read, SearchField, SearchFields
from tracking.server.search_values import choice_value, id_value, number_value, text_value, time_value

__all__ = ["FULFILLMENTS", "FULFILLMENT_ORDERS", "LOCATIONS", "ORDERS", "SUBSCRIPTIONS"]

_RETURN_STATUSES = (
    "in_progress", "inspection_complete", "no_return", "return_failed", "return_requested", "returned",
)  # fmt: skip
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


def _details(name: str) -> Callable[[Order, Read], Iterable[Any]]:
    """Return the texts that an order was given by a name: one, several, or none."""

    def values(order: Order, _read: Read) -> Iterable[Any]:
        told = order.details.get(name)
        return told if isinstance(told, list) else (told,)

    return values


def _customer_ids(order: Order, _read: Read) -> tuple[Any]:
    customer = order.details.get("customer")
    id_ = customer.get("id") if isinstance(customer, dict) else None
    return (id_ if isinstance(id_, int) else None,)


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
        "current_total_price": SearchField(number_value, lambda order, read: (float(CURRENT_TOTAL(order)),)),
        "customer_id": SearchField(id_value, _customer_ids),
        "delivery_method": SearchField(
            choice_value(("shipping", "pick_up", "retail", "local", "pickup_point", "none")),
            lambda order, read: (each.delivery_method for each in _fulfillment_orders(order, read)),
        ),
        "discount_code": SearchField(text_value, _details("discount_codes")),
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
        "gateway": SearchField(text_value, _details("payment_gateway_names")),
        "id": _ID,
        "location_id": SearchField(id_value, _locations),
        "name": SearchField(text_value, lambda order, read: (order.name, order.name.removeprefix("#"))),
        "po_number": SearchField(text_value, _details("po_number")),
        "processed_at": SearchField(time_value, _attribute("created_at")),
        "reference_location_id": SearchField(id_value, _locations),
        "return_status": SearchField(choice_value(_RETURN_STATUSES), lambda order, read: ("no_return",)),
        "sku": SearchField(text_value, lambda order, read: (line.sku for line in order.lines)),
        "source_name": SearchField(text_value, _details("source_name")),
        "status": SearchField(
            choice_value(("any", "cancelled", "closed", "not_closed", "open")), lambda order, read: order_status(order)
        ),
        "subtotal_line_items_quantity": SearchField(
            number_value, lambda order, read: (sum(line.quantity for line in order.lines),)
        ),
        "tag": SearchField(text_value, _tags),
        "tag_not": SearchField(text_value, _tags, none_fits=True),
        "test": SearchField(
            choice_value(("true", "false")), lambda order, read: (str(order.details.get("test") is True).lower(),)
        ),
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
            "fraud_protection_level",
            "metafields.",
            "payment_id",
            "payment_provider_id",
            "risk_level",
            "sales_channel",
            "source_identifier",
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
