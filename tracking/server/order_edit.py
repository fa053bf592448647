"""What an app may change of an order besides fulfilling it: tags, note, contact, address, attributes, and the archive.

An order's ``details`` have ``closed_at`` if it was archived on request (ISO 8601) or opened again (None), and
``archived_at`` if it changed after it had archived itself: it keeps that time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec

from tracking.fulfillment.refusals import Refusal
from tracking.fulfillment.values import Order
from tracking.server.graphql_names import api_types

__all__ = ["OrderEdit", "archived_order", "edited", "split_tags", "unarchived_order", "with_tags", "without_tags"]

_MAIL = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)*")
_LONGEST_TAG = 40
_MOST_TAGS = 250


class OrderEdit(msgspec.Struct, frozen=True):
    """The fields that are to change; those that are not given stay as they are, and None empties one."""

    tags: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    email: str | msgspec.UnsetType | None = msgspec.UNSET
    note: str | msgspec.UnsetType | None = msgspec.UNSET
    phone: str | msgspec.UnsetType | None = msgspec.UNSET
    po_number: str | msgspec.UnsetType | None = msgspec.UNSET
    note_attributes: list[dict[str, Any]] | msgspec.UnsetType = msgspec.UNSET
    shipping_address: dict[str, str | None] | msgspec.UnsetType = msgspec.UNSET
    """The whole new address, with the keys of REST."""


def split_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """Read tags, several of which may be in one text with commas. Case does not make two tags different.

    >>> split_tags(["vip, eu", "VIP"])
    ('vip', 'eu')
    """
    found: dict[str, str] = {}
    for text in texts:
        for part in text.split(","):
            if tag := part.strip():
                found.setdefault(tag.casefold(), tag)
    return tuple(found.values())


def with_tags(order: Order, tags: Iterable[str]) -> Order:
    """Add tags to an order."""
    return _tagged(order, split_tags((*order.tags, *tags)))


def without_tags(order: Order, tags: Iterable[str]) -> Order:
    """Remove tags from an order. A tag that it does not have is passed over."""
    gone = {tag.casefold() for tag in split_tags(tags)}
    return msgspec.structs.replace(order, tags=tuple(tag for tag in order.tags if tag.casefold() not in gone))


def _tagged(order: Order, tags: tuple[str, ...]) -> Order:
    new = set(tags) - set(order.tags)
    if any(len(tag) > _LONGEST_TAG for tag in new):
        raise _invalid("tags", f"is too long (maximum is {_LONGEST_TAG} characters)")
    if new and len(tags) > _MOST_TAGS:
        raise _invalid("tags", f"exceeds the maximum of {_MOST_TAGS} tags")
    return msgspec.structs.replace(order, tags=tags)


def edited(order: Order, edit: OrderEdit) -> Order:
    """Change an order's fields. Raises `Refusal` for a value that an order cannot have."""
    if isinstance(edit.tags, tuple):
        order = _tagged(order, edit.tags)
    if not isinstance(edit.email, msgspec.UnsetType):
        if edit.email and not _MAIL.fullmatch(edit.email):
            raise _invalid("email", "is invalid")
        order = msgspec.structs.replace(order, email=edit.email or None)
    if not isinstance(edit.shipping_address, msgspec.UnsetType):
        order = msgspec.structs.replace(order, destination=_addressed(edit.shipping_address, order.destination or {}))
    details = dict(order.details)
    for name in ("note", "phone", "po_number", "note_attributes"):
        value = getattr(edit, name)
        if value is not msgspec.UNSET and value != details.get(name):
            details[name] = value
    return msgspec.structs.replace(order, details=details)


def _addressed(new: dict[str, str | None], before: dict[str, Any]) -> dict[str, Any] | None:
    """Return a new address.

    The names of its country and province are those of the old one, if these are the same. The shopper's email stays.
    """
    code = new.get("country_code")
    if code is not None and code not in api_types()["CountryCode"].members:
        raise _invalid("shipping_address", "country_code is not a country's code")
    found = {name: value for name, value in new.items() if value is not None}
    if "email" not in new and before.get("email") is not None:
        found["email"] = before["email"]  # no part of the place, and the shopper may have no other
    for kind in ("country", "province"):
        same = found.get(f"{kind}_code") and found.get(f"{kind}_code") == before.get(f"{kind}_code")
        if same and kind not in found and before.get(kind) is not None:
            found[kind] = before[kind]
    return found or None


def archived_order(order: Order, now: datetime) -> Order:
    """Archive an order. One that is archived stays as it is."""
    if order.closed_at is not None:
        return order
    return msgspec.structs.replace(order, details=order.details | {"closed_at": now.isoformat()})


def unarchived_order(order: Order) -> Order:
    """Take an order out of the archive. One that is fulfilled then stays open."""
    if order.closed_at is None:
        return order
    details = {name: value for name, value in order.details.items() if name not in ("closed_at", "archived_at")}
    if order.fulfillment_status == "fulfilled":
        details["closed_at"] = None
    return msgspec.structs.replace(order, details=details)


def _invalid(field: str, reason: str) -> Refusal:
    message = f"{field.capitalize()} {reason}"
    return Refusal("invalid", message, field=(field,), errors={field: [reason]})
