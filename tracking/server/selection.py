"""The rows of a list that a call requests: filters, page size, and the opaque token of the adjacent pages."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal

import msgspec

__all__ = ["EVERYTHING", "Selection", "Sort", "decode_token", "encode_token"]


# The range of the databases' integers: a token comes back from a client.
_Integer = Annotated[int, msgspec.Meta(ge=1 - 2**63, le=2**63 - 1)]

Sort = Literal["created_at", "id", "processed_at", "updated_at"]


class Selection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Filters and the position in a list that is sorted by id.

    Times are seconds since 1970, and both ends are inclusive.
    """

    limit: int | None = None
    since: _Integer = 0
    """Only ids above this one, on every page."""
    after: _Integer = 0
    """Only ids above this one: where the page begins."""
    before: _Integer | None = None
    """Only ids below this one, and of those the last ``limit``."""
    created_min: _Integer | None = None
    created_max: _Integer | None = None
    updated_min: _Integer | None = None
    updated_max: _Integer | None = None
    processed_min: _Integer | None = None
    processed_max: _Integer | None = None
    name: str | None = None
    namespace: str | None = None
    key: str | None = None
    type: str | None = None
    order_id: _Integer | None = None
    """In the shop's list of metafields, the order that they belong to instead."""
    status: str | None = None
    ids: tuple[_Integer, ...] | None = None
    fulfillment_status: str | None = None
    financial_status: str | None = None
    sort: Sort | None = None
    """The value that a list of orders is sorted by; None: the id."""
    descending: bool = False
    at: _Integer | None = None
    """In a sorted list, the value of the row of ``after`` or ``before``."""

    def created_within(self, at: datetime | None) -> bool:
        """Tell whether a time of creation passes the filter."""
        return _within(at, self.created_min, self.created_max)

    def updated_within(self, at: datetime | None) -> bool:
        """Tell whether a time of change passes the filter."""
        return _within(at, self.updated_min, self.updated_max)

    def processed_within(self, at: datetime | None) -> bool:
        """Tell whether a time of processing passes the filter."""
        return _within(at, self.processed_min, self.processed_max)


def _within(at: datetime | None, least: int | None, most: int | None) -> bool:
    if least is None and most is None:
        return True
    if at is None:
        return False
    second = int(at.timestamp())
    return (least is None or second >= least) and (most is None or second <= most)


EVERYTHING = Selection()


def encode_token(path: str, selection: Selection) -> str:
    """Return the ``page_info`` of a page: the filter and the position, bound to the list's path."""
    data = msgspec.json.encode((path, msgspec.structs.replace(selection, limit=None)))
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode_token(path: str, token: str) -> Selection | None:
    """Read a ``page_info`` of this list; None if it is invalid."""
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        made_for, selection = msgspec.json.decode(data, type=tuple[str, Selection])
    except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError):
        return None
    return selection if made_for == path and selection.limit is None else None
