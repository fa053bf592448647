"""Values at random against every promise that is made about strangers' input.

``python -m tests.fuzz [--short] [--seconds 60] [--target NAME]... [--seed N]`` tries each target of `tests.fuzzing` for so
many seconds, tells how many values were tried, and of a broken promise the smallest value that breaks it. With --short a
few values are tried, the same ones each time.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
import traceback

from tests.fuzzing.target import Target, Tried, every_target, run_target

AT_ONCE = 200
"""Values that are drawn from one seed."""


def tried_for(target: Target, seconds: float, first_seed: int) -> Tried:
    """Try a target until the time is up, or a promise is broken."""
    end, count, drawn_from = time.monotonic() + seconds, 0, first_seed
    while time.monotonic() < end:
        tried = run_target(target, AT_ONCE, drawn_from)
        count += tried.values
        if tried.found is not None:
            print(f"  with --seed {drawn_from}")
            return Tried(count, tried.found)
        drawn_from += 1
    return Tried(count, None)


def main() -> None:
    """Run what the command line says; ends with 1 when a promise is broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Values at random against every promise.")
    parser.add_argument("--short", action="store_true", help="a few values, the same each time")
    parser.add_argument("--seconds", type=float, default=60.0, help="for each target (60)")
    parser.add_argument("--target", action="append", default=[], help="only those whose name begins so")
    parser.add_argument("--seed", type=int, help="what the values are drawn from; another each time by default")
    given = parser.parse_args()
    first_seed = given.seed if given.seed is not None else secrets.randbelow(1 << 32)
    targets = [one for one in every_target() if not given.target or one.name.startswith(tuple(given.target))]
    broken = 0
    for target in targets:
        begin = time.monotonic()
        tried = run_target(target, target.short, 0) if given.short else tried_for(target, given.seconds, first_seed)
        print(
            f"{target.name:24} {tried.values:>9,} values {time.monotonic() - begin:>7.1f} s  {target.promise}",
            flush=True,
        )
        if tried.found is not None:
            broken += 1
            traceback.print_exception(tried.found)
    print(f"{len(targets)} targets, {broken} broken promises")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
