from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tracking
from tracking.definitions.loading import builtin_folder, load_carriers, read_carrier
from tracking.errors import DefinitionError

GOOD = """\
name: United Parcel Service
country: US
aliases: [UPS Ground]
pages:
  - name: UPS
    lists: [global]
    url: https://www.ups.com/track?n={number}
    sources: [https://www.ups.com]
numbers:
  - name: 1Z number
    pattern: |
      1Z
      (?P<serial>
        (?P<shipper> [0-9A-Z]{6} )
        (?P<service> [0-9A-Z]{2} )
        (?P<package> [0-9A-Z]{7} )
      )
      (?P<check> [0-9] )
    check: {algorithm: mod10, weights: [1, 2], letter_a: 2}
    codes:
      service: {"01": Next Day Air, "03": Ground}
    valid: ["1Z5R89390357567127"]
    invalid: ["1Z1111111111111111"]
    sources: [https://www.ups.com]
verified: 2026-11-21
"""


def faults(text: str, name: str = "ups") -> list[tuple[int, str, str]]:
    with pytest.raises(DefinitionError) as caught:
        read_carrier(text, id=name, file="ups.yaml")
    assert all(fault.file == "ups.yaml" and fault.reason and fault.cure for fault in caught.value.errors)
    return [(fault.line, fault.field, f"{fault.reason}; {fault.cure}") for fault in caught.value.errors]


def test_a_good_definition() -> None:
    carrier = read_carrier(GOOD, id="ups")
    assert carrier.id == "ups"
    assert carrier.lists == ("global",)
    assert carrier.numbers[0].check is not None
    assert carrier.numbers[0].check.algorithm == "mod10"
    assert carrier.as_dict()["numbers"][0]["codes"] == {"service": {"01": "Next Day Air", "03": "Ground"}}


@pytest.mark.parametrize(
    ("old", "new", "line", "field", "words"),
    [
        ("country: US", "country: USA", 2, "country", "two capitals"),
        ("country: US", "country: UK", 2, "country", "write GB"),
        ("country: US", "country: NO", 2, "country", "put quotes"),
        ("lists: [global]", "lists: [global, NO]", 6, "pages[0].lists[1]", "put quotes"),
        ("lists: [global]", "lists: [Global]", 6, "pages[0].lists[0]", "write global"),
        (
            "lists: [global]",
            "list: [global]",
            6,
            "pages[0].list",
            "the field list is not known; there are name, lists, url",
        ),
        ("{number}", "{nummer}", 7, "pages[0].url", "nummer"),
        ("https://www.ups", "https://a:b@ups", 7, "pages[0].url", "credentials"),
        ("n={number}", "n=%zz{number}", 7, "pages[0].url", "%25"),
        ("verified: 2026-11-21", "verified: 2026-13-21", 25, "verified", "write it as in 2026-11-21"),
        ("verified: 2026-11-21", "? [a]\n: b", 25, "?", "the key is a list"),
        ("verified: 2026-11-21", "verified: !!timestamp x", 25, "verified", "write it as in 2026-11-21"),
        ("verified: 2026-11-21", "!!bool x: 1", 25, "x", "put quotes"),
        ("Next Day Air", '""', 21, "numbers[0].codes.service.01", "it is empty"),
        ("    valid", "    guess: maybe\n    valid", 22, "numbers[0].guess", "anywhere, home, or never"),
        ("invalid: [", "issued_by: usps\n    invalid: [", 23, "numbers[0].issued_by", "put brackets"),
        (
            "mod10, weights: [1, 2], letter_a: 2",
            "mod11, weights: [1], ten: XX",
            19,
            "numbers[0].check.ten",
            "one character",
        ),
        ("verified:", "verifed:", 25, "verifed", "not known"),
        ("country: US", "country: US\ncountry: US", 3, "country", "second time"),
        ("{6}", "{6,}", 14, "numbers[0].pattern", "unbounded repeat"),
        ("1Z\n", "1z\n", 12, "numbers[0].pattern", "stands for nothing"),
        ("algorithm: mod10", "algorithm: mod12", 19, "numbers[0].check.algorithm", "there are correos"),
        ("weights: [1, 2]", "wights: [1, 2]", 19, "numbers[0].check", "mod10 takes weights"),
        ("weights: [1, 2]", "weights: []", 19, "numbers[0].check", "parameters do not work"),
        (
            "weights: [1, 2], letter_a: 2",
            "weights: [1, 2], over: number",
            19,
            "numbers[0].check.over",
            "no group number",
        ),
        ("service: {", "servce: {", 21, "numbers[0].codes.servce", "no group servce"),
        ('"03": Ground', "03: Ground", 21, "numbers[0].codes.service.03", "quotes"),
        ('["1Z5R89390357567127"]', "[1234567890]", 22, "numbers[0].valid[0]", "put quotes"),
        ("name: United Parcel Service", "id: x", 1, "id", "file's name"),
        ("name: United Parcel Service\n", "", 1, "file", "name is missing"),
        ("- name: 1Z number", "- nam: 1Z number", 10, "numbers[0].nam", "nam is not known"),
        ("(?P<check> [0-9] )", "(?P<check> [0-9] )?", 19, "numbers[0].check", "check may be missing"),
        ("(?P<check> [0-9] )", "(?P<check> [0-9]{2} )", 19, "numbers[0].check.digit", "not one character"),
        ("weights: [1, 2], letter_a: 2", "weights: [1, 2]", 19, "numbers[0].check.over", "A may stand in serial"),
        (
            "algorithm: mod10, weights",
            "over: package, digit: shipper, algorithm: mod10, weights",
            19,
            "numbers[0].check.digit",
            "one character",
        ),
        ("verified: 2026-11-21", "verified: soon", 25, "verified", ""),
        (
            "    valid",
            "    sources: [{text: a}]\n    valid",
            22,
            "numbers[0].sources[0]",
            "the field states is missing",
        ),
        ("    valid", "    sources: [{states: [page]}]\n    valid", 22, "numbers[0].sources[0]", "text is missing"),
        (
            "    valid",
            "    sources: [{text: a, states: [shape]}]\n    valid",
            22,
            "numbers[0].sources[0].states[0]",
            "'shape' is not one of the choices; write page, host, format, check, or name",
        ),
        (
            "    valid",
            "    sources: [{text: a, states: []}]\n    valid",
            22,
            "numbers[0].sources[0].states",
            "write page",
        ),
        (
            "    valid",
            "    sources: [{text: a, states: [name], by: b}]\n    valid",
            22,
            "numbers[0].sources[0]",
            "the field by is not known; a source has text and states",
        ),
        ("pages:", "pages: [", 5, "file", "not YAML"),
    ],
)
def test_each_fault_names_line_field_and_cure(old: str, new: str, line: int, field: str, words: str) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1))
    assert any(at == line and where == field and words in what for at, where, what in found), found


def test_every_fault_is_told_at_once() -> None:
    bad = GOOD.replace("country: US", "country: usa").replace("{number}", "{nr}").replace("verified:", "verifed:")
    bad = bad.replace("{6}", "{6,}")
    assert [field for _, field, _ in faults(bad)] == ["country", "pages[0].url", "numbers[0].pattern", "verifed"]


def test_two_faults_of_one_item_and_of_one_list_are_told() -> None:
    text = "name: B\npages:\n  - lists: [NO, Germany]\n    bar: 2\nnumbers:\n  - pattern: '[0-9]{3}'\n    guess: 5\n"
    assert [field for _, field, _ in faults(text)] == [
        "pages[0].lists[0]",
        "pages[0].lists[1]",
        "pages[0].bar",
        "numbers[0]",
        "numbers[0].guess",
    ]


def test_what_cannot_be_read_stops_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "ups.yaml").write_text(GOOD)
    with pytest.raises(DefinitionError, match="not a regular file") as caught:
        load_carriers(tmp_path)
    assert [carrier.id for carrier in caught.value.carriers] == ["ups"]
    with pytest.raises(FileNotFoundError):
        load_carriers(tmp_path / "none.yaml")


@pytest.mark.parametrize("text", ["", "- a", "just text", "\x00", "a: &a [*a]", "{" * 5000])
def test_what_is_no_definition(text: str) -> None:
    assert faults(text)


def test_the_file_name_is_the_id() -> None:
    assert any("is not an id" in what for _, _, what in faults(GOOD, name="United Parcel"))


def test_a_pattern_that_takes_long_is_refused() -> None:
    nested = GOOD.replace("1Z\n", "(?=(?:(?:[0-9]{0,9}){0,9}){0,9}[0-9]1Z)1Z\n")
    assert any("ways to match" in what or "takes too long" in what for _, _, what in faults(nested))


def test_a_folder_is_read_whole_before_anything_is_said(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text(GOOD.replace("{number}", "{nr}"))
    (tmp_path / "worse.yaml").write_bytes(b"name: \xff")
    with pytest.raises(DefinitionError) as caught:
        tracking.load_carriers(tmp_path)
    assert {Path(fault.file).name for fault in caught.value.errors} == {"bad.yaml", "worse.yaml"}
    assert [carrier.id for carrier in caught.value.carriers] == ["good"]
    assert tracking.load_carriers(tmp_path / "good.yaml")[0].id == "good"


def test_paths_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"no \.yaml file"):
        tracking.load_carriers(tmp_path)
    with pytest.raises(FileNotFoundError):
        tracking.load_carriers(tmp_path / "missing.yaml")


def test_a_checkout_warns_of_a_bad_definition_and_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tracking.definitions import builtin, loading

    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text("name: 1")
    monkeypatch.setattr(builtin, "_carriers", ())
    monkeypatch.setattr(loading, "builtin_folder", lambda: tmp_path)
    with pytest.warns(UserWarning, match="left out"):
        assert [carrier.id for carrier in builtin.carriers()] == ["good"]
    assert builtin.carriers() is builtin.carriers()


def test_the_built_in_folder_is_found() -> None:
    assert (builtin_folder() / "ups.yaml").is_file()


@given(
    st.dictionaries(
        st.sampled_from(["name", "country", "pages", "numbers", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
            max_leaves=6,
        ),
    )
)
def test_nothing_but_definition_errors_comes_out(data: dict[str, object]) -> None:
    import yaml

    text = yaml.safe_dump(data, allow_unicode=True)
    carrier = None
    with suppress(DefinitionError):
        carrier = read_carrier(text, id="x")
    assert carrier is None or carrier.name == data["name"]


def test_what_is_wrong_beside_another_fault_is_told_too() -> None:
    text = "name: A\npages:\n  - url: foo\n    lists: [no]\nnumbers:\n  - name: 4\n    pattern: '('\n"
    assert [field for _, field, _ in faults(text)] == [
        "pages[0].url",
        "pages[0].lists[0]",
        "numbers[0].name",
        "numbers[0].pattern",
    ]


def test_aliases_of_aliases_end() -> None:
    text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{place}: &a{place} [{', '.join([f'*a{place - 1}'] * 10)}]\n" for place in range(1, 9)
    )
    ((_, _, words),) = faults(text)
    assert "too many values" in words


def test_a_check_digit_covers_something() -> None:
    text = "name: A\nnumbers: [{name: a, pattern: 'A (?P<serial> ) (?P<check> [0-9] )', check: {algorithm: gs1}}]"
    assert [field for _, field, _ in faults(text)] == ["numbers[0].check.over"]
