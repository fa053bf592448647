"""What the other files draw from: numbers, companies, countries, and texts of every kind of sign."""

from __future__ import annotations

import random
from functools import cache

from hypothesis import strategies as st

import tracking

__all__ = ["companies", "countries", "languages", "numbers", "odd_texts", "optional", "postal_codes", "urls"]

_SIGNS = (
    "\x00\x1b\x7f\x85\x9b\u00a0\u00ad\u034f\u061c\u200b\u200d\u200f\u202e\u2028\u2066\u3000\ufe0f\ufeff\uffff\ud800\udfff"
    "٣３²½Ⅷ①ßİıŁſﬁŉäÄA\u030a𝟙🏴\U000e0041\U0010ffff"
    "/\\.:;,#=?&%@<>()[]{}'\"`^|~_-+*! \t\r\n"
)  # fmt: skip


@cache
def samples() -> tuple[str, ...]:
    """Numbers of every carrier."""
    return tuple(sorted({sample for carrier in tracking.carriers() for one in carrier.numbers for sample in one.valid}))


@cache
def names() -> tuple[str, ...]:
    """What carriers are called."""
    every = {name for carrier in tracking.carriers() for name in (carrier.name, carrier.id, *carrier.aliases)}
    return tuple(sorted(every | {page.name for carrier in tracking.carriers() for page in carrier.pages if page.name}))


@cache
def odd_texts(longest: int = 60) -> st.SearchStrategy[str]:
    """Texts of letters, digits and signs that programs stumble over, halves of characters among them."""
    sign = st.one_of(st.sampled_from(_SIGNS), st.sampled_from("0123456789ABCZabcz"), st.characters())
    return st.one_of(
        st.text(sign, max_size=longest),
        st.text(max_size=longest),
        st.builds(str.__mul__, st.text(sign, min_size=1, max_size=4), st.integers(0, 300)),
        st.sampled_from(["", ".", "..", " ", "0", "null", "1e5", "=1+1", "&amp;nbsp;", "%2e%2e", "١٢٣", "Ⅻ"]),
    )


@st.composite
def numbers(draw: st.DrawFn) -> str:
    """Tracking numbers, as they are and spoiled: cut, put together, with signs between."""
    if draw(st.integers(0, 4)) == 0:
        return draw(odd_texts())
    number = draw(st.sampled_from(samples()))
    chance = random.Random(draw(st.integers(0, 1 << 30)))
    for _ in range(draw(st.integers(0, 3))):
        place = chance.randrange(len(number) + 1)
        what = draw(st.integers(0, 6))
        if what == 0:
            number = number[:place] + chance.choice(_SIGNS) + number[place:]
        elif what == 1:
            number = number[:place] + number[place + 1 :]
        elif what == 2:
            number = f"{number[:place]}{chance.choice('0123456789AZ')}{number[place + 1 :]}"
        elif what == 3:
            number = number.lower()
        elif what == 4:
            number += chance.choice([" ", ";", ", ", "/", "\n", " and "]) + chance.choice(samples())
        elif what == 5:
            number = chance.choice(["UPS ", "Tracking: ", "№", "GLS-", "\u202e"]) + number
        else:
            number *= chance.choice([1, 2, 9])
    return number


@cache
def companies() -> st.SearchStrategy[str]:
    """Companies, as they are listed and otherwise."""
    known = st.sampled_from(names())
    return st.one_of(known, known, known.map(str.swapcase), st.builds("{} {}".format, known, known), odd_texts(30))


@cache
def countries() -> st.SearchStrategy[str]:
    """Countries, and what is none."""
    return st.one_of(st.sampled_from(["US", "DE", "GB", "AU", "JP", "us", "uk", "FR", "CN", "ZZ"]), odd_texts(5))


@cache
def languages() -> st.SearchStrategy[str]:
    """Languages, and what is none."""
    return st.one_of(st.sampled_from(["de", "en", "ja", ".."]), odd_texts(50))


@cache
def postal_codes() -> st.SearchStrategy[str]:
    """Postal codes, and what is none."""
    return st.one_of(st.sampled_from(["10115", "1011 AB", "."]), odd_texts(50))


@cache
def urls() -> st.SearchStrategy[str]:
    """Tracking pages with numbers in them, and what is no URL."""
    pages = sorted({page.url for carrier in tracking.carriers() for page in carrier.pages if page.url})
    filled = st.builds(
        lambda page, number: page.replace("{number}", number).replace("{language}", "de"),
        st.sampled_from(pages),
        numbers(),
    )
    return st.one_of(
        filled, odd_texts(), odd_texts().map("https://example.com/".__add__), odd_texts().map("http://".__add__)
    )


def optional(values: st.SearchStrategy[str]) -> st.SearchStrategy[str | None]:
    """The same, or nothing."""
    return st.one_of(st.none(), values)
