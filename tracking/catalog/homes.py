"""The countries that words tell by their language, or letters by their script: "GLS futárszolgálat" is Hungarian.

A brand has a company in each country. Where neither the shop's country is known nor one is named, the other words tell which
company is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.beside import LONGEST_PHRASE, put_together, single_words, words_beside

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["homes_of_words"]


class _Script(NamedTuple):
    """A script that is written in one country."""

    first: str
    last: str
    country: str


_SCRIPTS = (
    _Script("\u0370", "\u03ff", "GR"),
    _Script("\u0530", "\u058f", "AM"),
    _Script("\u0590", "\u05ff", "IL"),
    _Script("\u0d80", "\u0dff", "LK"),
    _Script("\u0e00", "\u0e7f", "TH"),
    _Script("\u0e80", "\u0eff", "LA"),
    _Script("\u1000", "\u109f", "MM"),
    _Script("\u10a0", "\u10ff", "GE"),
    _Script("\u1200", "\u137f", "ET"),
    _Script("\u1780", "\u17ff", "KH"),
    _Script("\u3040", "\u30ff", "JP"),
    _Script("\uac00", "\ud7af", "KR"),
)
"""Unicode's blocks. Hangul is that of the syllables, Japanese that of Hiragana and Katakana."""


def homes_of_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the countries in which all words of a text about sending are written; none if they may be anywhere.

    The countries of each language that has these words are a tuple of their own. A script and a city tell countries, too.

    >>> homes_of_words("GLS futárszolgálat"), homes_of_words("GLS balík"), homes_of_words("GLS express")
    ((('HU',),), (('CZ',), ('SK',)), ())
    >>> homes_of_words("Flash Express ส่งด่วน")
    (('TH',),)
    >>> homes_of_words("GLS Los Angeles")
    (('US',),)
    """
    told = [{frozenset(of_one.split()) for of_one in homes.split("|")} for homes in _homes_among(single_words(text))]
    if not text.isascii():
        scripts = [one for one in _SCRIPTS if any(one.first <= letter <= one.last for letter in text)]
        told += [{frozenset([one.country])} for one in scripts]
    found = told[0] if told else set()
    for others in told[1:]:
        found = {both for one in found for other in others if (both := one & other)}
    return tuple(sorted(tuple(sorted(homes)) for homes in found))


def _homes_among(words: list[str]) -> Iterator[str]:
    """Yield the countries of places among words, and of words that are in no place's name: "los" tells nothing in "Los Angeles"."""
    known, place = words_beside(), 0
    while place < len(words):
        for many in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
            if countries := known.places.get(put_together("".join(words[place : place + many]))):
                yield countries
                break
        else:
            many, word = 1, words[place]
            if homes := known.homes.get(word) or known.homes.get(put_together(word)):
                yield homes
        place += many
