"""The folder of definitions (that each keeps every rule is in test_lint); general formats are identified as what they are."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

import tracking
from tracking.definitions.carrier import Carrier, NumberFormat, Page
from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.loading import builtin_folder, load_carriers
from tracking.quality.lint import lint

FILES = sorted(builtin_folder().glob("*.yaml"))


def test_the_folder_holds_definitions_and_what_explains_them() -> None:
    others = {path.name for path in builtin_folder().iterdir()} - {path.name for path in FILES}
    assert others == {"README.md", "schema.json"}


def test_no_carrier_is_there_twice() -> None:
    """Two files with one name and one country would be one carrier."""
    named = [(carrier.name, carrier.country) for carrier in tracking.carriers()]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("country", [None, "US", "JP"])
def test_an_air_waybill_is_told_with_its_airline(country: str | None) -> None:
    best = tracking.identify("176-12345675", country)[0]
    assert (best.carrier, best.company, best.url) == ("air-waybill", None, None)
    assert {part: best.parts[part] for part in ("airline", "serial", "check")} == {
        "airline": "176",
        "serial": "1234567",
        "check": "5",
    }
    assert best.as_dict()["check"] == "valid"
    (number,) = (n for n in carrier("air-waybill").numbers if n.name == best.format)
    assert number.codes["airline"]["176"] == "Emirates"


def test_an_air_waybill_of_an_unknown_airline_is_a_hint() -> None:
    best = next(c for c in tracking.identify("160-27509731") if c.carrier == "air-waybill")
    assert best.evidence < 5
    assert best.parts["airline"] == "160"
    assert tracking.resolve("160-27509731").carrier is None


def test_an_airlines_own_waybill_leads_to_the_airline() -> None:
    found = tracking.resolve("526-12345675")
    assert found.company == "Southwest Air Cargo"
    assert "air-waybill" in [candidate.carrier for candidate in found.candidates]
    assert "526-526" not in (found.url or "")


def test_a_container_is_told_with_its_parts() -> None:
    best = tracking.identify("CSQU 305438 3")[0]
    assert best.carrier == "iso-6346-container"
    assert (best.parts["owner"], best.parts["category"], best.parts["serial"]) == ("CSQ", "U", "305438")
    assert tracking.resolve("CSQU3054383").company is None  # it names no carrier
    assert "iso-6346-container" not in [c.carrier for c in tracking.identify("CSQU3054384")]


def test_an_sscc_is_told_with_its_parts() -> None:
    best = tracking.identify("(00) 3 7610425002123456 9")[0]
    assert best.carrier == "gs1-sscc"
    assert (best.parts["extension"], best.parts["serial"], best.parts["check"]) == ("3", "7610425002123456", "9")
    assert tracking.resolve("00376104250021234569").carrier is None


def test_an_sscc_is_no_number_of_usps_or_fedex() -> None:
    """Behind 00 stands a GS1 number, whatever else its check digit fits."""
    for extension in range(10):
        sscc = f"00{extension}7610425002123456"
        for digit in "0123456789":
            found = {candidate.carrier for candidate in tracking.identify(sscc + digit)}
            assert not found & {"usps", "fedex"}


def carrier(id_: str) -> Carrier:
    return next(carrier for carrier in tracking.carriers() if carrier.id == id_)


README = (builtin_folder() / "README.md").read_text(encoding="utf-8")


def test_the_readmes_example_keeps_the_rules(tmp_path: Path) -> None:
    text, _ = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "example-parcels.yaml"
    file.write_text(text, encoding="utf-8")
    assert lint([file]) == []
    own = tracking.Resolver(load_carriers(file))
    for sample in ("EX123456782", "ex1 2345 6782"):
        assert own.resolve(sample).company == "Example Parcels"
    assert own.identify("EX123456782")[0].evidence == pytest.approx(12.7, abs=0.1)


def test_the_readme_explains_every_field_and_algorithm() -> None:
    fields = {field.name for kind in (Carrier, Page, NumberFormat) for field in msgspec.structs.fields(kind)} - {"id"}
    parameters = {name for algorithm in ALGORITHMS.values() for name in getattr(algorithm, "_fields", ())}
    told = set(re.findall(r"`([a-z0-9_]+)(?::[^`]*)?`", README))
    assert fields | set(ALGORITHMS) | parameters | {"over", "digit"} <= told
    rows = re.findall(r"^\| `([a-z0-9_]+)` \|.*\| (.*) \|$", README, re.MULTILINE)
    for name, algorithm in ALGORITHMS.items():
        (of,) = (parameters for row, parameters in rows if row == name)
        assert [p for p in getattr(algorithm, "_fields", ()) if f"`{p}" not in of] == [], name
