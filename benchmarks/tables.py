"""Tables: rows a second from Arrow to Arrow, two processes, ten times the carriers, a stream's memory."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import pyarrow as pa

import tracking
from benchmarks import samples
from benchmarks.calls import seconds
from benchmarks.peers import Peer
from tracking import batch


class Tables(NamedTuple):
    """What tables take."""

    rows: float
    """Rows a second, one process, all columns."""
    rough: float
    """The same with numbers as people write them, and URLs."""
    peer: float | None
    """How many times the rows that a loop over tracking-numbers answers."""
    two: float
    """Two processes to one."""
    more: float
    """The time with ten times the carriers to that with once."""


def measure(peer: Peer | None, rounds: int, many: int) -> Tables:
    """All of it; every answer of a sample is compared with one call's."""
    resolver, more = tracking.Resolver(), tracking.Resolver(samples.more_carriers(9))
    own, rough, theirs, times = [], [], [], []
    for one in (resolver, more):  # every kind of row is met once
        batch.resolve_table(pa.table(samples.rows(1_000_000)), resolver=one)
    for turn in range(rounds + 1):
        table = pa.table(samples.rows(many))
        taken = _seconds(table, resolver)
        times.append(_seconds(table, more) / taken)
        own.append(many / taken)
        rough.append(many / _seconds(pa.table(samples.rough(many)), resolver))
        if peer is not None:
            numbers = table["number"].slice(0, 5000).to_pylist()
            theirs.append(own[-1] * seconds(peer.ask, numbers) / len(numbers))
        if turn == 0:
            check(table, resolver)
    return Tables(
        statistics.median(own[1:]),
        statistics.median(rough[1:]),
        statistics.median(theirs[1:]) if theirs else None,
        two_processes(rounds, many),
        statistics.median(times[1:]),
    )


def check(table: pa.Table, resolver: tracking.Resolver) -> None:
    """A sample of rows answered as one call answers them."""
    found = batch.resolve_table(table, resolver=resolver)
    for row in range(0, len(table), max(1, len(table) // 1000)):
        asked = table.slice(row, 1).to_pylist()[0]
        one, other = resolver.resolve(**asked), found.slice(row, 1).to_pylist()[0]
        assert (one.carrier, one.company, one.url) == tuple(
            other[f"tracking_{name}"] for name in ("carrier", "company", "url")
        ), asked


def _seconds(table: pa.Table, resolver: tracking.Resolver) -> float:
    start = time.process_time()
    batch.resolve_table(table, resolver=resolver)
    return time.process_time() - start


def _process(pipe: Any, seed: int, many: int) -> None:
    samples.rnd.seed(seed)
    table = pa.table(samples.rows(many))
    for _ in range(3):
        batch.resolve_table(table)
    pipe.send(None)
    while (turns := pipe.recv()) is not None:
        for _ in range(turns):
            batch.resolve_table(table)
        pipe.send(None)


def two_processes(rounds: int, many: int) -> float:
    """Rows a second of two processes to those of one, each with a table of its own; the best of all rounds."""
    spawn = multiprocessing.get_context("spawn")
    pipes = []
    processes = []
    for seed in range(2):
        here, there = spawn.Pipe()
        process = spawn.Process(target=_process, args=(there, seed, many), daemon=True)
        process.start()
        pipes.append(here)
        processes.append(process)
    for pipe in pipes:
        pipe.recv()
    best = [float("inf")] * 2
    for _ in range(rounds + 1):
        for which, working in enumerate((pipes[:1], pipes)):
            start = time.perf_counter()
            for pipe in working:
                pipe.send(3)
            for pipe in working:
                pipe.recv()
            best[which] = min(best[which], time.perf_counter() - start)
    for pipe, process in zip(pipes, processes, strict=True):
        pipe.send(None)
        process.join()
    return 2 * best[0] / best[1]


def stream(many: int) -> None:
    """Answer a stream of so many rows that is never whole in memory, and say what that took."""
    samples.rnd.seed(7)
    kinds = 8
    batches = [pa.RecordBatch.from_pydict(samples.rough(50_000)) for _ in range(kinds)]

    def rows() -> Iterator[pa.RecordBatch]:
        for turn in range(-(-many // 50_000)):
            yield batches[turn % kinds].slice(0, min(50_000, many - turn * 50_000))

    start, answered, named = time.perf_counter(), 0, 0
    for found in batch.resolve_batches(pa.RecordBatchReader.from_batches(batches[0].schema, rows())):
        answered += found.num_rows
        named += found.num_rows - found["tracking_carrier"].null_count
        if answered % 10_000_000 < found.num_rows:
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{answered:,} rows in {time.perf_counter() - start:.0f} s, at most {peak:.0f} MB", file=sys.stderr)
    taken = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{answered:,} rows in {taken:.0f} s: {answered / taken / 1e6:.2f} million a second, {named:,} with a carrier, "
        f"at most {peak:.0f} MB of memory"
    )
