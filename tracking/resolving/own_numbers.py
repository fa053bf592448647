"""What the formats of the carriers that a company's name means say about a key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.catalog.listed import ListedName
from tracking.matching import thresholds

if TYPE_CHECKING:
    from tracking.catalog.listed import AmbiguousName, ListedCarrier

__all__ = ["OwnNumbers", "carriers_meant"]


class OwnNumbers:
    """The numbers of the carriers that a company's name means; those of no carrier if it means none."""

    __slots__ = ("_named",)

    def __init__(self, named: ListedName | AmbiguousName | None) -> None:
        self._named = named

    def accept(self, number: str) -> bool:
        """Tell whether a format accepts a key: its pattern matches, and its check digit is right if it has one."""
        return any(form.accepts(number) for each in self._carriers(number) for form in each.formats_at(len(number)))

    def vouch(self, number: str) -> bool:
        """Tell whether a check digit is right for a key."""
        return any(each.vouches(number) for each in self._carriers(number))

    def match(self, number: str) -> bool:
        """Tell whether a pattern matches a key, regardless of check digits."""
        return any(each.reads(number) for each in self._carriers(number))

    def resemble(self, number: str) -> bool:
        """Tell whether the form of a key is telling, regardless of check digits."""
        return any(
            form.fullmatch(number) is not None and form.evidence(number) >= thresholds.TELLING
            for each in self._carriers(number)
            for form in each.formats_at(len(number))
        )

    @property
    def known(self) -> bool:
        """Whether formats of all the carriers are known."""
        carriers = carriers_meant(self._named)
        return bool(carriers) and all(each.has_formats for each in carriers)

    def _carriers(self, number: str) -> list[ListedCarrier]:
        """Return the carriers that may have formats of a key's length."""
        if self._named is None:
            return []
        named = (self._named,) if isinstance(self._named, ListedName) else self._named.of_length(len(number))
        return [each.carrier for each in named]


def carriers_meant(named: ListedName | AmbiguousName | None) -> list[ListedCarrier]:
    """Return the carriers that a company's name may mean; none if it means none."""
    return [each.carrier for each in ((named,) if isinstance(named, ListedName) else named or ())]
