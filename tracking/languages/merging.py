"""From the language files to one `Vocabulary`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from tracking.languages.folding import bare, folded, header_pieces
from tracking.languages.language import Language
from tracking.languages.loading import ANY_LANGUAGE
from tracking.languages.vocabulary import COLUMN_FIELDS, NEGATIONS, QUESTIONS, Vocabulary

__all__ = ["merged"]

_MEANINGS = ("number", "code", "reference", "id", "little")


def merged(languages: Iterable[Language]) -> Vocabulary:
    """Return the words of all languages, without repeats, language after language.

    The order is that of ``first_languages``, followed by the files' names. Words that belong to no language come last.
    """
    by_code = {language.code: language for language in languages}
    common = by_code.pop(ANY_LANGUAGE, Language(ANY_LANGUAGE))
    codes = dict.fromkeys(code for code in (*common.first_languages, *sorted(by_code)) if code in by_code)
    ordered = [*(by_code[code] for code in codes), common]
    return Vocabulary(
        tracking_number=_unique(map(folded, _all(ordered, "tracking_number"))),
        shipping=_unique(map(folded, _all(ordered, "shipping"))),
        other_numbers=_unique(map(folded, _all(ordered, "other_numbers"))),
        whereabouts=_unique(map(folded, _all(ordered, "whereabouts"))),
        which=_unique(map(folded, _all(ordered, "which"))),
        verbs=_unique(map(folded, _all(ordered, "verbs"))),
        numbered=_unique(map(folded, _all(ordered, "numbered"))),
        name_endings=_unique(map(folded, _all(ordered, "name_endings"))),
        written_tracking_number=_unique(_all((each.as_written for each in ordered), "tracking_number")),
        written_other_numbers=_unique(_all((each.as_written for each in ordered), "other_numbers")),
        everyday=_unique(map(bare, _all(ordered, "everyday"))),
        announce=_unique(_all(ordered, "announce")),
        link_names=_unique(_all(ordered, "link_names")),
        link_names_containing=_unique(_all(ordered, "link_names_containing")),
        columns=tuple((field, tuple(_all((each.columns for each in ordered), field))) for field in COLUMN_FIELDS),
        header_words=tuple((name, _pieces(ordered, name)) for name in _MEANINGS),
        header_endings=_pieces(ordered, "endings"),
        beside_names=_by_homes(ordered),
        posts=_unique(_all(ordered, "posts")),
        trades=_unique(_all(ordered, "trades")),
        businesses=_unique(_all(ordered, "businesses")),
        units=_unique(_all(ordered, "units")),
        abbreviations=_unique(_all(ordered, "abbreviations")),
        countries=_countries(ordered, "countries"),
        places=_countries(ordered, "places"),
        untelling=_unique(_all(ordered, "untelling")),
        nobody=_unique(_all(ordered, "nobody")),
        no_number=_unique(map(folded, _all(ordered, "no_number"))),
        header_bare=_pieces(ordered, "bare"),
        header_groups=_pieces(ordered, "groups"),
        header_before_number=_pieces(ordered, "before_number"),
        header_tracking=_pieces(ordered, "tracking"),
        header_parcels=_pieces(ordered, "parcels"),
        header_perhaps_parcels=_pieces(ordered, "perhaps_parcels"),
        header_other_status=_pieces(ordered, "other_status"),
        header_unsent=_pieces(ordered, "unsent"),
        questions=tuple((name, _unique(_all((each.questions for each in ordered), name))) for name in QUESTIONS),
        negations=tuple((name, _unique(_all((each.negations for each in ordered), name))) for name in NEGATIONS),
    )


def _all(records: Iterable[object], field: str) -> Iterator[str]:
    return chain.from_iterable(getattr(record, field) for record in records)


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _pieces(languages: Iterable[Language], meaning: str) -> tuple[str, ...]:
    words = _all((language.header_words for language in languages), meaning)
    return _unique(piece for word in words for piece in header_pieces(word))


def _by_homes(languages: Iterable[Language]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, dict[str, None]] = {}
    for language in languages:
        found.setdefault(" ".join(language.homes), {}).update(dict.fromkeys(language.beside_names))
    return tuple((homes, tuple(words)) for homes, words in found.items())


def _countries(languages: Iterable[Language], field: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    named: dict[str, dict[str, None]] = {}
    for language in languages:
        for code, names in getattr(language, field).items():
            named.setdefault(code, {}).update(dict.fromkeys(names))
    return tuple((code, tuple(names)) for code, names in sorted(named.items()))
