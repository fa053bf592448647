"""Names of carriers in a company's text that is no name itself: "Mondial Relay Lomme", "FedEx Whse Memphis".

The other words may be a depot, a service that no list has, or somebody else's business, so such a text alone means nobody.
Together with a number that fits the carrier's formats it may be enough (`tracking.resolving.witnessed`).
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.beside import countries_among, country_of_post, is_cut, is_negated, phrases_among, words_beside
from tracking.catalog.guessed import Guess, is_any_post
from tracking.catalog.homes import homes_of_words
from tracking.catalog.listed import ListedName
from tracking.catalog.writing import SHORTEST_NAME, readings, spans, written_as_names
from tracking.definitions.tiers import NEVER_UP_TO
from tracking.languages.folding import FIRST_TOGETHER
from tracking.languages.words import everyday_names, verdict

if TYPE_CHECKING:
    from tracking.catalog.listed import AmbiguousName, ListedCarrier
    from tracking.catalog.names import Names

__all__ = ["USUAL_LENGTHS", "NameWithin", "NamesWithin"]

_MOST_WORDS = 24
"""The greatest number of words in a company's text; longer texts are not read."""
_LONGEST = 500
"""The greatest number of characters in a company's text; longer texts are neither read nor remembered."""
_SHORTEST_INITIALS = 2
"""The least length of a name. Beside other words, two letters are the initials of many companies."""
_MOST_FOREIGN = 3
"""The greatest number of other words behind the name of a carrier whose numbers are not known."""
USUAL_LENGTHS = range(8, 21)
"""The lengths of most parcels' numbers."""
_MEMORY = 4096
"""How many texts are remembered with their names; the memory is then cleared."""


class _Found(NamedTuple):
    """A carrier's name in a text."""

    guess: Guess
    distinct: bool
    """False if it may be said of anything else: an everyday word, two letters, an alias of common words, another business."""
    serving: frozenset[str] = frozenset()
    """The ids of carriers of the name that have a service beside it. At home, this makes an everyday word distinct."""
    telling: bool = False
    """True if the text begins with the name, and the name or a word behind it says what its bearer does: "Ecom Express"."""
    alone: bool = False
    """True if the name is not made of words that stand beside names, and all other words are: "Shipped with Estes"."""


class NameWithin:
    """What a carrier's name in a company's text means."""

    __slots__ = ("_plain", "alone", "distinct", "name", "named", "telling")

    def __init__(self, found: _Found, named: ListedName | AmbiguousName, distinct: bool) -> None:
        self.name = found.guess.name
        """The name, folded."""
        self.named = named
        """The carrier, or the carriers among which the number has to decide."""
        self.distinct = distinct
        """False if the name may be said of anything else: an everyday word, two letters, common words, another business."""
        self.telling, self.alone = found.telling, found.alone
        self._plain: dict[str | None, frozenset[int]] = {}

    @property
    def members(self) -> tuple[ListedName, ...]:
        """Return the carriers that may be meant."""
        return (self.named,) if isinstance(self.named, ListedName) else self.named.members

    def plain_lengths(self, carrier: ListedCarrier, country: str | None) -> frozenset[int]:
        """Return the usual lengths at which the carriers among which the number chose this one take any characters.

        The usual carrier of the name was not chosen by the number. A local one was chosen among those of the country, any
        other one among all.
        """
        usual = self.named if isinstance(self.named, ListedName) else self.named.usual
        alone = usual is not None and usual.carrier is carrier
        among = carrier.id if alone else country if country in carrier.local else None
        found = self._plain.get(among)
        if found is None:
            members = [one.carrier for one in self.members]
            whose = [carrier] if alone else [one for one in members if among is None or among in one.local]
            found = self._plain[among] = frozenset(chain.from_iterable(map(_plain_lengths, whose)))
        return found


def _plain_lengths(carrier: ListedCarrier) -> set[int]:
    lengths = set()
    for each in [each for length in USUAL_LENGTHS for each in carrier.formats_at(length)]:
        bits = each.bits
        if bits is None and each.fullmatch(digits := "1" * each.length):
            bits = each.evidence(digits)
        if bits is not None and bits <= NEVER_UP_TO:
            lengths.add(each.length)
    return lengths


class NamesWithin:
    """Finds a catalog's carriers in companies' texts that are no names."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._read: dict[tuple[str, str | None], tuple[NameWithin, ...]] = {}
        self._meant: dict[tuple[tuple[_Found, ...], str | None], tuple[NameWithin, ...]] = {}

    def within(self, text: str, country: str | None) -> tuple[NameWithin, ...]:
        """Return the names in a text, as a shop of the country knows them. Texts with equal names get the same object.

        The text must be unknown to `Names.company`.
        """
        if len(text) > _LONGEST:
            return ()
        found = self._read.get((text, country))
        if found is None:
            if len(self._read) >= _MEMORY:
                self._read.clear()
            found = self._read[text, country] = self._meaning(self._found(text), country)
        return found

    def _meaning(self, names: tuple[_Found, ...], country: str | None) -> tuple[NameWithin, ...]:
        known = self._meant.get((names, country))
        if known is None:
            if len(self._meant) >= _MEMORY:
                self._meant.clear()
            meant = [(each, self._names.guessed(each.guess, country)) for each in names]
            made = tuple(
                [
                    NameWithin(one, named, one.distinct or self._is_at_home(one, country))
                    for one, named in meant
                    if named is not None
                ]
            )
            known = self._meant.setdefault((names, country), made)
        return known

    def _is_at_home(self, found: _Found, country: str | None) -> bool:
        """Tell whether a carrier of the country bears the name, and a service of its own is beside: "Speedy Автомат Русе"."""
        bearers = self._names.folded.bearers(found.guess.name)
        return any(country in bearers[id_].local for id_ in found.serving)

    def _found(self, text: str) -> tuple[_Found, ...]:
        """Return the names in a text; none if a word in it says that a carrier is not meant."""
        if self._names.among_words.is_free_of(text):
            return ()
        for words, read in readings(text, self._names.folded.knows):
            if found := self._among(words, read):
                return found
        return ()

    def _among(self, words: tuple[str, ...], text: str) -> tuple[_Found, ...]:
        if not words or len(words) > _MOST_WORDS or "".join(words) in words_beside().nobody:
            return ()
        knows = self._names.folded.knows
        everywhere = [
            (begin, end)
            for begin, end in ((0, len(words)), *spans(len(words)))
            if knows("".join(words[begin:end])) or self._post(words[begin:end])
        ]
        if not everywhere:
            return ()
        among, as_names = self._names.among_words, written_as_names(text)
        found: dict[str, _Found] = {}
        taken: set[int] = set()
        of_another = any(phrase in words_beside().businesses for phrase in phrases_among((words,)))
        # Names of common words alone come last: "Express Post" is no name in "Express Poste Italiane".
        for begin, end, common in [*((*one, False) for one in everywhere), *((*one, True) for one in everywhere)]:
            name = "".join(words[begin:end])
            if not taken.isdisjoint(range(begin, end)):
                continue
            is_name = self._is_name(words, begin, end, as_names) and self._is_common(words[begin:end]) == common
            post = None if is_name or common else self._post(words[begin:end])
            if not is_name and post is None:
                continue
            if is_negated(words[:begin], words[end:]):
                return ()
            if post is not None:
                taken.update(range(begin, end))
                found[name] = _Found(Guess(name, None, post), distinct=False)
                continue
            others = words[:begin], words[end:]
            alone = _stand_beside(others)
            if common and end - begin == 1 and len(name) >= SHORTEST_NAME and not alone:
                continue
            taken.update(range(begin, end))
            initials = len(name) < SHORTEST_NAME and not alone  # "J & T Smith" are people
            as_name = name in as_names and not initials
            distinct = not (common or of_another) and (as_name or self._is_distinct(words[begin:end]))
            country = self._country(words, begin, end)
            told = among.by_service(name, others, [country] if country else [])
            serving = frozenset() if distinct else among.serving(name, others)
            telling = distinct and not begin and len(words) <= end + _MOST_FOREIGN and self._is_telling(words, end)
            found[name] = _Found(Guess(name, country, told), distinct, serving, telling, alone and not common)
        # Only of brands, so that texts with equal names stay equal.
        brands = [name for name in found if len(self._names.folded.bearers(name)) > 1]
        if brands and (homes := homes_of_words(text)):
            found.update((name, found[name]._replace(guess=found[name].guess._replace(homes=homes))) for name in brands)
        own = [one for one in found.values() if not self._is_service_of_another(one.guess.name, found)]
        return tuple(own or found.values())

    def _is_service_of_another(self, name: str, names: dict[str, _Found]) -> bool:
        """Tell whether a name is a service of a carrier that is named as well: "DPD Belgium Predict Mechelen"."""
        return any(self._names.among_words.is_service_of(name, ((other,),), True) for other in names if other != name)

    def _is_telling(self, words: tuple[str, ...], end: int) -> bool:
        """Tell whether a name, which has a word of its own, or a word behind it says what its bearer's business is.

        It counts only if no format of a bearer is known.
        """
        known, name, behind = words_beside(), words[:end], words[end:]
        own = [word for word in name if not (word in known.trades or word in known.beside or word in known.posts)]
        if not any(len(word) >= SHORTEST_NAME and word not in everyday_names() for word in own):
            return False
        if any(one.has_formats for one in self._names.folded.bearers("".join(name)).values()):
            return False
        trade = any(phrase in known.trades for phrase in phrases_among((name, behind)))
        return trade or any(verdict(word) > 0 for word in behind)

    def _post(self, words: tuple[str, ...]) -> str | None:
        """Return the id of the post of a country that is named, or whose code stands, beside a word for a post."""
        known, country = words_beside(), country_of_post(words)
        if country is None and len(words) == len(("Post", "LU")):
            for post, code in (words, words[::-1]):
                country = country or (known.codes.get(code) if post in known.posts else None)
        return self._names.among_words.posts().get(country) if country else None

    def _is_name(self, words: tuple[str, ...], begin: int, end: int, as_names: frozenset[str]) -> bool:
        """Tell whether some of the words are a carrier's name, and more than single letters."""
        name, folded = "".join(words[begin:end]), self._names.folded
        if len(name) < _SHORTEST_INITIALS or not folded.knows(name) or is_cut(words, begin, end):
            return False
        own = words[begin:end]
        if len(own) > 1 and max(map(len, own)) == 1 and name not in as_names:
            return False  # "T N T Dynamite"
        others = words[:begin], words[end:]
        if (
            is_any_post(own)
            and (country := _country_among(others))
            and not self._names.among_words.is_any_local(name, country)
        ):
            return False  # "Post Express Austria Graz" is not the Post Express of Serbia
        return not self._names.among_words.is_service_of(name, others)

    def _is_common(self, name: tuple[str, ...]) -> bool:
        """Tell whether a name has only words that stand beside names, as "Poste" and "Poste Delivery" do."""
        common = all(word in words_beside().beside or word.isdigit() for word in name)
        return common and (len(name) == 1 or not self._names.folded.is_own_name("".join(name)))

    def _is_distinct(self, name: tuple[str, ...]) -> bool:
        """Tell whether a name in small letters is neither an everyday word nor two letters nor an alias like "Express Post"."""
        joined = "".join(name)
        short = len(joined) < SHORTEST_NAME and max(joined) < FIRST_TOGETHER
        common = is_any_post(name) and not self._names.folded.is_own_name(joined)
        return not (short or common or joined in everyday_names())

    def _country(self, words: tuple[str, ...], begin: int, end: int) -> str | None:
        """Return the country that is named beside a name, or whose code is right behind it, if a bearer is local there."""
        name, known = "".join(words[begin:end]), words_beside()
        behind = known.codes.get(words[end]) if end < len(words) else None
        country = _country_among((words[:begin], words[end:])) or behind
        return country if country and self._names.among_words.is_any_local(name, country) else None


def _stand_beside(parts: tuple[tuple[str, ...], ...]) -> bool:
    """Tell whether all words, but for numbers, may stand beside a name."""
    bare = tuple(tuple(word for word in words if not word.isdigit()) for words in parts)
    return countries_among(bare, words_beside().beside, words_beside().trades) is not None


def _country_among(parts: tuple[tuple[str, ...], ...]) -> str | None:
    """Return the only country that is named in full among words; None if none or several are."""
    known = words_beside().countries
    found = {
        known[phrase]
        for words in parts
        for begin in range(len(words))
        for end in range(begin + 1, len(words) + 1)
        if len(phrase := "".join(words[begin:end])) >= SHORTEST_NAME and phrase in known
    }
    return found.pop() if len(found) == 1 else None
