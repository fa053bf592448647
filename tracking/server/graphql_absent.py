"""GraphQL's objects that this shop never has: returns, risks, staff, subscriptions, duties, metafields, constraint rules.

A field of such an object answers null by itself, because nothing has its name. Here are the fields that may not be null.
"""

from __future__ import annotations

from typing import Any

from tracking.server.graphql_fields import Field, Info
from tracking.server.graphql_paging import connection

__all__ = ["ABSENT_FIELDS"]


def _none(_value: Any, _info: Info, **_args: Any) -> None:
    return None


def _no(_value: Any, _info: Info) -> bool:
    return False


def _empty_list(_value: Any, _info: Info, **_args: Any) -> tuple[()]:
    return ()


def _empty_page(_value: Any, _info: Info, **args: Any) -> dict[str, Any]:
    return connection((), args)


def _no_risk(_value: Any, _info: Info) -> dict[str, Any]:
    return {"assessments": (), "recommendation": "NONE"}


_NO_METAFIELDS: dict[str, Field] = {"metafield": _none, "metafields": _empty_page}

ABSENT_FIELDS: dict[str, dict[str, Field]] = {
    "QueryRoot": {"fulfillmentConstraintRules": _empty_list},
    "Order": {"returns": _empty_page, "risk": _no_risk, "risks": _empty_list},
    "LineItem": {"duties": _empty_list},
    "AppInstallation": {**_NO_METAFIELDS, "activeSubscriptions": _empty_list},
    "Customer": _NO_METAFIELDS,
    "Location": _NO_METAFIELDS,
    "Product": _NO_METAFIELDS,
    "ProductVariant": {**_NO_METAFIELDS, "image": _none},
    "Shop": {**_NO_METAFIELDS, "description": _none, "setupRequired": _no, "taxShipping": _no},
}
"""The resolvers of fields by type, beside `tracking.server.graphql_reads`."""
