"""Payments of an order in a file: those that it gives, or those that its financial status implies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import msgspec

from tracking.fulfillment.rules_actions import NewIds
from tracking.fulfillment.values import Order
from tracking.server.given_details import GivenTransaction
from tracking.server.given_orders import GivenOrder
from tracking.server.given_state import BuiltOrder
from tracking.server.order_payment import implied_transactions
from tracking.server.order_transactions import stored_transaction

__all__ = ["most_payment_ids", "whole_order", "with_payments"]


def whole_order(order: Order, details: Mapping[int, dict[str, Any]]) -> Order:
    """Return an order with complete lines, as it will be read. The ``details`` of lines are given by their ids."""
    lines = (
        msgspec.structs.replace(line, details=msgspec.to_builtins(details.get(line.id, {}))) for line in order.lines
    )
    return msgspec.structs.replace(order, lines=tuple(lines), details=msgspec.to_builtins(order.details))


def with_payments(built: BuiltOrder, given: GivenOrder, ids: NewIds) -> BuiltOrder:
    """Add an order's transactions, unless it does not say how much was paid."""
    order = whole_order(built.state.order, built.details)
    if given.transactions is None:
        transactions = implied_transactions(order, ids)
    else:
        transactions = [_transaction(each, ids) for each in given.transactions]
    if transactions is None:
        return built
    details = built.state.order.details | {"transactions": transactions}
    paid = msgspec.structs.replace(built.state.order, details=details)
    return built._replace(state=msgspec.structs.replace(built.state, order=paid))


def _transaction(given: GivenTransaction, ids: NewIds) -> dict[str, Any]:
    at = given.created_at and given.created_at.astimezone(UTC).replace(microsecond=0)
    return stored_transaction(
        ids() if given.id is None else given.id,
        given.kind,
        given.amount,
        at,
        status=given.status,
        gateway=given.gateway,
        authorization=given.authorization,
        parent_id=given.parent_id,
        refund_id=given.refund_id,
    )


def most_payment_ids(order: GivenOrder) -> int:
    """Return how many ids the payments of an order need at most."""
    return 2 + len(order.refunds) + len(order.transactions or ())
