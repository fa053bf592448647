"""The built-in definitions: the snapshot of an installed package, or the YAML of a checkout."""

from __future__ import annotations

import warnings
from _thread import RLock  # what `threading` would give, without its import
from typing import TYPE_CHECKING

from tracking.definitions.snapshot import Snapshot

if TYPE_CHECKING:
    from tracking.definitions.carrier import Carrier
    from tracking.definitions.source import Definitions

__all__ = ["carriers", "definitions"]

_reading = RLock()
_carriers: tuple[Carrier, ...] = ()
_definitions: Definitions | None = None


def definitions() -> Definitions:
    """The built-in carriers, compiled. Made once."""
    global _definitions
    with _reading:
        if _definitions is None:
            try:
                _definitions = Snapshot()
            except ImportError:
                from tracking.definitions.compiling import compiled
                from tracking.definitions.in_memory import InMemory

                _definitions = InMemory(map(compiled, carriers()))
        return _definitions


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
