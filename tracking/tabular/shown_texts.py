"""Names and cells of a file as people are shown them."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["listed", "quoted", "shown"]

LONGEST_SHOWN = 80
"""Longer texts are cut where people read them; ``--json`` has them whole."""
NAMED, LONGEST_NAME = 20, 30
"""Names in a sentence, and the characters of each."""
# A terminal acts on these: controls, and marks that turn the direction of writing.
_ACTING = {**{code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))}, 9: "\\t", 10: "\\n", 13: "\\r"}
_ACTING |= {code: f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x2028, 0x2029)}


def shown(text: str, longest: int = LONGEST_SHOWN) -> str:
    r"""A text that can do a terminal no harm.

    >>> shown("1\n2")
    '1\\n2'
    """
    return (text if len(text) <= longest else text[: longest - 1] + "…").translate(_ACTING)


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
