"""Payments of an order: authorizations, sales, captures, voids, and refunds, as they are in its ``details``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tracking.fulfillment.values import Order
from tracking.server.order_money import decimal_of

__all__ = [
    "TRANSACTION_KINDS",
    "TRANSACTION_STATUSES",
    "OrderTransaction",
    "capturable_by",
    "paid_by",
    "refunded_of",
    "stored_transaction",
    "transactions_of",
]

TRANSACTION_KINDS = ("authorization", "capture", "sale", "refund", "void")
TRANSACTION_STATUSES = ("success", "pending", "failure", "error")
_USUAL = ("status", "success")
_PAYING = ("sale", "capture")
_MANUAL = ("manual", "bank deposit", "cash on delivery", "cash on delivery (cod)", "money order")


class OrderTransaction(NamedTuple):
    """A payment, or a step of one."""

    id: int
    order: Order
    kind: str
    """One of `TRANSACTION_KINDS`."""
    status: str
    """One of `TRANSACTION_STATUSES`."""
    amount: Decimal
    gateway: str | None
    authorization: str | None
    """The code that the gateway gave."""
    parent_id: int | None
    """The transaction that this one captures, voids, or refunds."""
    refund_id: int | None
    created_at: datetime

    @property
    def details(self) -> dict[str, Any]:
        """The order's details."""
        return self.order.details

    @property
    def is_manual(self) -> bool:
        """True if the money came without a gateway, such as in cash."""
        return (self.gateway or "").lower() in _MANUAL


def stored_transaction(
    id_: int, kind: str, amount: str, at: datetime | None = None, **others: str | int | None
) -> dict[str, Any]:
    """Return a transaction as an order's ``details`` have it. ``at`` is its time, if that is not the order's.

    Every list of orders decodes it, so the usual values are left out.
    """
    told = {"id": id_, "kind": kind, "amount": amount, "created_at": None if at is None else at.isoformat(), **others}
    return {name: value for name, value in told.items() if value is not None and (name, value) != _USUAL}


def transactions_of(order: Order) -> tuple[OrderTransaction, ...] | None:
    """Return the transactions of an order, in their order; None if they are not known."""
    stored = order.details.get("transactions")
    if stored is None:
        return None
    made = order.created_at or datetime.fromtimestamp(0, UTC)
    return tuple(
        OrderTransaction(
            id=each["id"],
            order=order,
            kind=each["kind"],
            status=each.get("status", "success"),
            amount=decimal_of(each["amount"]),
            gateway=each.get("gateway"),
            authorization=each.get("authorization"),
            parent_id=each.get("parent_id"),
            refund_id=each.get("refund_id"),
            created_at=datetime.fromisoformat(each["created_at"]) if "created_at" in each else made,
        )
        for each in stored
    )


def _summed(transactions: Iterable[OrderTransaction]) -> Decimal:
    return sum((each.amount for each in transactions if each.status == "success"), Decimal(0))


def paid_by(transactions: Iterable[OrderTransaction]) -> Decimal:
    """Return what was paid with transactions, before refunds."""
    return _summed(each for each in transactions if each.kind in _PAYING)


def refunded_of(transactions: Iterable[OrderTransaction], payment: OrderTransaction) -> Decimal:
    """Return what was given back of a payment."""
    return _summed(each for each in transactions if each.kind == "refund" and each.parent_id == payment.id)


def capturable_by(transactions: Iterable[OrderTransaction], authorization: OrderTransaction) -> Decimal:
    """Return what can still be captured of an authorization."""
    if authorization.kind != "authorization" or authorization.status != "success":
        return Decimal(0)
    later = [each for each in transactions if each.parent_id == authorization.id and each.status == "success"]
    if any(each.kind == "void" for each in later):
        return Decimal(0)
    return max(Decimal(0), authorization.amount - _summed(each for each in later if each.kind == "capture"))
