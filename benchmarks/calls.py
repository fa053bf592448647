"""Single calls: identify by kind of number, company and number to a link, ten times the carriers."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import tracking
from benchmarks.peers import Peer, ours
from benchmarks.samples import KINDS, carrier_of, more_carriers, ups


class Result(NamedTuple):
    """What `tracking.resolve` builds, in the least form: the floor."""

    number: str
    company: str
    carrier: str
    url: str
    via: str
    candidates: tuple[Any, ...]
    problems: tuple[Any, ...]


class Measured(NamedTuple):
    """One kind of number: microseconds a call, and the share of right answers, by library."""

    micros: dict[str, float]
    right: dict[str, float]
    ratios: dict[str, float]
    """Our time to each library's: how many times as fast we are, the median of all rounds."""


def seconds(ask: Callable[[str], Any], numbers: Sequence[str]) -> float:
    """The processor's time for all of them, in one loop without the collector; what others do on the machine is not counted."""
    gc.collect()
    gc.disable()
    start = time.process_time()
    for number in numbers:
        ask(number)
    taken = time.process_time() - start
    gc.enable()
    return taken


def floor(numbers: Sequence[str]) -> Callable[[str], Any]:
    """A dictionary look-up and the building of the result: nothing that answers can take less."""
    known = dict.fromkeys(numbers, ("UPS", "ups", "https://example.com/"))

    def ask(number: str) -> tuple[Result]:
        name, id_, url = known[number]
        return (Result(number, name, id_, url, "pattern", (), ()),)

    return ask


def identify(peers: Sequence[Peer], rounds: int, many: int) -> dict[str, Measured]:
    """Every library on the same fresh numbers, by turns."""
    libraries = [ours(), *peers]
    found = {}
    for kind, make in KINDS.items():
        times: dict[str, list[float]] = {}
        for peer in libraries:
            seconds(peer.ask, [make() for _ in range(max(500, many // 20))])
        for _ in range(rounds):
            numbers = [make() for _ in range(many)]
            for peer in libraries:
                part = numbers if peer.name == "tracking" else numbers[: many // 5]
                times.setdefault(peer.name, []).append(seconds(peer.ask, part) / len(part))
            times.setdefault("floor", []).append(seconds(floor(numbers), numbers) / many)
        sample = [make() for _ in range(500)]
        right = {
            peer.name: sum(peer.carrier(peer.ask(number)) == carrier_of(number) for number in sample) / len(sample)
            for peer in libraries
        }
        micros = {name: statistics.median(taken) * 1e6 for name, taken in times.items()}
        ratios = {
            name: statistics.median(theirs / own for theirs, own in zip(taken, times["tracking"], strict=True))
            for name, taken in times.items()
        }
        found[kind] = Measured(micros, right, ratios)
    return found


def company(rounds: int, many: int) -> tuple[float, float, float]:
    """A known company and a number to a link: microseconds, the floor's, and how many times the floor."""
    resolver = tracking.Resolver()
    page = {"UPS": "https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums="}
    own, least = [], []
    resolve = resolver.resolve
    for _ in range(rounds + 1):
        numbers = [ups() for _ in range(many)]
        start = time.process_time()
        for number in numbers:
            Result(number, "UPS", "ups", page["UPS"] + number, "company", (), ())
        between = time.process_time()
        for number in numbers:
            resolve(number, "UPS")
        own.append((time.process_time() - between) / many)
        least.append((between - start) / many)
    assert resolve(numbers[0], "UPS").url == page["UPS"] + numbers[0]
    times = statistics.median(mine / its for mine, its in zip(own[1:], least[1:], strict=True))
    return statistics.median(own[1:]) * 1e6, statistics.median(least[1:]) * 1e6, times


def ten_times(rounds: int, many: int) -> float:
    """How many times as long a call takes with ten times the carriers."""
    few, more = tracking.Resolver(), tracking.Resolver(more_carriers(9))
    for resolver in (few, more):  # every beginning of a number is met once
        seconds(resolver.identify, [KINDS["mixed"]() for _ in range(30_000)])
    ratios = []
    for _ in range(rounds + 1):
        numbers = [KINDS["mixed"]() for _ in range(many)]
        taken = seconds(few.identify, numbers)
        ratios.append(seconds(more.identify, numbers) / taken)
    assert [few.identify(number) for number in numbers[:300]] == [more.identify(number) for number in numbers[:300]]
    return statistics.median(ratios[1:])


def corpus(peer: Peer, rounds: int) -> tuple[float, float]:
    """All samples of all carriers: our numbers a second, and how many times another library's that is."""
    numbers = [number for carrier in tracking.carriers() for one in carrier.numbers for number in one.valid]
    own, theirs = [], []
    for _ in range(rounds + 1):
        own.append(seconds(tracking.identify, numbers))
        theirs.append(seconds(peer.ask, numbers))
    ratios = [their / mine for their, mine in zip(theirs[1:], own[1:], strict=True)]
    return len(numbers) / statistics.median(own[1:]), statistics.median(ratios)
