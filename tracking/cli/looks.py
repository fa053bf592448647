"""What a value of a column looks like, as far as the carriers tell."""

from __future__ import annotations

from tracking.matching import thresholds

__all__ = ["LOOKS", "CarriersTell"]


class CarriersTell:
    """Asks the resolver, which is loaded when it is first needed."""

    def is_number(self, text: str) -> bool:
        """Whether a text, or the first of several numbers, fits a format that stands by itself.

        >>> LOOKS.is_number("1Z001985YW99744790"), LOOKS.is_number("1001")
        (True, False)
        """
        import tracking

        number = text.partition(";")[0].strip()
        return any(one.evidence >= thresholds.STANDS_ALONE for one in tracking.identify(number))

    def is_company(self, text: str) -> bool:
        """Whether a text is a carrier's name.

        >>> LOOKS.is_company("u.p.s."), LOOKS.is_company("Tracked 24")
        (True, False)
        """
        import tracking

        return all(one.code != "company_unknown" for one in tracking.resolve(None, company=text).problems)


LOOKS = CarriersTell()
"""The only one."""
