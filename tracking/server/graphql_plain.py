"""GraphQL's fields with the plainest possible answers, since data loaders select every field of a type.

For objects that this shop does not have (duties, promises, pictures, pickup at a location), the answer is null or an
empty list.
"""

from __future__ import annotations

from typing import Any

from tracking.fulfillment.values import FulfillmentOrder, FulfillmentOrderLine, Location, Order, ShopInfo
from tracking.server.graphql_fields import Field, Info, item_of
from tracking.server.graphql_money import money_bag, written_amount
from tracking.server.graphql_paging import connection
from tracking.server.graphql_scalars import make_gid
from tracking.server.graphql_shallow import discounted_unit, shipping_lines, unfulfilled_total
from tracking.server.order_money import (
    DISCOUNTS,
    SHIPPING,
    SUBTOTAL,
    TAX,
    Amount,
    line_discount,
    line_total,
    unit_price,
)
from tracking.server.order_payment import can_be_marked_paid
from tracking.server.rest_encode import is_imperial

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
    """Return the units' share of an amount for the whole line."""

    def of(value: Any) -> Any:
        item = item_of(value)
        return amount(item) / item.quantity * value.quantity if item.quantity else amount(item)

    return of


def _text(name: str) -> Field:
    def field(value: Order, _info: Info) -> str | None:
        told = value.details.get(name)
        return None if told is None else str(told)

    return field


def _flag(name: str) -> Field:
    return lambda value, info: value.details.get(name) is True


def _url(name: str) -> Field:
    def field(value: Order, _info: Info) -> str | None:
        told = value.details.get(name)
        return told if isinstance(told, str) and "://" in told else None

    return field


def _same_address(value: Order, _info: Info) -> bool:
    billing = value.details.get("billing_address")
    return billing is None or billing == value.destination


def _shipping_lines(value: Order, _info: Info, **args: Any) -> dict[str, Any]:
    return connection(shipping_lines(value), args, lambda line: (line["at"], line["at"]))


def _no_metafields(_value: Order, _info: Info, **args: Any) -> dict[str, Any]:
    return connection((), args)


def _offset(_value: ShopInfo, info: Info) -> int:
    found = info.context.shop.now().astimezone(info.context.shop.zone).utcoffset()
    return 0 if found is None else int(found.total_seconds() // 60)


def _written_offset(value: ShopInfo, info: Info) -> str:
    minutes = _offset(value, info)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"


def _domain(value: ShopInfo, _info: Info) -> dict[str, Any]:
    url = f"https://{value.domain}"
    return {"host": value.domain, "id": make_gid("Domain", value.id), "sslEnabled": True, "url": url}


_PRICE = money_bag(lambda line: line["price"])
_LOWERED = money_bag(lambda line: line["discounted_price"])

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
    "Order": {
        "billingAddressMatchesShippingAddress": _same_address,
        "canMarkAsPaid": lambda value, info: can_be_marked_paid(value),
        "clientIp": _text("browser_ip"),
        "confirmationNumber": _text("confirmation_number"),
        "currentShippingPriceSet": money_bag(SHIPPING),
        "customerLocale": _text("customer_locale"),
        "dutiesIncluded": _flag("duties_included"),
        "edited": _no,
        "estimatedTaxes": _flag("estimated_taxes"),
        "hasTimelineComment": _no,
        "landingPageUrl": _url("landing_site"),
        "metafield": lambda value, info, **args: None,
        "metafields": _no_metafields,
        "referrerUrl": _url("referring_site"),
        "registeredSourceUrl": _url("source_url"),
        "shippingLines": _shipping_lines,
        "sourceIdentifier": _text("source_identifier"),
        "subtotalPrice": _money(SUBTOTAL),
        "taxExempt": _flag("tax_exempt"),
        "totalDiscounts": _money(DISCOUNTS),
        "totalShippingPrice": _money(SHIPPING),
        "totalTax": _money(TAX),
    },
    "ShippingLine": {
        "currentDiscountedPriceSet": _LOWERED,
        "discountedPriceSet": _LOWERED,
        "originalPriceSet": _PRICE,
        "price": lambda value, info: written_amount(value["price"]),
    },
    "Shop": {
        "primaryDomain": _domain,
        "taxesIncluded": _no,
        "timezoneAbbreviation": lambda value, info: (
            info.context.shop.now().astimezone(info.context.shop.zone).tzname() or "UTC"
        ),
        "timezoneOffset": _written_offset,
        "timezoneOffsetMinutes": _offset,
        "unitSystem": lambda value, info: "IMPERIAL_SYSTEM" if is_imperial(value) else "METRIC_SYSTEM",
        "weightUnit": lambda value, info: "POUNDS" if is_imperial(value) else "KILOGRAMS",
    },
    "Location": {
        "activatable": _no,
        "addressVerified": _no,
        "deactivatable": lambda value, info: value.service is None and not _has_orders(value, info),
        "deactivatedAt": _none,
        "deletable": _no,  # an active one is not, and all are active
        "hasActiveInventory": _has_orders,
        "hasUnfulfilledOrders": _has_orders,
        "localPickupSettingsV2": _none,
        "suggestedAddresses": _empty,
    },
    "LocationAddress": {"latitude": _coordinate("latitude"), "longitude": _coordinate("longitude")},
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
