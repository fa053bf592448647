"""The carrier of a number, decided by its formats and by the carriers that the text names for it.

A name right beside the number counts most, then the caller's company, then the witnesses of the whole text
(`Witnesses`). Of the carriers that are named, those count whose formats accept the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracking.definitions.compiled import NEVER
from tracking.languages.words import AGAINST, NAMES, SAYS
from tracking.matching import thresholds
from tracking.matching.ranking import Match, Rank, decide, deciding
from tracking.resolving.candidates import candidates
from tracking.text.context import Announcement, Before
from tracking.text.formless import doubtful, formless, formless_at_home, mostly_digits
from tracking.text.headings import Headings
from tracking.text.named_formats import likely_owner, tells
from tracking.text.naming import NOBODY, NamedCarriers, all_of
from tracking.text.nearest import Nearest
from tracking.text.nearness import behind_colon, numbers_another
from tracking.text.owner import Owner
from tracking.text.short_names import says_too_little
from tracking.text.tokens import JOINS
from tracking.text.witnesses import Witnesses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.catalog.listed import ListedCarrier
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument
    from tracking.text.headings import TableCell

    _Carriers = tuple[ListedCarrier, ...]

__all__ = ["Owners"]

_SILENT = Announcement(0, NOBODY)


class Owners:
    """Decides which carrier the numbers of one text belong to."""

    def __init__(self, document: TextDocument, words: ContextReader, witnesses: Witnesses, country: str | None) -> None:
        self._document, self._words, self._witnesses, self._country = document, words, witnesses, country
        self._headings = Headings(document.plain, document.markup, document.is_data)
        self.before = Before(document, words, country)
        self.nearest = Nearest(document, words, self.before, country)
        self._columns: dict[str, int] = {}
        """The headers of the text's tables."""
        self._formats: dict[tuple[_Carriers, int, bool], list[tuple[ListedCarrier, FormatAtLength]]] = {}
        self._announced, self._at = _SILENT, 0
        """The announcement before the last number with weak evidence, and its beginning."""

    def denied(self, start: int) -> bool:
        """Tell whether `of_weak` is None at a position for any number, because the word right before it speaks against it.

        A position that may be in a table's cell is left to the table's header row.
        """
        if start < 2:
            return False
        plain = self._document.plain
        sign = plain[start - 1] if plain[start - 1] != " " else plain[start - 2]
        return (sign.isalpha() or sign in JOINS) and self.before.denied(start) and not self._calling_it_so(start)

    def _calling_it_so(self, start: int) -> tuple[ListedCarrier, ...]:
        """Return the text's carriers that use the word before a position for their parcels, as CDEK does *order*."""
        if not (called := self._witnesses.parcel_words):
            return ()
        word = self.nearest.last_word(start)
        return next((carriers for beginning, carriers in called.items() if word.startswith(beginning)), ())

    def announced_as_another(self, start: int, matches: tuple[Match, ...]) -> bool:
        """Tell whether the words before a position announce another number, and name none of its carriers after that."""
        front = self.before.in_front(start)
        if front.says != AGAINST:
            return False
        own = self._calling_it_so(start)
        return not any(front.carriers.include(match.listed.carrier) or match.listed.carrier in own for match in matches)

    def remember(self, start: int, end: int) -> None:
        """Keep what announced the last number with weak evidence, for those that follow it in a list."""
        self.nearest.remember(start, end, self._announced)

    def of_strong(self, start: int, end: int, number: str, matches: tuple[Match, ...], words_count: bool) -> Owner:
        """Return the owner of a number with strong evidence; of several carriers the one that the text names comes first.

        If only its beginning makes it a number, a named carrier whose formats are not known comes first as well.
        """
        decision = decide(matches)
        named = decision.kind == "named"
        everybody = tuple([one for match in matches for one in (match, *match.users)])
        unsure = all(match.bits < thresholds.SURE for match in matches) and (
            doubtful(number, matches) or all(match.listed.carrier.general for match in matches)
        )
        if words_count and (unsure or len(everybody) > 1):
            record = self._headings.record(start, end)
            read = unsure or record or self.nearest.mentions(start, end, everybody[1:] if named else everybody)
            front = self.before.in_front(start) if read else _SILENT
            before = self.nearest.named_before(start, everybody) if read else NOBODY
            for said, strength in self._speakers(end, front, record, before) if read else self._witnesses:
                if strength < Witnesses.SENDER and named:
                    break
                own: tuple[Match, ...] = ()
                for circle in self._narrowed(said, everybody) if strength == Witnesses.NEAR else said:
                    own = own or tuple([one for one in everybody if one.listed.carrier in circle])
                if own:
                    others = tuple([match for match in matches if match not in own])
                    return Owner(candidates(number, own + others), likely_owner(own), strength)
                if unsure and front.says == NAMES and (one := formless(said, number, self._country)):
                    return Owner((one, *candidates(number, matches)), one.carrier, strength)
        listed = decision.listed
        return Owner(candidates(number, matches), listed.carrier.id if listed else None, 0)

    def _narrowed(self, said: NamedCarriers, everybody: tuple[Match, ...]) -> Sequence[tuple[ListedCarrier, ...]]:
        """Return the circles of a name that several of a number's carriers have, behind those of them with a host in the text."""
        bearers = [one.listed.carrier for one in everybody if said.include(one.listed.carrier)]
        return said if len(bearers) < 2 else (tuple([one for one in bearers if one in self._witnesses.hosted]), *said)

    def of_weak(self, start: int, end: int, number: str, matches: tuple[Match, ...]) -> Owner | None:
        """Return the owner of a number with weak evidence; None unless words for a parcel, or a carrier's name or host, speak for it.

        After a carrier's name its own formats count, also those that may guess only at home. After its name and a word
        for parcels, formats that are too plain to guess count as well.
        """
        own = self._calling_it_so(start) if self._witnesses.parcel_words else ()
        if own and (said := self._matches_of(own, number, NAMES, Witnesses.SENDER)):
            self._announced = _SILENT
            return Owner(candidates(number, said), likely_owner(said), Witnesses.SENDER)
        if self.before.denied(start) and self.denied(start):
            return None
        cell = self._headings.cell(start, end)
        if cell is None and self._headings.is_other_value(start):
            return None
        column = 0 if cell is None else NAMES if cell.is_record else self._says_of(cell.heading)
        if column == AGAINST or (cell is not None and cell.is_for_another(self._words.names, number)):
            return None
        needed = AGAINST
        if not matches:
            needed = 0 if behind_colon(self._document.plain, start) else SAYS
        seen = self.before.seen(start)
        front = self._words.read(seen, self._country, needed)
        spoken = front.says > 0 or column > 0
        if (
            front.says == SAYS
            and not column
            and numbers_another(seen or "")
            and not self.nearest.ends_with_name(front, one_group=True)
        ):
            return None
        if front.says <= 0 and (
            column or cell is None or not self._document.is_data
        ):  # in data the element tells what it is
            front = self.nearest.announcement(front, seen, start, end, talks=not column)
        if column:
            front = front._replace(says=column)
        self._announced, alone = front, self._witnesses.company_alone
        self._at = start
        if not (matches or front.says > 0 or alone or self.nearest.labels(front, end, number)):
            return None
        able = deciding(matches)
        checked = bool(able) and able[0].bits > 0
        before = self.nearest.named_before(start, able) if checked and front.says > 0 and not front.carriers else NOBODY
        named = self._named(end, number, front._replace(carriers=before) if before else front, cell, checked)
        if named is not None:
            if (
                named.strength == Witnesses.NEAR
                and not spoken
                and says_too_little(self._document, self._words, seen, start, end)
            ):
                return None
            ids = {one.carrier for one in named.whose}
            others = tuple([match for match in able if match.listed.carrier.id not in ids])
            return named._replace(whose=(*named.whose, *candidates(number, others)))
        if front.says <= 0 or not checked or front.only_name:
            return None
        listed = decide(able).listed
        return Owner(candidates(number, able), listed.carrier.id if listed else None, 0)

    def in_column(self, start: int, end: int) -> bool:
        """Tell whether a number stands in a column of a table whose header is a word for a parcel's number."""
        cell = self._headings.cell(start, end) if self._headings.may_be_cell(start) else None
        return cell is not None and not cell.is_record and self._says_of(cell.heading) == NAMES

    def _says_of(self, heading: str) -> int:
        """Return the meaning of a table's header for the numbers in its column."""
        known = self._columns.get(heading)
        if known is None:
            read = [self._words.read(f"{label}: ", self._country, NAMES).says for label in (heading, heading.upper())]
            known = self._columns[heading] = next(filter(None, read), 0)  # "pro" of an export is PRO
        return known

    def _named(self, end: int, number: str, front: Announcement, cell: TableCell | None, checked: bool) -> Owner | None:
        """Return the owner by the carriers that the text names; None if no named carrier accepts the number.

        ``checked`` says whether some carrier's check digit is right. A name right before the number then counts as a word for
        parcels.
        """
        related: Owner | None = None  # an owner whose name only begins with the given one
        says = front.says
        if says >= 0 and front.carriers:
            if says == NAMES or self.nearest.labels(front, end, number):
                says = NAMES
                if one := formless(self.nearest.named_in_line(front), number, self._country):
                    return Owner((one,), one.carrier, Witnesses.NEAR)
            elif checked and self.nearest.ends_with_name(front, self.nearest.is_one_group(end, number)):
                says = SAYS
        for said, strength in self._speakers(end, front, cell):
            if strength < Witnesses.NEAR:  # a name that labels the number speaks for its own carriers only
                says = NAMES if self._witnesses.company_alone else front.says
            if says < (NAMES if strength == Witnesses.MENTIONED else SAYS if strength < Witnesses.GIVEN else AGAINST):
                break
            for circle in said:
                own = self._matches_of(circle, number, says, strength) if circle else ()
                if own and (strength > Witnesses.MENTIONED or likely_owner(own)):
                    owner = Owner(candidates(number, own), likely_owner(own), strength)
                    if circle is not said.meant and (home := formless_at_home(said, number, self._country)):
                        owner = Owner((home, *owner.whose), home.carrier, strength)
                    if circle is not said.family:
                        return owner
                    related = related or owner
            if (
                says == NAMES
                and (strength > Witnesses.SHOWN or self._witnesses.in_message)
                and (one := formless(said, number, self._country, self._labelled))
            ):
                return Owner((one,), one.carrier, strength)
        return related

    def _speakers(
        self, end: int, front: Announcement, cell: TableCell | None, before: NamedCarriers = NOBODY
    ) -> Iterator[tuple[NamedCarriers, int]]:
        """Yield the carriers that the text names for a number that ends at a position, the nearest first, each with its strength."""
        if cell and cell.is_record:  # what stands beside it may belong to another record
            # The value of such a field may be an everyday word: "Carrier: Sameday".
            companies = [self._words.names.named_as(company, self._country) for company in cell.row.split(", ")]
            yield all_of(companies), Witnesses.NEAR
            yield from self._witnesses
            return
        if front.carriers:
            yield front.carriers, Witnesses.NEAR
        if front.says == AGAINST or front.only_name:  # only a name after that word counts
            return
        if cell:
            for named in cell.named(self._words.names, self._country):
                yield named, Witnesses.NEAR
        yield self._words.behind(self._document, end, self._country), Witnesses.NEAR
        if before:
            yield before, Witnesses.NEAR
        yield from self._witnesses

    def _labelled(self, number: str) -> bool:
        """Tell whether a word for a parcel's number stands right before the last number with weak evidence."""
        return self._announced.says == NAMES and self.nearest.labelled(self._at, number)

    def _matches_of(self, carriers: _Carriers, number: str, says: int, strength: int) -> tuple[Match, ...]:
        """Return the matches of named carriers; those of the plainest formats as well if there is a word for parcels.

        If the name stands beside the number, formats that may guess at home count even without such a word.
        """
        best: dict[str, Match] = {}
        for carrier, format_ in self._formats_of(carriers, len(number), number.isdecimal()):
            if not format_.accepts(number):
                continue
            tier = format_.tier(number)
            told = format_.digits_only or format_.always_lettered
            plain_counts = mostly_digits(number) and (told or tells(format_, says, strength))
            if tier == NEVER and not (plain_counts or (strength == Witnesses.NEAR and self._labelled(number))):
                continue
            if says <= 0 and (tier == NEVER or strength < Witnesses.GIVEN):
                continue
            bits = format_.evidence(number) if told or tier != NEVER else 0.0
            rank = Rank(tier, format_.issued_elsewhere, -bits)
            if carrier.id not in best or rank < best[carrier.id].rank:
                best[carrier.id] = Match(rank, format_, bits, carrier.place(self._country))
        return tuple(sorted(best.values(), key=lambda match: match.rank))

    def _formats_of(
        self, carriers: tuple[ListedCarrier, ...], length: int, digits: bool
    ) -> list[tuple[ListedCarrier, FormatAtLength]]:
        """Return the carriers' formats for numbers of a length, of digits only or not. They are remembered: a text repeats names."""
        key = carriers, length, digits
        known = self._formats.get(key)
        if known is None:
            known = self._formats[key] = [
                (carrier, one)
                for carrier in carriers
                for one in carrier.formats_at(length)
                if not (one.always_lettered if digits else one.digits_only)
            ]
        return known
