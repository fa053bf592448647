"""Reads company names as people and programs write them: capitals among small letters, words without spaces."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from tracking.catalog.beside import country_of_post, put_together, taken_apart, words_beside
from tracking.languages.folding import FIRST_TOGETHER
from tracking.languages.words import AGAINST, is_number_word, verdict
from tracking.spelling.companies import name_words
from tracking.spelling.late import late_pattern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["SHORTEST_NAME", "NameReading", "readings", "spans", "written_as_names"]

SHORTEST_NAME = 3
"""The least length of a name with other words beside it: two letters are the initials of many companies."""
_WORDS = rf"[^\W_{FIRST_TOGETHER}-\U0010ffff]+"
"""Words of scripts that separate words."""
_TOKENS = r"[^\W_]+"
_SHORTEST_JOINED = 5
"""The least length of words that are written together in scripts that separate words."""
_LONGEST_TOGETHER = 40
"""The greatest length of a name in a word of a script that writes words together."""
_MOST_CODE_LETTERS = 3
"""The greatest number of letters in a code for a service, a depot, or an account: "P1", "4X88R2", "STL"."""
_TWO_JOINED = r"(?<![^\W_])([^\W_]) ?[&+] ?([^\W_])(?![^\W_])"
"""Two letters with a sign between them: "J&T", "R + L"."""


def written_as_names(name: str) -> frozenset[str]:
    """Return the words, folded, that are written as companies' names are.

    These are words in capitals in a name of mixed case, "shipped via UPS", or among letters that have no case, and single
    letters joined with a sign: "J&T".
    """
    joined = [f"{before}{behind}".casefold() for before, behind in late_pattern(_TWO_JOINED).findall(name)]
    if name.isupper() and max(name) < FIRST_TOGETHER:
        return frozenset(joined)
    words = late_pattern(_WORDS).findall(name)
    capitals = [put_together(word) for word in words if word.isupper() and len(word) >= SHORTEST_NAME]
    return frozenset([*capitals, *joined])


class NameReading(NamedTuple):
    """One way to read a name."""

    words: tuple[str, ...]
    """Its words, folded."""
    text: str
    """The text whose capitals count."""


def readings(name: str, knows: Callable[[str], bool]) -> Iterator[NameReading]:
    """Yield the ways to read a name, the likeliest first. ``knows`` tells whether any carrier has a folded name."""
    words = name_words(name)
    yield NameReading(tuple(chain.from_iterable(_apart(word, knows) for word in words)), name)
    if (gaps := _with_gaps(name)) != name:
        yield NameReading(name_words(gaps), gaps)
    if (long := _written_out(words)) != words:
        yield NameReading(long, name)
    if (unglued := tuple(chain.from_iterable(_unglued(word, knows) for word in words))) != words:
        yield NameReading(unglued, name)
    if (bare := _without_codes(name, knows)) != name:
        yield NameReading(name_words(bare), bare)


def _apart(word: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """Split a word of a script that writes words together into a name and the text beside it; keep any other word.

    Where there is no name in it, it is split between scripts, or into a country's post and the text beside it.
    """
    if max(word) < FIRST_TOGETHER or knows(word) or country_of_post((word,)):
        return (word,)
    if found := _named_part(word, knows):
        cut = found[0] in words_beside().countries  # "邮政EMS" is no name in "法国邮政EMS"
        return (cut and _named_part(word, _is_post)) or found
    for place in range(1, len(word)):
        if (word[place - 1] < FIRST_TOGETHER) != (word[place] < FIRST_TOGETHER):
            return word[:place], *_apart(word[place:], knows)
    return _named_part(word, _is_post) or (word,)


def _is_post(word: str) -> bool:
    return country_of_post((word,)) is not None


def _named_part(word: str, is_name: Callable[[str], bool]) -> tuple[str, ...]:
    """Return the longest name at the beginning or at the end of a word, and the rest; nothing if there is none."""
    for many in range(min(len(word) - 1, _LONGEST_TOGETHER), 1, -1):
        if is_name(word[:many]):
            return word[:many], word[many:]
        if is_name(word[-many:]):
            return word[:-many], word[-many:]
    return ()


def _with_gaps(name: str) -> str:
    """Return a name that programs write together with a space before each word: ``FedexGround``, ``USPSPriorityMail``."""
    if all(word[1:] == word[1:].lower() for word in name.split()):  # most names
        return name
    letters = []
    for place, (before, letter, behind) in enumerate(zip(f" {name}", name, f"{name[1:]} ", strict=False)):
        if place > 1 and letter.isupper() and (before.islower() or (before.isupper() and behind.islower())):
            letters.append(" ")
        letters.append(letter)
    return "".join(letters)


def _written_out(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return folded words in their long forms: "Yun Exp" is Yun Express."""
    known = words_beside().abbreviations
    return tuple([known.get(word, word) for word in words])


def _unglued(word: str, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """Split a word into words that stand beside names, perhaps with a name before them: "brievenbuspakket", "glsparcel"."""
    if knows(word) or word in words_beside().beside:
        return (word,)
    for many in (*range(len(word) - _SHORTEST_JOINED, SHORTEST_NAME - 1, -1), 0):
        if (not many or knows(word[:many])) and (
            behind := taken_apart(word[many:], words_beside().beside, _SHORTEST_JOINED)
        ):
            return (word[:many], *behind) if many else behind
    return (word,)


def _without_codes(name: str, knows: Callable[[str], bool]) -> str:
    """Return a name without codes, and without the numbers of accounts: "FedEx P1", "UPS acct 48213"."""
    words = late_pattern(_TOKENS).findall(name)
    # Beside three letters, capitals without a digit may be anything: "GLS TV".
    capitals = not (name.islower() or name.isupper()) and not any(
        len(word) == SHORTEST_NAME and knows(put_together(word)) for word in words
    )
    digits = any(map(str.isdigit, name))
    if not (digits or capitals):
        return name
    kept: list[str] = []
    announced = 0
    for word in words:
        if digits and not any(map(str.isdigit, word)):
            announced = announced + 1 if verdict(word) == AGAINST or is_number_word(word) else 0
        elif announced:
            del kept[-announced:]
            announced = 0
            continue
        of_name = bool(kept) and knows(put_together(kept[-1] + word))  # "Amazon MCF"
        if of_name or not _is_code(word, capitals and bool(kept), knows):  # "BMX Hermes" is a shop
            kept.append(word)
    return " ".join(kept) if len(kept) < len(words) else name


def _is_code(word: str, capitals: bool, knows: Callable[[str], bool]) -> bool:
    """Tell whether a word of few letters has digits or stands in capitals, and means nothing: no company, no "NOT"."""
    letters = [piece for piece in name_words(word) if not piece.isdigit()]
    if not 0 < sum(map(len, letters)) <= _MOST_CODE_LETTERS or any(map(knows, [put_together(word), *letters])):
        return False
    if any(map(str.isdigit, word)):
        return True
    known = words_beside()
    means = any(word.casefold() in words for words in (known.codes, *known.negations.values()))
    return capitals and word.isupper() and not means


def spans(many: int) -> Iterator[tuple[int, int]]:
    """Return the runs of so many words that are not all of them, the longest first."""
    for length in range(many - 1, 0, -1):
        for begin in range(many - length + 1):
            yield begin, begin + length
