"""Steps that request what they need, so that one implementation runs both blocking and in coroutines.

A step is a generator. It yields an effect: `Ask` (call the shop), `Keep` (use the journal), or `Wait`. It then receives
the effect's result, or its exception is raised inside the step. Two drivers perform effects: `Run` blocks, and `drive`
awaits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from tracking.errors import OutcomeUnknown, Throttled, Unreachable
from tracking.fulfillment.port import with_last_look

if TYPE_CHECKING:
    from tracking.fulfillment.policy import Policy
    from tracking.fulfillment.port import AsyncShop, ShopPort

__all__ = ["Ask", "Clock", "Keep", "Run", "Steps", "SystemClock", "Trials", "Wait", "drive", "patiently", "pause"]

T = TypeVar("T")
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0


class Ask(NamedTuple):
    """Call this method of the shop. The result of ``fulfillments`` is a tuple of all of them."""

    method: str
    args: tuple[Any, ...] = ()
    options: Mapping[str, Any] = MappingProxyType({})
    last_look: Callable[[], None] | None = None
    """See `tracking.fulfillment.port.last_look`."""


class Keep(NamedTuple):
    """Do this with the journal."""

    work: Callable[..., Any]
    args: tuple[Any, ...] = ()


class Wait(NamedTuple):
    """Continue after so many seconds."""

    seconds: float


Steps = Generator[Ask | Keep | Wait, Any, T]


class Clock(Protocol):
    """The clock of the pipeline."""

    def time(self) -> float:
        """Return seconds since 1970, as this machine's clock has them."""

    def monotonic(self) -> float:
        """Return seconds that never go back."""

    def sleep(self, seconds: float, /) -> None:
        """Wait."""


class SystemClock:
    """The machine's clocks."""

    def time(self) -> float:
        """See `Clock.time`."""
        return time.time()

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return time.monotonic()

    def sleep(self, seconds: float, /) -> None:
        """See `Clock.sleep`."""
        time.sleep(seconds)


class Run(Generic[T]):
    """One step under way, performed by the calling thread. It may be laid aside while it waits."""

    result: T

    def __init__(self, steps: Steps[T], shop: ShopPort) -> None:
        self._steps = steps
        self._shop = shop

    def until_wait(self) -> float | None:
        """Continue until the step waits, and return the seconds to wait; None if it has ended and ``result`` is set."""
        answer: Any = None
        error: Exception | None = None
        while True:
            try:
                effect = self._steps.send(answer) if error is None else self._steps.throw(error)
            except StopIteration as done:
                self.result = done.value
                return None
            if isinstance(effect, Wait):
                return effect.seconds
            answer = error = None
            try:
                answer = self._perform(effect)
            except Exception as raised:
                error = raised
            except BaseException:
                self.close()  # now, in this thread: what it releases is recorded
                raise

    def _perform(self, effect: Ask | Keep) -> Any:
        if isinstance(effect, Keep):
            return effect.work(*effect.args)
        with with_last_look(effect.last_look):
            answer = getattr(self._shop, effect.method)(*effect.args, **effect.options)
        return tuple(answer) if effect.method == "fulfillments" else answer

    def finish(self, clock: Clock) -> T:
        """Continue to the end."""
        try:
            while (seconds := self.until_wait()) is not None:
                clock.sleep(seconds)
        finally:
            self.close()
        return self.result

    def close(self) -> None:
        """Abandon the step where it is."""
        self._steps.close()


async def drive(steps: Steps[T], shop: AsyncShop, wait: Callable[[float], Awaitable[None]]) -> T:
    """Perform a step in a coroutine. The journal is used in a thread, and ``wait`` waits."""
    answer: Any = None
    error: Exception | None = None
    try:
        while True:
            effect = steps.send(answer) if error is None else steps.throw(error)
            answer = error = None
            try:
                if isinstance(effect, Wait):
                    await wait(effect.seconds)
                elif isinstance(effect, Keep):
                    answer = await asyncio.to_thread(effect.work, *effect.args)
                elif effect.method == "fulfillments":
                    answer = tuple([one async for one in shop.fulfillments(*effect.args)])
                else:
                    with with_last_look(effect.last_look):
                        answer = await getattr(shop, effect.method)(*effect.args, **effect.options)
            except Exception as raised:
                error = raised
    except StopIteration as done:
        result: T = done.value
        return result
    finally:
        steps.close()


def pause(turn: int) -> float:
    """Return the seconds before try number ``turn`` (from 1): they double, up to ten."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(turn - 1, 10))


class Trials:
    """Counts the failures of a call, and tells how long to wait before the next try."""

    def __init__(self, policy: Policy, clock: Clock) -> None:
        self._policy = policy
        self._clock = clock
        self._resumed = clock.monotonic()
        self._failures = self._refusals = self._throttled = 0
        self._waited = 0.0

    def after(self, error: Throttled | Unreachable | OutcomeUnknown) -> float | None:
        """Return the seconds until the next try; None if there is to be none."""
        if isinstance(error, Throttled):
            self._throttled += 1
            told = error.retry_after
            # A shop that keeps saying "at once" would be asked forever.
            least = min(1.0, pause(self._throttled))
            seconds = max(least, told) if told is not None and 0 <= told < float("inf") else pause(5)
            # A client that waits by itself may have waited long before it gave up.
            now = self._clock.monotonic()
            self._waited += max(0.0, now - self._resumed) + seconds
            self._resumed = now + seconds
            return seconds if self._waited <= self._policy.patience else None
        if isinstance(error, Unreachable):
            self._refusals += 1
            return pause(self._refusals) if self._refusals < self._policy.connect_tries else None
        self._failures += 1
        return pause(self._failures) if self._failures < self._policy.tries else None


def patiently(
    ask: Ask, policy: Policy, clock: Clock, wrong: Callable[[Any], str | None] = lambda answer: None
) -> Steps[Any]:
    """Make a repeatable call until it is answered, or until the policy's tries or patience are used up.

    ``wrong`` says what is wrong with an answer (`tracking.fulfillment.answers`). A wrong answer counts as none.
    """
    trials = Trials(policy, clock)
    while True:
        try:
            answer = yield ask
            if why := wrong(answer):
                raise OutcomeUnknown("broken_answer", [why])
            return answer
        except (Throttled, Unreachable, OutcomeUnknown) as error:
            seconds = trials.after(error)
            if seconds is None:
                raise
        yield Wait(seconds)
