"""What a pipeline does where more than one thing could be right."""

from __future__ import annotations

from typing import Literal, get_args, get_type_hints

import msgspec

__all__ = ["Policy"]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """A pipeline's choices; the defaults never overwrite and never send twice. Raises ValueError for what is no choice."""

    wrong_check_digit: Literal["warn", "refuse"] = "warn"
    """``warn``: carriers' own test numbers fail their check digit, so it is a warning by default."""
    unknown_company: Literal["send", "refuse"] = "send"
    """``send``: with the name as given and our URL."""
    ambiguous_number: Literal["send", "refuse"] = "send"
    """A number of several carriers and no company: ``send`` without a company."""
    already_fulfilled: Literal["refuse", "update_tracking"] = "refuse"
    """The order was fulfilled with another number: ``update_tracking`` replaces it."""
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
    read_back: bool = True
    """Read a new fulfillment once more, apart from the answer to its creation."""

    def __post_init__(self) -> None:
        for name, hint in get_type_hints(type(self)).items():
            if (choices := get_args(hint)) and getattr(self, name) not in choices:
                raise ValueError(f"{name}={getattr(self, name)!r}: it is {' or '.join(map(repr, choices))}")
        if not self.settle >= 0:
            raise ValueError(f"settle={self.settle!r}: give seconds, 0 or more")
