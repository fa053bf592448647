"""The built-in definitions: the snapshot of an installed package, or the YAML files of a checkout.

If the environment variable TRACKING_DATA names a document that ``tracking export`` wrote, or a folder of YAML files,
these definitions replace the built-in ones.
"""

from __future__ import annotations

import os
import warnings
from _thread import RLock  # what `threading` would give, without its import
from typing import TYPE_CHECKING

from tracking.definitions.snapshot import Snapshot

if TYPE_CHECKING:
    from tracking.definitions.carrier import Carrier
    from tracking.definitions.checkout import Kept
    from tracking.definitions.source import Definitions

__all__ = ["DATA", "carriers", "definitions"]

DATA = "TRACKING_DATA"
"""The environment variable that names other definitions."""

_reading = RLock()
_carriers: tuple[Carrier, ...] = ()
_definitions: Definitions | None = None


def definitions() -> Definitions:
    """Return the built-in carriers, compiled. They are compiled once.

    Raises `DefinitionError` if anything is wrong with the definitions that TRACKING_DATA names, and OSError if they
    cannot be read.
    """
    global _definitions
    with _reading:
        if _definitions is None:
            _definitions = _compiled_here() if os.environ.get(DATA) else _built_in()
        return _definitions


def _built_in() -> Definitions:
    try:
        return Snapshot()
    except ImportError:
        from tracking.definitions.checkout import Kept
        from tracking.definitions.in_memory import InMemory
        from tracking.definitions.loading import builtin_folder

        kept = Kept(builtin_folder())
        literals = kept.compiled()
        return _compiled_here(kept) if literals is None else InMemory(literals)


def _compiled_here(kept: Kept | None = None) -> Definitions:
    from tracking.definitions.compiling import compiled
    from tracking.definitions.in_memory import InMemory

    literals = list(map(compiled, carriers()))
    if kept is not None and kept.carriers() is not None:  # they were read without a fault
        kept.keep_compiled(literals)
    return InMemory(literals)


def carriers() -> tuple[Carrier, ...]:
    """Return the built-in definitions, sorted by id. They are read once.

    A built-in definition that cannot be read is left out, with a warning. Raises `DefinitionError` if anything is
    wrong with the definitions that TRACKING_DATA names, and OSError if they cannot be read.
    """
    global _carriers
    with _reading:
        if not _carriers:
            _carriers = _given(path) if (path := os.environ.get(DATA)) else _packed() or _of_checkout()
        return _carriers


def _given(path: str) -> tuple[Carrier, ...]:
    from tracking.definitions.document import load_data

    return load_data(path)


def _packed() -> tuple[Carrier, ...]:
    """Return the definitions that the build packed into one file of an installed package; empty in a checkout."""
    from tracking.definitions.packed import packed_carriers

    return packed_carriers()


def _of_checkout() -> tuple[Carrier, ...]:
    from tracking.definitions.checkout import Kept
    from tracking.definitions.loading import builtin_folder, load_carriers
    from tracking.errors import DefinitionError

    kept = Kept(builtin_folder())
    found = kept.carriers()
    if found is None:
        try:
            found = load_carriers(builtin_folder())
        except DefinitionError as error:
            warnings.warn(f"carrier definitions left out:\n{error}", stacklevel=4)
            return error.carriers
        kept.keep_carriers(found)
    return found
