"""The countries that words tell by their language, or letters by their script: "GLS futárszolgálat" is Hungarian.

A brand has a company in each country. Where neither the shop's country is known nor one is named, the other words tell which
company is meant.
"""

from __future__ import annotations

from typing import NamedTuple

from tracking.catalog.beside import put_together, single_words, words_beside

__all__ = ["homes_of_words"]


class _Script(NamedTuple):
    """A script that is written in one country."""

    first: str
    last: str
    country: str


# Unicode's blocks. Hangul is that of the syllables, Japanese that of Hiragana and Katakana.
_SCRIPTS = tuple(
    _Script(*each)
    for each in (
        *(
            ("\u0370", "\u03ff", "GR"),
            ("\u0530", "\u058f", "AM"),
            ("\u0590", "\u05ff", "IL"),
            ("\u0d80", "\u0dff", "LK"),
        ),
        *(
            ("\u0e00", "\u0e7f", "TH"),
            ("\u0e80", "\u0eff", "LA"),
            ("\u1000", "\u109f", "MM"),
            ("\u10a0", "\u10ff", "GE"),
        ),
        *(
            ("\u1200", "\u137f", "ET"),
            ("\u1780", "\u17ff", "KH"),
            ("\u3040", "\u30ff", "JP"),
            ("\uac00", "\ud7af", "KR"),
        ),
    )
)


def homes_of_words(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the countries in which all words of a text about sending are written; none if they may be anywhere.

    The countries of each language that has these words are a tuple of their own. A script and a city tell countries, too.

    >>> homes_of_words("GLS futárszolgálat"), homes_of_words("GLS balík"), homes_of_words("GLS express")
    ((('HU',),), (('CZ',), ('SK',)), ())
    >>> homes_of_words("Flash Express ส่งด่วน")
    (('TH',),)
    """
    known = words_beside().homes
    named = [known.get(word) or known.get(put_together(word)) for word in single_words(text)]
    told = [{frozenset(of_one.split()) for of_one in homes.split("|")} for homes in named if homes]
    if not text.isascii():
        scripts = [one for one in _SCRIPTS if any(one.first <= letter <= one.last for letter in text)]
        told += [{frozenset([one.country])} for one in scripts]
    found = told[0] if told else set()
    for others in told[1:]:
        found = {both for one in found for other in others if (both := one & other)}
    return tuple(sorted(tuple(sorted(homes)) for homes in found))
