"""Names and cells of a file, as they are shown to people."""

from __future__ import annotations

from collections.abc import Iterable

from tracking.spelling.harmless import harmless

__all__ = ["listed", "quoted", "shown"]

LONGEST_SHOWN = 80
"""Longer texts are cut when they are shown to people; ``--json`` prints them completely."""
NAMED, LONGEST_NAME = 20, 30
"""How many names a sentence lists, and the characters of each."""


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    r"""Return a text that cannot control a terminal.

    >>> shown("1\n2")
    '1\\n2'
    """
    return harmless(text if len(text) <= longest else text[: longest - 1] + "…")


def quoted(text: str) -> str:
    """Return a name in quotes; one that is too long for a name is cut."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…")


def listed(names: Iterable[str]) -> str:
    """Return the first names, as in a sentence.

    >>> listed(["order", "weight"]), listed([])
    ('order, weight', 'nothing')
    """
    every = [shown(name, LONGEST_NAME) for name in names]
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more or "nothing"
