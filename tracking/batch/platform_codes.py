"""The codes that a platform uses for the carriers of rows, as a column.

A row's code depends only on its carrier, its company, and its country, so each such triple is looked up once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tracking.resolving.platform_codes import code_of_answer

if TYPE_CHECKING:
    from tracking.resolver import Resolver

__all__ = ["CODE_COLUMN", "code_column"]

CODE_COLUMN = "tracking_platform_code"


def code_column(resolver: Resolver, carriers: Any, companies: Any, countries: Any, platform: str) -> Any:
    """Return the codes of rows. They follow from the carriers and companies in the answers, and from the rows' countries.

    The columns are string arrays or dictionaries of strings; ``countries`` may be None.
    """
    if countries is None:
        countries = pa.nulls(len(carriers), pa.string())
    places = np.zeros(len(carriers), dtype=np.int64)
    values: list[list[str | None]] = []
    for column in (carriers, companies, countries):
        encoded = column if isinstance(column, pa.DictionaryArray) else column.dictionary_encode()
        known = [*encoded.dictionary.to_pylist(), None]
        at = encoded.indices.fill_null(len(known) - 1).to_numpy(zero_copy_only=False).astype(np.int64)
        places = places * len(known) + at
        values.append(known)
    carrier, company, country = values
    distinct, of = np.unique(places, return_inverse=True)
    codes = []
    for place in distinct.tolist():
        rest, nation = divmod(place, len(country))
        one, name = divmod(rest, len(company))
        codes.append(code_of_answer(resolver.catalog, carrier[one], company[name], platform, country[nation]))
    return pa.array(codes, pa.string()).take(pa.array(of))
