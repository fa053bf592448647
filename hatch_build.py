"""What building a wheel adds: the carrier definitions, compiled to Python literals.

An installed package then parses no YAML at start: pip compiles the modules of `tracking/_snapshot` to bytecode, and
`tracking.definitions.snapshot`, which lays them out, imports those that are needed. An editable install gets none, so that a checkout always reads its own `carriers/`.
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
        for name, text in snapshot(Path(self.root)).items():
            file = Path(self._folder) / name
            file.write_text(text, encoding="utf-8")
            build_data["force_include"][str(file)] = f"tracking/_snapshot/{name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """When the wheel is made."""
        if self._folder is not None:
            shutil.rmtree(self._folder)


def snapshot(root: Path) -> dict[str, str]:
    """The text of each module by its file's name, from the definitions of a source tree."""
    sys.path.insert(0, str(root))
    try:
        from tracking.definitions.compiling import compiled
        from tracking.definitions.loading import load_carriers
        from tracking.definitions.snapshot import modules
    finally:
        sys.path.remove(str(root))
    return modules(tuple(map(compiled, load_carriers(root / "carriers"))))
