"""Single calls of the resolver."""

from __future__ import annotations

import json
import pickle
from typing import Any

from hypothesis import strategies as st

import tracking
from tests.fuzzing import texts
from tests.fuzzing.target import Target, check_linear

__all__ = ["TARGETS"]

CALLS = st.fixed_dictionaries(
    {"number": texts.optional(texts.numbers())},
    optional={
        "company": texts.optional(texts.companies()),
        "url": texts.optional(texts.urls()),
        "country": texts.optional(texts.countries()),
        "postal_code": texts.optional(texts.postal_codes()),
        "language": texts.optional(texts.languages()),
    },
)


def is_link(url: str | None, given: str | None) -> bool:
    """Whether a URL may be shown to a shopper."""
    if url is None:
        return True
    path = url.partition("?")[0].partition("#")[0]
    built = given is not None or not {".", ".."} & set(path.split("/"))
    return (
        built and url.isascii() and url.isprintable() and url.startswith(("http://", "https://")) and len(url) <= 2048
    )


def answers(call: dict[str, Any]) -> None:
    """One call of every kind."""
    found = refused = None
    try:
        found = tracking.resolve(**call)
    except tracking.InvalidURL as error:
        refused = str(error)
    if found is None:
        assert call.get("url")
        assert refused
        assert refused.isprintable()
        return
    assert found.number == call["number"] or (call.get("url") and not call["number"])
    assert (found.url is None) == (found.via == "none")
    assert is_link(found.url, call.get("url"))
    assert all(is_link(one.url, None) for one in found.candidates)
    json.dumps(found.as_dict())
    assert pickle.loads(pickle.dumps(found)) == found
    assert tracking.resolve(**call) == found
    why = tracking.explain(**call)
    assert (why.carrier, why.company, why.url) == (found.carrier, found.company, found.url)
    json.dumps(why.as_dict())
    number = call["number"]
    if number is not None:
        known = {name: call.get(name) for name in ("company", "country", "url")}
        json.dumps(tracking.validate(number, **known).as_dict())
        assert all(is_link(one.url, None) for one in tracking.identify(number, call.get("country")))


def grows(given: tuple[str, str]) -> None:
    """Long values."""
    argument, piece = given
    check_linear(lambda text: tracking.resolve(**{"number": "1Z001985YW99744790", argument: text}), piece)
    if argument == "number":
        check_linear(tracking.validate, piece)
        check_linear(lambda text: tracking.explain(text, company="UPS"), piece)


TARGETS = (
    Target("resolver", "Every call answers or raises InvalidURL; links can be sent; equal calls are equal.", CALLS, answers, 150),
    Target(
        "resolver: long values", "Calls take linear time.",
        st.tuples(st.sampled_from(["number", "company", "url", "country", "postal_code", "language"]), texts.odd_texts(12)),
        grows, 12,
    ),
)  # fmt: skip
