"""Fresh numbers of known carriers, tables of them, and ten times the carriers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from tracking.definitions.checkdigits import GS1, S10
from tracking.definitions.weighted_sums import Mod7, Mod10, Mod11Mod10

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
POSTS = {"CN": "china-post", "DE": "deutsche-post", "FR": "la-poste", "GB": "royal-mail", "US": "usps"}

rnd = random.Random()
"""Seeded by the runner, so that a run can be repeated."""


def digits(many: int) -> str:
    """That many random digits."""
    return "".join(rnd.choices(DIGITS, k=many))


def ups() -> str:
    """A UPS 1Z number."""
    payload = "".join(rnd.choices("0123456789ABCEFGHJKLMNPRSTVWXY", k=6)) + rnd.choice(["01", "02", "03"]) + digits(7)
    return f"1Z{payload}{Mod10((1, 2), letter_a=2).digit(payload)}"


def usps() -> str:
    """A USPS number of 22 digits."""
    payload = "9400" + digits(17)
    return f"{payload}{GS1().digit(payload)}"


def fedex() -> str:
    """A FedEx number of 12 digits."""
    payload = digits(11)
    return f"{payload}{Mod11Mod10((1, 3, 7), 'right').digit(payload)}"


def s10() -> str:
    """A registered letter or parcel of a post."""
    payload = digits(8)
    return f"{rnd.choice(['RR', 'CP', 'LX', 'EE'])}{payload}{S10().digit(payload)}{rnd.choice(list(POSTS))}"


def dhl() -> str:
    """A DHL Express waybill."""
    payload = digits(9)
    return f"{payload}{Mod7().digit(payload)}"


def miss() -> str:
    """What no carrier's number looks like."""
    return "".join(rnd.choices(LETTERS + DIGITS, k=16))


def wrong() -> str:
    """A UPS number whose check digit is wrong."""
    number = ups()
    return number[:-1] + str((int(number[-1]) + rnd.randrange(1, 10)) % 10)


def mixed() -> str:
    """One of the kinds that several libraries know, or a miss."""
    return rnd.choice([ups, usps, fedex, s10, miss])()


KINDS: dict[str, Callable[[], str]] = {
    "UPS 1Z": ups,
    "USPS 22": usps,
    "FedEx 12": fedex,
    "S10": s10,
    "miss": miss,
    "wrong check digit": wrong,
    "mixed": mixed,
}


def carrier_of(number: str) -> str | None:
    """Whose number one of these is."""
    if number.startswith("1Z"):
        right = Mod10((1, 2), letter_a=2).digit(number[2:-1]) == number[-1]
        return "ups" if right else None
    if len(number) == 22:
        return "usps"
    if len(number) == 12:
        return "fedex"
    return POSTS[number[-2:]] if len(number) == 13 else None


COMPANIES = [None, None, None, "UPS", "USPS", "FedEx", "fed ex", "DHL Express", "Nobody's Line"]
COUNTRIES = [None, "US", "DE", "GB"]


def rows(many: int) -> dict[str, list[str | None]]:
    """Columns of a table as integrations send them: half of the rows with a company, three in four with a country."""
    kinds = [ups, usps, fedex, s10, dhl, miss]
    return {
        "number": [rnd.choice(kinds)() for _ in range(many)],
        "company": rnd.choices(COMPANIES, k=many),
        "country": rnd.choices(COUNTRIES, k=many),
    }


def rough(many: int) -> dict[str, list[str | None]]:
    """The same with people in it: one row in ten written with spaces or in small letters, one in ten with a URL, some empty."""
    found = rows(many)
    found["url"] = [None] * many
    for row in range(many):
        number, pick = str(found["number"][row]), rnd.random()
        if pick < 0.05:
            found["number"][row] = " ".join(number[at : at + 4] for at in range(0, len(number), 4))
        elif pick < 0.1:
            found["number"][row] = number.lower()
        elif pick < 0.2:
            found["url"][row] = f"https://shop{rnd.randrange(50)}.example/track?number={number}"
        elif pick < 0.22:
            found["number"][row] = None
    return found


def more_carriers(times: int) -> Iterator[Any]:
    """Each carrier so many times more, with names, prefixes and lengths of their own."""
    from msgspec.structs import replace

    import tracking

    pick = random.Random(1)
    for carrier in tracking.carriers():
        for copy in range(times):
            prefix = pick.choice(LETTERS) + pick.choice(LETTERS)
            yield replace(
                carrier,
                id=f"{carrier.id}-{copy}",
                name=f"{carrier.name} {copy}",
                aliases=(),
                pages=tuple(replace(page, name=None, lists=(), also=()) for page in carrier.pages[:1]),
                numbers=tuple(
                    replace(number, pattern=f"{prefix}(?:{number.pattern}\n)", issued_by=(), shared_with=())
                    for number in carrier.numbers
                ),
            )
