"""A checkout's compiled definitions, stored so that the next process need not read the YAML files again.

They are in ``.cache/definitions`` of the checkout, in files named after the contents of everything that they were made
from: each definition, and the code that compiles them. Files with other names are never read, so nothing can be out of
date. If the folder cannot be written, nothing is stored.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.carrier import Carrier
    from tracking.definitions.compiled import PlainTuple

__all__ = ["Kept"]

_PACKAGE = Path(__file__).parent.parent
_CODE = ("definitions", "spelling")
"""The rooms whose code determines the compiled form."""
_DIGEST = 32


class Kept:
    """The place for what was compiled from a folder of definitions in its present state."""

    def __init__(self, definitions: Path, folder: Path | None = None) -> None:
        self._folder = folder or _PACKAGE.parent / ".cache" / "definitions"
        self._name = _digest(definitions)

    def compiled(self) -> list[PlainTuple] | None:
        """Return the compiled definitions, in order; None if they are not stored."""
        content = self._read("compiled")
        return None if content is None else marshal.loads(content)

    def carriers(self) -> tuple[Carrier, ...] | None:
        """Return the definitions themselves, by id; None if they are not stored."""
        content = self._read("json")
        if content is None:
            return None
        from tracking.definitions.packed import unpack

        return unpack(content)

    def keep_compiled(self, literals: Iterable[PlainTuple]) -> None:
        """Store compiled definitions in place of older ones."""
        self._write("compiled", marshal.dumps(list(literals)))

    def keep_carriers(self, carriers: Iterable[Carrier]) -> None:
        """Store definitions that were read without a fault, in place of older ones."""
        from tracking.definitions.packed import pack

        self._write("json", pack(carriers))

    def _read(self, kind: str) -> bytes | None:
        """Return a file's content; None if it does not exist, or is not what was written."""
        try:
            whole = (self._folder / f"{self._name}.{kind}").read_bytes()
        except OSError:
            return None
        digest, content = whole[:_DIGEST], whole[_DIGEST:]
        return content if digest == blake2b(content, digest_size=_DIGEST).digest() else None

    def _write(self, kind: str, content: bytes) -> None:
        made = self._folder / f"{self._name}.{kind}.{os.getpid()}"
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            made.write_bytes(blake2b(content, digest_size=_DIGEST).digest() + content)
            made.replace(self._folder / f"{self._name}.{kind}")
            for older in self._folder.glob(f"*.{kind}"):
                if older.stem != self._name:
                    older.unlink(missing_ok=True)


def _digest(definitions: Path) -> str:
    """Return a name for the present state of the definitions in a folder and of the code that compiles them."""
    found = blake2b(f"{sys.implementation.cache_tag} {marshal.version}".encode(), digest_size=16)
    folders = [(definitions, ".yaml"), *((_PACKAGE / room, ".py") for room in _CODE)]
    for folder, suffix in folders:
        with os.scandir(folder) as entries:
            paths = sorted(entry.path for entry in entries if entry.name.endswith(suffix) and entry.is_file())
        for path in paths:
            with open(path, "rb") as file:
                content = file.read()
            found.update(f"\0{path} {len(content)}\0".encode())
            found.update(content)
    return found.hexdigest()
