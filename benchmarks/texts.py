"""Numbers in long texts."""

from __future__ import annotations

import random
import re
import statistics
import time
from typing import NamedTuple

import tracking
from tests.mails import Number, mailbox, numbers

_WORD = re.compile(r"\w+")


class Texts(NamedTuple):
    """What `tracking.find` takes."""

    millis: float
    """100 kB of mail with 40 numbers."""
    floor: float
    """Splitting the same text into words and looking each up in a dictionary, in milliseconds."""
    found: int
    """How many of the 40 were found."""
    ten_megabytes: float
    """A hundred times the text: how many times the time."""


def text(seed: int = 3, size: int = 100_000) -> tuple[str, list[Number]]:
    """Mails in many languages with 40 numbers in them."""
    rnd = random.Random(seed)
    shown = numbers(tracking.Resolver(), rnd, 40, weak=0.3)
    return mailbox(rnd, shown, size), shown


def measure(rounds: int) -> Texts:
    """The time for one text, for a hundred of them joined, and for the least that can be done."""
    resolver = tracking.Resolver()
    texts = [text(seed) for seed in range(3)]
    for mail, _ in texts:
        resolver.find(mail)
    times, floors = [], []
    for turn in range(rounds):
        mail, shown = texts[turn % len(texts)]
        known = {number.text: number for number in shown}
        start = time.process_time()
        hits = resolver.find(mail)
        times.append((time.process_time() - start) * 100_000 / len(mail))
        start = time.process_time()
        sum(word in known for word in _WORD.findall(mail))
        floors.append((time.process_time() - start) * 100_000 / len(mail))
    mail, shown = texts[0]
    hits = resolver.find(mail)
    got = {re.sub(r"[\s.\-]", "", hit.number).upper() for hit in hits}
    ratios = []
    for _ in range(3):  # by turns, since a machine may slow down in a second
        once = statistics.median(_seconds(resolver, mail) for _ in range(20))
        ratios.append(_seconds(resolver, mail * 100) / once)
    return Texts(
        statistics.median(times) * 1e3,
        statistics.median(floors) * 1e3,
        sum(number.text in got for number in shown),
        statistics.median(ratios),
    )


def _seconds(resolver: tracking.Resolver, mail: str) -> float:
    start = time.process_time()
    resolver.find(mail)
    return time.process_time() - start
