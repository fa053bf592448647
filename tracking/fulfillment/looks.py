"""Recognizes the values of a column by the carriers' formats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from tracking.matching import thresholds
from tracking.spelling.numbers import key

__all__ = ["LOOKS", "CarriersTell", "NumbersOf"]


class CarriersTell:
    """Asks the resolver, which is loaded when it is first needed."""

    def is_number(self, text: str) -> bool:
        """Tell whether a text, or the first of several numbers, fits a format of numbers that stand by themselves.

        >>> LOOKS.is_number("1Z001985YW99744790"), LOOKS.is_number("1001")
        (True, False)
        """
        return NumbersOf().stands_alone(text.partition(";")[0].strip())

    def fits(self, text: str) -> bool:
        """Tell whether a text, or the first of several numbers, fits any format, if only one among other things.

        >>> LOOKS.fits("Z3110953842"), LOOKS.is_number("Z3110953842"), LOOKS.fits("A1")
        (True, False, False)
        """
        return NumbersOf().evidence(text.partition(";")[0].strip()) is not None

    def is_company(self, text: str) -> bool:
        """Tell whether a text is a carrier's name.

        >>> LOOKS.is_company("u.p.s."), LOOKS.is_company("Tracked 24")
        (True, False)
        """
        import tracking

        return all(one.code != "company_unknown" for one in tracking.resolve(None, company=text).problems)

    def is_of(self, text: str, company: str) -> bool:
        """Tell whether a text, or the first of several numbers, is a number of a known company.

        >>> LOOKS.is_of("09446440052901", "DPD"), LOOKS.is_of("441201", "DPD")
        (True, False)
        """
        return NumbersOf().is_of(text.partition(";")[0].strip(), company)

    def is_page(self, text: str) -> bool:
        """Tell whether a text, with or without https://, is a carrier's page of a number.

        >>> LOOKS.is_page("ups.com/track?tracknum=1Z001985YW99744790"), LOOKS.is_page("GB.AB/12345678")
        (True, False)
        """
        import tracking

        try:
            return tracking.resolve(url=text).number is not None
        except tracking.InvalidURL:
            return False


LOOKS = CarriersTell()
"""The only instance."""

OF_NO_KNOWN_FORM = re.compile(r"(?=(?:.*\d){3})[0-9A-Z]{6,40}")
"""What may be a number of a carrier whose formats are not known."""


SHORTEST_WITHOUT_ZEROS = 10
"""Digits of a number of which zeros may have been lost; a shorter one is a carrier's own."""


class NumbersOf(NamedTuple):
    """Tells whether texts are numbers by themselves, in a row with this company and country."""

    company: str | None = None
    country: str | None = None

    def evidence(self, text: str) -> float | None:
        """Return the bits of evidence that a text is a tracking number; None if no format fits.

        >>> NumbersOf().evidence("1Z001985YW99744790") > 10, NumbersOf().evidence("1Z")
        (True, None)
        """
        import tracking

        found = tracking.identify(text, country=self.country) if any(map(str.isdigit, text)) else ()
        bits = max((one.evidence for one in found), default=None)
        if bits is None and self.company:
            validation = tracking.validate(text, company=self.company, country=self.country)
            named = {"format_unknown", "company_unknown"}.isdisjoint(one.code for one in validation.problems)
            return 0.0 if validation.ok and named else None
        return bits

    def may_be(self, text: str) -> bool:
        """Tell whether a text is a number by itself: a format fits, or the company has none and it looks like one.

        >>> NumbersOf().may_be("AB-123456"), NumbersOf("My Courier").may_be("AB-123456"), NumbersOf("UPS").may_be("box 2")
        (False, True, False)
        """
        import tracking

        if self.evidence(text) is not None:
            return True
        if not self.company or OF_NO_KNOWN_FORM.fullmatch(key(text)) is None:
            return False
        problems = tracking.validate(text, company=self.company, country=self.country).problems
        return any(one.code in ("format_unknown", "company_unknown") for one in problems)

    def stands_alone(self, text: str) -> bool:
        """Tell whether a text is a number, whatever stands beside it.

        >>> NumbersOf().stands_alone("1Z001985YW99744790"), NumbersOf().stands_alone("09446440052901")
        (True, False)
        """
        import tracking

        found = tracking.identify(text, country=self.country) if any(map(str.isdigit, text)) else ()
        return any(one.evidence >= thresholds.STANDS_ALONE for one in found)

    def with_zeros(self, text: str) -> str | None:
        """Return the number that a text was before a program took it for a figure and dropped its zeros.

        None if the text is a number itself, or if no number with zeros before it stands by itself.

        >>> NumbersOf().with_zeros("340434161094027318"), NumbersOf().with_zeros("986578788855")
        ('00340434161094027318', None)
        """
        if not (text.isascii() and text.isdecimal() and len(text) >= SHORTEST_WITHOUT_ZEROS) or self.stands_alone(text):
            return None
        return next((one for count in (1, 2) if self._lost_zeros(text, one := "0" * count + text)), None)

    def _lost_zeros(self, text: str, whole: str) -> bool:
        """Tell whether a number with zeros before it is certainly of a carrier, and without them not of the same one.

        In a row without a company, what speaks for another carrier's number without zeros counts against it.
        """
        import tracking

        carrier = tracking.resolve(whole, company=self.company, country=self.country).carrier
        bare = tracking.identify(text, country=self.country)
        against = max((one.evidence for one in bare), default=0.0) if self.company is None else 0.0
        strong = [
            one.carrier
            for one in tracking.identify(whole, country=self.country)
            if one.evidence - against >= thresholds.STANDS_ALONE
        ]
        if carrier is None or carrier not in strong:
            return False
        if self.company is None:
            return all(one.carrier != carrier for one in bare)
        told = tracking.validate(text, company=self.company, country=self.country)
        of_text = tracking.resolve(text, company=self.company, country=self.country).carrier
        is_known = all(one.code != "company_unknown" for one in told.problems)
        return is_known and not (told.ok and of_text == carrier)  # a brand's number may be one of several carriers

    def is_of(self, text: str, company: str) -> bool:
        """Tell whether a text is a number of a known company.

        >>> NumbersOf().is_of("09446440052901", "DPD"), NumbersOf().is_of("09446440052901", "parcel")
        (True, False)
        """
        import tracking

        problems = {one.code for one in tracking.validate(text, company=company, country=self.country).problems}
        return problems.isdisjoint(("company_unknown", "format_unknown", "format_mismatch", "check_digit"))

    def of_another(self, page: str, numbers: Sequence[str]) -> str | None:
        """Return the number that a carrier's own page shows, if it differs from all of these and is not a part of one.

        A number that is written otherwise may be another name of the same parcel: the pages of GLS have the Track ID.

        >>> NumbersOf().of_another("https://www.ups.com/track?tracknum=1Z879E930346834440", ["1Z001985YW99744790"])
        '1Z879E930346834440'
        >>> NumbersOf().of_another("https://my-shop.example/1Z879E930346834440", ["1Z001985YW99744790"]) is None
        True
        """
        import tracking

        try:
            shown = tracking.resolve(url=page).number
        except tracking.InvalidURL:
            return None  # it is refused elsewhere
        if not shown:
            return None
        other, forms = key(shown), list(map(key, numbers))
        is_same = any(other in one or one in other for one in forms)
        return shown if not is_same and any(_are_alike(other, one) for one in forms) else None

    def holds_several(self, text: str) -> bool:
        """Tell whether a text holds several numbers among other words.

        >>> NumbersOf().holds_several("1Z001985YW99744790 and 1Z879E930346834440"), NumbersOf().holds_several("1Z 0019")
        (True, False)
        """
        import tracking

        return any(one.code == "numbers_several" for one in tracking.resolve(text, company=self.company).problems)


def _are_alike(number: str, other: str) -> bool:
    """Tell whether two numbers have as many characters, and letters both or neither."""
    return len(number) == len(other) and number.isdecimal() == other.isdecimal()
