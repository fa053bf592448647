"""A carrier, its places and its formats, as the index holds them: made of the tuples of `tracking.definitions.compiling`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracking.definitions.checkdigits import ALGORITHMS, ALPHABET, S10
from tracking.definitions.templates import template_read_before

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tracking.definitions.templates import Template

__all__ = ["ANYWHERE", "HOME", "NEVER", "AmbiguousName", "FormatAtLength", "ListedCarrier", "ListedName"]

ANYWHERE, HOME, NEVER = 0, 1, 2
_MEMORY = 4096
"""Entries that a memory of shapes may hold; then it is begun anew."""
_SHAPE = str.maketrans(ALPHABET, "9" * 10 + "A" * 26)


class ListedName:
    """A carrier under the name by which one shop knows it, with that name's pages in order of preference."""

    __slots__ = ("_quick", "carrier", "company", "pages")

    def __init__(self, entry: ListedCarrier, company: str | None, urls: Iterable[str]) -> None:
        self.carrier, self.company = entry, company
        self.pages: tuple[Template, ...] = tuple(map(template_read_before, dict.fromkeys(urls)))
        first = self.pages[0].pieces if self.pages else ()
        self._quick = (first[0], first[2]) if len(first) == 3 and first[1] == "number" else None

    def quick(self, number: str) -> str | None:
        """The page for a key, where nothing but the number goes into it and that once; else None."""
        return None if self._quick is None else self._quick[0] + number + self._quick[1]

    def url(self, number: str, values: Mapping[str, str | None] | None = None) -> str | None:
        """The first page whose variables are at hand, with the number and the other values percent-encoded."""
        if self._quick is not None and number.isascii() and number.isalnum():
            return self._quick[0] + number + self._quick[1]
        values = {**(values or {}), "number": number}
        for page in self.pages:
            if (url := page.expand(values)) is not None:
                return url
        return None


class FormatAtLength:
    """A format at one length."""

    __slots__ = (
        "_as_likely_mistyped",
        "_fullmatch",
        "_gate",
        "_shapes",
        "bits",
        "carrier",
        "check",
        "codes",
        "free",
        "guess",
        "inner",
        "issued_elsewhere",
        "kind",
        "length",
        "likely_mistyped",
        "name",
        "open",
        "shape",
        "source",
        "span",
        "tails",
    )

    def __init__(
        self, entry: ListedCarrier, form: tuple[Any, ...], length: tuple[Any, ...], doubted: bool = False
    ) -> None:
        self.carrier, self.likely_mistyped = entry, doubted
        self.name, self.source, _, self.codes, issued_by, self.check, _ = form
        self.issued_elsewhere = bool(issued_by)
        self.length, self.bits, self.shape, self.guess, self.kind, self.free, _, self.tails, self.span, self.inner = (
            length
        )
        self.open = self.kind == "m" and self.free
        self._fullmatch: Any = None
        self._gate: Any = None
        self._shapes: dict[str, float] = {}
        self._as_likely_mistyped: FormatAtLength | None = None

    def __reduce__(self) -> Any:
        return FormatAtLength, (self.carrier, *self.carrier.origin(self), self.likely_mistyped)

    def as_likely_mistyped(self) -> FormatAtLength:
        """The same format for a number that looks more like another's, mistyped: it is listed and decides nothing."""
        if self._as_likely_mistyped is None:
            self._as_likely_mistyped = FormatAtLength(self.carrier, *self.carrier.origin(self), True)
        return self._as_likely_mistyped

    def fullmatch(self, number: str) -> re.Match[str] | None:
        """The pattern alone."""
        if self._fullmatch is None:
            self._fullmatch = re.compile(self.source).fullmatch
        return self._fullmatch(number)

    def gate(self) -> Callable[[bytes], Any]:
        """The pattern over ASCII, without its names: whether it matches, and nothing else."""
        if self._gate is None:
            self._gate = joined([self])
        gate: Callable[[bytes], Any] = self._gate
        return gate

    def admits(self, number: bytes) -> Any:
        """The same, compiled when first asked for."""
        return self.gate()(number)

    def expected(self, number: str) -> tuple[str, int] | None:
        """The right check character of a number that matches and where it stands; None without a check digit."""
        if self.check is None:
            return None
        span = self.span
        if span is None:
            from tracking.definitions.patterns import parse

            for shape in parse(self.source).of(len(number)):
                if shape.fits(number):
                    span = self.carrier.span(self, shape)
                    break
            else:  # pragma: no cover - a number that matches fits a shape
                return None
        start, end, at = span
        digit = ALGORITHMS[self.check[0]](*self.check[1]).digit(number[start:end])
        return None if digit is None else (digit, at)

    def right(self, number: str) -> bool:
        """Whether the check digit of a number that matches is right; True without one."""
        if self.check is None:
            return True
        if self.span is None:
            from tracking.definitions.patterns import parse  # rarely needed, and then not at start

            return any(
                self._passes(number, self.carrier.span(self, shape))
                for shape in parse(self.source).of(len(number))
                if shape.fits(number)
            )
        return self._passes(number, self.span)

    def _passes(self, number: str, span: tuple[int, int, int]) -> bool:
        start, end, at = span
        return ALGORITHMS[self.check[0]](*self.check[1]).digit(number[start:end]) == number[at]

    def accepts(self, number: str) -> bool:
        """Pattern and check digit."""
        return self.fullmatch(number) is not None and self.right(number)

    def accepts_ascii(self, number: bytes) -> bool:
        """The same of a number as ASCII."""
        return self.accepts(number.decode("latin-1"))

    def right_ascii(self, number: bytes) -> bool:
        """Whether the check digit of a number as ASCII is right."""
        return self.right(number.decode("latin-1"))

    def evidence(self, number: str) -> float:
        """The bits of a match; worked out at hand where the pattern mixes letters and digits."""
        if self.bits is not None:
            return self.bits
        shape = number.translate(_SHAPE)
        found = self._shapes.get(shape)
        if found is None:
            if len(self._shapes) >= _MEMORY:
                self._shapes.clear()
            from tracking.definitions.patterns import bits, parse

            outcomes = 0.0 if self.check is None else bits(1 / ALGORITHMS[self.check[0]](*self.check[1]).outcomes)
            found = self._shapes[shape] = round(bits(parse(self.source).share(number)) + outcomes, 2)
        return found

    def tier(self, number: str) -> int:
        """0 anywhere, 1 home, 2 never."""
        if self.guess is not None:
            return self.guess
        evidence = self.evidence(number)
        return NEVER if evidence <= 0.5 else HOME if evidence < 5 else ANYWHERE

    def parts(self, number: str) -> dict[str, str]:
        """The named groups that took part."""
        found = self.fullmatch(number)
        return {name: text for name, text in found.groupdict().items() if text is not None} if found else {}

    def meanings(self, number: str) -> dict[str, str]:
        """What coded parts mean."""
        parts = self.parts(number)
        found = {}
        for group, meanings in self.codes:
            if (meaning := dict(meanings).get(parts.get(group, ""))) is not None:
                found[group] = meaning
        if self.check and self.check[0] == "s10":
            service = parts.get("service", "")
            if meaning := S10.SERVICES.get(service) or S10.SERVICES.get(service[:1]):
                found.setdefault("service", meaning)
        return found


def joined(slots: Iterable[FormatAtLength]) -> Callable[[bytes], Any]:
    """Whether any of the patterns matches a number as ASCII; without the groups' names, which no one asks for."""
    sources = dict.fromkeys(re.sub(r"\(\?P<\w+>", "(?:", slot.source) for slot in slots)
    fullmatch: Callable[[bytes], Any] = re.compile("|".join(f"(?:{source})" for source in sources).encode()).fullmatch
    return fullmatch


class ListedCarrier:
    """A carrier in the index."""

    __slots__ = ("_places", "_slots", "aliases", "country", "form", "general", "id", "local", "name", "pages")

    def __init__(self, form: tuple[Any, ...]) -> None:
        self.form = form
        self.id, self.name, self.country, self.general, self.aliases, self.pages, _ = form
        local = {name for page in self.pages for name in page[1] if name != "global"}
        self.local = frozenset(local | {self.country} if self.country else local)
        self._places: dict[tuple[str | None, str | None], ListedName] = {}
        self._slots: dict[int, tuple[FormatAtLength, ...]] = {}

    def __reduce__(self) -> Any:
        return ListedCarrier, (self.form,)

    def origin(self, slot: FormatAtLength) -> tuple[Any, Any]:
        """The compiled format and length that a slot was made of."""
        for form in self.form[6]:
            if form[:2] == (slot.name, slot.source):
                for length in form[6]:
                    if length[0] == slot.length:
                        return form, length
        raise LookupError(slot.name)  # pragma: no cover - slots are made of their entry's form

    def span(self, slot: FormatAtLength, shape: Any) -> tuple[int, int, int]:
        """Where a shape's payload and check character lie."""
        groups = {name: (start, end) for name, start, end in shape.groups}
        over, digit = slot.check[2]
        start, end = groups[over]
        return (start, end, groups[digit][0]) if digit in groups else (start, end - 1, end - 1)

    def slots(self, length: int) -> tuple[FormatAtLength, ...]:
        """Every format of a length, those that never guess as well."""
        found = self._slots.get(length)
        if found is None:
            found = tuple(FormatAtLength(self, form, at) for form in self.form[6] for at in form[6] if at[0] == length)
            self._slots[length] = found
        return found

    @property
    def listed(self) -> bool:
        """Whether any list shows one of its pages."""
        return any(lists for _, lists, _, _ in self.pages)

    @property
    def everywhere(self) -> bool:
        """Whether its names count in every shop: on the global list, or on none."""
        return not self.listed or any("global" in lists for _, lists, _, _ in self.pages)

    @property
    def has_formats(self) -> bool:
        """Whether any format is known."""
        return bool(self.form[6])

    def place(self, country: str | None, name: str | None = None) -> ListedName:
        """The carrier as a shop in that country knows it; under that listed name when one is given."""
        if country not in self.local:
            country = None
        known = self._places.get((country, name))
        if known is None:
            known = self._places[country, name] = self._place(country, name)
        return known

    def _place(self, country: str | None, name: str | None) -> ListedName:
        def order(page: tuple[Any, ...]) -> int:
            return 0 if country in page[1] else 1 if "global" in page[1] else 2

        pages = sorted((page for page in self.pages if name is None or page[0] == name), key=order)
        if name is None and pages:
            name = pages[0][0]
            pages = [page for page in pages if page[0] == name]
        company = None if self.general else name or self.name
        return ListedName(self, company, [page[2] for page in pages if page[2]])

    def reads(self, number: str) -> bool:
        """Whether any format's pattern matches, check digits aside."""
        return any(slot.fullmatch(number) for slot in self.slots(len(number)))


class AmbiguousName(tuple[ListedName, ...]):
    """The carriers among which a company name does not decide."""

    __slots__ = ()
