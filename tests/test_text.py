"""Numbers in texts."""

from __future__ import annotations

import html
import itertools
import quopri
import random
import time
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tracking
from tests import mails
from tracking.definitions.compiled import HOME, NEVER
from tracking.matching.ranking import deciding
from tracking.spelling.numbers import key

if TYPE_CHECKING:
    from collections.abc import Callable

RESOLVER = tracking.Resolver()
UPS, POST, USPS, FEDEX = "1Z5R89390357567127", "RR123456785CN", "9400111206206406260787", "986578788855"


def keys(text: str, country: str | None = None, min_evidence: float | None = None) -> list[str]:
    """What is found, as keys; each where it says it is."""
    found = RESOLVER.find(text, country, min_evidence)
    for one in found:
        assert text[one.start : one.end] == one.number
        assert one.candidates
    for one, next_ in itertools.pairwise(found):
        assert one.end <= next_.start
    return [bare(one.number) for one in found]


def bare(number: str) -> str:
    """A number without whatever stands between its characters; `key` would take the letters of ID 123 for a label."""
    for nothing in ("=\r\n", "=\n", "=C2=A0", "<wbr>"):
        number = number.replace(nothing, "")
    number = unicodedata.normalize("NFKC", html.unescape(number))
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in number if sign.isalnum()).upper()


def test_groups_of_digits_alone() -> None:
    """Python 3.11.0 to 3.11.4 lost these (https://github.com/python/cpython/issues/106052)."""
    (found,) = RESOLVER.find("Vaši zásilku 8561 0083 1671 629 doručí DPD Belgium.")
    assert (found.number, found.start, found.carrier) == ("8561 0083 1671 629", 13, "dpd-be")


@pytest.mark.parametrize("number", [UPS, POST, USPS])
@pytest.mark.parametrize(
    "around",
    [
        "{}", "{}.", "({})", '"{}"', "'{}'", "**{}**", "_{}_", "`{}`", "[{}](https://example.com)", "Nr.{}", "x:{}", "|{}|", ",{},",
        "\n{}\n", "\t{}\t", "\r\n> {}\r\n", "<p>{}</p>", "<td\nclass='a1'>{}</td>", "单号{}已发货", "追跡番号は{}です", "№ {}", "{}…", "{}!",
        '{{"trackingNumber":"{}","x":1}}', "\\n{}\\n", "a;{};2", "{} 2 boxes", "2 {}", "your parcel {} and more", "{}, {}",
    ],
)  # fmt: skip
def test_strong_numbers_are_found_whatever_is_around(number: str, around: str) -> None:
    assert keys(around.format(number, number)) == [number] * around.count("{}")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1Z 5R8 939 03 5756 7127", UPS),
        ("1Z-5R8-939-03-5756-7127", UPS),
        ("1Z.5R8.939.03.5756.7127", UPS),
        ("1Z5R8939 0357567127", UPS),
        ("1Z 5R8-939.03 5756 7127", UPS),
        ("1z5r89390357567127", UPS),
        ("1Z5R8939=\r\n0357567127 =3D", UPS),
        ("1Z5R8939\u200b0357567127", UPS),
        ("1Z5R8939&shy;0357567127", UPS),
        ("1Z5R8939<wbr>0357567127", UPS),
        ("&#49;Z5R8939035756712&#55;", "&#49;Z5R8939035756712&#55;"),
        ("１Ｚ５Ｒ８９３９０３５７５６７１２７", UPS),
        ("RR 123 456 785 CN", POST),
        ("RR 12345678 5 CN", POST),
        ("RR&nbsp;123&nbsp;456&nbsp;785&nbsp;CN", POST),
        ("RR\u2009123\u2009456\u2009785\u2009CN", POST),
        ("RR–123–456–785–CN", POST),
        ("RR١٢٣٤٥٦٧٨٥CN", POST),
        ("RR१२३४५६७८५CN", POST),
        ("RR=C2=A0123=C2=A0456=C2=A0785=C2=A0CN =3D", POST),
        ("9400 1112 0620 6406 2607 87", USPS),
        ("420 90210 9400 1112 0620 6406 2607 87", "42090210" + USPS),
        ("(00) 3 4012345 123456789 5", "00340123451234567895"),
        ("(00)340123451234567895", "00340123451234567895"),
        ("1Z 5R=\n8 939 03 5756 7127 =3D", UPS),
        ("R=\r\nR 123 456 785 CN =3D", POST),
        ("RR 123 456 785 C\u200bN", POST),
    ],
)
def test_numbers_printed_in_groups_and_in_other_signs(text: str, number: str) -> None:
    expected = [bare(number)]
    assert keys(text) == expected
    assert keys(f"Hello, {text} is here") == expected or "-" in text  # one separator in running text


WEAK = [
    "Tracking: {}", "FedEx {}", "fedex {}", "FedEx® {}", "(fedex.com) {}", "Tracking number\n{}", "Tracking ID\t{}", "tracking:{}",
    "Here is the tracking number for your order: {}", "The tracking number of your order 123456789 is {}", "Tracking 2345, then {}",
    "El seguimiento de su pedido: {}", "order 123456789012 shipped: {}", "tracking" + " " * 40 + "{}", "tracking;{};order",
    "Tracking No.{}", "Sendungs-Nr.{}", "送り状No.{}",
    "<td>Tracking</td>\n   <td style='color:red;width:600px;font-family:Arial,Helvetica,sans-serif'><b>{}</b></td>",
]  # fmt: skip


@pytest.mark.parametrize("text", WEAK)
def test_weak_shapes_behind_a_word_that_speaks_for_them(text: str) -> None:
    assert keys(text.format(FEDEX)) == [FEDEX]


def test_words_in_quoted_printable_reach_as_far_as_they_are_read() -> None:
    for label in ("Номер відправлення: ", "Αριθμός παρακολούθησης: ", "お問い合わせ伝票番号："):
        coded = quopri.encodestring(f"{'Lorem ipsum dolor ' * 3}{label}".encode()).decode() + FEDEX
        assert keys(coded) == keys(f"<p>{coded}</p>") == [FEDEX]
        assert keys(quopri.encodestring(f"Заказ отправлен 21 ноября, {'x ' * 20}{FEDEX}".encode()).decode()) == []


@pytest.mark.parametrize(
    "text",
    [
        "{}", "Order total {}", "Phone: {}", "Customer no. {}", "Your order ({}) has shipped", "Shipment for order {}", "best regards {}",
        "tracking" + " " * 41 + "{}", "Tracking #1, order number {}", "FedEx order {}", "{} tracking", "FEDEX{}", "tracking{}",
        "thread #{} about tracking", "tracking /{}", "tracking ={}", "tracking ${}", "tracking @{}", "tracking {}#", "tracking {}/1", "tracking {}%",
        "tracking {}@x.com", "tracking {} EUR", "tracking € {}", "tracking {},00", "tracking {}.pdf", "tracking img_{}", "tracking +{}",
        "tracking img.{}", "tracking 1.{}",
        "x-{}-y", "https://example.com/tracking/{}", "https://example.com/?tracking={}", "tracking-{}-1",
    ],
)  # fmt: skip
def test_weak_shapes_elsewhere_are_left_out(text: str) -> None:
    assert keys(text.format(FEDEX)) == []


@pytest.mark.parametrize("glue", ["#", "/", "=", "$", "@"])
def test_digits_glued_to_signs_are_no_numbers_however_strong(glue: str) -> None:
    for text in (
        (f"a {glue}{USPS} b", f"a {USPS}{'' if glue == '$' else glue} b") if glue != "$" else (f"a {glue}{USPS} b",)
    ):
        assert keys(text) == [], text
        assert keys(text, min_evidence=0) == [], text


@pytest.mark.parametrize(
    "text", [f"X{POST}", f"{POST}X", f"é{POST}", f"{POST}é", f"я{POST}", f"a_{POST}", f"{POST}_b", f"1{UPS}"]
)
def test_words_are_whole(text: str) -> None:
    assert keys(text) == keys(text, min_evidence=0) == []


@pytest.mark.parametrize(
    "text",
    [
        "Order #1001, total $1,234.56, call +1 (555) 123-4567 or 1-800-463-3339",
        "Amazon order 302-1234567-1234567",
        "2026-11-21, 21.11.2026, 11/21/2026 14:30:00, 20261121T143000Z, 21-11-2026 14:30",
        "ISBN 978-3-16-148410-0; 192.168.100.123; v1.2.3; 52.520008, 13.404954",
        "sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709 md5 d41d8cd98f00b204e9800998ecf8427e",
        "550e8400-e29b-41d4-a716-446655440000 and a1b2c3d4-e5f6-4a7b-8c9d-0e1f2a3b4c5d",
        "00:1A:2B:3C:4D:5E 2001:0db8:85a3:0000:0000:8a2e:0370:7334",
        "IBAN GB29 NWBK 6016 1331 9268 19, DE89 3704 0044 0532 0130 00, DE89370400440532013000",
        "4111 1111 1111 1111, 3782 822463 10005, **** 1234",
        "1.234.567,89 EUR, 12 345 678,00 Kč, £1,234,567.00, USD 1234567.00",
        f"mail {UPS}@example.com, a@{POST}.com",
        f"/orders/{UPS}/edit C:\\parcels\\{UPS} ~/{UPS}",
        f"https://shop.example.com/t/{UPS} example.com/a?n={UPS}",
        f"https://click.example.com/?u=https%3A%2F%2Fwww.ups.com.example.com%2Ftrack%3Ftracknum%3D{UPS}",
        f"<a href='/t' data-n='{UPS}' title=\"{POST}\">here</a>",
        f"Message-ID: <{UPS}.1@example.com>\nReceived: by mx id {POST}; Thu\n--{POST}\n",
        "Tel. 0721-1234567, (0721) 1234567, 0721 12345674",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert keys(text) == []
    assert keys(text, min_evidence=0) == []


def test_lines_of_an_attachment_are_left_alone() -> None:
    rnd = random.Random(3)
    line = "".join(rnd.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") for _ in range(76))
    lines = "\n".join([line[:40] + "/" + POST + "+" + line[54:], line, f"{UPS}/{line[19:]}"])
    assert keys(f"Content\n\n{lines}\n\n{POST}\n") == [POST]


# Links.


@pytest.mark.parametrize(
    ("link", "number", "carrier"),
    [
        ("https://www.ups.com/track?loc=en_US&tracknum={}&requester=ST/", UPS, "ups"),
        ("https://www.ups.com/track?loc=en_US&amp;tracknum={}", UPS, "ups"),
        ("www.ups.com/track?tracknum={}", UPS, "ups"),
        ("ups.com/track?tracknum={}", UPS, "ups"),
        ("https://www.fedex.com/fedextrack/?trknbr={}", FEDEX, "fedex"),
        ("https://www.fedex.com/wtrk/track/?action=track&trackingnumber={}&cntry_code=us", FEDEX, "fedex"),
        ("https://tools.usps.com/go/TrackConfirmAction?tLabels={}", USPS, "usps"),
        ("https://gls-group.com/DE/de/paketverfolgung?match={}", "12345678901", "gls"),
        ("https://tracking.dpd.de/status/de_DE/parcel/{}", "05501234567890", "dpd-de"),
        ("https:\\/\\/www.ups.com\\/track?tracknum={}", UPS, "ups"),
    ],
)
def test_numbers_in_a_carriers_own_links(link: str, number: str, carrier: str) -> None:
    link = link.format(number)
    texts = [link, f"See {link}.", f"[Track]({link})", f"<{link}>"]
    if link.startswith("https"):
        texts.append(f'<a href="{link}" style="width:100px">Track</a>')
    for text in texts:
        for min_evidence in (None, 0):
            (found,) = RESOLVER.find(text, min_evidence=min_evidence)
            assert (found.number, found.candidates[0].carrier) == (number, carrier), text
            assert text[found.start : found.end] == number


def test_a_link_and_its_text_both_count_and_two_numbers_in_one_link() -> None:
    assert keys(f'<a href="https://www.ups.com/track?tracknum={UPS}">{UPS}</a>') == [UPS, UPS]
    assert keys(f"https://www.ups.com/track?tracknum={UPS},1Z879E930346834440") == [UPS, "1Z879E930346834440"]
    assert keys(f"https://www.ups.com/track?tracknum={UPS}%0D%0A1Z879E930346834440") == [UPS, "1Z879E930346834440"]


def test_a_number_in_a_carriers_link_stands_though_its_check_digit_is_wrong() -> None:
    (found,) = RESOLVER.find("https://www.ups.com/track?tracknum=1Z5R89390357567128")
    assert found.candidates[0].carrier == "ups"
    assert RESOLVER.find("https://www.ups.com/track?loc=en_US") == []


# What counts where.


def test_plain_formats_count_behind_the_carriers_name_and_a_word_for_parcels() -> None:
    assert keys("DPD parcel number 15501234567890") == ["15501234567890"]
    assert keys("DPD customer number 15501234567890") == keys("parcel number 15501234567890") == []
    assert keys("DPD parcel number 15501234567890", min_evidence=0) == []


def test_a_carrier_named_behind_a_word_for_another_number() -> None:
    number = "GMFO5JYKG1MW52S"  # nothing but its beginning tells whose it is
    assert keys(f"Your order is on its way via DHL eCommerce ({number}).") == [number]
    assert keys(f"Your order is on its way ({number}).") == keys(f"DHL eCommerce order {number}") == []
    assert keys(f"Your order is on its way via UPS ({number}).") == []


def test_formats_for_home_need_their_country_or_their_carriers_name() -> None:
    number = next(
        number
        for carrier in tracking.carriers()
        for form in carrier.numbers
        for number in form.valid
        if form.guess == "home" and carrier.country and number.isalnum() and _only(number, carrier.id)
    )
    carrier = RESOLVER.identify(number)[0]
    country = next(one.country for one in tracking.carriers() if one.id == carrier.carrier)
    assert keys(f"tracking {number}") == keys(number, min_evidence=0) == []
    assert keys(number, country, 0) == [number]
    assert keys(f"{carrier.company} {number}") == [number]


def _only(number: str, carrier: str) -> bool:
    ranked = RESOLVER.ranked(number, None)
    return [(match.listed.carrier.id, match.rank.tier) for match in ranked] == [(carrier, HOME)]


def test_a_payment_card_is_a_parcel_only_where_the_words_say_so() -> None:
    number = "6202 2896 0467 9722"
    assert keys(f"Evri parcel number {number}") == [number.replace(" ", "")]
    assert keys(f"Visa {number}") == keys(f"Evri: {number}") == keys(number, min_evidence=0) == []


def test_sixteen_letters_and_digits_are_no_payment_card() -> None:
    for text in ("GLS says {} is still at the depot", "FedEx ({})"):
        assert keys(text.format("4AB7900664531234")) == []


def test_least_evidence() -> None:
    assert keys(f"{UPS} {FEDEX}", min_evidence=0) == [UPS, FEDEX]
    assert keys(f"{UPS} tracking {FEDEX}", min_evidence=5) == [UPS]
    assert keys(UPS, min_evidence=40) == []


def test_the_named_carrier_comes_first_and_strong_numbers_need_no_name() -> None:
    (found,) = RESOLVER.find(f"Canada Post tracking {'7023210039414604'}")
    assert found.candidates[0].carrier == "canada-post"
    (found,) = RESOLVER.find(f"DHL {UPS}")
    assert found.candidates[0].carrier == "ups"


def test_own_definitions() -> None:
    from tests.mails import number_of

    carrier = next(one for one in tracking.carriers() if one.id == "ups")
    alone = tracking.Resolver([carrier], builtin=False)
    assert [one.number for one in alone.find(f"{UPS} {POST}")] == [UPS]
    format_, *_ = alone.catalog.carriers["ups"].formats_at(18)
    number = number_of(format_, random.Random(1))
    assert number is not None
    assert [one.number for one in alone.find(f"a {number} b")] == [number]


# Laws.


def _bits(number: str, country: str | None) -> float:
    return max((match.bits for match in deciding(RESOLVER.ranked(number, country))), default=-1.0)


def test_every_sample_is_found_when_it_stands_alone() -> None:
    missed = []
    for carrier in tracking.carriers():
        for form in carrier.numbers:
            for sample in form.valid:
                for country in {None, carrier.country}:
                    bits = _bits(key(sample), country)
                    # A number with a slash in it is digits glued to a slash.
                    if bits >= 0 and "/" not in sample and keys(sample, country, 0) != [bare(sample)]:
                        missed.append((sample, country, 0))
                    if bits >= 8 and keys(sample, country) != [bare(sample)]:
                        missed.append((sample, country, None))
    assert missed == []


GUESSING = [format_ for format_ in RESOLVER.catalog.formats() if format_.guess != NEVER]


@given(st.sampled_from(GUESSING), st.integers(0, 10**9), st.booleans())
@settings(max_examples=400, deadline=None)
def test_find_finds_what_identify_accepts_when_it_stands_alone(format_, seed: int, printed: bool) -> None:  # type: ignore[no-untyped-def]
    rnd = random.Random(seed)
    number = mails.number_of(format_, rnd)
    if number is None:
        return
    country = RESOLVER.catalog.carriers[format_.carrier_id].country
    bits = _bits(number, country)
    text = mails.printed(number, rnd) if printed and bits >= 8 else number
    if bits >= 0:
        assert keys(text, country, 0) == [number]
    if bits >= 8:
        assert keys(text, country) == [number]
        assert keys(f"Hi, {text} ok", country) == [number]


PIECES = [
    UPS, "RR 123 456 785 CN", POST, "9400 1112 0620 6406 2607 87", FEDEX, " ", "\n", "-", ".", ":", "/", "=", "=\n", "=3D", "=C2=A0", "&nbsp;",
    "&#49;", "&lt;", "<b>", "</b>", '<a href="', '">', "<", ">", "https://www.ups.com/track?tracknum=", "https://", "www.", "dhl.de/x?n=",
    "\u200b", "\ufeff", "１２３", "ＲＲ", "٤٥٦", "tracking ", "order ", "DHL ", "(00) ", "0", "12", "AB", "a1", "\\n", "#", "@", "_", "%20", "é",
    "追跡", "\ud800", "\U0001f600", "\x00", "\x01", "DE89 3704 0044", "550e8400-e29b-41d4-a716-446655440000", "A" * 45, "1" * 45, "|",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_raises_and_every_find_stands_where_it_says(text: str) -> None:
    for country in (None, "DE"):
        for min_evidence in (None, 0, 5):
            keys(text, country, min_evidence)


def test_numbers_that_no_format_of_the_named_carrier_accepts() -> None:
    """A format that mixes letters and digits has no evidence for them."""
    texts = ("PostNL parcel {}", "DHL Express {}", "https://jouw.postnl.nl/a/{}", "https://www.dhl.com/a/{}?awb={}")
    for text, number in itertools.product(texts, ("K0977521949", "C64250591960764", "1A2B3C4D5E6", "A" * 14 + "1")):
        keys(text.format(number, number))


# Mails.


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize("printed", [False, True], ids=["", "printed"])
@pytest.mark.parametrize("style", [*mails.STYLES, "mixed"])
def test_forty_numbers_in_shipping_mails(style: str, printed: bool, seed: int) -> None:
    rnd = random.Random(seed)
    shown = mails.numbers(RESOLVER, rnd, 40, weak=0.3, home=0.15)
    shown = mails.in_groups(shown, rnd) if printed else shown
    text = mails.mailbox(rnd, shown, 100_000, mails.LETTERS if style == "mixed" else [style])
    found, wanted = set(keys(text)), {bare(number.text) for number in shown}
    assert wanted - found == set()
    assert len(found - wanted) <= 2


@pytest.mark.parametrize("seed", range(5))
def test_the_same_numbers_bare(seed: int) -> None:
    rnd = random.Random(seed)
    shown = mails.numbers(RESOLVER, rnd, 40, weak=0.4)
    shown = mails.in_groups(shown, rnd) if seed % 2 else shown
    text = mails.bare(rnd, shown)
    found, wanted = keys(text, min_evidence=0), {bare(number.text) for number in shown}
    assert wanted <= set(found)
    assert len([number for number in found if number not in wanted]) <= 70


# Speed: ratios, never times; where others disturb the measure, it is taken again.


def grows(least: float, short: Callable[[], object], long: Callable[[], object], tries: int = 5) -> bool:
    """Whether the long call takes more than so many times as long as the short one, at every try."""
    return all(exceeds(least * seconds(short) + 0.005, long) for _ in range(tries))


def exceeds(bound: float, call: Callable[[], object], times: int = 3) -> bool:
    """Whether the least of some takes more seconds; the first that does not has told."""
    return all(seconds(call, 1) > bound for _ in range(times))


def seconds(call: Callable[[], object], times: int = 3) -> float:
    """Of this thread alone, whatever else the machine does; the least of some."""
    best = 9e9
    for _ in range(times):
        start = time.thread_time()
        call()
        best = min(best, time.thread_time() - start)
    return best


@pytest.mark.parametrize(
    "unit",
    [
        " ", "1", "1Z", "1 ", "11 ", "A1-", "1.", ".1", "a1 ", "&nbsp;", "&", "<", "<a ", "<a href=", "http://", "://", "RR 123 ", "RR123456785CN ",
        "=", "=\n", "=3D", "a/1", "a=1", "x.yz/1", "1@", "DHL ", "tracking 1234567890 ", "DE89 3704 ", "\u200b1", "１", "追跡1", "(00) 3", "\n1", "\\n1",
        "550e8400-e29b-41d4-a716-446655440000-", "\n" + "A" * 76, "https://www.ups.com/track?tracknum=1Z5R89390357567127", "<1", "><", "1_",
    ],
)  # fmt: skip
def test_no_text_takes_more_than_linear_time(unit: str) -> None:
    for min_evidence in (None, 0):
        short, long = (partial(RESOLVER.find, unit * times, None, min_evidence) for times in (2_000, 8_000))
        short()
        assert not grows(10, short, long)


def test_long_texts_cost_as_much_a_character_as_short_ones() -> None:
    rnd = random.Random(4)
    shown = mails.numbers(RESOLVER, rnd, 40, weak=0.3)
    text = mails.mailbox(rnd, shown, 100_000)
    RESOLVER.find(text)
    assert not grows(20, partial(RESOLVER.find, text), partial(RESOLVER.find, text * 10))
