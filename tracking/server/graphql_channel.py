"""GraphQL's fields of where an order came from and who bought it: empty unless the order was given it."""

from __future__ import annotations

from typing import Any

from tracking.fulfillment.values import Order
from tracking.server.graphql_fields import Field, Info, unserved
from tracking.server.graphql_paging import connection
from tracking.server.graphql_scalars import make_gid
from tracking.server.graphql_shallow import customer_of

__all__ = ["CHANNEL_FIELDS"]


def _none(_value: Order, _info: Info) -> None:
    return None


def _no(_value: Order, _info: Info) -> bool:
    return False


def _empty_list(_value: Order, _info: Info) -> tuple[()]:
    return ()


def _empty_page(_value: Order, _info: Info, **args: Any) -> dict[str, Any]:
    return connection((), args)


def _app(value: Order, _info: Info) -> dict[str, Any] | None:
    """Return the app that placed an order."""
    app = value.details.get("app")
    return None if app is None else {"id": make_gid("App", app["id"]), "name": app["name"]}


def _buyer(value: Order, info: Info) -> dict[str, Any] | None:
    """Return who bought: the customer, because this shop has no companies."""
    customer = customer_of(value, info)
    return None if customer is None else {**customer, "__typename": "Customer"}


def _edit_errors(value: Order, _info: Info) -> tuple[()]:
    # The API's words for why a canceled order cannot be edited are not known.
    if value.cancelled:
        raise unserved("Order.merchantEditableErrors of a canceled order")
    return ()


CHANNEL_FIELDS: dict[str, dict[str, Field]] = {
    "Order": {
        "alerts": _empty_list,
        "app": _app,
        "cancellation": lambda value, info: {"staffNote": value.details.get("staff_note")} if value.cancelled else None,
        "channel": _none,
        "channelInformation": _none,
        "localizationExtensions": _empty_page,
        "localizedFields": _empty_page,
        "merchantEditable": lambda value, info: not value.cancelled,
        "merchantEditableErrors": _edit_errors,
        "merchantOfRecordApp": _none,
        "productNetwork": _no,
        "publication": _none,
        "purchasingEntity": _buyer,
        # The lowest of the three, because nothing here judges an order.
        "riskLevel": lambda value, info: "LOW",
    },
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
