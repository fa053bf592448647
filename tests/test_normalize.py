from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.spelling import numbers
from tracking.spelling.companies import fold
from tracking.spelling.numbers import key, plain


@pytest.mark.parametrize(
    "written",
    [
        "1Z001985YW99744790",
        "1z001985yw99744790",
        "1Z 001985 YW 9974 4790",
        "1Z-001985-YW-99744790",
        "1Z\u2011001985\u2013YW99744790",
        "1Z\u00a0001985\u202fYW\u300099744790",
        "1Z001985&nbsp;YW99744790",
        "1Z001985&#160;YW99744790",
        "1Z001985\u200bYW\u200d99744790\ufeff",
        "１Ｚ００１９８５ＹＷ９９７４４７９０",
        "1Z٠٠١٩٨٥YW٩٩٧٤٤٧٩٠",
        "Tracking: 1Z001985YW99744790",
        "Tracking number 1Z001985YW99744790.",
        "Sendungsnummer: 1Z001985YW99744790",
        "N° de suivi : 1Z001985YW99744790",
        "Tracking # 1Z001985YW99744790",
        "  1Z001985YW99744790\n",
        "*1Z001985YW99744790*",
        "(1Z001985YW99744790)",
        "1Z001985.YW.99744790",
        "1Z001985&amp;nbsp;YW99744790",
        "1Z\u2212001985\u02d7YW\u2043997\u30fc44790",
        "1Z\u2022001985\u3002YW\uff61997\u22c544790",
        "1Z\ufe0f001985\u034fYW\u3164997\u2800447\x7f90",
        "Your tracking number is 1Z001985YW99744790.",
        "Numéro de suivi 1Z001985YW99744790",
    ],
)
def test_one_number_written_in_many_ways(written: str) -> None:
    assert key(written) == "1Z001985YW99744790"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ""),
        ("☠", "☠"),
        ("(00) 340434161094042557", "00340434161094042557"),
        ("BTX_0A1", "BTX_0A1"),
        ("0700/1234", "0700/1234"),
    ],
)
def test_what_else_is_written(written: str, expected: str) -> None:
    assert key(written) == expected


def test_long_texts_are_left_alone() -> None:
    assert key(" " * 5000 + "x") == " " * 5000 + "x"


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(st.text())
def test_a_folded_name_is_its_own_fold(name: str) -> None:
    assert fold(fold(name)) == fold(name)


@pytest.mark.parametrize(
    "names",
    [
        ("FedEx", "fed ex", "FEDEX®", "Fed-Ex", "ＦｅｄＥｘ"),
        ("UPS", "ups", "UPS®", "ups_shipping", "U.P.S."),
        ("Lietuvos Paštas", "lietuvos pastas", "LIETUVOS PAŠTAS"),
        ("DPD", "DPD GmbH & Co. KG", "dpd ltd"),
        ("佐川急便", "佐川急便（株）", "佐川急便株式会社"),
        ("Спиди", "Спиди АД", "СПИДИ ЕООД"),
        ("Yamato (JA)", "yamato ja"),
        (
            "InPost",
            "InPost Sp. z o.o.",
            "InPost S.p.A.",
            "Inpost s.r.o.",
            "InPost S.A. de C.V.",
            "INPOST OÜ",
            "InPost A/S",
        ),
        ("GLS", "GLS B.V.", "GLS G.m.b.H.", "GLS GmbH & Co. OHG", "GLS d.o.o.", "GLS L.L.C."),
        ("佐川急便", "佐川急便株式会社", "株式会社佐川急便"),
    ],
)
def test_spellings_of_one_name(names: tuple[str, ...]) -> None:
    assert len({fold(name) for name in names}) == 1


def test_names_that_stay_apart() -> None:
    names = (
        "PostNord SE",
        "PostNord DK",
        "PostNord NO",
        "GLS",
        "Deutsche Post (DE)",
        "Deutsche Post (EN)",
        "順豐",
        "ヤマト",
    )
    assert len({fold(name) for name in names}) == len(names)


@given(st.text())
def test_plain_keeps_every_visible_character(text: str) -> None:
    visible = [character for character in text if character.isprintable() and not character.isspace()]
    kept = plain(text)
    assert [character for character in kept if character.isprintable() and not character.isspace()] == visible
    assert "\n" not in kept
    assert "\r" not in kept


@given(
    st.lists(
        st.sampled_from(["1Z", "0019", "no", "No.", "id ", "is", "tracking", "_", "/", *" -.()[]',\t\n\x7f:#=&"]),
        max_size=8,
    )
)
def test_only_separators_in_the_way_is_a_short_way_to_the_same_key(pieces: list[str]) -> None:
    text = "".join(pieces)
    before, after = "", text.upper() if text.isalnum() else text
    while before != after and not after.isalnum():
        before, after = after, numbers._once(after)
    assert key(text) == after.upper()
