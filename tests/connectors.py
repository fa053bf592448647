"""A module for tests: where PyPI's data connectors are, which need environments of their own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

__all__ = ["program"]

_ENVIRONMENTS = Path(__file__).parent.parent / ".venvs"


def program(name: str) -> str | None:
    """The path of a connector's program: as ``make connectors`` installs it, or else in PATH."""
    made = _ENVIRONMENTS / name / "bin" / name
    return str(made) if os.access(made, os.X_OK) else shutil.which(name)
