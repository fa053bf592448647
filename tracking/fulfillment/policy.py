"""The choices of a pipeline if more than one behavior could be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args, get_type_hints

import msgspec

if TYPE_CHECKING:
    from tracking.resolving.problems import ProblemCode
    from tracking.resolving.results import Problem

__all__ = ["COVERED", "REFUSED", "WARNED", "Policy"]

COVERED: dict[str, tuple[ProblemCode, ...]] = {
    "wrong_check_digit": ("check_digit",),
    "unknown_company": ("company_unknown",),
    "ambiguous_number": ("ambiguous", "weak"),
}
"""The problems of a resolution that a field of `Policy` decides about. With ``refuse``, such a shipment is not sent."""
REFUSED: tuple[ProblemCode, ...] = ("number_rounded", "numbers_several")
"""Problems of a resolution for which nothing is sent: neither two joined numbers nor a rounded one is a number."""
WARNED: tuple[ProblemCode, ...] = (
    "carrier_differs",  # the named company counts more than the number's form
    "company_ambiguous",  # the name is sent as given
    "company_guessed",  # the listed name is sent
    "country_unknown",
    "format_mismatch",  # carriers introduce formats that nobody has written down yet
    "number_differs",
    "number_missing",  # a fulfillment needs no number
    "number_read",  # the number in the code is sent, or else the number as given; the link is for the number read
    "number_unknown",
    "page_general",  # a link to a page for all postal operators is better than none
    "page_needs",
    "page_unknown",
    "page_without_number",
)
"""The other problems of a resolution: they are warnings under every policy."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """The choices of a pipeline. The defaults never overwrite, and never send twice.

    An unknown choice raises ValueError when the policy is made.

    >>> Policy(wrong_check_digit="refuse").settle
    30.0
    """

    wrong_check_digit: Literal["warn", "refuse"] = "warn"
    """``warn`` by default, because carriers' own test numbers fail their check digit."""
    unknown_company: Literal["send", "refuse"] = "send"
    """``send`` sends the name as given, with the link that this library found."""
    ambiguous_number: Literal["send", "refuse"] = "send"
    """What to do if no company is given and the number names none: ``send`` sends it without a company."""
    already_fulfilled: Literal["refuse", "add_missing", "add", "replace", "update_tracking"] = "add_missing"
    """What to do if the units were already fulfilled without this number.

    ``add_missing`` adds the number to a fulfillment that has none. ``add`` also adds it beside the numbers of a
    fulfillment. ``replace`` (or ``update_tracking``) replaces those numbers. ``refuse`` changes nothing.
    """
    changed_parcel: Literal["difference", "refuse"] = "difference"
    """What to do if the shop holds only a part of a parcel that has grown: ``difference`` sends the rest."""
    notify_customer: bool = False
    """Whether customers are notified, for shipments that do not say."""
    settle: float = 30.0
    """The settling time: seconds after a call without an answer until a missing fulfillment counts as missing."""
    tries: int = 12
    """How often a call is tried if the shop fails, before it is left for the next run."""
    connect_tries: int = 7
    """How often a call is tried if no connection can be made."""
    patience: float = 900.0
    """How many seconds a shipment waits in all if the shop answers "too many calls"."""
    read_back: bool = False
    """Read every fulfillment again after it was created or changed, even if the answer holds everything requested.

    If the answer does not hold everything, the fulfillment is read again in any case.
    """

    def refused(self, problem: Problem, company: str | None) -> bool:
        """Tell whether a shipment with this problem is not to be sent.

        ``company`` is the company given with it, or None.
        """
        if problem.code in REFUSED:
            return True
        if company and problem.code in COVERED["ambiguous_number"]:
            return False
        return any(problem.code in codes and getattr(self, name) == "refuse" for name, codes in COVERED.items())

    def __post_init__(self) -> None:
        for name, hint in get_type_hints(type(self)).items():
            if (choices := get_args(hint)) and getattr(self, name) not in choices:
                raise ValueError(f"{name}={getattr(self, name)!r}: it is {' or '.join(map(repr, choices))}")
        if self.already_fulfilled == "update_tracking":
            msgspec.structs.force_setattr(self, "already_fulfilled", "replace")
        if not self.settle >= 0:
            raise ValueError(f"settle={self.settle!r}: give seconds, 0 or more")
