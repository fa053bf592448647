"""Rules for the words of all languages together, beyond what `tracking.languages.loading` refuses.

Nobody knows the language of a text, so a word with two meanings, in one language or in two, is a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from tracking.errors import Fault
from tracking.languages.columns import header_phrase
from tracking.languages.folding import bare
from tracking.languages.language import Language
from tracking.languages.loading import LanguageFile, languages_folder, load_language, load_languages
from tracking.languages.row_words import IN_CELLS

__all__ = ["is_language_file", "language_faults"]

_WORDS = "tracking_number", "shipping", "other_numbers", "verbs"


class _Said(NamedTuple):
    """The meaning of a word or a header in some language."""

    path: tuple[str | int, ...]
    text: str
    compared: str | frozenset[str]
    """The form in which it is compared."""
    field: str


_NAMES_A_LANGUAGE = re.compile(r"^language[ ]*:", re.MULTILINE)
"""A field that a language needs and a carrier does not have."""


def is_language_file(path: Path) -> bool:
    """Tell whether a path is the folder of languages, one of its files, or another file that names a language."""
    if languages_folder().resolve() in {path.resolve(), path.resolve().parent}:
        return True
    return path.is_file() and _NAMES_A_LANGUAGE.search(path.read_text("utf-8-sig", errors="replace")) is not None


def language_faults(path: Path) -> list[Fault]:
    """Return everything that is wrong in a language file, or in all files of a folder.

    The words are also compared with those of the built-in languages. A path that does not exist raises OSError.
    """
    files = load_languages(path) if path.is_dir() else (load_language(path),)
    known = {each.language.code: each.language for each in load_languages(languages_folder()) if each.language}
    known |= {each.language.code: each.language for each in files if each.language}
    meant = {code: {said.compared: said.field for said in _all_said(language)} for code, language in known.items()}
    found: list[Fault] = []
    for each in files:
        found += each.faults
        if each.language is not None:
            found += _contradictions(each, each.language, meant)
    return found


def _contradictions(
    file: LanguageFile, language: Language, meant: dict[str, dict[str | frozenset[str], str]]
) -> Iterator[Fault]:
    own: dict[str | frozenset[str], str] = {}
    for said in _all_said(language):
        if (other := own.setdefault(said.compared, said.field)) != said.field:
            reason = f"{said.text!r} stands under {other} too"
            yield file.fault(said.path, reason, "keep it where it is meant most often")
            continue
        for code, fields in meant.items():
            if code != language.code and (other := fields.get(said.compared, said.field)) != said.field:
                reason = f"{said.text!r} stands under {other} in {code}.yaml"
                yield file.fault(said.path, reason, "write a longer word, or leave it to that language")
                break


def _all_said(language: Language) -> Iterator[_Said]:
    for field in _WORDS:
        for place, word in enumerate(getattr(language, field)):
            yield _Said((field, place), word, bare(word), field)
    for field, headers in msgspec.structs.asdict(language.columns).items():
        for place, header in enumerate(headers):
            yield _Said(("columns", field, place), header, header_phrase(header), f"columns.{field}")
    for field, headers in msgspec.structs.asdict(language.questions).items():
        for place, header in enumerate(headers if field not in IN_CELLS else ()):  # those are words in cells
            yield _Said(("questions", field, place), header, header_phrase(header), f"questions.{field}")
