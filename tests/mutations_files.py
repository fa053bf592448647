"""Small changes of how files of shipments are read; see `tests.mutations`."""

from __future__ import annotations

from tests.mutation import Mutation

FILES = ("warehouse_files", "rows_that_count", "tabular_excel")

_RULES: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "tabular/excel_file.py",
        (
            ("(top + 1, column): bottom + 1", "(top + 1, column): bottom"),
            ("(top + 1, column): bottom + 1", "(top + 1, column): bottom + 2"),
            ("column < len(self.header) and _holds_for_each_row(self.header[column])", "column < len(self.header)"),
            ("if place <= last:", "if place < last:"),
            ('if meaning is None else meaning.field != "quantity"', "if meaning is None else True"),
            ("return header_sign(header) is not None if meaning is None", "return False if meaning is None"),
        ),
    ),
    (
        "fulfillment/rows_left_out.py",
        (
            ("WORDS_OF_A_NOTE = 3", "WORDS_OF_A_NOTE = 2"),
            ("WORDS_OF_A_NOTE = 3", "WORDS_OF_A_NOTE = 4"),
            ("or MARKED_NOTE.fullmatch(text) is not None", ""),
            ('field == "order" or field not in OF_A_PARCEL', "True"),
            ('field == "order" or field not in OF_A_PARCEL', "field not in OF_A_PARCEL"),
            ("if [*filled] == [header] and len(cells) > 1 and", "if header in filled and"),
            ("_is_note(filled[header], _field(header, given))", "_is_note(filled[header])"),
            ("is_heading = _is_note(text) or not _digits(text)", "is_heading = _is_note(text)"),
            ("is_heading = _is_note(text) or not _digits(text)", "is_heading = not _digits(text)"),
            ("is_void(text) or is_return(text) or is_unsent", "is_void(text) or is_unsent"),
            ('is_return(text) or is_unsent(text, "order"))', "is_return(text))"),
        ),
    ),
    (
        "fulfillment/row_questions.py",
        (
            ("if is_of_services or LOOKS.is_company(one)]", "if is_of_services]"),
            ("if is_of_services or LOOKS.is_company(one)]", "if LOOKS.is_company(one)]"),
            ("if is_of_services or LOOKS.is_company(one)]", "]"),
            ("or _is_kind_of_return(value, beside))", ")"),
            ("is_outgoing(value) and not is_return(value) for", "is_outgoing(value) for"),
            ("and (beside or len(value.split())", "and (len(value.split())"),
            ("WORDS_OF_A_KIND = 2", "WORDS_OF_A_KIND = 3"),
            ("WORDS_OF_A_KIND = 2", "WORDS_OF_A_KIND = 1"),
            ("if number and (order, number) not in filled]", "if (order, number) not in filled]"),
            ("zip(parcels, texts, strict=True) if text}", "zip(parcels, texts, strict=True)}"),
            ("        if filled and (empty :=", "        if (empty :="),
        ),
    ),
    (
        "fulfillment/columns_read.py",
        (
            ("for line, text in headings if line < last)", "for line, text in headings)"),
            ('header_sign(header) in (None, "maybe_order")]', "header_sign(header) is None]"),
            ('or (header_sign(header) == "maybe_number" and any(map(LOOKS.fits, values)))', ""),
        ),
    ),
    (
        "fulfillment/contents_choice.py",
        (
            ("if not counts_units(header) and (cells := texts(header))", "if (cells := texts(header))"),
            ("    if any(header_sign(header) is None for header in differing):", "    if differing:"),
            ("        differing.sort(key=lambda header: all(map(str.isdecimal, texts(header))))", "        pass"),
        ),
    ),
    (
        "fulfillment/column_questions.py",
        (("tuple(header for header in named if any(texts(header))) or tuple(named)", "tuple(named)"),),
    ),
    (
        "fulfillment/number_choice.py",
        (
            ("[one for one in unclear if self.are_of_carriers(one)]) == 1:", "[]) == 1:"),
            ("[one for one in unclear if self.are_of_carriers(one)]) == 1:", "[one for one in unclear if self.are_of_carriers(one)]):"),
            ("return all(number and name and self.looks", "return any(number and name and self.looks"),
        ),
    ),
    (
        "fulfillment/shipments_file.py",
        (("and is_blank(cells.get(\"number\")):\n            cure = f\"if it", "and False:\n            cure = f\"if it"),),
    ),
)  # fmt: skip

OF_FILES = tuple(Mutation(file, old, new, FILES) for file, changes in _RULES for old, new in changes)
