"""Mails through `tracking.find_mail`: headers, parts and encodings that nobody would send."""

from __future__ import annotations

import email.policy
from base64 import b64encode
from contextlib import suppress
from email import message_from_bytes
from functools import cache

from hypothesis import strategies as st

import tracking
from tests.fuzzing import texts
from tests.fuzzing.target import Target, check_linear
from tracking.text.letter import letter

__all__ = ["TARGETS"]

_HEADERS = (
    b"Subject", b"From", b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"MIME-Version", b"Date",
    b"List-Id", b"X", b"", b"From ", b"Content-Type*",
)  # fmt: skip
_VALUES = (
    b"text/plain", b"text/html; charset=utf-8", b"multipart/mixed; boundary=b", b'multipart/alternative; boundary="b"',
    b"multipart/mixed; boundary=", b"message/rfc822", b"message/partial", b"message/delivery-status", b"base64",
    b"quoted-printable", b"x-uuencode", b"8bit", b"bogus", b"; charset=", b"; charset*=", b"; charset*0*=utf-8''a",
    b"utf-16", b"utf-7", b"idna", b"\x00", b"=?utf-8?q?", b"=?utf-8?b?", b"=C3=BC?=", b"?=", b"UPS", b"GLS <a@gls.de>",
    b"\xff\xfe", b'"', b"\n ", b"\n\t", b"''", b"%", b"(", b")", b"<", b">", b";", b"=", b"@",
)  # fmt: skip
_BODY = (b"--b\n", b"--b--\n", b"\n\n", b"begin 644 f\n", b"end\n", b"<p>", b"=\n", b"=", b"From x\n", b"\xe4\x00")


@cache
def _bytes() -> st.SearchStrategy[bytes]:
    odd = texts.odd_texts(30).map(lambda text: text.encode("utf-8", "replace"))
    number = texts.numbers().map(lambda text: text.encode("utf-8", "replace"))
    return st.one_of(odd, number, number.map(b64encode), st.binary(max_size=30))


@st.composite
def raw_mails(draw: st.DrawFn) -> bytes:
    """A mail, more or less; parts may hold mails."""
    deep = draw(st.sampled_from([0] * 12 + [3, 40, 1100]))
    kind = draw(st.sampled_from([b"message/rfc822\n", b"multipart/mixed; boundary=b\n\n--b"]))
    pieces = [(b"Content-Type: " + kind + b"\n") * deep]
    for _ in range(draw(st.integers(1, 3))):
        for _ in range(draw(st.integers(0, 5))):
            value = draw(st.lists(st.one_of(st.sampled_from(_VALUES), _bytes()), max_size=4))
            pieces.append(draw(st.sampled_from(_HEADERS)) + b": " + b"".join(value) + b"\n")
        pieces.append(b"\n")
        pieces += draw(st.lists(st.one_of(st.sampled_from(_BODY), _bytes()), max_size=5))
    return b"".join(pieces)


def read(raw: bytes) -> None:
    """One mail, as bytes and parsed."""
    mail = letter(raw)
    assert mail.parts[0].name == "subject"
    assert "\n" not in mail.subject
    for one in tracking.find_mail(raw):
        assert one.part in [part.name for part in mail.parts]
    for policy in (email.policy.compat32, email.policy.default):
        parsed = None
        with suppress(Exception):  # the standard library itself fails at some
            parsed = message_from_bytes(raw, policy=policy)
        if parsed is not None:
            assert letter(parsed).subject == mail.subject
            assert policy is email.policy.default or letter(parsed).parts == mail.parts


def grows(given: tuple[bytes, bytes]) -> None:
    """Long headers and bodies."""
    before, piece = given

    def ask(text: str) -> None:
        letter(before + text.encode("latin-1") + b"\n\n--b\nUPS")

    check_linear(ask, piece.decode("latin-1"))


TARGETS = (
    Target("mails", "No mail raises, however broken.", raw_mails(), read, 60),
    Target(
        "mails: long headers", "Mails are read in linear time.",
        st.tuples(
            st.sampled_from([header + b": " for header in _HEADERS] + [b"Content-Type: multipart/mixed; boundary=b\n\n"]),
            st.lists(st.sampled_from(_VALUES + _BODY), min_size=1, max_size=3).map(b"".join),
        ),
        grows, 15,
    ),
)  # fmt: skip
