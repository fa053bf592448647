"""What building a wheel adds: the carrier definitions and the words of all languages, compiled to Python literals.

An installed package then parses no YAML at start: pip compiles the modules of `tracking/_snapshot` and
`tracking/_languages.py` to bytecode. `tracking.definitions.snapshot`, which lays the former out, imports those that are
needed, and `tracking.languages.builtin` the latter. An editable install gets neither, so that a checkout always reads its own
files.
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
            modules = {f"tracking/_snapshot/{name}": text for name, text in snapshot(Path(self.root)).items()}
            modules["tracking/_languages.py"] = words()
        finally:
            sys.path.remove(self.root)
        for target, text in modules.items():
            file = Path(self._folder, target.replace("/", "-"))
            file.write_text(text, encoding="utf-8")
            build_data["force_include"][str(file)] = target

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """When the wheel is made."""
        if self._folder is not None:
            shutil.rmtree(self._folder)


def snapshot(root: Path) -> dict[str, str]:
    """The text of each module by its file's name, from the definitions of a source tree."""
    from tracking.definitions.compiling import compiled
    from tracking.definitions.loading import load_carriers
    from tracking.definitions.packing import modules

    return modules(tuple(map(compiled, load_carriers(root / "carriers"))))


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
