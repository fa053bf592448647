"""One call of the API from beginning to end, without I/O: wait for room, send, read the answer, perhaps once more.

A call is a generator: it yields what is to be done (`Admit`, `Send`, `Settle`, `Sleep`), is sent what came of it, and
returns the call's value or raises a ShopError. `tracking.shopify.client` drives it, once blocking and once awaiting.

What is sent again, and what never:

- a call that the shop refused for its rate (429, THROTTLED) was not executed: it is sent again, a create too;
- a repeatable call (a read, update_tracking, cancel) whose outcome is unknown, or that found no connection: a few
  times, with growing pauses;
- a create, once it may have reached the shop: never. The API knows no key that would make it safe.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Generator
from typing import Any, NamedTuple, TypeAlias, TypeVar

from tracking.errors import OutcomeUnknown, ShopError, Throttled, Unauthorized, Unreachable
from tracking.fulfillment.port import last_look
from tracking.shopify.bucket import Report
from tracking.shopify.classify import UNREADABLE, broken, unreadable
from tracking.shopify.messages import Family, Level, Request, Response
from tracking.shopify.token import Token

__all__ = ["Admit", "Call", "Effect", "Enter", "Exchange", "LastLook", "Reading", "Send", "Settle", "Sleep"]

T = TypeVar("T")
_log = logging.getLogger("tracking.shopify")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
_PATIENCE = 300.0
"""Seconds that one call spends on being told to come later, before it gives up."""
_DEAREST = 10_000.0
"""Points. No query may cost more than a tenth of it."""


class Admit(NamedTuple):
    """Wait until the bucket has room for so much, and take it.

    The reply is the seconds that this took, or Throttled when they would be more than ``patience``.
    """

    family: Family
    cost: float
    patience: float
    """Seconds. Standing in line behind others that get their room does not count."""


class Enter(NamedTuple):
    """Have a token that the shop takes, which may mean to ask for one; the reply is the Token, or why there is none."""

    rejected: Token | None = None
    """The token that the shop has just refused."""


class LastLook(NamedTuple):
    """Call this, which may work on a database; what it raises ends the call."""

    work: Callable[[], None]


class Send(NamedTuple):
    """Send the request; the reply is a Response, or the ShopError that says why there is none."""

    request: Request
    token: Token | None = None
    """The token to send it with; None means the client's own."""


class Settle(NamedTuple):
    """Tell the bucket what became of a call."""

    family: Family
    report: Report


class Sleep(NamedTuple):
    """Wait."""

    seconds: float


Effect: TypeAlias = Admit | Enter | LastLook | Send | Settle | Sleep
Call: TypeAlias = Generator[Effect, Any, T]


class Reading(NamedTuple):
    """What an answer says, before its content is looked at."""

    document: Any = None
    """What the shop answered, without its envelope; None with an error that says it all."""
    error: ShopError | None = None
    """What went wrong; beside a document, it stands only if the document turns out to be no whole answer."""
    level: Level | None = None
    requested: float | None = None
    """What the shop counted to let the call in (GraphQL)."""
    charged: float | None = None
    """What the shop charged for it; None when it is not known."""


class Exchange:
    """Sends requests: ``read`` tells what an answer says, ``retries`` how often a repeatable call is sent again.

    With ``renews`` the client's token may run out: it is asked for before each call is sent, and a call that is refused
    for it (401 executes nothing) is sent once more with another.
    """

    def __init__(self, read: Callable[[Request, Response], Reading], retries: int = 5, *, renews: bool = False) -> None:
        self._read = read
        self._retries = retries
        self._renews = renews
        self._costs: dict[str, float] = {}

    def __call__(self, request: Request, decode: Callable[[Any, Response], T]) -> Call[T]:
        """Send a request and return what ``decode`` makes of the answer's document (and of the answer itself).

        Whatever of `UNREADABLE` ``decode`` raises means that the answer is broken; a ShopError stands. The caller's
        last look (`tracking.fulfillment.port`) is done between waiting and sending what is not repeatable.
        """
        look = None if request.repeatable else last_look()
        failures, refusals, waited = 0, 0, 0.0
        token: Token | ShopError | None = None
        rejected: Token | None = None
        while True:
            # Points differ from query to query and from version to version: the first guess is high, then learned.
            cost = self._costs.get(request.name, 1.0 if request.family == "rest" else 50.0)
            admitted = yield Admit(request.family, cost, _PATIENCE - waited)
            if isinstance(admitted, ShopError):
                raise admitted
            waited += admitted
            if self._renews:
                token = yield Enter(rejected)
            if isinstance(token, ShopError):
                reply = token
            else:
                if look is not None:
                    yield LastLook(look)
                reply = yield Send(request, token)
            if isinstance(reply, Response):
                reading = self._read(request, reply)
                if reading.requested is not None and 0 < reading.requested <= _DEAREST:
                    self._costs[request.name] = reading.requested
                refused = isinstance(reading.error, Throttled)
                after = reply.retry_after if refused else None
                charged = 0.0 if refused else reading.charged
                yield Settle(request.family, Report(cost, charged, reading.level, refused, after))
                outcome = _decoded(reading, decode, reply)
                if not isinstance(outcome, ShopError):
                    return outcome
                error: ShopError = outcome
            else:
                error = reply
                if isinstance(error, Unreachable) or reply is token:
                    yield Settle(request.family, Report(cost, 0.0))
            if isinstance(error, Unauthorized) and self._renews and rejected is None and isinstance(token, Token):
                rejected = token
                continue
            if isinstance(error, Throttled):
                # The bucket waits as long as it should take; what follows is for a shop that leaks more slowly.
                refusals += 1
                pause = 0.0 if refusals == 1 else _pause(refusals - 1)
                waited += pause
                again = waited + (error.retry_after or 1.0) < _PATIENCE
            else:
                failures += 1
                pause = max(_pause(failures), error.retry_after or 0.0)
                waited += error.retry_after or 0.0
                again = (
                    request.repeatable
                    and isinstance(error, (OutcomeUnknown, Unreachable))
                    and failures <= self._retries
                    and waited < _PATIENCE
                )
            if not again:
                raise error
            _log.info("%s: %s; again in %.1f s", request.name, error, pause)
            yield Sleep(pause)


def _decoded(reading: Reading, decode: Callable[[Any, Response], T], response: Response) -> T | ShopError:
    if reading.document is None and reading.error is not None:
        return reading.error
    try:
        return decode(reading.document, response)
    except ShopError as error:
        return reading.error or error
    except UNREADABLE as problem:
        return reading.error or broken(response, f"the answer is not whole: {unreadable(problem)}")


def _pause(attempt: int) -> float:
    # Full jitter over the upper half: workers that failed together do not come back together.
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (attempt - 1))
    return random.uniform(longest / 2, longest)
