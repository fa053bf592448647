"""GraphQL's mutations: the effect of each field of ``Mutation`` on the shop.

The shop's refusals become user errors with ``field`` and ``message``; the API's `UserError` has no code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError

from tracking.fulfillment import refusals
from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import CreateFulfillment, FulfillmentEvent, LineRequest, TrackingInfo
from tracking.server.access import EVENTS_WRITE, FULFILLMENT_ORDERS_WRITE
from tracking.server.graphql_fields import Field, Info, needs
from tracking.server.graphql_paging import LARGEST_PAGE
from tracking.server.graphql_scalars import parse_gid
from tracking.server.limits import DOCUMENTATION

__all__ = ["MUTATIONS", "Args", "at_most"]

_MOST_LINES = 512
Args = Mapping[str, Any]


def _mutation(result: str, do: Callable[[Info, Args], Any]) -> Field:
    """Return a mutation whose payload has ``result`` and user errors."""

    def field(_root: Any, info: Info, **args: Any) -> dict[str, Any]:
        try:
            value = do(info, args)
        except Refusal as refusal:
            if refusal.status == 429:
                info.context.retry_after = refusal.retry_after
                extensions = {"code": "THROTTLED", "documentation": DOCUMENTATION}
                raise GraphQLError("Throttled", extensions=extensions) from refusal
            return {result: None, "userErrors": [{"field": list(refusal.field), "message": refusal.message}]}
        finally:
            info.context.forget()
        return {result: value, "userErrors": []}

    return field


def at_most(values: Sequence[Any] | None, most: int) -> None:
    """Raise the top-level error for a list that is too long."""
    if values is not None and len(values) > most:
        message = f"The input array size of {len(values)} is greater than the maximum allowed of {most}."
        raise GraphQLError(message, extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"})


def _tracking(info: Info, given: Args | None, path: str) -> TrackingInfo:
    """Read tracking info. ``path`` is its place, for user errors. Unlike REST, GraphQL checks the URLs."""
    given = given or {}
    for one, many in (("number", "numbers"), ("url", "urls")):
        at_most(given.get(many), LARGEST_PAGE)
        if given.get(one) is not None and given.get(many):
            message = f"{one.capitalize()} and {many} cannot both be given."
            raise Refusal("invalid", message, field=(*path.split("."), many))
    number, url = given.get("number"), given.get("url")
    numbers = given.get("numbers") or ([] if number is None else [number])
    urls = given.get("urls") or ([] if url is None else [url])
    if len(urls) > max(len(numbers), 1):
        # They belong together by position: an additional URL would belong to no number.
        message = "There are more urls than numbers."
        raise Refusal("invalid", message, field=(*path.split("."), "urls"))
    for each in urls:
        info.context.shop.check_page(each)
    return TrackingInfo(company=given.get("company"), numbers=tuple(numbers), urls=tuple(urls))


def _address(given: Args | None) -> dict[str, Any] | None:
    if given is None:
        return None
    names = {"countryCode": "country_code", "provinceCode": "province_code"}
    return {names.get(name, name): value for name, value in given.items() if value is not None}


def _lines(groups: Sequence[Args]) -> dict[int, tuple[LineRequest, ...]]:
    """Read the lines by fulfillment order. One that is named twice is read as one."""
    at_most(groups, LARGEST_PAGE)
    lines: dict[int, tuple[LineRequest, ...]] = {}
    quantities: list[tuple[int, int, int]] = []
    for at, group in enumerate(groups):
        _, order_id = parse_gid(group["fulfillmentOrderId"], "FulfillmentOrder")
        asked = group.get("fulfillmentOrderLineItems") or ()
        at_most(asked, _MOST_LINES)
        new = []
        for place, line in enumerate(asked):
            _, line_id = parse_gid(line["id"], "FulfillmentOrderLineItem")
            new.append(LineRequest(id=line_id, quantity=line["quantity"]))
            quantities.append((at, place, line["quantity"]))
        everything = not new or lines.get(order_id) == ()
        lines[order_id] = () if everything else (*lines.get(order_id, ()), *new)
    for at, place, quantity in quantities:
        if quantity <= 0:
            raise refusals.quantity_not_positive(at, place)
    return lines


def _create(info: Info, args: Args) -> Any:
    given = args["fulfillment"]
    return info.context.shop.create(
        CreateFulfillment(
            lines=_lines(given["lineItemsByFulfillmentOrder"]),
            tracking=_tracking(info, given.get("trackingInfo"), "fulfillment.trackingInfo"),
            notify_customer=bool(given.get("notifyCustomer")),
            message=args.get("message"),
            origin_address=_address(given.get("originAddress")),
        )
    )


def _cancel(info: Info, args: Args) -> Any:
    _, number = parse_gid(args["id"], "Fulfillment")
    return info.context.shop.cancel(number)


def _update_tracking(info: Info, args: Args) -> Any:
    _, number = parse_gid(args["fulfillmentId"], "Fulfillment")
    try:
        tracking = _tracking(info, args["trackingInfoInput"], "trackingInfoInput")
        return info.context.shop.update_tracking(number, tracking, notify_customer=bool(args.get("notifyCustomer")))
    except Refusal as refusal:
        if refusal.field[:2] == ("fulfillment", "trackingInfo"):
            raise Refusal(refusal.kind, refusal.message, field=("trackingInfoInput", *refusal.field[2:])) from refusal
        raise


def _create_event(info: Info, args: Args) -> Any:
    given = args["fulfillmentEvent"]
    _, number = parse_gid(given["fulfillmentId"], "Fulfillment")
    estimated = given.get("estimatedDeliveryAt")
    details = {
        name: given.get(name) for name in ("address1", "city", "country", "latitude", "longitude", "province", "zip")
    }
    details["estimated_delivery_at"] = None if estimated is None else estimated.isoformat()
    return info.context.shop.create_event(
        FulfillmentEvent(
            id=0,
            fulfillment_id=number,
            status=given["status"].lower(),
            message=given.get("message"),
            happened_at=given.get("happenedAt"),
            details={name: value for name, value in details.items() if value is not None},
        )
    )


def _write(do: Callable[[Info, Args], Any]) -> Field:
    return needs(FULFILLMENT_ORDERS_WRITE, _mutation("fulfillment", do))


MUTATIONS: dict[str, Field] = {
    "fulfillmentCancel": _write(_cancel),
    "fulfillmentCreate": _write(_create),
    "fulfillmentCreateV2": _write(_create),
    "fulfillmentEventCreate": needs(EVENTS_WRITE, _mutation("fulfillmentEvent", _create_event)),
    "fulfillmentTrackingInfoUpdate": _write(_update_tracking),
    "fulfillmentTrackingInfoUpdateV2": _write(_update_tracking),
}
"""The resolver of each field of ``Mutation``."""
