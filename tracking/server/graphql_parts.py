"""GraphQL's fields of what belongs to an order: payments, summaries of prices, shipping lines, customers, variants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from graphql import GraphQLError

from tracking.fulfillment.values import FulfillmentOrderLine, LineItem, Order, ShopInfo
from tracking.server.access import FULFILLMENT_ORDERS_READ, ORDERS_READ
from tracking.server.graphql_fields import Field, Info, item_of, needs, unserved
from tracking.server.graphql_money import money_bag, money_of, written_amount
from tracking.server.graphql_orders import order_list
from tracking.server.graphql_paging import bad_argument, connection
from tracking.server.graphql_plain import PLAIN_FIELDS
from tracking.server.graphql_queries import QUERY_FIELDS
from tracking.server.graphql_scalars import make_gid, to_datetime
from tracking.server.graphql_shallow import address_of, discounted_unit, shipping_lines
from tracking.server.graphql_shop import billing_address
from tracking.server.order_details import REFUNDED, current_quantity, own_currency
from tracking.server.order_money import Amount, decimal_of, unit_price
from tracking.server.order_payment import PartlyPaid, capturable, net_payment, outstanding, received
from tracking.server.order_status import financial_status

__all__ = ["CUSTOMER_ADDRESS", "PART_FIELDS", "customer_address"]

CUSTOMER_ADDRESS = "?model_name=CustomerAddress"
"""The end of the global id of a customer's address, as the API writes it."""

# Payments


def _paid(amount: Amount, written: Any = money_bag) -> Field:
    """Answer an amount that the financial status decides; a refusal by name if it does not."""
    money = written(amount)

    def field(value: Order, info: Info) -> Any:
        try:
            return money(value, info)
        except PartlyPaid as error:
            name = f"{info.parent_type.name}.{info.field_name} of a partially paid order"
            raise unserved(name, "total_outstanding") from error

    return field


def _plain(amount: Amount) -> Field:
    return lambda value, info: written_amount(amount(value))


def _status_page(value: Order, _info: Info, **_args: Any) -> str:
    url = value.details.get("order_status_url")
    if url is None:
        raise unserved("Order.statusPageUrl", "order_status_url")
    return str(url)


# Lines


def _line_weight(value: LineItem, _info: Info) -> dict[str, Any] | None:
    grams = value.details.get("grams")
    return None if grams is None else {"unit": "GRAMS", "value": grams}


def _not_fulfillable(value: Order, _info: Info, **args: Any) -> dict[str, Any]:
    """Return the lines of which no unit was fulfilled or can be, because all were refunded."""
    return connection([line for line in value.lines if not line.fulfillable and not line.fulfilled], args)


def _summaries(value: FulfillmentOrderLine, info: Info) -> list[dict[str, Any]]:
    item = item_of(value)
    currency = own_currency(item, info.context.shop.info().currency)
    prices = {"unit": unit_price(item), "discounted_unit": discounted_unit(item)}
    return [{"quantity": value.quantity, "currency": currency, **prices}]


def _orders_of_lines(info: Info) -> Iterable[tuple[int, int]]:
    orders = info.context.shop.every_fulfillment_order()
    return ((line.id, order.order_id) for order in orders for line in order.lines)


def _shipping_line(value: FulfillmentOrderLine, info: Info) -> dict[str, Any] | None:
    """Return the order's shipping line, for a line that is sent at all."""
    if item_of(value).details.get("requires_shipping") is False:
        return None
    order_id = info.context.indexed("order of line", lambda: _orders_of_lines(info)).get(value.id)
    order = None if order_id is None else info.context.read("order", order_id)
    return None if order is None else next(iter(shipping_lines(order)), None)


def _shipping_taxes(value: dict[str, Any], info: Info) -> list[dict[str, Any]]:
    currency = own_currency(value, info.context.shop.info().currency)
    return [{**tax, "currency": currency} for tax in value["tax_lines"]]


def _product(value: dict[str, Any], _info: Info) -> dict[str, Any]:
    product: dict[str, Any] | None = value["product"]
    if product is None:
        message = f"The product of variant {value['legacyResourceId']} is not known: give its line a product_id."
        raise GraphQLError(message, extensions={"code": "NOT_FOUND"})
    return product


# Customers


def customer_address(value: dict[str, Any]) -> dict[str, Any] | None:
    """Return the default address of a customer."""
    address = value["default_address"]
    if not isinstance(address, dict):
        return None
    number = address.get("id") if isinstance(address.get("id"), int) else value["legacyResourceId"]
    return {**address, "id": make_gid("MailingAddress", f"{number}{CUSTOMER_ADDRESS}")}


def _addresses(value: dict[str, Any], _info: Info, **args: Any) -> list[dict[str, Any]]:
    address = customer_address(value)
    if args.get("first") is not None and args["first"] < 0:
        raise GraphQLError("first must not be negative", extensions={"code": "BAD_REQUEST"})
    return [] if address is None or args.get("first") == 0 else [address]


def _orders_of_customers(info: Info) -> Iterable[tuple[int, int]]:
    customers = (order.details.get("customer") for order in info.context.shop.orders())
    return Counter(
        each["id"] for each in customers if isinstance(each, dict) and isinstance(each.get("id"), int)
    ).items()


def _order_count(value: dict[str, Any], info: Info) -> int:
    count: int = info.context.indexed("orders of customer", lambda: _orders_of_customers(info))[
        value["legacyResourceId"]
    ]
    return count


def _filled(text: str) -> str:
    if not text:
        raise ValueError(text)
    return text


def _told(name: str, read: Callable[[str], Any] = _filled) -> Field:
    """Answer a field that may not be null and that the order's customer gives, or refuse it by its name."""

    def field(value: dict[str, Any], info: Info) -> Any:
        told = value["told"].get(name)
        try:
            return read(told if isinstance(told, str) else "")
        except ValueError:
            raise unserved(f"Customer.{info.field_name}", f"customer.{name}") from None

    return field


def _state(text: str) -> str:
    if text.lower() not in ("declined", "disabled", "enabled", "invited"):
        raise ValueError(text)
    return text.upper()


def _spent(value: dict[str, Any], info: Info) -> dict[str, Any]:
    """Return what the customer paid and did not get back. All orders must be in the shop's currency."""
    currency = info.context.shop.info().currency
    mine = [order for order in info.context.shop.orders() if _customer_id(order) == value["legacyResourceId"]]
    if any(own_currency(order, currency) != currency for order in mine):
        raise unserved("Customer.amountSpent of orders in another currency than the shop's")
    return {"amount": written_amount(sum(map(net_payment, mine), Decimal(0))), "currencyCode": currency}


def _amount_spent(value: dict[str, Any], info: Info) -> dict[str, Any]:
    try:
        return _spent(value, info)
    except PartlyPaid as error:
        raise unserved("Customer.amountSpent with a partially paid order", "total_outstanding") from error


def _customer_id(order: Order) -> int | None:
    customer = order.details.get("customer")
    return customer.get("id") if isinstance(customer, dict) else None


def _contact(name: str, key: str) -> Field:
    return lambda value, info: {key: value[name]} if value[name] else None


# The shop and its orders


def _identified(_root: Any, info: Info, **args: Any) -> Order | None:
    """Return the order with an id. An app's own ids are metafields, which this shop does not have."""
    given = {name: value for name, value in args["identifier"].items() if value is not None}
    if "customId" in given:
        raise unserved("OrderIdentifierInput.customId")
    if "id" not in given:
        raise bad_argument("identifier: one of id and customId is required")
    order: Order | None = QUERY_FIELDS["order"](None, info, id=given["id"])
    return order


def _domains(value: ShopInfo, info: Info) -> list[Any]:
    return [PLAIN_FIELDS["Shop"]["primaryDomain"](value, info)]


_SUMMARY = {"unit": "originalUnitPriceSet", "discounted_unit": "approximateDiscountedUnitPriceSet"}


def _amount_at(name: str) -> Amount:
    def amount(value: dict[str, Any]) -> Decimal:
        found: Decimal = value[name]
        return found

    return amount


PART_FIELDS: dict[str, dict[str, Field]] = {
    "QueryRoot": {"orderByIdentifier": _identified},
    "Order": {
        "canNotifyCustomer": lambda value, info: bool(value.email or value.details.get("phone")),
        "capturable": lambda value, info: financial_status(value) == "authorized",
        "cartToken": lambda value, info: None,
        "checkoutToken": lambda value, info: None,
        "currentTotalWeight": lambda value, info: sum(
            current_quantity(line) * int(decimal_of(line.details.get("grams", 0))) for line in value.lines
        ),
        "customerAcceptsMarketing": lambda value, info: value.details.get("buyer_accepts_marketing") is True,
        "displayAddress": lambda value, info: address_of("shipping", value) or address_of("billing", value),
        "netPayment": _paid(net_payment, _plain),
        "netPaymentSet": _paid(net_payment),
        "nonFulfillableLineItems": _not_fulfillable,
        "refundable": lambda value, info: (
            financial_status(value) in ("paid", "partially_paid", "partially_refunded")
            and any(map(current_quantity, value.lines))
        ),
        "statusPageUrl": _status_page,
        "restockable": lambda value, info: any(map(current_quantity, value.lines)),
        "totalCapturable": _plain(capturable),
        "totalCapturableSet": money_bag(capturable),
        "totalOutstandingSet": _paid(outstanding),
        "totalReceived": _paid(received, _plain),
        "totalReceivedSet": _paid(received),
        "totalRefunded": _plain(REFUNDED),
    },
    "LineItem": {
        "canRestock": lambda value, info: True,
        "discountedUnitPriceAfterAllDiscountsSet": money_bag(discounted_unit),
        "weight": _line_weight,
    },
    "FulfillmentOrderLineItem": {
        "financialSummaries": _summaries,
        "shippingLine": needs(ORDERS_READ, _shipping_line),
    },
    "FulfillmentOrderLineItemFinancialSummary": {
        field: money_bag(_amount_at(name)) for name, field in _SUMMARY.items()
    },
    "ShippingLine": {
        "discountedPrice": money_of(_amount_at("discounted_price")),
        "originalPrice": money_of(_amount_at("price")),
        "taxLines": _shipping_taxes,
    },
    "MailingAddress": {
        "coordinatesValidated": lambda value, info: False,
        **PLAIN_FIELDS["LocationAddress"],
    },
    "Customer": {
        "addresses": _addresses,
        "amountSpent": _amount_spent,
        "createdAt": _told("created_at", to_datetime),
        "locale": _told("locale"),
        "state": _told("state", _state),
        "updatedAt": _told("updated_at", to_datetime),
        "defaultAddress": lambda value, info: customer_address(value),
        "defaultEmailAddress": _contact("email", "emailAddress"),
        "defaultPhoneNumber": _contact("phone", "phoneNumber"),
        "numberOfOrders": _order_count,
    },
    "ProductVariant": {"product": _product},
    "InventoryItem": {"measurement": lambda value, info: {"weight": value["weight"]}},
    "Shop": {
        "domains": _domains,
        "enabledPresentmentCurrencies": lambda value, info: [value.currency],
        "fulfillmentOrders": needs(FULFILLMENT_ORDERS_READ, QUERY_FIELDS["fulfillmentOrders"]),
        "orders": needs(ORDERS_READ, order_list),
        "shopAddress": lambda value, info: billing_address(value),
    },
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
