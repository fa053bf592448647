"""Tracking pages as URL templates.

Templates are RFC 6570, level 1: ``{number}``, ``{postal_code}``, ``{country}``, ``{language}``, and the named groups of
the page's formats, each percent-encoded.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["OF_SHOP", "VARIABLES", "Template", "TemplateError", "template", "template_read_before"]

OF_SHOP = ("postal_code", "country", "language")
"""Variables that belong to the shop or the recipient, not to the number."""
VARIABLES = ("number", *OF_SHOP)
"""Variables that are known for every number; others are named groups of a format."""


class TemplateError(ValueError):
    """An error in a template."""


class Template(NamedTuple):
    """A URL template in pieces: literal text and variable names alternate, beginning and ending with text."""

    pieces: tuple[str, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that it needs."""
        return self.pieces[1::2]

    @property
    def texts(self) -> tuple[str, ...]:
        """The literal text around the variables."""
        return self.pieces[::2]

    @property
    def of_number(self) -> tuple[str, ...]:
        """The variables that come from the number: itself and its groups. Without any, the shopper types the number."""
        return tuple([name for name in self.variables if name not in OF_SHOP])

    @property
    def groups(self) -> tuple[str, ...]:
        """The variables that are named groups of a format."""
        return tuple([name for name in self.variables if name not in VARIABLES])

    @property
    def around_number(self) -> tuple[str, str] | None:
        """The text before and after the number, if only the number goes into the URL, and only once; otherwise None."""
        if self.variables != ("number",):
            return None
        before, after = self.texts
        return before, after

    def expand(self, values: Mapping[str, str | None]) -> str | None:
        """Return the URL, or None if a variable is not known.

        >>> template("https://example.com/t?n={number}&z={postal_code}").expand({"number": "1 2", "postal_code": "10115"})
        'https://example.com/t?n=1%202&z=10115'
        >>> template("https://example.com/{number}/{postal_code}").expand({"number": "12", "postal_code": "1011 AB"})
        'https://example.com/12/1011AB'
        >>> template("https://example.com/t?n={number}&z={postal_code}").expand({"number": "12"})
        """
        from urllib.parse import quote  # most pages need only a number, and then it is not imported

        pieces = list(self.pieces)
        for place in range(1, len(pieces), 2):
            value = values.get(pieces[place])
            if not value:
                return None
            if pieces[place] == "postal_code":
                value = _postal_code(value)
            pieces[place] = quote(value, safe="", errors="replace")
        return "".join(pieces)


def _postal_code(given: str) -> str:
    """Return a postal code without spaces, if it has the Dutch form.

    People write 1011 AB, but the pages of PostNL and of DHL in the Netherlands take 1011AB.
    """
    digits, _, letters = " ".join(given.split()).partition(" ")
    dutch = len(digits) == 4 and digits.isdecimal() and len(letters) == 2 and letters.isalpha()
    return digits + letters if dutch else given


def template(text: str, groups: Collection[str] = ()) -> Template:
    """Read a template; ``groups`` are the named groups that may stand in it.

    >>> template("https://example.com/{number}").pieces
    ('https://example.com/', 'number', '')
    >>> template("https://example.com/{serial}", ["serial", "check"]).groups
    ('serial',)
    >>> template("https://example.com/{nummer}")
    Traceback (most recent call last):
        ...
    tracking.definitions.templates.TemplateError: the variable {nummer} is not known; there are {number}, {postal_code}, {country}, {language}
    """
    pieces = re.split(r"\{([^{}]*)\}", text)
    for variable in pieces[1::2]:
        if variable not in VARIABLES and variable not in groups:
            known = ", ".join(f"{{{name}}}" for name in dict.fromkeys((*VARIABLES, *groups)))
            raise TemplateError(f"the variable {{{variable}}} is not known; there are {known}")
    if any("{" in literal or "}" in literal for literal in pieces[::2]):
        raise TemplateError("a brace that does not belong to a variable")
    if not re.match(r"https?://[^/{}?#]+", pieces[0]):
        raise TemplateError("a template begins with http:// or https:// and a host without variables")
    if bad := re.search(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]", "".join(pieces[::2])):
        raise TemplateError(f"the character {bad.group()!r} may not stand in a URL; write it percent-encoded")
    return Template(tuple(pieces))


def template_read_before(text: str) -> Template:
    """Return the template of a text that `template` accepted before: a compiled definition's."""
    return Template(tuple(text.replace("{", "}").split("}")))
