"""The language files: strictly read, merged into one vocabulary, checked among themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracking.languages import loading
from tracking.languages.builtin import vocabulary
from tracking.languages.columns import header_meaning
from tracking.languages.consistency import is_language_file, language_faults
from tracking.languages.expressions import announcing, link_name
from tracking.languages.language import ColumnHeaders
from tracking.languages.loading import languages_folder, load_language, load_languages
from tracking.languages.merging import merged
from tracking.languages.vocabulary import COLUMN_FIELDS
from tracking.languages.words import AGAINST, NAMES, SAYS, everyday_names, two_piece_words, verdict
from tracking.quality.lint import lint

GOOD = """\
language: Danish
tracking_number: [sporing*, forsendelse]
shipping: [sendt*]
other_numbers: [ordre*]
verbs: [er]
as_written:
  tracking_number: [PKT]
columns:
  order: [ordrenummer]
  number: [pakkenummer, pakke nr]
header_words:
  number: [nr]
"""


def written(tmp_path: Path, text: str, name: str = "da") -> Path:
    file = tmp_path / f"{name}.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_good_file(tmp_path: Path) -> None:
    found = load_language(written(tmp_path, GOOD))
    assert found.faults == ()
    assert found.language is not None
    assert (found.language.code, found.language.language) == ("da", "Danish")
    assert found.language.as_written.tracking_number == ("PKT",)
    assert found.language.columns.number == ("pakkenummer", "pakke nr")
    assert found.lines["columns", "number", 1] == 10


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("verbs: [er]", "verb: [er]", 5, "verb", "not known; there are language, tracking_number"),
        ("verbs: [er]", "verbs: er", 5, "verbs", "put brackets"),
        ("verbs: [er]", "verbs: [no]", 5, "verbs[0]", "put quotes"),
        ("verbs: [er]", "verbs: [1]", 5, "verbs[0]", "put quotes"),
        ("verbs: [er]", "verbs: [er, '']", 5, "verbs[1]", "empty"),
        ("verbs: [er]", "verbs: [er, Er]", 5, "verbs[1]", "twice"),
        ("verbs: [er]", "verbs: [er]\nverbs: [er]", 6, "verbs", "second time"),
        ("verbs: [er]", "verbs: [er, *x]", 5, "file", "not YAML"),
        ("verbs: [er]", "homes: [Danmark]", 5, "homes[0]", 'two capitals, "NO" in quotes'),
        ("verbs: [er]", "places: {DK: [Odense, odense]}", 5, "places.DK[1]", "twice"),
        ("verbs: [er]", "first_languages: [da]", 5, "first_languages", "only any-language.yaml"),
        ("sendt*", "sendt *", 3, "shipping[0]", "more than one word"),
        ("sendt*", "'*sendt'", 3, "shipping[0]", "is not a beginning"),
        ("sendt*", "se*", 3, "shipping[0]", "three letters"),
        ("sendt*", "発送*", 3, "shipping[0]", "leave the * out"),
        ("sendt*", '" sendt"', 3, "shipping[0]", "spaces"),
        (
            "  number: [pakkenummer",
            "  numbers: [pakkenummer",
            10,
            "columns.numbers",
            "there are order, number, company",
        ),
        ("[pakkenummer, pakke nr]", "[pakke nr, pakke nr]", 10, "columns.number[1]", "twice"),
        ("  number: [nr]", "  number: [nr no]", 12, "header_words.number[0]", "one by one"),
        ("as_written:\n  tracking_number: [PKT]", "as_written: [PKT]", 6, "as_written", "not a mapping"),
        ("language: Danish", "language:", 1, "language", "empty"),
        ("language: Danish\n", "", 1, "file", "add `language: Danish`"),
    ],
)
def test_each_fault_names_line_field_and_cure(
    tmp_path: Path, old: str, new: str, line: int, field: str, words: str
) -> None:
    assert old in GOOD
    file = written(tmp_path, GOOD.replace(old, new, 1))
    found = load_language(file)
    assert found.language is None
    assert all(fault.file == str(file) and fault.reason and fault.cure for fault in found.faults)
    told = [(fault.line, fault.field, f"{fault.reason}; {fault.cure}") for fault in found.faults]
    assert any(at == line and where == field and words in what for at, where, what in told), told


@pytest.mark.parametrize(
    "content", [b"", b"- a", b"text", b"\x00", b"language: \xff", b"a: {b: [c}", b"a: &a [*a]", b"{" * 5000]
)
def test_what_is_no_language_file(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "da.yaml"
    file.write_bytes(content)
    assert load_language(file).language is None
    assert load_language(file).faults


def test_the_files_name_is_a_language_code(tmp_path: Path) -> None:
    assert [load_language(written(tmp_path, GOOD, name)).faults for name in ("da", "zh-Hans", "pt-BR")] == [()] * 3
    (fault,) = load_language(written(tmp_path, GOOD, "Danish")).faults
    assert "is not a language code" in fault.reason
    (fault,) = load_language(written(tmp_path, GOOD, "any-language")).faults
    assert fault.field == "language"


def test_english_comes_first_and_what_belongs_to_no_language_last(tmp_path: Path) -> None:
    for name in ("da", "sv", "en", "any-language"):
        head = "first_languages: [en]" if name == "any-language" else "language: Some"
        written(tmp_path, f"{head}\ncolumns: {{order: [{name}]}}\nverbs: [är, er]\n", name)
    found = merged(file.language for file in load_languages(tmp_path) if file.language)
    assert dict(found.columns)["order"] == ("en", "da", "sv", "any-language")
    assert found.verbs == ("ar", "er")


def test_the_built_in_files_are_good() -> None:
    assert language_faults(languages_folder()) == []
    assert {file.language.code for file in load_languages(languages_folder()) if file.language} >= {"en", "zh-Hans"}


def test_a_bad_file_is_warned_of_and_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, "language: Swedish\nverb: [är]\n", "sv")
    monkeypatch.setattr(loading, "languages_folder", lambda: tmp_path)
    with pytest.warns(UserWarning, match=r"sv\.yaml:2: verb"):
        found = vocabulary.__wrapped__()
    assert found.verbs == ("er",)


def test_words_and_headers_that_contradict_each_other(tmp_path: Path) -> None:
    text = (
        GOOD.replace("ordre*", "ordre*, Sporing*").replace("ordrenummer", "xyznr").replace("pakke nr]", "xyz nummer]")
    )
    found = [(fault.line, fault.field, fault.reason) for fault in language_faults(written(tmp_path, text))]
    assert found == [
        (4, "other_numbers[1]", "'Sporing*' stands under tracking_number too"),
        (10, "columns.number[1]", "'xyz nummer' stands under columns.order too"),
    ]


def test_words_that_another_language_means_otherwise(tmp_path: Path) -> None:
    file = written(tmp_path, "language: Some\nverbs: [er, PHONE*]\ncolumns: {url: [Menge]}\n", "xx")
    assert [(fault.line, fault.field, fault.reason) for fault in language_faults(file)] == [
        (2, "verbs[1]", "'PHONE*' stands under other_numbers in en.yaml"),
        (3, "columns.url[0]", "'Menge' stands under columns.quantity in de.yaml"),
    ]


def test_lint_reads_language_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert lint([languages_folder() / "da.yaml"]) == []
    assert not is_language_file(tmp_path)
    (fault,) = lint([written(tmp_path, GOOD.replace("verbs", "verb"))])
    assert fault.field == "verb", "a draft anywhere is read as a language, not as a carrier"
    monkeypatch.setattr("tracking.languages.consistency.languages_folder", lambda: tmp_path)
    (fault,) = lint([written(tmp_path, GOOD.replace("verbs", "verb"))])
    assert (fault.line, fault.field) == (5, "verb")


def test_columns_are_those_of_the_files() -> None:
    assert ColumnHeaders.__struct_fields__ == COLUMN_FIELDS
    assert tuple(field for field, _ in vocabulary().columns) == COLUMN_FIELDS


def test_words_of_every_table() -> None:
    assert [verdict(word) for word in ("PRO", "pro", "vận", "van", "Vận Đơn")] == [NAMES, 0, NAMES, 0, NAMES]
    assert [verdict(word) for word in ("배송", "운송장번호", "주문번호")] == [SAYS, NAMES, AGAINST]
    assert {"airway bill", "vận đơn"} <= set(two_piece_words())
    assert everyday_names() >= {"best", "amazon", "poste"}


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("My parcel no. 12", "12"),
        ("air  waybill 12", None),
        ("Air waybill 12", "12"),
        ("numéro de 12", "12"),
        ("Försändelse 12", "12"),
        ("nobody 12", None),
        ("parcel", None),
    ],
)
def test_words_that_announce_a_number(text: str, rest: str | None) -> None:
    found = announcing().match(text)
    assert (text[found.end() :] if found else None) == rest


def test_names_of_parameters_in_links() -> None:
    names = ["mytracknumber", "q", "ID", "Sendung", "quick", "paid", "page"]
    assert [bool(link_name().search(name)) for name in names] == [True] * 4 + [False] * 3


def test_headers_of_two_languages() -> None:
    found = [header_meaning(header) for header in ("Land", "Landekode", "Name", "Order")]
    assert [meaning and meaning.field for meaning in found] == ["country", "country", "order", "order"]
    ranks = [meaning.rank for meaning in found if meaning]
    assert ranks[0] < ranks[1]
    assert ranks[3] < ranks[2]
