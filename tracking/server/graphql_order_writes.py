"""GraphQL's mutations of fulfillment orders: holds, moves, splits, merges, progress, and requests.

The shop's refusals become user errors. They have a code if the errors of the mutation have one in the version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from graphql import GraphQLEnumType, GraphQLObjectType, get_named_type

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import FulfillmentOrder, LineRequest
from tracking.fulfillment.values_requests import FulfillmentHold
from tracking.server.access import FULFILLMENT_ORDERS_WRITE
from tracking.server.graphql_fields import Field, Info, needs
from tracking.server.graphql_scalars import parse_gid
from tracking.server.graphql_writes import Args, at_most

__all__ = ["ORDER_MUTATIONS", "answering"]


Payload = Mapping[str, Any]


def answering(*results: str, do: Callable[[Info, Args], Payload]) -> Field:
    """Return a mutation whose payload has these results, which are null if it is refused, and user errors."""

    def field(_root: Any, info: Info, **args: Any) -> Payload:
        try:
            payload = do(info, args)
        except Refusal as refusal:
            codes = _codes(info)
            errors = [_user_error(each, codes) for each in (refusal, *refusal.others)]
            return {**dict.fromkeys(results), "userErrors": errors}
        finally:
            info.context.forget()
        return {**payload, "userErrors": []}

    return field


def _codes(info: Info) -> frozenset[str]:
    """Return the codes that the mutation's user errors may have in this version."""
    payload = get_named_type(info.return_type)
    assert isinstance(payload, GraphQLObjectType)
    error = get_named_type(payload.fields["userErrors"].type)
    assert isinstance(error, GraphQLObjectType)
    code = error.fields.get("code")
    enum = None if code is None else get_named_type(code.type)
    return frozenset(enum.values) if isinstance(enum, GraphQLEnumType) else frozenset()


def _user_error(refusal: Refusal, codes: frozenset[str]) -> dict[str, Any]:
    code = refusal.code if refusal.code in codes else None
    return {"field": list(refusal.field) or None, "message": refusal.message, "code": code}


def _id(args: Args, name: str = "id", kind: str = "FulfillmentOrder") -> int:
    return parse_gid(args[name], kind)[1]


def _lines(given: Iterable[Args] | None) -> tuple[LineRequest, ...]:
    lines = tuple(given or ())
    at_most(lines, 512)
    return tuple(
        LineRequest(id=_id(line, kind="FulfillmentOrderLineItem"), quantity=line["quantity"]) for line in lines
    )


def _ids(given: Sequence[str] | None, kind: str) -> list[int]:
    at_most(given, 250)
    return [parse_gid(each, kind)[1] for each in given or ()]


def _hold(info: Info, args: Args) -> Payload:
    given = args["fulfillmentHold"]
    asked = FulfillmentHold(
        id=0,
        reason=given["reason"].lower(),
        reason_notes=given.get("reasonNotes"),
        handle=given.get("handle") or "",
        external_id=given.get("externalId"),
    )
    held = info.context.shop.hold(_id(args), asked, _lines(given.get("fulfillmentOrderLineItems")))
    return {
        "fulfillmentHold": held.hold,
        "fulfillmentOrder": held.order,
        "remainingFulfillmentOrder": held.remaining,
    }


def _release(info: Info, args: Args) -> Payload:
    order = info.context.shop.release_holds(
        _id(args), hold_ids=_ids(args.get("holdIds"), "FulfillmentHold"), external_id=args.get("externalId")
    )
    return {"fulfillmentOrder": order}


def _move(info: Info, args: Args) -> Payload:
    location_id = _id(args, "newLocationId", "Location")
    moved = info.context.shop.move(_id(args), location_id, _lines(args.get("fulfillmentOrderLineItems")))
    return {
        "movedFulfillmentOrder": moved.moved,
        "originalFulfillmentOrder": moved.original,
        "remainingFulfillmentOrder": moved.remaining,
    }


def _split(info: Info, args: Args) -> Payload:
    given = args["fulfillmentOrderSplits"]
    at_most(given, 250)
    asked = [(_id(each, "fulfillmentOrderId"), _lines(each["fulfillmentOrderLineItems"])) for each in given]
    results = [
        {
            "fulfillmentOrder": each.order,
            "remainingFulfillmentOrder": each.remaining,
            "replacementFulfillmentOrder": None,
        }
        for each in info.context.shop.split(asked)
    ]
    return {"fulfillmentOrderSplits": results}


def _merge(info: Info, args: Args) -> Payload:
    given = args["fulfillmentOrderMergeInputs"]
    at_most(given, 250)
    asked = []
    for each in given:
        at_most(each["mergeIntents"], 250)
        asked.append(
            [
                (_id(intent, "fulfillmentOrderId"), _lines(intent.get("fulfillmentOrderLineItems")))
                for intent in each["mergeIntents"]
            ]
        )
    return {"fulfillmentOrderMerges": [{"fulfillmentOrder": each} for each in info.context.shop.merge(asked)]}


def _cancel(info: Info, args: Args) -> Payload:
    canceled = info.context.shop.cancel_fulfillment_order(_id(args))
    return {"fulfillmentOrder": canceled.order, "replacementFulfillmentOrder": canceled.replacement}


def _deadline(info: Info, args: Args) -> Payload:
    info.context.shop.set_deadline(_ids(args["fulfillmentOrderIds"], "FulfillmentOrder"), args["fulfillmentDeadline"])
    return {"success": True}


def _prepared(info: Info, args: Args) -> Payload:
    given = args["input"]["lineItemsByFulfillmentOrder"]
    at_most(given, 250)
    info.context.shop.prepared_for_pickup([_id(each, "fulfillmentOrderId") for each in given])
    return {}


def _reroute(info: Info, args: Args) -> Payload:
    included = args.get("includedLocationIds")
    moved = info.context.shop.reroute(
        _ids(args["fulfillmentOrderIds"], "FulfillmentOrder"),
        included=None if included is None else _ids(included, "Location"),
        excluded=_ids(args.get("excludedLocationIds"), "Location"),
    )
    return {"movedFulfillmentOrders": moved}


def _submit(info: Info, args: Args) -> Payload:
    submitted = info.context.shop.submit_request(
        _id(args),
        _lines(args.get("fulfillmentOrderLineItems")),
        message=args.get("message"),
        notify_customer=args.get("notifyCustomer"),
    )
    return {
        "originalFulfillmentOrder": submitted.order,
        "submittedFulfillmentOrder": submitted.order,
        "unsubmittedFulfillmentOrder": submitted.unsubmitted,
    }


def _submit_cancellation(info: Info, args: Args) -> Payload:
    before = info.context.shop.fulfillment_order(_id(args))
    order = info.context.shop.submit_cancellation(_id(args), message=args.get("message"))
    # Recorded: the payload already has the request, but still the earlier request status.
    status = order.request_status if before is None else before.request_status
    return {"fulfillmentOrder": msgspec.structs.replace(order, request_status=status)}


def _reject(info: Info, args: Args) -> Payload:
    for each in args.get("lineItems") or ():
        _id(each, "fulfillmentOrderLineItemId", "FulfillmentOrderLineItem")
    return {"fulfillmentOrder": info.context.shop.reject_request(_id(args))}


def _one(do: Callable[[Info, Args], FulfillmentOrder]) -> Field:
    return answering("fulfillmentOrder", do=lambda info, args: {"fulfillmentOrder": do(info, args)})


_WITH_REST = ("originalFulfillmentOrder", "submittedFulfillmentOrder", "unsubmittedFulfillmentOrder")
_MUTATIONS: dict[str, Field] = {
    "fulfillmentOrderAcceptCancellationRequest": _one(
        lambda info, args: info.context.shop.accept_cancellation(_id(args))
    ),
    "fulfillmentOrderAcceptFulfillmentRequest": _one(lambda info, args: info.context.shop.accept_request(_id(args))),
    "fulfillmentOrderCancel": answering("fulfillmentOrder", "replacementFulfillmentOrder", do=_cancel),
    "fulfillmentOrderClose": _one(lambda info, args: info.context.shop.close_fulfillment_order(_id(args))),
    "fulfillmentOrderHold": answering("fulfillmentHold", "fulfillmentOrder", "remainingFulfillmentOrder", do=_hold),
    "fulfillmentOrderLineItemsPreparedForPickup": answering(do=_prepared),
    "fulfillmentOrderMerge": answering("fulfillmentOrderMerges", do=_merge),
    "fulfillmentOrderMove": answering(
        "movedFulfillmentOrder", "originalFulfillmentOrder", "remainingFulfillmentOrder", do=_move
    ),
    "fulfillmentOrderOpen": _one(lambda info, args: info.context.shop.open_fulfillment_order(_id(args))),
    "fulfillmentOrderRejectCancellationRequest": _one(
        lambda info, args: info.context.shop.reject_cancellation(_id(args))
    ),
    "fulfillmentOrderRejectFulfillmentRequest": answering("fulfillmentOrder", do=_reject),
    "fulfillmentOrderReleaseHold": answering("fulfillmentOrder", do=_release),
    "fulfillmentOrderReportProgress": _one(lambda info, args: info.context.shop.report_progress(_id(args))),
    "fulfillmentOrderReschedule": _one(lambda info, args: info.context.shop.reschedule(_id(args), args["fulfillAt"])),
    "fulfillmentOrderSplit": answering("fulfillmentOrderSplits", do=_split),
    "fulfillmentOrderSubmitCancellationRequest": answering("fulfillmentOrder", do=_submit_cancellation),
    "fulfillmentOrderSubmitFulfillmentRequest": answering(*_WITH_REST, do=_submit),
    "fulfillmentOrdersReroute": answering("movedFulfillmentOrders", do=_reroute),
    "fulfillmentOrdersSetFulfillmentDeadline": answering("success", do=_deadline),
}

ORDER_MUTATIONS = {name: needs(FULFILLMENT_ORDERS_WRITE, field) for name, field in _MUTATIONS.items()}
"""The resolver of each field of ``Mutation``."""
