"""Files that a command writes: they appear completely or not at all, and never replace what the command reads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

__all__ = ["is_same", "written_whole"]


def is_same(one: str | Path, other: str | Path) -> bool:
    """Tell whether two paths lead to one file, through links as well."""
    one, other = Path(one), Path(other)
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


@contextmanager
def written_whole(path: str | Path) -> Iterator[IO[bytes]]:
    """Open a file for writing that takes its place once it is complete. Pipes and devices are written to directly.

    An error names the file as it was given, not the unfinished one.
    """
    path = Path(path)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                yield file
            return
        try:
            with unfinished.open("wb") as file:
                yield file
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        if error.filename in (None, str(unfinished)):  # an error of writing itself names no file
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
