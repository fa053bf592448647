"""What the words of a language keep among themselves, beyond what `tracking.languages.loading` refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from tracking.errors import Fault
from tracking.languages.columns import header_phrase
from tracking.languages.folding import bare
from tracking.languages.loading import Language, LanguageFile, languages_folder, load_language, load_languages

__all__ = ["is_language_file", "language_faults"]

_WORDS = "tracking_number", "shipping", "other_numbers", "verbs"
_CURE = "keep it where it is meant most often"


def is_language_file(path: Path) -> bool:
    """Whether a path is a file of the folder of languages, or that folder."""
    return languages_folder().resolve() in {path.resolve(), path.resolve().parent}


def language_faults(path: Path) -> list[Fault]:
    """Everything that is wrong in a language file, or in every one of a folder.

    A path that is not there raises OSError.
    """
    found: list[Fault] = []
    for each in load_languages(path) if path.is_dir() else [load_language(path)]:
        found += each.faults
        if each.language is not None:
            found += _contradictions(each, each.language)
    return found


def _contradictions(file: LanguageFile, language: Language) -> Iterator[Fault]:
    """Words that say two things, and headers that stand for two fields."""
    told: dict[str, str] = {}
    for field in _WORDS:
        for place, word in enumerate(getattr(language, field)):
            if (other := told.setdefault(bare(word), field)) != field:
                yield file.fault((field, place), f"{word!r} stands under {other} too", _CURE)
    meant: dict[frozenset[str], str] = {}
    for field, headers in msgspec.structs.asdict(language.columns).items():
        for place, header in enumerate(headers):
            if (other := meant.setdefault(header_phrase(header), field)) != field:
                yield file.fault(("columns", field, place), f"{header!r} stands under {other} too", _CURE)
