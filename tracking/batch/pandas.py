"""Numbers in pandas: importing this module adds ``.tracking`` to series.

>>> import pandas as pd
>>> import tracking.batch.pandas
>>> numbers = pd.Series(["1Z001985YW99744790", "1111"], index=["a", "b"])
>>> numbers.tracking.resolve(country="US").loc["a", "carrier"]
'ups'
>>> numbers.tracking.validate().tolist()
[True, False]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa

from tracking.batch.tables import resolve_array, validate_array

if TYPE_CHECKING:
    from tracking.resolver import Resolver

__all__ = ["TrackingAccessor"]


@pd.api.extensions.register_series_accessor("tracking")
class TrackingAccessor:
    """The accessor ``series.tracking``. Each argument is one text for all rows, or a series with one text per row."""

    def __init__(self, series: Any) -> None:
        self._numbers = series

    def resolve(self, *, resolver: Resolver | None = None, **given: Any) -> Any:
        """Return a data frame of carrier, company, url, via, evidence, and problems, with this series' index.

        ``given`` are company, url, country, postal_code, and language, as in `tracking.batch.resolve_array`.
        """
        found = _whole(resolve_array(pa.array(self._numbers), resolver=resolver, **_arrays(given)))
        frame = pa.Table.from_struct_array(found).to_pandas()
        return frame.set_index(self._numbers.index)

    def validate(self, *, resolver: Resolver | None = None, **given: Any) -> Any:
        """Return a series that says whether each number may be submitted; missing for missing numbers.

        ``given`` are company and country, as in `tracking.batch.validate_array`.
        """
        found = _whole(validate_array(pa.array(self._numbers), resolver=resolver, **_arrays(given)))
        return pd.Series(found.field("ok").to_pandas().to_numpy(), index=self._numbers.index, name=self._numbers.name)


def _arrays(given: dict[str, Any]) -> dict[str, Any]:
    return {name: pa.array(value) if isinstance(value, pd.Series) else value for name, value in given.items()}


def _whole(found: Any) -> Any:
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
