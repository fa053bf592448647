"""Numbers in Polars expressions: importing this module adds ``.tracking`` to expressions and series.

>>> import polars as pl
>>> import tracking.batch.polars
>>> frame = pl.DataFrame({"number": ["1Z001985YW99744790", "1111"], "company": [None, "USPS"]})
>>> frame.select(pl.col("number").tracking.resolve(company=pl.col("company")).struct.field("carrier"))["carrier"].to_list()
['ups', 'usps']
>>> frame["number"].tracking.resolve(country="US").struct.field("carrier").to_list()
['ups', None]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tracking.batch.tables import resolve_array, validate_array

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracking.resolver import Resolver

__all__ = ["TrackingExpressions", "TrackingSeries"]

_RESOLVED = pl.Struct(
    {
        "carrier": pl.String,
        "company": pl.String,
        "url": pl.String,
        "via": pl.String,
        "evidence": pl.Float64,
        "problems": pl.List(pl.String),
    }
)


@pl.api.register_expr_namespace("tracking")
class TrackingExpressions:
    """The namespace `pl.col("number").tracking`. Each argument is one text for all rows, or an expression."""

    def __init__(self, expression: pl.Expr) -> None:
        self._numbers = expression

    def resolve(self, *, resolver: Resolver | None = None, **given: str | pl.Expr | None) -> pl.Expr:
        """Return structs of carrier, company, url, via, evidence, and problems, as `tracking.batch.resolve_array` does.

        ``given`` are company, url, country, postal_code, and language.
        """
        return self._each(resolve_array, resolver, given, _RESOLVED)

    def validate(self, *, resolver: Resolver | None = None, **given: str | pl.Expr | None) -> pl.Expr:
        """Return whether each number may be submitted, as `tracking.validate` says; null for null.

        ``given`` are company and country.
        """

        def ok(numbers: Any, **about: Any) -> Any:
            import pyarrow.compute as pc

            return pc.struct_field(validate_array(numbers, **about), "ok")

        return self._each(ok, resolver, given, pl.Boolean)

    def _each(
        self, function: Callable[..., Any], resolver: Resolver | None, given: dict[str, Any], returns: Any
    ) -> pl.Expr:
        columns = {name: value for name, value in given.items() if isinstance(value, pl.Expr)}
        constants = {name: value for name, value in given.items() if name not in columns}

        def answered(together: pl.Series) -> pl.Series:
            fields = {name: together.struct.field(name) for name in together.struct.fields}
            found = function(fields.pop("number"), **fields, **constants, resolver=resolver)
            return pl.Series(together.name, pl.from_arrow(found), dtype=returns)

        together: pl.Expr = pl.struct(
            self._numbers.alias("number"), *(one.alias(name) for name, one in columns.items())
        )
        return together.map_batches(answered, return_dtype=returns, is_elementwise=True)


@pl.api.register_series_namespace("tracking")
class TrackingSeries:
    """The namespace ``series.tracking``: the same as for expressions, computed at once."""

    def __init__(self, series: pl.Series) -> None:
        self._numbers = series

    def resolve(self, *, resolver: Resolver | None = None, **given: Any) -> pl.Series:
        """Return structs of carrier, company, url, via, evidence, and problems; see `TrackingExpressions.resolve`."""
        found = pl.from_arrow(resolve_array(self._numbers, resolver=resolver, **given))
        return pl.Series(self._numbers.name, found, dtype=_RESOLVED)
