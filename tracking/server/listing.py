"""Lists by page: the query's filters, the rows of the page, and the ``Link`` header for the adjacent pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import msgspec

from tracking.fulfillment.refusals import Refusal, bad_request
from tracking.server.rest_values import parse_time
from tracking.server.selection import Selection, decode_token, encode_token

__all__ = ["Listed", "chosen_fields", "link", "parse_selection", "parse_times", "refuse_numbered", "rest_page"]

_MOST = 250
_DEFAULT = 50
_INTEGER = re.compile(r"-?[0-9]{1,100}")
_LARGEST = 2**63 - 1
_HELP = "See https://shopify.dev/api/usage/pagination-rest for more information."


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


Listed = TypeVar("Listed", bound=_HasId)


def parse_selection(
    path: str, query: Mapping[str, str], parse: Callable[[Mapping[str, str]], dict[str, Any]]
) -> Selection:
    """Read the query of a list. ``parse`` reads this list's own filters."""
    limit = _number(query, "limit", _DEFAULT)
    if limit > _MOST:
        raise Refusal("bad_request", "limit", status=400, errors=f"Limit exceeds maximum limit of {_MOST}")
    if limit < 1:
        raise bad_request("limit", f"must be between 1 and {_MOST}")
    token = query.get("page_info")
    if token:
        # It contains the filter, and only these may stand beside it.
        for field, value in query.items():
            if value and field not in ("page_info", "limit", "fields"):
                raise bad_request(field, f"{field} cannot be passed when page_info is present. {_HELP}")
        selection = decode_token(path, token)
        if selection is None:
            raise bad_request("page_info", "Invalid value.")
        return msgspec.structs.replace(selection, limit=limit)
    return Selection(limit=limit, since=_number(query, "since_id", 0), **parse(query))


def refuse_numbered(query: Mapping[str, str]) -> None:
    """Refuse a page by its number, as lists once had them. A client that counts would read one page without end."""
    if query.get("page"):
        raise bad_request("page", f"page cannot be passed. {_HELP}")


def parse_times(query: Mapping[str, str], zone: tzinfo, names: Sequence[str]) -> dict[str, Any]:
    """Read ``created_at_min`` and so on (``names``: created, ...), by their names in a `Selection`."""
    found: dict[str, Any] = {}
    for name in names:
        for end in ("min", "max"):
            if text := query.get(field := f"{name}_at_{end}"):
                found[f"{name}_{end}"] = int(parse_time(text, field, zone).timestamp())
    return found


def _number(query: Mapping[str, str], field: str, default: int) -> int:
    text = query.get(field, "").strip()
    if not text:
        return default
    if not _INTEGER.fullmatch(text):
        raise bad_request(field, "expected String to be a Integer")
    # No id is larger or smaller than a database's integers.
    return max(-_LARGEST, min(int(text), _LARGEST))


def rest_page(
    select: Callable[[Selection], Sequence[Listed] | None], selection: Selection
) -> tuple[Sequence[Listed], bool] | None:
    """Read one row more than the page has, to know whether the list continues; None if there is no such list."""
    limit = selection.limit or _DEFAULT
    rows = select(msgspec.structs.replace(selection, limit=limit + 1))
    if rows is None:
        return None
    more = len(rows) > limit
    if not more:
        return rows, False
    return (rows[:limit] if selection.before is None else rows[1:]), True


def link(
    url: str,
    path: str,
    rows: Sequence[Listed],
    more: bool,
    selection: Selection,
    query: Mapping[str, str],
    value: Callable[[Listed], int] | None = None,
) -> str:
    """Return the ``Link`` header; empty if everything fits on one page.

    A list that is not sorted by id has a ``value`` for each row.
    """
    backwards = selection.before is not None
    previous = more if backwards else bool(query.get("page_info")) and bool(rows)
    following = bool(rows) if backwards else more
    kept = {"limit": str(selection.limit)} | ({"fields": query["fields"]} if query.get("fields") else {})
    links = []
    if previous:
        place = _at(selection, rows[0], value, before=rows[0].id)
        links.append((place, "previous"))
    if following:
        place = _at(selection, rows[-1], value, after=rows[-1].id)
        links.append((place, "next"))
    return ", ".join(
        f'<{url}?{urlencode(kept | {"page_info": encode_token(path, place)})}>; rel="{relation}"'
        for place, relation in links
    )


def _at(
    selection: Selection,
    row: Listed,
    value: Callable[[Listed], int] | None,
    *,
    after: int = 0,
    before: int | None = None,
) -> Selection:
    at = None if value is None else value(row)
    return msgspec.structs.replace(selection, after=after, before=before, at=at)


def chosen_fields(body: dict[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Keep only the top-level keys in ``fields``, if it names any."""
    names = {name.strip() for name in query.get("fields", "").split(",")} - {""}
    return {key: value for key, value in body.items() if key in names} if names else body
