"""What building a wheel adds: the carrier definitions and the words of all languages, compiled to Python literals.

An installed package then parses no YAML: pip compiles the modules of `tracking/_snapshot`, `tracking/_languages.py`, and
`tracking/_words_beside.py` to bytecode. `tracking.definitions.snapshot`, which lays the first out, imports those that are
needed, `tracking.languages.builtin` the second, and `tracking.catalog.beside` the third; `tracking.carriers()` reads
`tracking/_carriers.json`. An editable install gets none of them, so that a checkout always reads its own files.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Snapshot(BuildHookInterface):
    """Writes the compiled modules outside of the source tree and has them put into the wheel."""

    _folder: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is put together; a file that is not right ends the build."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._folder = tempfile.mkdtemp()
        sys.path.insert(0, self.root)
        try:
            made = {f"tracking/{name}": content for name, content in definitions(Path(self.root)).items()}
            made |= {f"tracking/{name}": text.encode() for name, text in words().items()}
        finally:
            sys.path.remove(self.root)
        for target, content in made.items():
            file = Path(self._folder, target.replace("/", "-"))
            file.write_bytes(content)
            build_data["force_include"][str(file)] = target

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """When the wheel is made."""
        if self._folder is not None:
            shutil.rmtree(self._folder)


def definitions(root: Path) -> dict[str, bytes]:
    """The content of each file by its place in the package, from the definitions of a source tree."""
    from tracking.definitions.compiling import compiled
    from tracking.definitions.loading import load_carriers
    from tracking.definitions.packed import PACKED, pack
    from tracking.definitions.packing import modules

    carriers = load_carriers(root / "carriers")
    texts = modules(tuple(map(compiled, carriers)))
    return {PACKED: pack(carriers), **{f"_snapshot/{name}": text.encode() for name, text in texts.items()}}


def words() -> dict[str, str]:
    """The modules with the words of a source tree's language files: all of them, and those beside companies' names, folded."""
    from tracking.catalog.beside import words_beside_of
    from tracking.errors import DefinitionError
    from tracking.languages.loading import languages_folder, load_languages
    from tracking.languages.merging import merged

    files = load_languages(languages_folder())
    if faults := [fault for each in files for fault in each.faults]:
        raise DefinitionError(faults)
    vocabulary = merged(each.language for each in files if each.language)
    beside = words_beside_of(vocabulary)
    return {
        "_languages.py": _module("The words of all languages", "tracking.languages.vocabulary", VOCABULARY=vocabulary),
        "_words_beside.py": _module("Words beside companies' names", "tracking.catalog.beside", WORDS_BESIDE=beside),
    }


def _module(what: str, where: str, **value: tuple[Any, ...]) -> str:
    """A module with the fields of a record."""
    ((name, record),) = value.items()
    fields = "".join(f"    {_literal(field)},\n" for field in record)
    return f'"""{what}, as `{where}` lays them out. Made by the build."""\n\n{name} = (\n{fields})\n'


def _literal(value: Any) -> str:
    """A value as Python writes it, with sets in order, so that every build is the same."""
    if isinstance(value, frozenset):
        return f"frozenset({tuple(sorted(value))!r})"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {_literal(one)}' for key, one in value.items())}}}"
    return repr(value)
