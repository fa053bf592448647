"""What building a wheel adds: the carrier definitions and the words of all languages, compiled to Python literals.

An installed package then parses no YAML at start: pip compiles `tracking/_snapshot.py` and `tracking/languages/_compiled.py`
to bytecode, and `tracking.definitions.builtin` and `tracking.languages.builtin` import them. An editable install gets
neither, so that a checkout always reads its own files.
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
            modules = {"tracking/_snapshot.py": snapshot(Path(self.root)), "tracking/languages/_compiled.py": words()}
        finally:
            sys.path.remove(self.root)
        for target, text in modules.items():
            file = Path(self._folder, Path(target).name)
            file.write_text(text, encoding="utf-8")
            build_data["force_include"][str(file)] = target

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """When the wheel is made."""
        if self._folder is not None:
            shutil.rmtree(self._folder)


def snapshot(root: Path) -> str:
    """The module that holds the definitions of a source tree."""
    from tracking.definitions.compiling import compiled
    from tracking.definitions.loading import load_carriers

    forms = "".join(f"    {compiled(carrier)!r},\n" for carrier in load_carriers(root / "carriers"))
    return f'"""The carrier definitions as `tracking.definitions.compiling` lays them out. Made by the build; see carriers/."""\n\nFORMS = (\n{forms})\n'


def words() -> str:
    """The module that holds the words of a source tree's language files."""
    from tracking.errors import DefinitionError
    from tracking.languages.loading import languages_folder, load_languages
    from tracking.languages.merging import merged

    files = load_languages(languages_folder())
    if faults := [fault for each in files for fault in each.faults]:
        raise DefinitionError(faults)
    fields = "".join(f"    {field!r},\n" for field in merged(each.language for each in files if each.language))
    return f'"""The words of all languages, as `tracking.languages.vocabulary` lays them out. Made by the build."""\n\nVOCABULARY = (\n{fields})\n'
