"""Strict reading of definition files: from YAML to `Carrier`.

Duplicate and unknown keys are refused, and every fault names file, line, field, and cure.
"""

from __future__ import annotations

import re
import stat
from pathlib import Path

from tracking.definitions.carrier import Carrier
from tracking.definitions.decoding import Decoder
from tracking.errors import DefinitionError, Fault
from tracking.yaml_file import LARGEST_TEXT, FieldPath, YamlFile

__all__ = ["FIRST_LINE", "ID_PATTERN", "builtin_folder", "lines", "load_carriers", "read_carrier"]

ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
FIRST_LINE = "name: The Carrier"


def builtin_folder() -> Path:
    """Return the folder of the built-in definitions: in an installed package, or beside the package in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "_carriers"
    return inside if inside.is_dir() else package.parent / "carriers"


def load_carriers(path: str | Path) -> tuple[Carrier, ...]:
    r"""Return the definitions in a file, or in every ``*.yaml`` file of a folder, sorted by id.

    Everything is read first. If anything is wrong, one `DefinitionError` is raised: its ``.errors`` name file, line,
    field, and cure, and its ``.carriers`` are the good definitions. A path that does not exist raises OSError.

    >>> import pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = pathlib.Path(folder, "mine.yaml")
    ...     written = path.write_text("name: My Carrier")
    ...     good = load_carriers(path)
    ...     written = path.write_text("nmae: My Carrier")
    ...     try:
    ...         load_carriers(path)
    ...     except DefinitionError as error:
    ...         faults = error.errors
    >>> good[0].name, faults[0].field, faults[0].line
    ('My Carrier', 'nmae', 1)
    """
    path = Path(path)
    files = sorted(path.glob("*.yaml"), key=lambda file: file.stem) if path.is_dir() else [path]
    carriers: list[Carrier] = []
    faults: list[Fault] = []
    for file in files:
        try:
            text = _content(file).decode("utf-8-sig")
        except _NotAFile as error:
            faults.append(Fault(str(file), 0, "file", error.reason, error.cure))
            continue
        except UnicodeDecodeError as error:
            faults.append(Fault(str(file), 0, "file", f"it is not UTF-8 (byte {error.start})", "save it as UTF-8"))
            continue
        except OSError as error:
            if file is path:
                raise
            faults.append(
                Fault(str(file), 0, "file", f"it cannot be read: {error.strerror}", "make it a file that can be read")
            )
            continue
        try:
            carriers.append(read_carrier(text, id=file.stem, file=str(file)))
        except DefinitionError as error:
            faults += error.errors
    if path.is_dir() and not files:
        faults.append(
            Fault(str(path), 0, "folder", "it holds no .yaml file", "name the folder that holds the definitions")
        )
    if faults:
        raise DefinitionError(faults, carriers)
    return tuple(carriers)


class _NotAFile(Exception):
    """A path that is not a file of definitions."""

    def __init__(self, reason: str, cure: str) -> None:
        super().__init__(reason)
        self.reason, self.cure = reason, cure


def _content(file: Path) -> bytes:
    """Return a file's bytes.

    A path that could block or never end is not opened, and only `LARGEST_TEXT` bytes are read.
    """
    if not stat.S_ISREG(file.stat().st_mode):
        raise _NotAFile("it is not a regular file", "name a file on a disk")
    with file.open("rb") as opened:
        content = opened.read(LARGEST_TEXT + 1)
    if len(content) > LARGEST_TEXT:
        raise _NotAFile(
            f"it is larger than {LARGEST_TEXT >> 20} MiB", "a definition has a few kilobytes; split the file"
        )
    return content


def read_carrier(text: str, *, id: str, file: str = "<string>") -> Carrier:  # noqa: A002 - the field's own name
    """Return one definition from its text. Raises `DefinitionError` with a `Fault` for each thing that is wrong."""
    yaml_file = YamlFile(file, FIRST_LINE)
    data = yaml_file.mapping(text)
    if not ID_PATTERN.fullmatch(id):
        yaml_file.fault(
            (),
            f"the file name {id!r} is not an id",
            "use lower-case letters, digits, and single dashes, as in dhl-express.yaml",
        )
    if data is None:
        raise DefinitionError(yaml_file.faults)
    if "id" in data:
        yaml_file.fault(("id",), "the id is the file's name", "remove it")
        del data["id"]
    carrier = Decoder(yaml_file).decode(data, id)
    if yaml_file.faults or carrier is None:
        raise DefinitionError(sorted(dict.fromkeys(yaml_file.faults), key=lambda fault: fault.line))
    return carrier


def lines(text: str) -> dict[FieldPath, int]:
    """Return the line of each field of a definition's text, by its path: ("numbers", 0, "pattern")."""
    yaml_file = YamlFile("<string>", FIRST_LINE)
    yaml_file.parse(text)
    return yaml_file.lines
