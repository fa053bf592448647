"""Strict reading of language files: from YAML to `Language`.

Duplicate and unknown fields are refused, and every fault names file, line, field, and cure.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec

from tracking.errors import Fault
from tracking.languages.folding import FIRST_TOGETHER, bare, header_pieces
from tracking.languages.language import (
    AsWritten,
    Countries,
    FileMapping,
    HeaderWords,
    Language,
    Words,
)
from tracking.yaml_file import FieldPath, YamlFile, fault_at

__all__ = ["ANY_LANGUAGE", "LanguageFile", "languages_folder", "load_language", "load_languages"]

ANY_LANGUAGE = "any-language"
"""The name, without extension, of the file with words that belong to no language."""
_CODE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_README = "see tracking/languages/README.md"

_COUNTRY = re.compile(r"(?!UK)[A-Z]{2}")


class LanguageFile(NamedTuple):
    """The contents of a language file."""

    file: str
    language: Language | None
    """The language; None if anything is wrong with the file."""
    faults: tuple[Fault, ...]
    lines: dict[FieldPath, int]
    """The line of each value, by its path: ("columns", "order", 2)."""

    def fault(self, path: FieldPath, reason: str, cure: str) -> Fault:
        """Return a fault at the line of a value; for a path that is missing, the line of its innermost parent."""
        return fault_at(self.file, self.lines, path, reason, cure)


def languages_folder() -> Path:
    """Return the folder of the built-in language files."""
    return Path(__file__).parent


def load_languages(folder: Path) -> tuple[LanguageFile, ...]:
    """Read every ``*.yaml`` file of a folder, and return the languages by code."""
    return tuple(load_language(file) for file in sorted(folder.glob("*.yaml"), key=lambda file: file.stem))


def load_language(file: Path) -> LanguageFile:
    """Read one file. Raises OSError if it cannot be opened."""
    reader = _LanguageReader(str(file), "language: Danish")
    language = reader.read(file.read_bytes(), file.stem)
    faults = tuple(sorted(dict.fromkeys(reader.faults), key=lambda fault: fault.line))
    return LanguageFile(str(file), None if faults else language, faults, reader.lines)


class _LanguageReader(YamlFile):
    """Reads one file, and remembers the line of every value and what is wrong."""

    def read(self, content: bytes, stem: str) -> Language | None:
        """Return the file's language without faulty values; None if there is none."""
        data = self.mapping(content)
        if data is None:
            return None
        language: Language = msgspec.structs.replace(self.part(data, Language, ()), code=stem)
        self.check(language)
        return language

    def part(self, data: Any, of: type[FileMapping], path: FieldPath) -> Any:
        """Return a mapping of the file as its record, without faulty values."""
        if not isinstance(data, dict):
            self.fault(path, "it is not a mapping", _README)
            return of()
        known = {field.name: field.type for field in msgspec.structs.fields(of)}
        pieces: dict[str, Any] = {}
        if of is Language:  # the code is the file's name
            del known["code"]
            pieces["code"] = ""
        for name, value in data.items():
            here = (*path, name)
            type_ = known.get(name)
            if type_ is None:
                self.fault(here, f"the field {name} is not known", f"there are {', '.join(known)}")
            elif isinstance(type_, type) and issubclass(type_, FileMapping):
                pieces[name] = self.part(value, type_, here)
            elif name in ("countries", "places"):
                pieces[name] = self.countries(value, here)
            else:
                pieces[name] = self.word(value, here) if type_ is str else self.words(value, here)
        return of(**pieces)

    def countries(self, value: Any, path: FieldPath) -> Countries:
        """Return the names of countries, or of their places, by code."""
        if not isinstance(value, dict):
            self.fault(path, "it is not a mapping", "write codes with lists of names: {DK: [Danmark]}")
            return {}
        for code in value:
            if not _COUNTRY.fullmatch(str(code)):
                self.fault((*path, str(code)), f"{code!r} is not a country code", 'write two capitals, "NO" in quotes')
        return {str(code): self.words(names, (*path, str(code))) for code, names in value.items()}

    def words(self, value: Any, path: FieldPath) -> tuple[str, ...]:
        if not isinstance(value, list):
            self.fault(path, "it is not a list", "put brackets around it: [...]")
            return ()
        found = (self.word(each, (*path, place)) for place, each in enumerate(value))
        return tuple(found)

    def word(self, value: Any, path: FieldPath) -> str:
        try:
            word: str = msgspec.convert(value, Annotated[str, msgspec.Meta(min_length=1)])
        except msgspec.ValidationError:
            if value in (None, ""):
                self.fault(path, "it is empty", "write it, or leave it out")
            else:
                self.fault(path, "it is not text", 'put quotes around it, as in "no": YAML reads something else')
            return ""
        if word != " ".join(word.split()):
            self.fault(path, "it has spaces at an end, or two in a row", "write single spaces between words")
        return word

    # Checks that types cannot make.

    def check(self, language: Language) -> None:
        if language.code != ANY_LANGUAGE:
            self.named(language)
        elif language.language:
            self.fault(("language",), "this file belongs to no language", "remove it")
        for field in ("tracking_number", "shipping", "other_numbers", "whereabouts", "which", "verbs", "numbered"):
            self.single(getattr(language, field), (field,))
        for field in (
            "everyday",
            "name_endings",
            "announce",
            "homes",
            "link_names",
            "link_names_containing",
            "beside_names",
            "posts",
            "trades",
            "businesses",
            "units",
            "abbreviations",
            "untelling",
            "nobody",
            "no_number",
        ):
            self.distinct(map(str.casefold, getattr(language, field)), (field,))
        for field in AsWritten.__struct_fields__:
            self.distinct(getattr(language.as_written, field), ("as_written", field))
        for field in ("countries", "places"):
            for code, names in getattr(language, field).items():
                self.distinct(map(str.casefold, names), (field, code))
        for group in ("columns", "negations", "questions"):
            for field, words in msgspec.structs.asdict(getattr(language, group)).items():
                self.distinct(map(str.casefold, words), (group, field))
        for field in HeaderWords.__struct_fields__:
            path = ("header_words", field)
            for place, word in enumerate(getattr(language.header_words, field)):
                if word and len(header_pieces(word)) != 1:
                    self.fault((*path, place), f"{word!r} is not one word", "write words one by one")
            self.distinct(("".join(header_pieces(word)) for word in getattr(language.header_words, field)), path)

    def named(self, language: Language) -> None:
        """Check what a file says of its language."""
        if not _CODE.fullmatch(language.code):
            self.fault((), f"{language.code!r} is not a language code", "name the file as in da.yaml or zh-Hans.yaml")
        if not language.language:
            self.fault((), "the field language is missing", "add `language: Danish`")
        for place, code in enumerate(language.homes):
            if not _COUNTRY.fullmatch(code):
                self.fault(("homes", place), f"{code!r} is not a country code", 'write two capitals, "NO" in quotes')
        if language.first_languages:
            self.fault(("first_languages",), f"only {ANY_LANGUAGE}.yaml has it", "remove it")

    def single(self, words: Words, path: FieldPath) -> None:
        """Check that words before numbers are single words, and that a * stands only at their end."""
        for place, word in enumerate(words):
            stem, star, rest = word.partition("*")
            if " " in word:
                self.fault((*path, place), f"{word!r} is more than one word", "write it under `as_written`")
            elif star and max(word) >= FIRST_TOGETHER:
                cure = "leave the * out: such words are found wherever they stand"
                self.fault((*path, place), f"{word!r} is of a script that writes words together", cure)
            elif rest or (star and len(bare(stem)) < 3):
                self.fault(
                    (*path, place), f"{word!r} is not a beginning", "write three letters or more, and * at the end"
                )
        self.distinct(map(bare, words), path)

    def distinct(self, words: Any, path: FieldPath) -> None:
        seen: set[str] = set()
        for place, word in enumerate(words):
            if word and word in seen:
                self.fault((*path, place), "it appears in this list twice", "keep one of the two")
            seen.add(word)
