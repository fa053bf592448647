"""GraphQL's ``query`` arguments: they are read, and refused if the shop does not model a field."""

from __future__ import annotations

from typing import Any

from tracking.server.graphql_fields import Info, unserved
from tracking.server.graphql_paging import bad_argument
from tracking.server.search import NotModelled, Search, SearchFields, read_search
from tracking.server.search_grammar import TooDeep
from tracking.server.search_values import SearchClock

__all__ = ["searched"]


def searched(info: Info, args: dict[str, Any], fields: SearchFields) -> Search:
    """Read the field's ``query``. The API's warnings go into the answer's extensions."""
    shop = info.context.shop
    try:
        search = read_search(args.get("query"), fields, SearchClock(shop.zone, shop.now()))
    except NotModelled as error:
        name = f"{info.parent_type.name}.{info.field_name}"
        raise unserved(f"the search field '{error.name}' of {name}") from error
    except TooDeep as error:
        raise bad_argument("query is nested too deeply") from error
    if extension := search.extension(info.path.as_list()):
        info.context.warnings.append(extension)
    return search
