"""Carriers that a company's text and a number mean together: ``resolve("73814996922", company="GLS Depot Neuenstein")``.

A text that is no name but contains a carrier's (`tracking.catalog.within`) is a witness, and so is a number that fits one of
this carrier's formats. Neither is enough alone. The other words may belong to another business, "GLS Bank"; its numbers would
have to fit by chance. How rarely they do is what counts here:

- A fit with more bits than `NEVER_UP_TO` counts: at least a check digit, or fixed characters, had to be right.
- A fit with fewer bits says nothing about the number's characters, but its length had to be right. Parcels' numbers have some
  13 usual lengths, 8 to 20. If the carriers of the name take any characters at `_MOST_PLAIN_LENGTHS` lengths or fewer, most
  numbers of others do not fit. If they take them at more lengths, as UPS does with 7 to 20 for its freight, the fit says nothing.
- A name that is an everyday word or two letters counts only beside strong evidence, as a guess beside an unknown company does,
  or beside a number that alone names the same carrier. So does any name beside a word for another business: "GLS Bank".
- In the carrier's own country, an everyday word is enough if all others are words that stand beside any name: "Shipped with
  Estes" in the US.
- The number must not say much more for another carrier: one check digit, which one number in ten has by chance, does not.
- A carrier without any known format has no such witness. In its own country, or where none is given, a text that begins with
  its name counts if the name or a word behind it says what it is, as in "Ecom Express", and if the number names nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.listed import ListedName, WitnessedName
from tracking.definitions.tiers import NEVER_UP_TO
from tracking.matching import thresholds
from tracking.resolving.cells import read_cell
from tracking.resolving.diagnosis import inspection
from tracking.resolving.naming import told_by_number
from tracking.resolving.query import Query

if TYPE_CHECKING:
    from tracking.catalog.listed import AmbiguousName
    from tracking.catalog.within import NameWithin
    from tracking.definitions.format_at_length import FormatAtLength
    from tracking.resolving.query import Knowledge

__all__ = ["read_witnessed"]

_MOST_PLAIN_LENGTHS = 6
"""Half of the usual lengths of parcels' numbers, rounded down: more than one random number in two has another length."""


class _Fit(NamedTuple):
    """A carrier that a name in a text means, and its format that the number fits."""

    listed: ListedName
    format: FormatAtLength | None = None
    """None if no format of the carrier is known."""


def read_witnessed(engine: Knowledge, query: Query, names: tuple[NameWithin, ...]) -> Query | None:
    """Return a query with the carrier that names in the company's text mean and whose formats its number fits.

    None if there is no such carrier. A value that is no number as a whole is read as beside a name alone. A carrier's own
    page, given as the URL, counts more.
    """
    number, company = query.number or "", query.company
    if query.url is not None and engine.catalog.page(query.url):
        return None
    for name in names[:1] if number.isalnum() else names:
        read = Query(number, name.name, query.country, query.postal_code, query.language, None, None, query.url)
        if not number.isalnum():
            read_cell(engine, read, name.named)
        read.company = company
        read.named = _told_by_all(engine, read, names)
        if read.named is not None:
            return read
    return None


def _told_by_all(engine: Knowledge, query: Query, names: tuple[NameWithin, ...]) -> WitnessedName | None:
    """Return the carrier that a query's number tells, or that all its numbers tell; None if there is none."""
    asked = [Query(number, query.company, query.country, None, None, None) for number in query.read]
    first, *others = [_told(engine, one, names) for one in (asked if len(asked) > 1 else [query])]
    if first is None or any(other is None or other.carrier is not first.carrier for other in others):
        return None
    return first.as_witnessed()


def _told(engine: Knowledge, query: Query, names: tuple[NameWithin, ...]) -> ListedName | None:
    """Return the only carrier that a name in the text means and that the number fits; None if there are several, or none."""
    fitting = [fit for name in names if (fit := _fitting(engine, query, name)) is not None]
    if len({fit.listed.carrier for fit in fitting}) > 1:  # "DHL DHL Express": the one that bears both names
        bears = [{member.carrier for member in name.members} for name in names]
        both = [fit for fit in fitting if all(fit.listed.carrier in carriers for carriers in bears)]
        # "SEUR DPD": the one that carries parcels under the numbers of the other
        issuers = {id_ for fit in fitting if fit.format for id_ in fit.format.issued_by}
        fitting = both or [fit for fit in fitting if fit.listed.carrier.id not in issuers]
    return fitting[0].listed if len({fit.listed.carrier for fit in fitting}) == 1 else None


def _fitting(engine: Knowledge, query: Query, name: NameWithin) -> _Fit | None:
    """Return the carrier that a name means if the number fits it, and says no more for another carrier."""
    named = name.named
    listed = named if isinstance(named, ListedName) else told_by_number(engine, query, named) or named.usual
    if listed is None or listed.carrier.general:
        return None
    if not listed.carrier.has_formats:
        at_home = named is listed and (query.country is None or query.country in listed.carrier.local)
        return _Fit(listed) if name.telling and at_home and engine.decision(query, said=True).kind != "named" else None
    said = inspection(listed.carrier, query.key)
    if said.problem is not None or said.format is None:
        return None
    fit, bits = _Fit(listed, said.format), said.format.evidence(query.key)
    best = engine.decision(query, said=True)
    if best.kind == "named" and best.match is not None:
        if listed.carrier.id in best.match.carriers:
            return fit
        if bits <= best.match.bits - thresholds.TIE:
            return None
    at_home = name.alone and query.country in listed.carrier.local
    if not name.distinct and not at_home:
        alone = engine.decision(query, said=False).listed
        return fit if bits >= thresholds.STRONG or (alone and alone.carrier is listed.carrier) else None
    return (
        fit
        if bits > NEVER_UP_TO or _length_tells(name, listed, said.format, _country_of(named) or query.country)
        else None
    )


def _country_of(named: ListedName | AmbiguousName) -> str | None:
    return None if isinstance(named, ListedName) else named.country


def _length_tells(name: NameWithin, listed: ListedName, fits: FormatAtLength, country: str | None) -> bool:
    """Tell whether a fit says something although the format takes any characters: by its length."""
    usual = None if isinstance(name.named, ListedName) else name.named.usual
    abroad = usual is not None and usual.carrier is not listed.carrier and country not in listed.carrier.local
    if fits.always_lettered:
        return True
    if abroad:
        return False  # a length does not lead from the usual carrier abroad
    return len(name.plain_lengths(listed.carrier, country)) <= _MOST_PLAIN_LENGTHS
