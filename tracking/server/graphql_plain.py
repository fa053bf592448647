"""GraphQL's fields that are told as plainly as can be, since data loaders select every field that there is.

Of what this shop does not have (duties, promises, pictures, pickup at a location) there is none: null, or no entry.
"""

from __future__ import annotations

from typing import Any

from tracking.fulfillment.values import FulfillmentOrder, FulfillmentOrderLine, Location
from tracking.server.graphql_fields import Field, Info, item_of
from tracking.server.graphql_money import money_bag, written_amount
from tracking.server.graphql_shallow import discounted_unit, unfulfilled_total
from tracking.server.order_money import Amount, line_discount, line_total, unit_price

__all__ = ["PLAIN_FIELDS"]

_NEVER = ("closed", "cancelled")


def _money(amount: Amount) -> Field:
    return lambda value, info: written_amount(amount(value))


def _grams(line: FulfillmentOrderLine) -> int | None:
    grams: int | None = item_of(line).details.get("grams")
    return grams


def _weight(value: FulfillmentOrderLine, _info: Info) -> dict[str, Any] | None:
    grams = _grams(value)
    return None if grams is None else {"unit": "GRAMS", "value": grams}


def _remaining_weight(value: FulfillmentOrder, _info: Info) -> dict[str, Any] | None:
    told = [(line.remaining, _grams(line)) for line in value.lines]
    known = [remaining * grams for remaining, grams in told if grams is not None]
    return {"unit": "GRAMS", "value": sum(known)} if known else None


def _has_orders(value: Location, info: Info) -> bool:
    orders = info.context.shop.every_fulfillment_order()
    return any(each.location_id == value.id and each.status not in _NEVER for each in orders)


def _coordinate(name: str) -> Field:
    def field(value: dict[str, Any], _info: Info) -> float | None:
        try:
            return float(value[name])
        except (KeyError, TypeError, ValueError):
            return None

    return field


def _none(_value: Any, _info: Info) -> None:
    return None


def _no(_value: Any, _info: Info) -> bool:
    return False


def _empty(_value: Any, _info: Info) -> tuple[()]:
    return ()


def _sent(amount: Amount) -> Amount:
    """Take the units' share of what an amount is for the whole line."""

    def of(value: Any) -> Any:
        item = item_of(value)
        return amount(item) / item.quantity * value.quantity if item.quantity else amount(item)

    return of


_ORIGINAL = _sent(line_total)
_DISCOUNTED = _sent(lambda line: line_total(line) - line_discount(line))

PLAIN_FIELDS: dict[str, dict[str, Field]] = {
    "DeliveryMethod": {"brandedPromise": _none},
    "FulfillmentLineItem": {
        "discountedTotal": _money(_DISCOUNTED),
        "discountedTotalSet": money_bag(_DISCOUNTED),
        "originalTotal": _money(_ORIGINAL),
        "originalTotalSet": money_bag(_ORIGINAL),
    },
    "FulfillmentOrder": {"internationalDuties": _none, "remainingLineItemsWeight": _remaining_weight},
    "FulfillmentOrderLineItem": {"image": _none, "warnings": _empty, "weight": _weight},
    "LineItem": {
        "discountedTotal": _money(lambda line: line_total(line) - line_discount(line)),
        "discountedUnitPrice": _money(discounted_unit),
        "image": _none,
        "merchantEditable": lambda value, info: value.fulfillable > 0,
        "originalTotal": _money(line_total),
        "totalDiscount": _money(line_discount),
        "unfulfilledDiscountedTotal": _money(unfulfilled_total),
        "unfulfilledOriginalTotal": _money(lambda line: unit_price(line) * line.fulfillable),
    },
    "Location": {
        "activatable": _no,
        "addressVerified": _no,
        "deactivatable": lambda value, info: value.service is None and not _has_orders(value, info),
        "deactivatedAt": _none,
        "deletable": _no,  # an active one is not, and all are
        "hasActiveInventory": _has_orders,
        "hasUnfulfilledOrders": _has_orders,
        "localPickupSettingsV2": _none,
        "suggestedAddresses": _empty,
    },
    "LocationAddress": {"latitude": _coordinate("latitude"), "longitude": _coordinate("longitude")},
}
"""Type -> field -> what answers it, beside `tracking.server.graphql_reads`."""
