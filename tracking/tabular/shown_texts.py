"""Names and cells of a file as people are shown them."""

from __future__ import annotations

from collections.abc import Iterable

from tracking.spelling.harmless import harmless

__all__ = ["listed", "quoted", "shown"]

LONGEST_SHOWN = 80
"""Longer texts are cut where people read them; ``--json`` has them whole."""
NAMED, LONGEST_NAME = 20, 30
"""Names in a sentence, and the characters of each."""


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    r"""A text that can do a terminal no harm.

    >>> shown("1\n2")
    '1\\n2'
    """
    return harmless(text if len(text) <= longest else text[: longest - 1] + "…")


def quoted(text: str) -> str:
    """A name in quotes; one that cannot be a name is cut."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…")


def listed(names: Iterable[str]) -> str:
    """Names in a sentence, the first of them.

    >>> listed(["order", "weight"]), listed([])
    ('order, weight', 'nothing')
    """
    every = [shown(name, LONGEST_NAME) for name in names]
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more or "nothing"
