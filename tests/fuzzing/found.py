"""Free texts through `tracking.find`."""

from __future__ import annotations

import json

from hypothesis import strategies as st

import tracking
from tests.fuzzing import texts
from tests.fuzzing.target import Target, check_linear

__all__ = ["TARGETS"]

_AROUND = (
    "Your parcel ", "Tracking number: ", "<p>", "</p>", "<a href='https://www.ups.com/track?n=", "'>", "&nbsp;", "=\n", "=3D",
    "\n", "\t", " | ", "Order #", "https://example.com/", "Paketnummer ", "追跡番号", "رقم التتبع", "UPS", "DHL", "tel. +49 ",
)  # fmt: skip
PIECES = st.lists(st.one_of(st.sampled_from(_AROUND), texts.numbers(), texts.odd_texts(30)), max_size=12).map("".join)
ASKED = st.tuples(
    PIECES, texts.optional(texts.countries()), st.one_of(st.none(), st.floats(0, 50)), texts.optional(texts.companies())
)


def finds(given: tuple[str, str | None, float | None, str | None]) -> None:
    """One text."""
    text, country, least, company = given
    found = tracking.find(text, country, least, company)
    assert found == tracking.find(text, country, least, company)
    end = 0
    for one in found:
        assert end <= one.start < one.end <= len(text)
        end = one.end
        assert one.candidates
        assert one.carrier is None or one.carrier in [candidate.carrier for candidate in one.candidates]
        json.dumps(one.as_dict())


TARGETS = (
    Target("find", "Every text is searched; what is found lies in it, in order.", ASKED, finds, 100),
    Target(
        "find: long texts", "Texts are searched in linear time.",
        st.one_of(st.lists(st.sampled_from(_AROUND), max_size=3).map("".join), texts.numbers(), texts.odd_texts(12)),
        lambda piece: check_linear(tracking.find, piece[:400]), 12,
    ),
)  # fmt: skip
