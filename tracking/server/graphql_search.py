"""GraphQL's ``query`` arguments: read, refused where the shop does not model what they ask for, warned about."""

from __future__ import annotations

from typing import Any

from tracking.server.graphql_fields import Info, unserved
from tracking.server.graphql_paging import bad_request
from tracking.server.search import Fields, NotModelled, Search, read_search
from tracking.server.search_grammar import TooDeep
from tracking.server.search_values import Clock

__all__ = ["searched"]


def searched(info: Info, args: dict[str, Any], fields: Fields) -> Search:
    """Read the field's ``query``; what the API would warn about goes into the answer's extensions."""
    shop = info.context.shop
    try:
        search = read_search(args.get("query"), fields, Clock(shop.zone, shop.now()))
    except NotModelled as error:
        name = f"{info.parent_type.name}.{info.field_name}"
        raise unserved(f"the search field '{error.name}' of {name}") from error
    except TooDeep as error:
        raise bad_request("query is nested too deeply") from error
    if extension := search.extension(info.path.as_list()):
        info.context.warnings.append(extension)
    return search
