"""The sheets of an Office Open XML workbook by their names: which part of the file holds each."""

from __future__ import annotations

from xml.parsers import expat

__all__ = ["parts_of_sheets"]


def parts_of_sheets(sheets: bytes, relations: bytes) -> dict[str, str]:
    """Return the file name of each sheet's part, by the sheet's name (ECMA-376 part 1, 18.2.19; part 2, 9.3).

    ``sheets`` is the list of sheets (workbook.xml), and ``relations`` says where they are (workbook.xml.rels). Raises
    `expat.ExpatError` for anything else.

    >>> parts_of_sheets(b'<a><sheet name="Mon" r:id="r1"/></a>', b'<a><Relationship Id="r1" Target="s/sheet1.xml"/></a>')
    {'Mon': 'sheet1.xml'}
    """
    names: dict[str, str] = {}
    targets: dict[str, str] = {}

    def listed(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            names[attributes.get("name", "")] = relation

    def related(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "").rpartition("/")[2]

    for data, handler in ((sheets, listed), (relations, related)):
        parser = expat.ParserCreate()
        parser.StartElementHandler = handler
        parser.Parse(data, True)
    return {name: targets[relation] for name, relation in names.items() if relation in targets}
