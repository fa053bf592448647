from __future__ import annotations

import pytest

from tracking.definitions.templates import TemplateError, template


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("https://example.com/{nummer}", "nummer"),
        ("https://example.com/{number", "brace"),
        ("example.com/{number}", "begins with"),
        ("https://{country}.example.com/", "begins with"),
        ("https://example.com/a b", "percent-encoded"),
    ],
)
def test_templates_that_are_refused(text: str, reason: str) -> None:
    with pytest.raises(TemplateError, match=reason):
        template(text)


def test_a_variable_that_is_not_at_hand() -> None:
    page = template("https://example.com/t?n={number}&zip={postal_code}")
    assert page.expand({"number": "1"}) is None
    assert page.expand({"number": "1", "postal_code": ""}) is None
