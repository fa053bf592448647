from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import tracking
from tracking.cli import command, show_warning

GOOD = """name: Example Couriers
pages:
  - url: https://example.com/track/{number}
    sources: [https://example.com]
verified: 2026-11-21
"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, list(map(str, arguments)))


def test_every_carrier_is_a_row() -> None:
    found = run("carriers")
    assert found.exit_code == 0
    header, *rows = found.stdout.splitlines()
    assert header.split("  ")[0] == "id"
    assert [row.split()[0] for row in rows] == [carrier.id for carrier in tracking.carriers()]
    ups = next(row for row in rows if row.startswith("ups "))
    carrier = next(carrier for carrier in tracking.carriers() if carrier.id == "ups")
    checks = sum(number.check is not None for number in carrier.numbers)
    assert ups.split() == ["ups", "US", "1", str(len(carrier.numbers)), str(checks), "global", "UPS"]
    places = [header.index(name) for name in ("country", "pages", "formats", "name")]
    assert all(ups[place - 1] == " " and ups[place] != " " for place in places)


@pytest.mark.parametrize("name", ["AU", "au"])
def test_a_list_is_shown_by_its_names(name: str) -> None:
    found = run("carriers", "--list", name)
    assert found.exit_code == 0
    listed = {
        page.name or carrier.name
        for carrier in tracking.carriers()
        for page in carrier.pages
        if "AU" in page.lists
    }  # fmt: skip
    rows = found.stdout.splitlines()[1:]
    assert len(rows) == len(listed)
    assert all(any(row.startswith(f"{name} ") for row in rows) for name in listed)
    assert "Australia Post" in listed


@pytest.mark.parametrize(
    ("arguments", "id_"),
    [
        (["ups"], "ups"),
        (["United", "Parcel", "Service"], "ups"),
        (["fed ex"], "fedex"),
        (["順豐"], "sf-express"),
        (["DHL Paket", "--country", "DE"], "dhl-de"),
    ],
)
def test_one_carrier_is_found_by_any_name(arguments: list[str], id_: str) -> None:
    found = run("carriers", *arguments)
    assert (found.exit_code, found.stdout.splitlines()[0]) == (0, f"id           {id_}")


def test_one_carrier_is_shown_in_full() -> None:
    found = run("carriers", "ups").stdout
    for line in [
        "page         UPS (global)",
        "  url        https://www.ups.com/WebTracking?loc=en_US&requester=ST&trackNums={number}",
        "number       1Z number",
        "  check      mod10 over serial, weights 1 2, letter_a 2",
    ]:
        assert f"{line}\n" in found
    assert "number       no format is known\n" in run("carriers", "2go-express").stdout


def test_json_is_the_whole_definition() -> None:
    (line,) = run("carriers", "ups", "--json").stdout.splitlines()
    assert json.loads(line)["pages"][0]["name"] == "UPS"
    lines = run("carriers", "--list", "AU", "--json").stdout.splitlines()
    assert {json.loads(line)["id"] for line in lines} >= {"australia-post", "sendle"}
    assert len(run("carriers", "--json").stdout.splitlines()) == len(tracking.carriers())


def test_who_is_not_known_may_have_been_misspelt() -> None:
    found = run("carriers", "Fedexx")
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr == "no carrier is called 'Fedexx'; did you mean 'FedEx'?\n"
    found = run("carriers", "zzzzzz")
    assert (found.exit_code, found.stderr) == (1, "no carrier is called 'zzzzzz'\n")


def test_an_ambiguous_name_is_told() -> None:
    ambiguous = "DHL Parcel"
    found = run("carriers", ambiguous)
    assert (found.exit_code, found.stdout) == (1, "")
    assert found.stderr.startswith(f"{ambiguous!r} may mean ")
    assert found.stderr.endswith("write the listed name, its id, or --country\n")
    assert run("carriers", ambiguous, "--country", "NL").exit_code == 0


def test_coverage_is_a_table() -> None:
    found = run("carriers", "--coverage")
    assert found.exit_code == 0
    assert "| US " in found.stdout
    rows = map(json.loads, run("carriers", "--coverage", "--json").stdout.splitlines())
    assert sum(row["carriers"] for row in rows) == len(tracking.carriers())


def test_lint_names_file_line_field_and_cure(tmp_path: Path) -> None:
    file = tmp_path / "example-couriers.yaml"
    file.write_text(GOOD)
    found = run("lint", file)
    assert (found.exit_code, found.stdout, found.stderr) == (0, "", "nothing is wrong\n")
    file.write_text(GOOD.replace("url:", "link:"))
    found = run("lint", file)
    assert (found.exit_code, found.stderr) == (1, "1 fault\n")
    assert found.stdout.startswith(f"{file}:3: pages[0]")
    (line, *_) = run("lint", file, "--json").stdout.splitlines()
    assert json.loads(line)["file"] == str(file)
    assert json.loads(line)["line"] == 3


def test_lint_says_each_fault_once_and_in_words(
    monkeypatch: pytest.MonkeyPatch, recwarn: pytest.WarningsRecorder
) -> None:
    def leaves_out(files: tuple[str, ...]) -> tuple[()]:
        warnings.warn("language files left out:\nxx.yaml:1: wrong", stacklevel=1)
        return ()

    monkeypatch.setattr("tracking.quality.lint.lint", leaves_out)
    assert (run("lint").stderr, len(recwarn)) == ("nothing is wrong\n", 0)


def test_a_warning_shows_no_line_of_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    show_warning(UserWarning("language files left out:\nxx.yaml:1: wrong"), UserWarning, "builtin.py", 27)
    assert capsys.readouterr().err == "Warning: language files left out:\nxx.yaml:1: wrong\n"
