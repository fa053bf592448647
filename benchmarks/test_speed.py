"""Times of single parts for pytest-benchmark: ``pytest benchmarks/test_speed.py`` (`make bench` runs it at its end)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import pyarrow as pa
import pytest

import tracking
from benchmarks import samples, texts
from benchmarks.peers import peers
from tracking import batch

MANY = 20_000
Benchmark = Callable[..., Any]


def fresh(make: Callable[[], str]) -> Callable[[], str]:
    """Another number at each call, so that no memory of answers helps."""
    numbers, place = [make() for _ in range(MANY)], count()
    return lambda: numbers[next(place) % MANY]


@pytest.mark.parametrize("kind", samples.KINDS)
def test_identify(benchmark: Benchmark, kind: str) -> None:
    next_number, identify = fresh(samples.KINDS[kind]), tracking.Resolver().identify
    for _ in range(5000):  # what is made at first need is made
        identify(next_number())
    benchmark(lambda: identify(next_number()))


@pytest.mark.parametrize("kind", samples.KINDS)
def test_identify_by_tracking_numbers(benchmark: Benchmark, kind: str) -> None:
    found = [peer for peer in peers()[0] if peer.name == "tracking-numbers"]
    if not found:
        pytest.skip("left out: tracking-numbers is not installed")
    next_number, ask = fresh(samples.KINDS[kind]), found[0].ask
    benchmark(lambda: ask(next_number()))


def test_nothing_but_the_next_number(benchmark: Benchmark) -> None:
    benchmark(fresh(samples.ups))


def test_company_and_number(benchmark: Benchmark) -> None:
    next_number, resolve = fresh(samples.ups), tracking.Resolver().resolve
    assert benchmark(lambda: resolve(next_number(), "UPS")).carrier == "ups"


def test_company_misspelled(benchmark: Benchmark) -> None:
    next_number, resolve = fresh(samples.fedex), tracking.Resolver().resolve
    assert benchmark(lambda: resolve(next_number(), "fed ex")).company == "FedEx"


def test_resolve_with_everything_read(benchmark: Benchmark) -> None:
    next_number, resolve = fresh(samples.ups), tracking.Resolver().resolve
    assert benchmark(lambda: resolve(next_number()).as_dict())["carrier"] == "ups"


def test_validate(benchmark: Benchmark) -> None:
    next_number, validate = fresh(samples.ups), tracking.Resolver().validate
    assert benchmark(lambda: validate(next_number(), "UPS")).ok


def test_validate_wrong(benchmark: Benchmark) -> None:
    next_number, validate = fresh(samples.wrong), tracking.Resolver().validate
    assert not benchmark(lambda: validate(next_number(), "UPS")).ok


def test_find_in_100_kb(benchmark: Benchmark) -> None:
    resolver, (mail, shown) = tracking.Resolver(), texts.text()
    assert len(benchmark(lambda: resolver.find(mail))) >= len(shown) * 0.9


@pytest.mark.parametrize("rows", [samples.rows, samples.rough])
def test_table(benchmark: Benchmark, rows: Callable[[int], Any]) -> None:
    table, resolver = pa.table(rows(100_000)), tracking.Resolver()
    assert len(benchmark(lambda: batch.resolve_table(table, resolver=resolver))) == 100_000


def test_identify_array(benchmark: Benchmark) -> None:
    numbers, resolver = pa.array([samples.mixed() for _ in range(50_000)]), tracking.Resolver()
    assert len(benchmark(lambda: batch.identify_array(numbers, resolver=resolver))) == 50_000


def test_start(benchmark: Benchmark) -> None:
    code = "import tracking; tracking.resolve('1Z001985YW99744790').url"
    benchmark.pedantic(lambda: subprocess.run([sys.executable, "-c", code], check=True), rounds=5)
