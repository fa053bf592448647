"""The built-in definitions: the snapshot of an installed package, or the YAML of a checkout."""

from __future__ import annotations

import warnings
from _thread import RLock  # what `threading` would give, without its import
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tracking.definitions.carrier import Carrier

__all__ = ["carriers", "forms"]


def forms() -> tuple[tuple[Any, ...], ...]:
    """The built-in carriers as `tracking.definitions.compiling` lays them out."""
    try:
        from tracking._snapshot import FORMS
    except ImportError:
        from tracking.definitions.compiling import compiled

        return tuple(map(compiled, carriers()))
    return FORMS  # type: ignore[no-any-return]


_carriers: tuple[Carrier, ...] = ()
_reading = RLock()


def carriers() -> tuple[Carrier, ...]:
    """The built-in definitions, by id. Read from their files once.

    A definition that cannot be read is warned of and left out: one bad file stops nobody's parcels.
    """
    global _carriers
    with _reading:
        if not _carriers:
            from tracking.definitions.loading import builtin_folder, load_carriers
            from tracking.errors import DefinitionError

            try:
                _carriers = load_carriers(builtin_folder())
            except DefinitionError as error:
                warnings.warn(f"carrier definitions left out:\n{error}", stacklevel=2)
                _carriers = error.carriers
        return _carriers
