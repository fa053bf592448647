"""Lists by page: the query's filters, the page's rows, and the ``Link`` header to the pages beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import msgspec

from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.server.rest_decode import parse_time
from tracking.server.selection import Selection, decode_token, encode_token

__all__ = ["chosen_fields", "link", "parse_selection", "rest_page"]

_MOST = 250
_DEFAULT = 50
_INTEGER = re.compile(r"-?[0-9]{1,100}")
_LARGEST = 2**63 - 1
_HELP = "See https://shopify.dev/api/usage/pagination-rest for more information."


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


Listed = TypeVar("Listed", bound=_HasId)


def parse_selection(path: str, query: Mapping[str, str], zone: tzinfo, filters: Sequence[str]) -> Selection:
    """Read the query of a list; ``filters`` are those it knows beside limit, since_id and page_info."""
    limit = _number(query, "limit", _DEFAULT)
    if limit > _MOST:
        raise Refusal("bad_request", "limit", status=400, errors=f"Limit exceeds maximum limit of {_MOST}")
    if limit < 1:
        raise bad_request("limit", f"must be between 1 and {_MOST}")
    token = query.get("page_info")
    if token:
        # It carries the filter, and nothing may come beside it but these.
        for field, value in query.items():
            if value and field not in ("page_info", "limit", "fields"):
                raise bad_request(field, f"{field} cannot be passed when page_info is present. {_HELP}")
        selection = decode_token(path, token)
        if selection is None:
            raise bad_request("page_info", "Invalid value.")
        return msgspec.structs.replace(selection, limit=limit)
    return Selection(limit=limit, since=_number(query, "since_id", 0), **parse_filters(query, zone, filters))


def parse_filters(query: Mapping[str, str], zone: tzinfo, filters: Sequence[str]) -> dict[str, Any]:
    """Read the filters alone, by the names they have in a `Selection`."""
    found: dict[str, Any] = {}
    for field in filters:
        if text := query.get(field):
            name = field.replace("_at_", "_")
            found[name] = text if name == field else int(parse_time(text, field, zone).timestamp())
    return found


def _number(query: Mapping[str, str], field: str, default: int) -> int:
    text = query.get(field, "").strip()
    if not text:
        return default
    if not _INTEGER.fullmatch(text):
        raise bad_request(field, "expected String to be a Integer")
    # No id is larger or smaller, nor is a database's integer.
    return max(-_LARGEST, min(int(text), _LARGEST))


def rest_page(
    select: Callable[[Selection], Sequence[Listed] | None], selection: Selection
) -> tuple[Sequence[Listed], bool] | None:
    """Read one row more than the page has, to tell whether the list goes on; None when there is no such list."""
    limit = selection.limit or _DEFAULT
    rows = select(msgspec.structs.replace(selection, limit=limit + 1))
    if rows is None:
        return None
    more = len(rows) > limit
    if not more:
        return rows, False
    return (rows[:limit] if selection.before is None else rows[1:]), True


def link(
    url: str, path: str, rows: Sequence[Listed], more: bool, selection: Selection, query: Mapping[str, str]
) -> str:
    """Write the ``Link`` header; empty when everything fits on one page."""
    backwards = selection.before is not None
    previous = more if backwards else bool(query.get("page_info")) and bool(rows)
    following = bool(rows) if backwards else more
    kept = {"limit": str(selection.limit)} | ({"fields": query["fields"]} if query.get("fields") else {})
    links = []
    if previous:
        place = msgspec.structs.replace(selection, after=0, before=rows[0].id)
        links.append((place, "previous"))
    if following:
        place = msgspec.structs.replace(selection, after=rows[-1].id, before=None)
        links.append((place, "next"))
    return ", ".join(
        f'<{url}?{urlencode(kept | {"page_info": encode_token(path, place)})}>; rel="{relation}"'
        for place, relation in links
    )


def chosen_fields(body: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Keep only the top-level keys of ``fields``, when it names any."""
    names = {name.strip() for name in query.get("fields", "").split(",")} - {""}
    return {key: value for key, value in body.items() if key in names} if names else body
