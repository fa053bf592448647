"""The rules of the definitions, each broken once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tracking.definitions.loading import read_carrier
from tracking.quality.claims import long_unread
from tracking.quality.lint import Linter, lint
from tracking.quality.rules import Finding, quick

SOURCES = "sources: [https://example.com]"


def linter(**texts: str) -> Linter:
    return Linter([read_carrier(text, id=id_.replace("_", "-")) for id_, text in texts.items()])


def findings(of: str, **texts: str) -> list[Finding]:
    judged = linter(**texts)
    return list(judged.findings(judged.carriers[of]))


def carrier(name: str, *numbers: str, country: str = "GB", more: str = "") -> str:
    given = "".join(f"\n  - {{{number}}}" for number in numbers)
    return f"name: {name}\ncountry: {country}\n{more}\n" + (f"numbers:{given}" if given else "")


def number(pattern: str, *, name: str = "N", more: str = "", sources: str = SOURCES) -> str:
    return ", ".join(filter(None, (f"name: {name}", f'pattern: "{pattern}"', more, sources)))


LUHN = "(?P<serial> [0-9]{9} ) (?P<check> [0-9] )"


def test_a_good_definition_breaks_no_rule() -> None:
    good = number(f"AB {LUHN}", more='check: {algorithm: luhn}, valid: ["AB1234567897"], invalid: ["AB1234567898"]')
    assert findings("one", one=carrier("One", good)) == []


def test_a_list_shows_a_name_once() -> None:
    page = "pages: [{name: Express, lists: [global]}]"
    found = findings("one", one=carrier("One", more=page), two=carrier("Two", more=page))
    assert [(finding.path, finding.reason) for finding in found] == [
        (("pages", 0, "lists"), "'Express' is listed in global by two too")
    ]


def test_a_carrier_on_no_list_does_not_bear_a_listed_name() -> None:
    listed = carrier("One", more="pages: [{lists: [global]}]")
    own = number(f"AB {LUHN}", more='check: {algorithm: luhn}, valid: ["AB1234567897"]')
    (found,) = findings("two", one=listed, two=carrier("One", own))
    assert (found.path, found.reason) == (("name",), "'One' is a listed name, of one")


def test_a_carrier_may_have_several_pages_of_one_name_in_a_list() -> None:
    page = "{name: Express, lists: [global]}"
    assert findings("one", one=carrier("One", more=f"pages: [{page}, {page}]")) == []


def test_a_name_may_stand_in_several_lists() -> None:
    page = "pages: [{{name: Express, lists: [{}]}}]"
    assert not findings("one", one=carrier("One", more=page.format("DE")), two=carrier("Two", more=page.format("FR")))


def test_an_alias_is_no_other_carriers_name() -> None:
    found = findings("one", one=carrier("One", more="aliases: [TWO]"), two=carrier("Two"))
    assert [(finding.path, finding.reason) for finding in found] == [(("aliases", 0), "'TWO' is the name of two")]


def test_an_alias_of_the_global_list_may_be_a_name_listed_in_some_countries() -> None:
    one = carrier("One", more="aliases: [Two]\npages: [{lists: [global]}]")
    assert findings("one", one=one, two=carrier("Two", more="pages: [{lists: [DE]}]")) == []
    found = findings("one", one=one, two=carrier("Two", more="pages: [{lists: [DE, global]}]"))
    assert [finding.path for finding in found] == [("aliases", 0)]


def test_an_alias_may_be_shared() -> None:
    shared = "aliases: [Parcels]"
    assert not findings("one", one=carrier("One", more=shared), two=carrier("Two", more=shared))


def test_a_code_means_one_carrier_of_a_platform_in_a_country() -> None:
    def codes(text: str) -> str:
        return carrier("One", more=f"codes: {text}")

    (found,) = findings("one", one=codes("{ebay: [A, B]}"), two=codes("{ebay: B, amazon: A}"))
    assert (found.path, found.reason) == (("codes", "ebay", "global"), "'B' is the code of two too")
    (found,) = findings("one", one=codes("{ebay: {PL: A}}"), two=codes("{ebay: {PL: [C, A]}}"))
    assert found.path == ("codes", "ebay", "PL")
    assert not findings("one", one=codes("{ebay: {PL: A}}"), two=codes("{ebay: A}"))
    (found,) = findings("one", one=codes("{ebay: {global: A, PL: A, CZ: B}}"))
    assert (found.path, found.cure) == (("codes", "ebay", "PL"), "remove it")


@pytest.mark.parametrize("field", ["issued_by", "shared_with"])
@pytest.mark.parametrize(("named", "reason"), [("three", "there is no carrier three"), ("one", "the carrier itself")])
def test_other_carriers_exist(field: str, named: str, reason: str) -> None:
    (found,) = findings(
        "one", one=carrier("One", number("AB [0-9]{8}", more=f"{field}: [two, s10, {named}]")), two="name: Two"
    )
    assert found.path == ("numbers", 0, field, 2)
    assert reason in found.reason


def test_pages_and_formats_have_sources() -> None:
    text = carrier(
        "One", number("AB [0-9]{8}", sources=""), more="pages: [{url: 'https://example.com/{number}'}, {name: One}]"
    )
    assert [finding.path for finding in findings("one", one=text)] == [("pages", 0), ("numbers", 0)]


CORE = "woocommerce/woocommerce:plugins/woocommerce/src/Internal/Fulfillments/Providers/OneShippingProvider.php"


@pytest.mark.parametrize(
    ("source", "places"),
    [
        ("a/b:c.py", []),
        ("{text: a/b:c.py, states: [page, format, check]}", []),
        ("{text: a/b:c.py, states: [host]}", ["pages", "numbers"]),
        ("{text: a/b:c.py, states: [name]}", ["pages", "numbers"]),
        ("{text: a/b:c.py, states: [page]}", ["numbers"]),
        ("{text: a/b:c.py, states: [page, check]}", ["numbers"]),
        ("{text: a/b:c.py, states: [format, check]}", ["pages"]),
        ("{text: a/b:c.py, states: [page, format]}", ["check"]),
        (CORE, ["pages"]),  # no confirmation of an address
    ],
)
def test_pages_formats_and_check_digits_have_sources_that_can_state_them(source: str, places: list[str]) -> None:
    page = f"pages: [{{url: 'https://one.example/{{number}}', sources: [\"{source}\"]}}]".replace('"{', "{").replace(
        '}"', "}"
    )
    form = number(f"AB {LUHN}", more="check: {algorithm: luhn}", sources=f"sources: [{source}]")
    found = findings("one", one=carrier("One", form, more=page))
    assert [[part for part in finding.path if isinstance(part, str)][-1] for finding in found] == places
    assert all(
        "source" in finding.reason and "say where it" in finding.cure.replace("its address", "it") for finding in found
    )


def test_a_format_without_check_digit_needs_no_source_of_one() -> None:
    form = number("ABCD [0-9]{8}", sources="sources: [{text: a/b:c.py, states: [format]}]")
    assert findings("one", one=carrier("One", form)) == []


def test_a_source_was_read_on_a_day_that_has_been() -> None:
    assert findings("one", one=carrier("One", more="verified: 2026-11-21")) == []
    (found,) = findings("one", one=carrier("One", more="verified: 2999-01-01"))
    assert (found.path, found.reason) == (("verified",), "2999-01-01 is still to come")


def test_what_one_format_calls_invalid_is_no_number_of_another_that_guesses() -> None:
    wide = 'pattern: "AB [0-9A-Z]{8}", name: Wide, sources: [https://one.example.com, https://two.example.com]'
    narrow = 'pattern: "ABCX [0-9]{6}", name: Narrow, invalid: ["ABCZ123456"], sources: [https://one.example.com]'
    (found,) = findings("one", one=carrier("One", wide, narrow))
    assert (found.path, "'Wide' accepts it" in found.reason) == (("numbers", 1, "invalid", 0), True)
    assert findings("one", one=carrier("One", f"{wide}, guess: never", narrow)) == []
    own = f"{wide}, invalid: [AB12345678]"  # told once, as a sample that passes
    assert [finding.path for finding in findings("one", one=carrier("One", own))] == [("numbers", 0, "invalid", 0)]


@pytest.mark.parametrize(
    ("pattern", "more", "told"),
    [
        ("AB [0-9]{8}", "guess: anywhere", True),  # 9.4 bits
        ("AB [0-9]{8}", "guess: home", False),
        ("[0-9]{8}", "guess: home", True),
        ("ABC [0-9]{8}", "guess: anywhere", False),  # 14.1 bits
        ("AB [0-9]{8}", "guess: anywhere, why: It is the carrier's own page.", False),
        ("AB [0-9]{8}", "guess: anywhere, issued_by: [s10]", False),
        (f"AB {LUHN}", "guess: anywhere, check: {algorithm: luhn}", False),
    ],
)
def test_what_one_source_states_says_why_it_may_guess(pattern: str, more: str, told: bool) -> None:
    found = findings("one", one=carrier("One", number(pattern, more=more)))
    assert [finding.path for finding in found] == [("numbers", 0, "guess")] * told
    two = "sources: [https://one.example.com, https://two.example.com]"
    assert findings("one", one=carrier("One", number(pattern, more=more, sources=two))) == []
    host = "sources: [https://one.example.com, {text: https://two.example.com, states: [name]}]"
    found = findings("one", one=carrier("One", number(pattern, more=more, sources=host)))
    assert [finding.path for finding in found] == [("numbers", 0, "guess")] * told


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("", "", True),
        ("aliases: [Zebra]", "aliases: [ZEBRA]", False),
        ("families: [Zebra]", "families: [Zebra]", False),
        ("website: https://two.example.com/about", "", False),
    ],
)
def test_other_addresses_are_on_hosts_of_the_carrier(first: str, second: str, told: bool) -> None:
    page = "pages: [{{url: 'https://{}.example.com/{{number}}', {}sources: [https://example.com]}}]"
    one = carrier(
        "One", more=f"{first}\n{page.format('one', 'also: [https://two.example.com/t, https://old.example.com/], ')}"
    )
    two = carrier("Two", more=f"{second}\n{page.format('two', '')}")
    found = findings("one", one=one, two=two)
    assert [(finding.path, finding.reason) for finding in found] == [
        (("pages", 0, "also", 0), "two.example.com is a host of two")
    ] * told
    uses = carrier("Two", number("AB [0-9]{8}", more="issued_by: [one]"), more=page.format("two", ""))
    assert findings("one", one=one, two=uses) == []


def test_sources_that_nobody_has_read_for_two_years_are_listed() -> None:
    known = [
        read_carrier(carrier("A", more=more), id=f"a{nth}")
        for nth, more in enumerate(("verified: 2026-11-21", "verified: 2024-11-20", "verified: 2024-11-21", ""))
    ]
    assert long_unread(known, date(2026, 11, 21)) == ("a1", "a3")
    assert long_unread(known[:1], date(2028, 2, 29)) == ()


def test_formats_are_told_apart_by_their_names() -> None:
    text = carrier("One", number("AB [0-9]{8}"), number("CD [0-9]{8}"))
    assert [finding.path for finding in findings("one", one=text)] == [("numbers", 1, "name")]


@pytest.mark.parametrize(
    ("samples", "path", "reason"),
    [
        (
            'valid: ["AB1234567898"]',
            ("numbers", 0, "valid", 0),
            "the check digit of 'AB1234567898' is 8 and should be 7",
        ),
        ('valid: ["AC1234567897"]', ("numbers", 0, "valid", 0), "the pattern does not match 'AC1234567897'"),
        ('invalid: ["AB12345678-97"]', ("numbers", 0, "invalid", 0), "should fail and passes"),
        ('valid: ["AB1234567897", "ab 1234567897"]', ("numbers", 0, "valid", 1), "appears twice"),
    ],
)
def test_samples_pass_and_fail_as_written(samples: str, path: tuple[str | int, ...], reason: str) -> None:
    text = carrier("One", number(f"AB {LUHN}", more=f"check: {{algorithm: luhn}}, {samples}"))
    found = [finding for finding in findings("one", one=text) if finding.path == path]
    assert reason in found[0].reason


def test_a_sample_that_no_pattern_matches_is_a_finding_where_evidence_depends_on_the_number() -> None:
    found = findings("one", one=carrier("One", number("[0-9A-F]{4} [0-9]{6}", more="valid: [ABCDEFGHIJ]")))
    assert {finding.path for finding in found} == {("numbers", 0, "valid", 0)}


def test_a_changed_check_digit_is_not_valid_with_the_company() -> None:
    """The narrowest format speaks; when that is one without check digit, every mistyped number would pass."""
    checked = number(f"[A-Z]{{2}} {LUHN}", more='check: {algorithm: luhn}, valid: ["AB1234567897"]')
    narrow = number("AB [0-9]{10}", name="W")
    (found,) = findings("one", one=carrier("One", checked, narrow))
    assert found.path == ("numbers", 0, "valid", 0)
    assert found.reason == "with a changed check digit, AB1234567890, it is valid all the same"
    assert findings("one", one=carrier("One", checked, number("[A-Z]{2} [0-9]{10}", name="W"))) == []


def test_a_changed_check_digit_may_be_right_by_another_rule() -> None:
    first = number(f"AB {LUHN}", more='check: {algorithm: luhn}, valid: ["AB1234567897"]')
    second = number(f"AB {LUHN}", name="W", more="check: {algorithm: mod10, weights: [1], add: 5}")
    judged = linter(one=carrier("One", first, second))
    accepting = [slot.accepts("AB1234567890") for slot in judged.listed_carriers["one"].formats_at(12)]
    assert accepting == [False, True]
    assert list(judged.findings(judged.carriers["one"])) == []


def test_codes_stand_for_what_the_group_can_read() -> None:
    codes = 'codes: {service: {"01": Ground, "1": Air, "91": Night}}'
    text = carrier("One", number("AB (?P<service> 0[0-9] ) [0-9]{6}", more=codes))
    assert [finding.path[-1] for finding in findings("one", one=text)] == ["1", "91"]


def test_what_guesses_at_home_has_a_home() -> None:
    text = "name: One\nnumbers:\n  - {" + number(LUHN, more='check: {algorithm: luhn}, valid: ["1234567897"]') + "}"
    (found,) = findings("one", one=text)
    assert found.path == ("numbers", 0)
    assert "no country" in found.reason
    assert not findings("one", one=text.replace("name: One", "name: One\ngeneral: true", 1))
    assert not findings("one", one=text.replace("name: One", "name: One\npages: [{name: One, lists: [GB]}]", 1))


def test_a_sample_that_does_not_pass_is_one_finding() -> None:
    wrong = number(f"AB {LUHN}", more='check: {algorithm: luhn}, valid: ["AB1234567898"]')
    (found,) = findings("one", one=carrier("One", wrong))
    assert found.reason == "the check digit of 'AB1234567898' is 8 and should be 7"


def test_a_valid_number_is_valid_with_its_company() -> None:
    """A narrower format of the same carrier speaks first, and its check digit may refuse what a wider one has."""
    narrow = number(f"AB {LUHN}", more="check: {algorithm: luhn}")
    wide = number("[A-Z]{2} [0-9]{10}", name="W", more='guess: never, valid: ["AB1234567898"]')
    (found,) = findings("one", one=carrier("One", narrow, wide))
    assert found.path == ("numbers", 1, "valid", 0)
    assert found.reason.startswith("validate('AB1234567898', company='One') refuses it")


def test_patterns_answer_hostile_strings_at_once() -> None:
    """No pattern that is loaded takes long; the rule looks at the format's own numbers, in a row, as well."""
    text = carrier("One", number("(?=[0-9A-Z]*[0-9]) [0-9A-Z]{8,20}", more='valid: ["AB123456"]'))
    judged = linter(one=text)
    assert list(quick(judged, judged.carriers["one"])) == []


SAMPLE = 'valid: ["AB12345678"]'


def colliding(
    one: str = "", two: str = "", *, countries: tuple[str, str] = ("GB", "FR"), **others: str
) -> list[Finding]:
    first = carrier("One", number("AB [0-9]{8}", more=", ".join(filter(None, (SAMPLE, one)))), country=countries[0])
    second = carrier("Two", number("A [A-Z] [0-9]{8}", more=two), country=countries[1])
    return findings("one", one=first, two=second, **others)


def test_a_collision_is_declared() -> None:
    (found,) = colliding(two="guess: anywhere")
    assert found.path == ("numbers", 0, "valid", 0)
    assert found.reason.startswith("'AB12345678' is also a number of two (N)")
    assert "`shared_with: [two]`" in found.cure


@pytest.mark.parametrize("field", ["shared_with", "issued_by"])
def test_either_side_may_declare_it(field: str) -> None:
    assert colliding(two=f"guess: anywhere, {field}: [one]") == []
    assert colliding(one=f"{field}: [two]", two="guess: anywhere") == []


def test_what_both_declare_on_a_third_holds_between_them() -> None:
    third = carrier("Three")
    assert colliding(one="issued_by: [three]", two="guess: anywhere, issued_by: [three]", three=third) == []
    assert colliding(one="shared_with: [three]", two="guess: anywhere, issued_by: [three]", three=third) == []


def test_carriers_that_never_meet_in_a_shop_do_not_collide() -> None:
    assert colliding(one="guess: home", two="guess: home") == []
    assert len(colliding(one="guess: home", two="guess: home", countries=("GB", "GB"))) == 1
    assert len(colliding(one="guess: anywhere, why: Told", two="guess: home")) == 1
    assert len(colliding(one="guess: home", two="guess: anywhere, why: Told")) == 1
    assert colliding(two="guess: never") == []


def test_s10_stands_for_every_post() -> None:
    s10 = "(?P<service> [A-Z]{2} ) (?P<serial> [0-9]{8} ) (?P<check> [0-9] ) (?P<country> GB )"
    post = carrier("Post", number(s10, more="check: {algorithm: s10}"))
    sample = 'valid: ["RB123456785GB"]'
    silent, declared = (number("RB [0-9]{9} GB", more=more) for more in (sample, f"shared_with: [s10], {sample}"))
    assert len(findings("user", user=carrier("User", silent), post=post)) == 1
    assert findings("user", user=carrier("User", declared), post=post) == []


def test_where_one_side_alone_is_judged_the_collision_stands_there() -> None:
    """Who lints a new file hears of numbers of other carriers that it claims."""
    one = read_carrier(carrier("One", number("AB [0-9]{8}", more=SAMPLE)), id="one")
    two = read_carrier(carrier("Two", number("A [A-Z] [0-9]{8}", more="guess: anywhere, why: Told")), id="two")
    judged = Linter([one, two], judged={"two"})
    (found,) = judged.findings(two)
    assert found.path == ("numbers", 0, "pattern")
    assert found.reason.startswith("'AB12345678' is also a number of one (N)")
    assert list(Linter([one, two]).findings(two)) == []


# The command's function: files, folders, the built-in definitions.


def test_the_built_in_definitions_break_no_rule() -> None:
    assert "\n".join(map(str, lint())) == ""


def test_a_file_is_judged_with_the_built_in_ones(tmp_path: Path) -> None:
    file = tmp_path / "my-parcels.yaml"
    file.write_text(
        "name: My Parcels\n"
        "aliases: [FedEx]\n"
        "numbers:\n"
        "  - name: Own\n"
        "    pattern: |\n"
        "      1Z [0-9A-Z]{16}\n"
        "    shared_with: [upps]\n"
        f"    {SOURCES}\n",
        encoding="utf-8",
    )
    faults = lint([str(file)])
    found = [(fault.line, fault.field) for fault in faults]
    assert found == [(2, "aliases[0]"), (5, "numbers[0].pattern"), (7, "numbers[0].shared_with[0]")]
    assert {fault.file for fault in faults} == {str(file)}


def test_faults_of_loading_and_of_the_rules_come_together(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: A\nlists: [NO]\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("name: B\naliases: [FedEx]\n", encoding="utf-8")
    faults = lint([tmp_path])
    assert [(Path(fault.file).name, fault.line, fault.field) for fault in faults] == [
        ("a.yaml", 2, "lists"),
        ("b.yaml", 2, "aliases[0]"),
    ]
    assert all(fault.cure for fault in faults)


def test_a_file_that_is_not_there_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"none\.yaml"):
        lint([tmp_path / "none.yaml"])


def test_two_letters_that_are_no_country() -> None:
    more = "pages: [{url: 'https://example.com/{number}', lists: [global, EN], sources: ['https://example.com']}]"
    found = [(one.path, one.reason) for one in findings("a", a=carrier("A", country="JA", more=more))]
    assert found == [
        (("country",), "'JA' is not a country code"),
        (("pages", 0, "lists", 1), "'EN' is not a country code"),
    ]
