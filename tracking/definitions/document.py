"""All definitions as one JSON document, for programs in other languages, and as a replacement for the built-in ones.

The document is an object with four fields, whose version is `SCHEMA_VERSION`:

=============  =========================================================================================
``format``     always "tracking definitions"
``schema``     a whole number, which grows when a field of a carrier is added, changed, or removed
``data``       the date of the definitions, as in 2026-11-30
``carriers``   a list of carriers as in carriers/*.yaml, each with its ``id``
=============  =========================================================================================
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracking.definitions.decoding import Decoder
from tracking.definitions.loading import FIRST_LINE, ID_PATTERN, load_carriers
from tracking.errors import DefinitionError, Fault
from tracking.yaml_file import YamlFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tracking.definitions.carrier import Carrier

__all__ = ["SCHEMA_VERSION", "document", "load_data", "read_document"]

FORMAT = "tracking definitions"
SCHEMA_VERSION = 1
_FIELDS = ("format", "schema", "data", "carriers")


def document(carriers: Iterable[Carrier], data: str) -> dict[str, Any]:
    """Return definitions as one document, fit for `json.dumps`; ``data`` is their date."""
    found = [_texts(carrier.as_dict()) for carrier in carriers]
    return {"format": FORMAT, "schema": SCHEMA_VERSION, "data": data, "carriers": found}


def _texts(value: Any) -> Any:
    """Return a definition's values in JSON's types: dates as text, tuples as lists."""
    import msgspec

    return msgspec.json.decode(msgspec.json.encode(value))


def load_data(path: str | Path) -> tuple[Carrier, ...]:
    """Return the definitions in a document (a .json file), or in a folder of YAML files, by id.

    Raises `DefinitionError` if anything in them is wrong, or newer than this program can read, and OSError if the path
    cannot be read.
    """
    path = Path(path)
    return load_carriers(path) if path.is_dir() else read_document(path.read_bytes(), str(path))


def read_document(content: bytes, file: str = "<string>") -> tuple[Carrier, ...]:
    """Return the definitions in a document's bytes, by id. Raises `DefinitionError` for anything wrong in it."""
    import msgspec

    try:
        found = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError) as error:
        raise _refused(file, f"it is not JSON: {error}", "name a file that `tracking export` wrote") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _refused(file, "it is not a document of definitions", "name a file that `tracking export` wrote")
    schema = found.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise _refused(file, f"its schema is {schema!r}, not a whole number from 1", "export the definitions again")
    if schema > SCHEMA_VERSION:
        raise _refused(
            file,
            f"its schema is {schema}, and this program reads schemas up to {SCHEMA_VERSION}",
            "install a newer version of carrier-tracking",
        )
    if unknown := sorted(set(found).difference(_FIELDS)):
        raise _refused(file, f"the field {unknown[0]} is not known", f"there are {', '.join(_FIELDS)}")
    carriers = found.get("carriers")
    if not isinstance(carriers, list) or not carriers:
        raise _refused(file, "it holds no list of carriers", "export the definitions again")
    return _decoded(carriers, file)


def _decoded(carriers: list[Any], file: str) -> tuple[Carrier, ...]:
    faults: list[Fault] = []
    decoded: dict[str, Carrier] = {}
    for place, data in enumerate(carriers):
        id_ = data.get("id") if isinstance(data, dict) else None
        if not isinstance(id_, str) or not ID_PATTERN.fullmatch(id_) or id_ in decoded:
            reason = f"carrier {place + 1} has no id of its own"
            faults.append(Fault(file, 0, "carriers", reason, "give each carrier an id that no other one has"))
            continue
        values = YamlFile(f"{file} ({id_})", FIRST_LINE)
        carrier = Decoder(values).decode({name: value for name, value in data.items() if name != "id"}, id_)
        faults += values.faults
        if carrier is not None:
            decoded[id_] = carrier
    if faults:
        raise DefinitionError(faults, tuple(decoded[id_] for id_ in sorted(decoded)))
    return tuple(decoded[id_] for id_ in sorted(decoded))


def _refused(file: str, reason: str, cure: str) -> DefinitionError:
    return DefinitionError([Fault(file, 0, "file", reason, cure)])
