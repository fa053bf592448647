"""Orders in a file: their refunds, taxes, discounts, and payments, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tracking.server.given_plain import amount_faults
from tracking.server.order_transactions import TRANSACTION_KINDS, TRANSACTION_STATUSES

__all__ = [
    "RESTOCK_TYPES",
    "GivenDiscount",
    "GivenDiscountApplication",
    "GivenRefund",
    "GivenTax",
    "GivenTransaction",
    "GivenUnits",
    "detail_faults",
    "refund_faults",
    "time_faults",
    "transaction_faults",
]

RESTOCK_TYPES = ("no_restock", "cancel", "return", "legacy_restock")
_CHOICES = {
    "type": ("automatic", "discount_code", "manual", "script"),
    "value_type": ("fixed_amount", "percentage"),
    "allocation_method": ("across", "each", "one"),
    "target_selection": ("all", "entitled", "explicit"),
    "target_type": ("line_item", "shipping_line"),
}


class GivenUnits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units of an order's line. ``id`` is that of the fulfillment order's line, if it is to have a certain one."""

    line_id: int
    quantity: int
    id: int | None = None


class GivenRefund(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A refund of several lines, or of one: ``line_id`` and ``quantity`` beside ``lines`` are one more of them."""

    lines: tuple[GivenUnits, ...] = ()
    line_id: int | None = None
    quantity: int = 1
    id: int | None = None
    created_at: datetime | None = None
    note: str | None = None
    restock_type: str = "no_restock"
    amount: str | None = None

    @property
    def units(self) -> tuple[GivenUnits, ...]:
        """The refunded units."""
        one = () if self.line_id is None else (GivenUnits(line_id=self.line_id, quantity=self.quantity),)
        return (*self.lines, *one)


class GivenTax(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A tax on a line or an order. A rate of 0.19 is 19 percent."""

    title: str
    price: str
    rate: float | None = None
    channel_liable: bool | None = None


class GivenDiscount(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line's share of a discount, which has this position among the order's ``discount_applications``."""

    amount: str
    discount_application_index: int = 0


class GivenDiscountApplication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A discount on an order."""

    value: str
    type: str = "manual"
    value_type: str = "fixed_amount"
    title: str | None = None
    description: str | None = None
    code: str | None = None
    allocation_method: str = "across"
    target_selection: str = "all"
    target_type: str = "line_item"


class GivenTransaction(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A payment, or a step of one."""

    kind: str
    amount: str
    status: str = "success"
    id: int | None = None
    gateway: str | None = None
    authorization: str | None = None
    parent_id: int | None = None
    refund_id: int | None = None
    created_at: datetime | None = None


def detail_faults(
    taxes: Iterable[tuple[str, GivenTax]],
    discounts: Iterable[tuple[str, GivenDiscount]],
    applications: tuple[GivenDiscountApplication, ...],
) -> Iterable[str]:
    """Return what is wrong with taxes and discounts. Each comes with the name of its place."""
    for where, tax in taxes:
        yield from amount_faults(tax.price, f"{where}.price")
        if tax.rate is not None and not 0 <= tax.rate <= 100:
            yield f"{where}.rate: {tax.rate} is not a tax rate; give 0.19 for 19 percent"
    for where, discount in discounts:
        yield from amount_faults(discount.amount, f"{where}.amount")
        if not 0 <= discount.discount_application_index < len(applications):
            yield (
                f"{where}.discount_application_index: the order has no such discount; "
                "give a position in its discount_applications"
            )
    for place, application in enumerate(applications):
        where = f"discount_applications[{place}]"
        yield from amount_faults(application.value, f"{where}.value")
        for name, known in _CHOICES.items():
            if getattr(application, name) not in known:
                yield f"{where}.{name}: {getattr(application, name)!r} is not known; give one of {', '.join(known)}"
        if application.type == "discount_code" and not application.code:
            yield f"{where}.code: it is missing; give the code that the shopper typed"


def refund_faults(refunds: Iterable[GivenRefund]) -> Iterable[str]:
    """Return what is wrong with refunds, apart from their units."""
    for place, refund in enumerate(refunds):
        where = f"refunds[{place}]"
        if refund.restock_type not in RESTOCK_TYPES:
            known = ", ".join(RESTOCK_TYPES)
            yield f"{where}.restock_type: {refund.restock_type!r} is not known; give one of {known}"
        yield from amount_faults(refund.amount, f"{where}.amount")
        if not refund.units and refund.amount is None:
            yield f"{where}: nothing is refunded; give lines, or an amount"
        yield from time_faults(refund.created_at, f"{where}.created_at")


def transaction_faults(transactions: Iterable[GivenTransaction], refunds: Iterable[GivenRefund]) -> Iterable[str]:
    """Return what is wrong with transactions, apart from what they pay."""
    before: set[int] = set()
    refunded = {refund.id for refund in refunds}
    for place, each in enumerate(transactions):
        where = f"transactions[{place}]"
        for name, known in (("kind", TRANSACTION_KINDS), ("status", TRANSACTION_STATUSES)):
            if getattr(each, name) not in known:
                yield f"{where}.{name}: {getattr(each, name)!r} is not known; give one of {', '.join(known)}"
        yield from amount_faults(each.amount, f"{where}.amount")
        yield from time_faults(each.created_at, f"{where}.created_at")
        if each.id in before:
            yield f"{where}.id: transaction {each.id} appears twice; give each its own id"
        if each.parent_id is not None and each.parent_id not in before:
            yield f"{where}.parent_id: no transaction before it has the id {each.parent_id}; give the id of one"
        if each.refund_id is not None and each.refund_id not in refunded:
            yield f"{where}.refund_id: the order has no refund {each.refund_id}; give the id of one of its refunds"
        before |= set() if each.id is None else {each.id}


def time_faults(time: datetime | None, where: str) -> Iterable[str]:
    """Return what is wrong with a time."""
    if time is not None and (time.tzinfo is None or not 1 < time.year < 9999):
        yield f"{where}: it has no offset or no year; write it like 2026-11-21T12:00:00Z"
