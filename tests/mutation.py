"""What a small change of a rule is."""

from __future__ import annotations

from typing import NamedTuple


class Mutation(NamedTuple):
    """A change of a file of the package, and the tests of whom one must notice it."""

    file: str
    """Below ``tracking/``."""
    old: str
    new: str
    tests: tuple[str, ...]
    unnoticed: str = ""
    """Why no test can notice it, where that is so."""

    def __str__(self) -> str:
        return f"{self.file}: {shown(self.old)} -> {shown(self.new)}"


def shown(code: str) -> str:
    return " ".join(code.split()) or "(nothing)"
