"""Spark data frames, resolved by the batch path on the workers.

The workers need this package with its extra ``spark`` and nothing else: the package contains the definitions. Every
worker process makes one resolver and keeps it. (Spark needs pandas to pass on Arrow data; nothing here uses it.)
"""

from __future__ import annotations

import pickle
from functools import cache, partial
from typing import TYPE_CHECKING

from tracking.batch import added_columns, answered_batches, check_column_names
from tracking.errors import ExtrasNamed
from tracking.resolving.platform_codes import platform_named

with ExtrasNamed():
    import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark.sql import DataFrame

    from tracking.resolver import Resolver

__all__ = ["resolve"]


def resolve(
    df: DataFrame,
    *,
    number: str = "number",
    company: str = "company",
    url: str = "url",
    country: str = "country",
    postal_code: str = "postal_code",
    language: str = "language",
    platform: str | None = None,
    resolver: Resolver | None = None,
) -> DataFrame:
    """Return a data frame with the columns that `tracking.batch.resolve_table` adds.

    It is computed when rows are needed.

    Raises TypeError for a column that is not text, and ValueError if there is no column number, company, or url.
    """
    with ExtrasNamed():
        from pyspark.sql.pandas.types import from_arrow_schema
        from pyspark.sql.types import StructType

    names = (number, company, url, country, postal_code, language)
    check_column_names(names, df.columns)
    if platform is not None:
        platform_named(platform)
    for field in df.schema:
        if field.name in names and field.dataType.simpleString() not in ("string", "void"):
            raise TypeError(
                f"column {field.name!r}: expected text, found {field.dataType.simpleString()}; "
                "convert it to text before, so that no digit is lost"
            )
    added = added_columns(platform)
    own = [field for field in df.schema if field.name not in added]
    packed = None if resolver is None else pickle.dumps(resolver)
    return df.mapInArrow(
        partial(_on_worker, names, packed, platform), StructType([*own, *from_arrow_schema(pa.schema(added))])
    )


def _on_worker(
    names: tuple[str, ...], packed: bytes | None, platform: str | None, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    return answered_batches(batches, names, None if packed is None else _unpacked(packed), platform)


@cache
def _unpacked(packed: bytes) -> Resolver:
    resolver: Resolver = pickle.loads(packed)
    return resolver
