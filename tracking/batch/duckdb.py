"""Numbers in DuckDB's SQL: `register` adds the functions ``tracking_resolve`` and ``tracking_valid`` to a connection.

>>> import duckdb
>>> connection = duckdb.connect()
>>> register(connection)
>>> connection.sql("select tracking_resolve('1Z001985YW99744790', null, 'US').carrier, tracking_valid('1111', 'UPS', null)").fetchall()
[('ups', False)]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from tracking.batch.tables import resolve_array, validate_array

if TYPE_CHECKING:
    from tracking.resolver import Resolver

__all__ = ["register"]

_RESOLVED = "struct(carrier varchar, company varchar, url varchar, via varchar, evidence double, problems varchar[])"


def register(connection: Any, resolver: Resolver | None = None) -> None:
    """Add two functions of (number, company, country), each text or null, to a DuckDB connection.

    ``tracking_resolve`` returns a struct of carrier, company, url, via, evidence, and problems. ``tracking_valid``
    returns whether the number may be submitted.
    """

    def resolved(number: Any, company: Any, country: Any) -> Any:
        return resolve_array(number, company=company, country=country, resolver=resolver)

    def valid(number: Any, company: Any, country: Any) -> Any:
        return pc.struct_field(validate_array(number, company=company, country=country, resolver=resolver), "ok")

    texts = ["varchar"] * 3
    connection.create_function("tracking_resolve", resolved, texts, _RESOLVED, type="arrow", null_handling="special")
    connection.create_function("tracking_valid", valid, texts, "boolean", type="arrow", null_handling="special")
