"""Which rows of a list a call asks for: filters, page size, and the opaque token of the pages before and after."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Annotated

import msgspec

__all__ = ["EVERYTHING", "Selection", "decode_token", "encode_token"]


# What the databases' integers hold: a token comes back from a client.
_Integer = Annotated[int, msgspec.Meta(ge=1 - 2**63, le=2**63 - 1)]


class Selection(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Filters and place in a list that is sorted by id. Times are seconds since 1970, both ends inclusive."""

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
    name: str | None = None
    status: str | None = None

    def updated_within(self, updated_at: datetime | None) -> bool:
        """Whether a time of change passes the filter."""
        if self.updated_min is None and self.updated_max is None:
            return True
        if updated_at is None:
            return False
        at = int(updated_at.timestamp())
        return (self.updated_min is None or at >= self.updated_min) and (
            self.updated_max is None or at <= self.updated_max
        )


EVERYTHING = Selection()


def encode_token(path: str, selection: Selection) -> str:
    """Make the ``page_info`` of a page: the filter and the place, bound to the list's path."""
    data = msgspec.json.encode((path, msgspec.structs.replace(selection, limit=None)))
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode_token(path: str, token: str) -> Selection | None:
    """Read a ``page_info`` of this list; None when it is none."""
    try:
        data = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        made_for, selection = msgspec.json.decode(data, type=tuple[str, Selection])
    except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError):
        return None
    return selection if made_for == path and selection.limit is None else None
