"""The words beside companies' names (services, countries, shipping), and the posts that countries' names mean."""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tracking.languages.builtin import vocabulary
from tracking.languages.folding import FIRST_TOGETHER
from tracking.spelling.companies import name_words
from tracking.spelling.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tracking.languages.vocabulary import Vocabulary

__all__ = [
    "LONGEST_PHRASE",
    "WordsBeside",
    "countries_among",
    "country_of_post",
    "is_cut",
    "is_negated",
    "phrases_among",
    "put_together",
    "single_words",
    "taken_apart",
    "ways_to_write",
    "words_beside",
    "words_beside_of",
]

LONGEST_PHRASE = 5
"""The greatest number of words in the name of a country or a service."""
_LONGEST_NEGATION = 4
"""The greatest number of words that say that a carrier is not meant."""
_LEAST_TELLING = 3
"""The least length of a word that tells a country: shorter ones are words in many languages."""
_LETTERS = r"[^\W\d_]+"
_LONGEST_PREPOSITION = 2
"""Letters of a negation that is a preposition elsewhere: "retirada no Jadlog" is a pickup there."""
_WRITTEN_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "ı": "i", "ł": "l", "đ": "dj"}
)
_LETTERS_ALONE = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ł": "l", "đ": "d"})


class WordsBeside(NamedTuple):
    """The words of all languages, each in the form of `name_words`, joined."""

    beside: frozenset[str]
    little: frozenset[str]
    posts: tuple[str, ...]
    trades: frozenset[str]
    businesses: frozenset[str]
    units: frozenset[str]
    abbreviations: dict[str, str]
    """Long forms by short ones."""
    countries: dict[str, str]
    """Codes by name."""
    codes: dict[str, str]
    """Country codes by code in lower case, including ``uk``."""
    nobody: frozenset[str]
    own: frozenset[str]
    """Words that are left out in front of a number: "my", "our"."""
    negations: dict[str, frozenset[str]]
    """Words that say that a carrier is not meant, by their place: "no", "excluded", "-free"."""
    homes: dict[str, str]
    """The countries of words that only people there write, both as they are spelled and folded: "kurýr" in CZ.

    Spaces separate those of one language, bars those of several languages that have the word. Plain texts are loaded at once.
    """
    places: dict[str, str]
    """The countries of cities and regions, separated by spaces: ``freiburg`` is in ``CH DE``."""


def put_together(name: str) -> str:
    """Return the words of a name, folded, without anything between them."""
    if name.isascii() and name.isalpha():  # one word, as most of the thousands are
        return name.lower()
    return "".join(name_words(name))


def ways_to_write(word: str) -> Iterator[str]:
    """Yield a word without separators, and its spellings on keyboards without its letters: "Paeckchen", "Kapida"."""
    yield put_together(word)
    if not word.isascii():
        yield put_together(word.translate(_WRITTEN_OUT))
        yield put_together(word.translate(_LETTERS_ALONE))


@cache
def words_beside() -> WordsBeside:
    """Return the words of all languages, which are read when they are first needed."""
    try:
        from tracking._words_beside import WORDS_BESIDE
    except ImportError:
        return words_beside_of(vocabulary())
    return WordsBeside(*WORDS_BESIDE)


def words_beside_of(known: Vocabulary) -> WordsBeside:
    """Return the words of a vocabulary. The build of a wheel works them out beforehand."""
    little = frozenset(put_together(word) for name, words in known.header_words if name == "little" for word in words)

    def bare(name: str) -> str:
        """Return a name without its small words: "of", "the"."""
        return "".join([word for word in name_words(name) if word not in little])

    codes = {code.lower(): code for code, _ in known.countries}
    return WordsBeside(
        frozenset(
            chain.from_iterable(
                map(ways_to_write, chain.from_iterable(words for _, words in (*known.beside_names, *known.places)))
            )
        ),
        little,
        tuple(sorted(dict.fromkeys(map(put_together, known.posts)), key=lambda post: (-len(post), post))),
        frozenset(map(put_together, known.trades)),
        frozenset(chain.from_iterable(map(ways_to_write, known.businesses))),
        frozenset(map(put_together, known.units)),
        dict(pair.split(" ") for pair in known.abbreviations),
        {form: code for code, names in known.countries for name in names for form in (put_together(name), bare(name))},
        {**codes, "uk": "GB"},
        frozenset(map(put_together, known.nobody)),
        frozenset(map(put_together, known.announce)),
        {place: frozenset(chain.from_iterable(map(ways_to_write, words))) for place, words in known.negations},
        _homes(known),
        _places(known),
    )


def _places(known: Vocabulary) -> dict[str, str]:
    """Return the countries of places."""
    found: dict[str, set[str]] = {}
    for country, places in known.places:
        for form in chain.from_iterable(map(ways_to_write, places)):
            found.setdefault(form, set()).add(country)
    return {form: " ".join(sorted(countries)) for form, countries in found.items()}


def _homes(known: Vocabulary) -> dict[str, str]:
    """Return the countries of the words that no language has which is written everywhere, and that tell a country at all."""
    found: dict[str, set[str]] = {}
    for written_in, phrases in known.beside_names:
        for word in chain.from_iterable(map(single_words, phrases)):
            for form in {word, *ways_to_write(word)}:
                found.setdefault(form, set()).add(written_in)
    untelling = {form for word in known.untelling for form in (word, put_together(word))}
    return {
        form: "|".join(sorted(homes))
        for form, homes in found.items()
        if "" not in homes and len(form) >= _LEAST_TELLING and form not in untelling
    }


def single_words(text: str) -> list[str]:
    """Return the words of letters in a text, in small letters, with their accents."""
    return late_pattern(_LETTERS).findall(unicodedata.normalize("NFC", text.casefold()))


def phrases_among(parts: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Yield the words and the phrases of several words, each without separators."""
    for words in parts:
        for begin in range(len(words)):
            for end in range(begin + 1, min(begin + LONGEST_PHRASE, len(words)) + 1):
                yield "".join(words[begin:end])


def countries_among(
    parts: tuple[tuple[str, ...], ...], beside: frozenset[str], services: frozenset[str] = frozenset()
) -> list[str] | None:
    """Return the countries among words that may stand beside a name, as these and the services may; None if a word may not."""
    countries: list[str] = []
    known = words_beside()
    for words in parts:
        place, before = 0, ""
        while place < len(words):
            for many in range(min(LONGEST_PHRASE, len(words) - place), 0, -1):
                phrase = "".join(words[place : place + many])
                ends = many == 1 and words is parts[-1] and place + 1 == len(words)
                measured = place and words[place - 1].isdigit()
                code = known.codes.get(phrase)
                if code and (there := known.places.get(before)) and code not in there:
                    break  # a state's code: "Los Angeles CA"
                if ends and not measured and code:  # "GLS SE": "se" is a word elsewhere
                    countries.append(code)
                    break
                if (
                    phrase in beside
                    or phrase in services
                    or phrase in known.little
                    or (phrase.isdigit() and len(phrase) <= 3)
                ):
                    break
                if max(phrase) >= FIRST_TOGETHER and (apart := _together(phrase, beside | services)) is not None:
                    countries += apart
                    break
                own = words is parts[0] and phrase in known.own  # "my shop" is not in Malaysia
                if country := known.countries.get(phrase) or (None if own else code):
                    countries.append(country)
                    break
            else:
                return None
            place, before = place + many, phrase
    return countries


def _together(phrase: str, words: frozenset[str]) -> list[str] | None:
    """Return the country before words that are written together: "美国专线"; none if it is only words, None if it is not."""
    if taken_apart(phrase, words):
        return []
    known = words_beside().countries
    for many in range(len(phrase) - 1, 1, -1):
        if phrase[:many] in known and taken_apart(phrase[many:], words):
            return [known[phrase[:many]]]
    return None


def taken_apart(text: str, words: frozenset[str], shortest: int = 1) -> tuple[str, ...]:
    """Return the words that a text without separators consists of, each with a least length; none if it has any other part."""
    reached: dict[int, tuple[str, ...]] = {0: ()}
    for end in range(shortest, len(text) + 1):
        for begin, before in reached.items():
            if end - begin >= shortest and text[begin:end] in words:
                reached[end] = (*before, text[begin:end])
                break
    return reached.get(len(text), ())


def is_cut(words: tuple[str, ...], begin: int, end: int) -> bool:
    """Tell whether a name ends with a number that belongs to the next word: "DHL 24" in "DHL 24 h" or "DHL 24/48"."""
    if begin + 1 >= end or not words[end - 1].isdigit() or end >= len(words):
        return False
    return words[end].isdigit() or words[end] in words_beside().units


def is_negated(before: tuple[str, ...], behind: tuple[str, ...]) -> bool:
    """Tell whether the words next to a name say that it is not the carrier's: "without", "excluded"."""
    known = words_beside().negations
    for many in range(1, _LONGEST_NEGATION + 1):
        phrase = "".join(before[-many:])
        if phrase in known["before"] and (len(phrase) > _LONGEST_PREPOSITION or many >= len(before)):
            return True
        if "".join(behind[:many]) in known["behind"]:
            return True
    return False


def country_of_post(words: tuple[str, ...]) -> str | None:
    """Return the country that is named beside a word for a post, with only small words."""
    known = words_beside()
    whole = "".join(words)
    shorter = "".join([word for word in words if word not in known.little])
    for text in (whole,) if shorter == whole else (whole, shorter):
        if not (text.startswith(known.posts) or text.endswith(known.posts)):  # a quick look, for most words
            continue
        for post in known.posts:
            for rest in (text.removesuffix(post), text.removeprefix(post)):
                if rest != text and rest in known.countries:
                    return known.countries[rest]
    return None
