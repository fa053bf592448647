"""A pytest plugin: a shop in process whose calls fail when a test says so, a clock that a test turns, a pipeline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import pytest

import tracking
from tracking.errors import OutcomeUnknown, ShopError, Throttled, Unreachable
from tracking.fulfillment.intent import Intent
from tracking.fulfillment.journal import Journal
from tracking.fulfillment.outcome import Outcome
from tracking.fulfillment.pipeline import Pipeline
from tracking.fulfillment.policy import Policy
from tracking.fulfillment.port import View, last_look
from tracking.fulfillment.shipment import Shipment
from tracking.fulfillment.values import CreateFulfillment, Fulfillment, LineRequest, TrackingInfo
from tracking.server.direct import DirectShop
from tracking.server.shop import Shop

UPS = "1Z001985YW99744790"
UPS_PAGE = f"https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums={UPS}"
# Orders of the demo shop.
SHIPPED = 450789469
"""With fulfillments that were there before."""
ONE = 450789471
"""Three lines of 3, 2 and 1 units, in two fulfillment orders."""
MANY = 450789470
"""One line of 100 units."""
TWO = 450789474
"""One line of 2 units."""


class Crash(BaseException):
    """The process dies here."""


class TurnedClock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_000_000.0
        self.wall = 0.0
        """How far the machine's clock is from that."""
        self.due: list[tuple[float, Callable[[], object]]] = []

    def time(self) -> float:
        return self.now + self.wall

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float, /) -> None:
        self.now += seconds
        for one in [one for one in self.due if one[0] <= self.now]:
            self.due.remove(one)
            one[1]()


class FarSide:
    """The local shop in process, with faults.

    ``fail`` orders them for the next calls of a method: ``unreachable``, ``throttled``, ``before`` (no answer, nothing
    done), ``after`` (done, no answer), ``late`` (no answer, done ``seconds`` later), ``crash-before`` and
    ``crash-after`` (the process dies), ``crash-late`` (it dies, and the shop does it ``seconds`` later), ``slow`` (it
    waits ``seconds`` for room before it is sent), ``lie-order``, ``lie-id`` and ``lie-units`` (done, and the answer
    names another order, an id that was there before, other units), ``lie-undone`` (not done, and the answer is of another
    order's), ``ok``, or a ShopError.
    """

    name = "shop.example"

    def __init__(self, shop: Shop, clock: TurnedClock) -> None:
        self.shop = shop
        self.clock = clock
        self.calls: Counter[str] = Counter()
        self.numbers_per_fulfillment: int | None = None
        self.sent: list[CreateFulfillment] = []
        """Create calls that reached the shop."""
        self._direct = DirectShop(shop)
        self._faults: dict[str, list[tuple[str | ShopError, float]]] = {}

    def fail(self, method: str, *faults: str | ShopError, seconds: float = 10.0) -> None:
        self._faults.setdefault(method, []).extend((fault, seconds) for fault in faults)

    def due(self, method: str) -> list[str | ShopError]:
        """The faults that are still to come."""
        return [fault for fault, _ in self._faults.get(method, ())]

    def heal(self) -> None:
        self._faults.clear()

    def order_view(self, order_id: int, *, skus: bool = True, places: bool = False) -> View:
        """Two readings, either of which may fail; their faults and calls go by their own names."""
        return View(self.fulfillment_orders(order_id, skus=skus), self.fulfillments(order_id))

    def __getattr__(self, method: str) -> Callable[..., Any]:
        do = getattr(self._direct, method)

        def call(*args: Any, **options: Any) -> Any:
            def reach() -> Any:
                if method == "create":
                    self.sent.append(args[0])
                return do(*args, **options)

            self.calls[method] += 1
            faults = self._faults.get(method)
            fault, seconds = faults.pop(0) if faults else ("ok", 0.0)
            if fault == "slow":
                self.clock.sleep(seconds)
                fault = "ok"
            if (look := last_look()) is not None:
                look()
            return self._fail(fault, seconds, reach)

        return call

    def _fail(self, fault: str | ShopError, seconds: float, do: Callable[[], Any]) -> Any:
        if isinstance(fault, ShopError):
            raise fault
        match fault:
            case "ok":
                return do()
            case "unreachable":
                raise Unreachable("not_connected", ["connection refused"])
            case "throttled":
                raise Throttled("throttled", ["Throttled"], status=429, retry_after=2.0)
            case "crash-before":
                raise Crash
            case "crash-after":
                do()
                raise Crash
            case "after":
                do()
            case "lie-undone":
                return self._stranger()
            case "lie-order":
                return msgspec.structs.replace(do(), order_id=TWO)
            case "lie-id":
                made = do()
                return msgspec.structs.replace(made, id=self._stranger().id)
            case "lie-units":
                made = do()
                lines = [msgspec.structs.replace(line, quantity=line.quantity + 1) for line in made.lines]
                return msgspec.structs.replace(made, lines=tuple(lines))
            case "late":
                self._later(seconds, do)
            case "crash-late":
                self._later(seconds, do)
                raise Crash
            case other:
                assert other == "before", other
        raise OutcomeUnknown("timed_out", ["no answer"])

    def _stranger(self) -> Fulfillment:
        return self._direct.fulfillments(SHIPPED)[0]

    def _later(self, seconds: float, do: Callable[[], Any]) -> None:
        def late() -> None:
            with suppress(ShopError):  # nobody is there to hear of it
                do()

        self.clock.due.append((self.clock.now + seconds, late))

    def live(self, order_id: int) -> list[Fulfillment]:
        """The order's fulfillments that stand, asked without faults."""
        return [one for one in self._direct.fulfillments(order_id) if one.status != "cancelled"]


class Rig:
    """A shop, a clock, a journal in a file, and pipelines over them."""

    def __init__(self, folder: Path, orders: list[dict[str, Any]] | None = None) -> None:
        self.clock = TurnedClock()
        shop = Shop()
        shop.add_demo()
        if orders:
            file = folder / "orders.jsonl"
            file.write_bytes(b"\n".join(msgspec.json.encode(order) for order in orders))
            shop.add_orders(file)
        self.far = FarSide(shop, self.clock)
        self.where = folder / "journal.db"
        self.journal = Journal(self.where, clock=self.clock.time)

    def pipeline(self, resolver: Any = tracking, **policy: Any) -> Pipeline:
        return Pipeline(self.far, resolver, self.journal, policy=Policy(**policy), clock=self.clock)

    def restart(self) -> None:
        """A new process opens the journal; the old one's claims have run out."""
        self.clock.now += 10_000
        self.reopen()

    def reopen(self) -> None:
        self.journal.close()
        self.journal = Journal(self.where, clock=self.clock.time)

    def close(self) -> None:
        self.journal.close()
        self.far.shop.close()


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """The demo shop behind a journal in a file."""
    made = Rig(tmp_path)
    yield made
    made.close()


def ups(order: int | str = ONE, **more: Any) -> Shipment:
    """A shipment with a number that is right."""
    return Shipment(order=order, numbers=(UPS,), **more)


def codes(outcome: Outcome) -> list[str]:
    return [problem.code for problem in outcome.problems]


def intent(rig: Rig, key: str) -> Intent:
    (found,) = rig.journal.intents(key=key)
    return found


def states(rig: Rig, key: str) -> list[str]:
    return [event.state for event in rig.journal.history(intent(rig, key))]


def fulfilled(rig: Rig, number: str | None, *, units: int = 2) -> int:
    """A fulfillment of the order `TWO` that somebody else made."""
    tracking = TrackingInfo(numbers=(number,) if number else ())
    request = CreateFulfillment(lines={1046000908: (LineRequest(id=1072503609, quantity=units),)}, tracking=tracking)
    return rig.far.shop.create(request).id
