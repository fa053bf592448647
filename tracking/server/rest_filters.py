"""The orders that a list of REST's requests: its filters and its sorting, read from a query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any

from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.server.listing import parse_times
from tracking.server.not_served import not_served_refusal

__all__ = ["not_served_filter", "parse_order_filters"]

_STATUSES = ("open", "closed", "cancelled", "any")
_FULFILLMENT_STATUSES = ("shipped", "partial", "unshipped", "unfulfilled", "fulfilled", "any")
_FINANCIAL_STATUSES = (
    "authorized", "pending", "paid", "partially_paid", "refunded", "voided", "partially_refunded", "unpaid", "any",
)  # fmt: skip
_SORTS = ("created_at", "id", "processed_at", "updated_at")
_TIMES = ("created", "updated", "processed")
_UNSERVED = ("attribution_app_id",)
_MOST_IDS = 1000
_LARGEST = 2**63 - 1


def parse_order_filters(query: Mapping[str, str], zone: tzinfo, name: str) -> dict[str, Any]:
    """Read the filters of a list, by their names in a `Selection`. ``name`` is the list's own."""
    for field in _UNSERVED:
        if query.get(field):
            raise not_served_filter(field, name)
    found = parse_times(query, zone, _TIMES)
    status = _word(query, "status", _STATUSES) or "open"
    found["status"] = None if status == "any" else status
    found["fulfillment_status"] = _word(query, "fulfillment_status", _FULFILLMENT_STATUSES)
    found["financial_status"] = _word(query, "financial_status", _FINANCIAL_STATUSES)
    found["name"] = query.get("name") or None
    if query.get("ids", "").strip():
        found["ids"] = _ids(query["ids"])
    return found | _sorting(query)


def _word(query: Mapping[str, str], field: str, allowed: tuple[str, ...]) -> str | None:
    text = query.get(field) or None
    if text is not None and text not in allowed:
        raise bad_request(field, f"must be one of {', '.join(allowed)}")
    return text


def _ids(text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) > _MOST_IDS:
        raise bad_request("ids", f"at most {_MOST_IDS} can be given")
    if not all(part.isascii() and part.isdigit() and len(part) < 100 for part in parts):
        raise bad_request("ids", "expected String to be a list of Integer")
    return tuple(min(int(part), _LARGEST) for part in parts)


def _sorting(query: Mapping[str, str]) -> dict[str, Any]:
    """Read ``order=updated_at asc``, which the reference does not name but the API's clients send."""
    field, _, direction = " ".join(query.get("order", "").lower().split()).partition(" ")
    if not field:
        return {}
    if field not in _SORTS or direction not in ("", "asc", "desc"):
        raise bad_request("order", f"must be one of {', '.join(_SORTS)}, and asc or desc")
    return {"sort": field, "descending": direction == "desc"}


def not_served_filter(field: str, name: str) -> Refusal:
    """501: the API's list has this filter, and this shop's does not."""
    return not_served_refusal(f"the parameter {field} of {name}")
