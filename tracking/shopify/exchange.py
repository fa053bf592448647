"""One call of the API from beginning to end, without I/O: wait for room, send, read the answer, perhaps retry.

A call is a generator. It yields what is to be done (`Admit`, `Send`, `Settle`, `Sleep`), receives the result, and
returns the call's value or raises a ShopError. `tracking.shopify.client` runs it and blocks,
`tracking.shopify.async_client` runs it and awaits.

What is sent again, and what never is:

- A call that the shop refused for its rate (429, THROTTLED) was not executed. It is sent again, even a create.
- A repeatable call (a read, update_tracking, cancel) whose outcome is unknown, or that found no connection, is sent
  again a few times, with growing pauses.
- A create that may have reached the shop is never sent again. The API has no key that would make this safe.
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
    """Wait until the bucket has room for ``cost`` units, and take it.

    The reply is the seconds that this took, or Throttled if the wait would exceed ``patience``.
    """

    family: Family
    cost: float
    patience: float
    """Seconds. Waiting in line behind calls that do get room does not count."""


class Enter(NamedTuple):
    """Get a token that the shop accepts, asking for a new one if needed. The reply is the Token, or the ShopError."""

    rejected: Token | None = None
    """The token that the shop has just refused."""


class LastLook(NamedTuple):
    """Call a function that may work on a database. If it raises, the call ends."""

    work: Callable[[], None]


class Send(NamedTuple):
    """Send the request. The reply is a Response, or the ShopError that says why there is none."""

    request: Request
    token: Token | None = None
    """The token to send it with; None means the client's own."""


class Settle(NamedTuple):
    """Report to the bucket what became of a call."""

    family: Family
    report: Report


class Sleep(NamedTuple):
    """Wait."""

    seconds: float


Effect: TypeAlias = Admit | Enter | LastLook | Send | Settle | Sleep
Call: TypeAlias = Generator[Effect, Any, T]


class Reading(NamedTuple):
    """The meaning of an answer, before its content is read."""

    document: Any = None
    """What the shop answered, without its envelope; None if the error says everything."""
    error: ShopError | None = None
    """What went wrong. Beside a document, it counts only if the document turns out to be incomplete."""
    level: Level | None = None
    requested: float | None = None
    """The points that the shop reserved to let the call in (GraphQL)."""
    charged: float | None = None
    """The points that the shop charged for the call; None if that is not known."""


class Exchange:
    """Sends requests. ``read`` interprets an answer; ``retries`` is how often a repeatable call is sent again.

    If ``renews`` is true, the client's token may expire. A token is then requested before each call is sent, and a call
    that is refused with 401 (which executes nothing) is sent once more with another token.
    """

    def __init__(self, read: Callable[[Request, Response], Reading], retries: int = 5, *, renews: bool = False) -> None:
        self._read = read
        self._retries = retries
        self._renews = renews
        self._costs: dict[str, float] = {}

    def __call__(self, request: Request, decode: Callable[[Any, Response], T]) -> Call[T]:
        """Send a request, and return what ``decode`` makes of the answer's document and of the answer itself.

        If ``decode`` raises one of `UNREADABLE`, the answer is broken; a ShopError is passed on. Before a request that
        is not repeatable is sent, and after the wait for room, the caller's last look is done
        (`tracking.fulfillment.port`).
        """
        look = None if request.repeatable else last_look()
        failures, refusals, waited = 0, 0, 0.0
        token: Token | ShopError | None = None
        rejected: Token | None = None
        while True:
            # Points differ between queries and versions: the first estimate is high, and later ones are learned.
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
    # The jitter covers the upper half, so that workers that failed together do not come back together.
    longest = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** (attempt - 1))
    return random.uniform(longest / 2, longest)
