"""Precedence: explicit URL, then known company name, then a guess from the number's pattern."""

from __future__ import annotations

from _thread import allocate_lock  # what `threading` would give, without its import
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from tracking.index import Index
from tracking.matching_judges import Known
from tracking.normalize import country_code, key, plain
from tracking.results import Candidate, Candidates, Found, Problem, Resolution, Validation
from tracking.slots import ANYWHERE, HOME, NEVER, Ambiguous, Entry, Place, Slot
from tracking.templates import checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tracking.carrier import Carrier

__all__ = ["Resolver"]

LOCAL = 5.0
"""Bits by which a carrier of the shop's country is more likely (measured over all samples: 3 to 8 give the same order)."""
STRONG = 10.0
"""Bits that a guess needs beside something that was said: an unknown company, the merchant's own URL."""
TIE = 1.0
"""Candidates of different carriers that are nearer than this are ambiguous."""

_MEMORY = 4096
"""Orders of formats that are remembered; then the memory is begun anew."""

Rank = tuple[int, bool, float]
"""Guess tier, user of somebody else's numbers, bits below nothing: the least comes first."""
Match = tuple[Rank, Slot, float, Place]


class Resolver:
    """Carrier definitions, ready to answer.

    ``carriers`` are definitions of your own (`tracking.load_carriers`); they are merged over the built-in ones, and replace
    those of the same id. With ``builtin=False`` they stand alone. A resolver is immutable and may be shared by threads.
    """

    def __init__(self, carriers: Iterable[Carrier] = (), builtin: bool = True) -> None:
        forms: list[tuple[Any, ...]] = []
        if builtin:
            from tracking.builtin import forms as builtin_forms

            forms += builtin_forms()
        own = tuple(carriers)
        self._given = (own, builtin)
        if own:
            from tracking.compiling import compiled

            forms += map(compiled, own)
        self._index = Index(forms)
        self._judges = self._index.matcher.judges
        self._names = self._index.exact
        self._orders: dict[Any, tuple[Match, ...]] = {}

    def __reduce__(self) -> Any:
        return Resolver, self._given

    def __repr__(self) -> str:
        return f"<Resolver of {len(self._index.entries)} carriers>"

    def resolve(
        self,
        number: str | None = None,
        company: str | None = None,
        url: str | None = None,
        country: str | None = None,
        postal_code: str | None = None,
        language: str | None = None,
    ) -> Resolution:
        """Carrier, company and tracking page of a parcel.

        ``number`` may be written in any way; ``company`` is what a merchant or an API calls the carrier; ``url`` is a page
        that was given with it; ``country`` is the shop's (ISO 3166-1, two letters); ``postal_code`` and ``language`` (two
        letters) are for pages that need them. Raises `InvalidURL` for a bad ``url``, TypeError for a number that is no text.
        """
        if country:
            country = country_code(country)
        if company and not url:
            names = self._names.get(country)
            place: Place | Ambiguous | None = None if names is None else names.get(company)
            if place is None:
                place = self._index.company(company, country)
            if isinstance(place, Place):
                page = None
                try:
                    text = number.encode()  # type: ignore[union-attr]
                    if text.isalnum() and (text.isupper() or text.isdigit()):
                        page = place.quick(number)  # type: ignore[arg-type]
                except (AttributeError, UnicodeEncodeError):
                    pass
                if page is None:
                    page = self._page(number, place, country, postal_code, language)
                via = "none" if page is None else "company"
                asked = Asked((self, number, company, country, postal_code, language, place, place, None, None))
                return Resolution((number, place.company, place.entry.id, page, via, asked))
        else:
            place = None
            if not (url or country):
                # As in `identify`: most calls know nothing but a number, written as it should be.
                try:
                    text = number.encode()  # type: ignore[union-attr]
                    slots = self._judges[len(text)][text[:2]](text)
                    if slots.__class__ is Known and (guess := slots.place) and (page := guess.quick(number)):
                        asked = Asked((self, number, company, None, postal_code, language, None, guess, None, None))
                        return Resolution((number, guess.company, guess.entry.id, page, "pattern", asked))
                except (KeyError, IndexError, AttributeError, UnicodeEncodeError):
                    pass
        return self._by_rest(number, company, url, country or None, postal_code, language, place)

    def _page(
        self, number: str | None, place: Place, country: str | None, postal_code: str | None, language: str | None
    ) -> str | None:
        """The page of a place for a number as it was given: the key where one of the carrier's formats reads it, else as given."""
        text = ""
        if number:
            text = key(_text(number))
            if text != number and not place.entry.reads(text):
                text = plain(number)
        return place.url(text, {"postal_code": postal_code, "country": country, "language": language})

    def _by_rest(
        self,
        number: str | None,
        company: str | None,
        url: str | None,
        country: str | None,
        postal_code: str | None,
        language: str | None,
        named: Place | Ambiguous | None,
    ) -> Resolution:
        """An explicit URL, an unknown or ambiguous company, or the number alone."""
        page = checked(url) if url else None
        if url and company:
            named = self._index.company(company, country)
        entry, shown, text, given = None, None, number, company
        if page is not None:
            entry, shown, read = self._reads(page, number, country)
            if not number and read:
                text = read
        canonical = key(_text(text)) if text else ""
        ranked = self._ranked(canonical, country) if canonical else ()
        guess = None
        if isinstance(named, Ambiguous):
            ids = {place.entry.id for place in named}
            guess = _guess([match for match in ranked if match[1].entry.id in ids], 0.0)
        elif named is None:
            guess = _guess(ranked, STRONG if company or url else 0.0)
        place = guess
        if page is not None:
            if isinstance(named, Place):
                company, entry = named.company, named.entry
            elif company:
                entry = entry or (guess.entry if guess else None)
            elif entry is not None:
                company = entry.place(country, shown).company
            elif guess is not None:
                company, entry = guess.company, guess.entry
            place, url, via = None, page, "url"
        elif guess is not None:
            company, entry = company or guess.company, guess.entry
            url = guess.url(canonical, {"postal_code": postal_code, "country": country, "language": language})
            via = "none" if url is None else "pattern"
        else:
            url, via = None, "none"
        asked = Asked((self, text, given, country, postal_code, language, named, place, page, (canonical, ranked)))
        return Resolution((text, company, entry and entry.id, url, via, asked))

    def _reads(self, page: str, number: str | None, country: str | None) -> tuple[Entry | None, str | None, str]:
        """The carrier whose page a URL is, the page's name, and the number in the URL."""
        read = self._index.page(page)
        if len(read) > 1:  # carriers that share a page: the number may tell, else which of them is listed
            ids = [match[1].entry.id for match in self._ranked(key(number or read[0][2]), country)]
            told = sorted((item for item in read if item[0].id in ids), key=lambda item: ids.index(item[0].id))
            listed = [item for item in read if item[0].listed]
            read = told[:1] or (listed if len(listed) == 1 else [])
        return read[0] if read else (None, None, "")

    def identify(self, number: str, country: str | None = None) -> tuple[Candidate, ...]:
        """The carriers that a number may belong to, best first; one candidate a carrier.

        Formats whose check digit is wrong are not among them. Without a country, formats that may guess only at home come
        last; with one, those of other countries are left out.
        """
        if not country:
            # A number as it should be written needs no other spelling: whatever a judge accepts is such a one.
            try:
                text = number.encode()
                slots = self._judges[len(text)][text[:2]](text)
            except (KeyError, IndexError, AttributeError, UnicodeEncodeError):
                slots = None
            if slots:
                ranked = slots.ranked if slots.__class__ is Known else self._orders.get(slots)
                if ranked is not None:
                    return Candidates((ranked, number))
            elif slots is not None and text.isalnum() and (text.isupper() or text.isdigit()):
                return ()
        number = key(_text(number))
        return candidates(number, self._ranked(number, country_code(country)))

    def _ranked(self, number: str, country: str | None) -> tuple[Match, ...]:
        """Matches in order: guess tier; owner before user; then evidence, with a bonus for a local carrier."""
        slots = self._index.matcher.matches(number)
        if not slots:
            return ()
        known = slots if country is None else (slots, country)
        ranked = self._orders.get(known)
        if ranked is None:
            ranked = self._order(slots, number, country)
            if any(slot.bits is None or slot.guess is None for slot in slots):
                return ranked
            if len(self._orders) >= _MEMORY:
                self._orders.clear()
            self._orders[known] = ranked
        if country is None and slots.__class__ is Known:
            slots.ranked, slots.place = ranked, _guess(ranked, 0.0)
        return ranked

    def _order(self, slots: tuple[Slot, ...], number: str, country: str | None) -> tuple[Match, ...]:
        ranked: list[Match] = []
        for slot in slots:
            tier, bits = slot.tier(number), slot.evidence(number)
            local = country is not None and country in slot.entry.local
            if tier == NEVER or (tier == HOME and country is not None and not local):
                continue
            if slot.doubted:
                tier = HOME
            elif local:
                tier = ANYWHERE
            ranked.append(
                ((tier, slot.user, -(bits + LOCAL) if local else -bits), slot, bits, slot.entry.place(country))
            )
        ranked.sort(key=lambda match: (*match[0], match[1].entry.id, match[1].name))
        best: dict[str, Match] = {}
        for match in ranked:
            best.setdefault(match[1].entry.id, match)
        return tuple(best.values())

    def find(self, text: str, country: str | None = None, min_evidence: float | None = None) -> list[Found]:
        """The tracking numbers in a text, in order; see `tracking.text`.

        By default what carries strong evidence by itself, and weaker shapes beside a word that speaks for them;
        with ``min_evidence`` the words do not count, and 0 reports everything that a format which may guess there accepts.
        """
        from tracking.text import find

        return find(self, _text(text, "text"), country_code(country), min_evidence)

    def validate(
        self, number: str, company: str | None = None, country: str | None = None, url: str | None = None
    ) -> Validation:
        """Whether a number may be submitted, what is wrong with it, and what would be right.

        Raises `InvalidURL` for a bad ``url``.
        """
        page = checked(url) if url else None
        from tracking.validation import validate

        return validate(self, _text(number), company, country_code(country), page)


_default: Resolver | None = None
_making = allocate_lock()


def default() -> Resolver:
    """The resolver of the package's own functions, made at first use."""
    global _default
    with _making:
        if _default is None:
            _default = Resolver()
        return _default


def _field(place: int) -> Any:
    return property(itemgetter(place))


class Asked(tuple[Any, ...]):
    """What a resolution was asked with and what was found on the way: enough to work out its candidates and problems.

    Not one of `typing`'s named tuples: making one takes longer than making the resolution.
    """

    __slots__ = ()
    resolver: Resolver = _field(0)
    number: str | None = _field(1)
    company: str | None = _field(2)
    country: str | None = _field(3)
    postal_code: str | None = _field(4)
    language: str | None = _field(5)
    named: Place | Ambiguous | None = _field(6)
    """What the company's name means."""
    place: Place | None = _field(7)
    """Whose page the URL is."""
    url: str | None = _field(8)
    """The explicit URL."""
    matches: tuple[str, tuple[Match, ...]] | None = _field(9)
    """The key and its matches, where they are known already."""

    def ranked(self) -> tuple[str, tuple[Match, ...]]:
        """The key and its matches."""
        if self.matches is not None:
            return self.matches
        number = key(self.number) if self.number else ""
        return number, self.resolver._ranked(number, self.country or None) if number else ()

    def candidates(self) -> tuple[Candidate, ...]:
        """What the patterns say."""
        return candidates(*self.ranked())

    def problems(self, resolution: Resolution) -> tuple[Problem, ...]:
        """What is wrong, or may be."""
        from tracking.validation import problems

        return problems(self.resolver._index, resolution, self)


def candidates(number: str, ranked: tuple[Match, ...]) -> tuple[Candidate, ...]:
    """Matches as the candidates that they are."""
    return Candidates((ranked, number)) if ranked else ()


def _guess(ranked: Sequence[Match], least: float) -> Place | None:
    """The best match's carrier, when it may decide, has more bits than ``least`` and no other is as likely."""
    if not ranked:
        return None
    (tier, user, score), slot, bits, place = ranked[0]
    if tier != ANYWHERE or bits <= 0 or bits < least:
        return None
    for (tier_2, user_2, score_2), rival, _, _ in ranked[1:]:
        if tier_2 != ANYWHERE or user_2 != user or score_2 - score >= TIE:
            break
        if rival.entry is not slot.entry:
            return None
    return None if place.entry.general else place


def _text(given: Any, name: str = "number") -> str:
    if isinstance(given, str):
        return given
    raise TypeError(
        f"{name}: expected text, found {type(given).__name__}; pass it as a string, so that no digit is lost"
    )
