"""What a pipeline does where more than one thing could be right."""

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
"""The problems of a resolution that a field of `Policy` decides about: with ``refuse``, a shipment that has one is not sent."""
REFUSED: tuple[ProblemCode, ...] = ("numbers_several",)
"""Problems of a resolution with which nothing is sent: two numbers that are joined are none."""
WARNED: tuple[ProblemCode, ...] = (
    "carrier_differs",  # the company that is named counts more than the number's form
    "company_ambiguous",  # the name is sent as given
    "company_guessed",  # the listed name is sent
    "country_unknown",
    "format_mismatch",  # carriers bring out formats that nobody has written down yet
    "number_differs",
    "number_missing",  # a fulfillment needs no number
    "number_read",  # a scanned code's number is sent, else the number as given; the link is for what was read
    "number_unknown",
    "page_general",  # a link to the page of all posts is better than none
    "page_needs",
    "page_unknown",
    "page_without_number",
)
"""The other problems of a resolution: warnings, whatever the policy."""


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A pipeline's choices; the defaults never overwrite and never send twice. Raises ValueError for what is no choice."""

    wrong_check_digit: Literal["warn", "refuse"] = "warn"
    """``warn``: carriers' own test numbers fail their check digit, so it is a warning by default."""
    unknown_company: Literal["send", "refuse"] = "send"
    """``send``: with the name as given and our URL."""
    ambiguous_number: Literal["send", "refuse"] = "send"
    """No company is given, and the number may be of several carriers or says too little: ``send`` without a company."""
    already_fulfilled: Literal["refuse", "add_missing", "add", "replace", "update_tracking"] = "add_missing"
    """The units were fulfilled before, without this number: ``add_missing`` puts it on a fulfillment that has none,
    ``add`` also beside the numbers that one has, ``replace`` (or ``update_tracking``) in their place."""
    changed_parcel: Literal["difference", "refuse"] = "difference"
    """The shop holds some of a parcel that has more in it by now: ``difference`` sends the rest."""
    notify_customer: bool = False
    """For shipments that do not say."""
    settle: float = 30.0
    """Seconds after a call without an answer until an absence counts: the shop may still be at it."""
    tries: int = 12
    """How often a call is tried against a failing shop before it is left for the next run."""
    connect_tries: int = 7
    """How often when not even a connection is made."""
    patience: float = 900.0
    """Seconds that a shipment waits in all for a shop that answers "too many calls"."""
    read_back: bool = False
    """Read a fulfillment once more although the answer to its creation (or to a change) holds all that was asked for;
    where it does not, it is read whatever stands here."""

    def refused(self, problem: Problem, company: str | None) -> bool:
        """Whether a shipment with this problem is not to be sent; ``company`` is the one that was given with it."""
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
