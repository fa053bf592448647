"""What building a wheel adds: the carrier definitions, compiled to Python literals.

An installed package then parses no YAML at start: pip compiles `tracking/_snapshot.py` to bytecode, and `tracking.definitions.builtin`
imports it. An editable install gets none, so that a checkout always reads its own `carriers/`.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Snapshot(BuildHookInterface):
    """Writes the snapshot outside of the source tree and has it put into the wheel."""

    _folder: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Before the wheel is put together; a definition that is not right ends the build."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._folder = tempfile.mkdtemp()
        file = Path(self._folder) / "_snapshot.py"
        file.write_text(snapshot(Path(self.root)), encoding="utf-8")
        build_data["force_include"][str(file)] = "tracking/_snapshot.py"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """When the wheel is made."""
        if self._folder is not None:
            shutil.rmtree(self._folder)


def snapshot(root: Path) -> str:
    """The module's text, from the definitions of a source tree."""
    sys.path.insert(0, str(root))
    try:
        from tracking.definitions.compiling import compiled
        from tracking.definitions.loading import load_carriers
    finally:
        sys.path.remove(str(root))
    forms = "".join(f"    {compiled(carrier)!r},\n" for carrier in load_carriers(root / "carriers"))
    return f'"""The carrier definitions as `tracking.definitions.compiling` lays them out. Made by the build; see carriers/."""\n\nFORMS = (\n{forms})\n'
