"""Tracking pages: URL templates, forwards and backwards, and the check of an explicit URL.

Templates are RFC 6570, level 1: ``{number}``, ``{postal_code}``, ``{country}`` and ``{language}``, each percent-encoded.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "VARIABLES",
    "Address",
    "Template",
    "TemplateError",
    "address",
    "checked",
    "template",
    "template_read_before",
]

VARIABLES = ("number", "postal_code", "country", "language")
LONGEST_URL = 2048
LONGEST_HOST = 253


class TemplateError(ValueError):
    """What is wrong with a template."""


class Template(NamedTuple):
    """A URL template in pieces: literal text and variable names, in turn, beginning and ending with text."""

    pieces: tuple[str, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables it needs."""
        return self.pieces[1::2]

    def expand(self, values: Mapping[str, str | None]) -> str | None:
        """The URL, or None when a variable is not at hand.

        >>> template("https://example.com/t?n={number}&z={postal_code}").expand({"number": "1 2", "postal_code": "10115"})
        'https://example.com/t?n=1%202&z=10115'
        >>> template("https://example.com/{number}/{postal_code}").expand({"number": "12", "postal_code": "1011 AB"})
        'https://example.com/12/1011AB'
        >>> template("https://example.com/t?n={number}&z={postal_code}").expand({"number": "12"})
        """
        pieces = list(self.pieces)
        for place in range(1, len(pieces), 2):
            value = values.get(pieces[place])
            if not value:
                return None
            if pieces[place] == "postal_code":
                value = _postal_code(value)
            pieces[place] = _quote(value, "")
        return "".join(pieces)


def _postal_code(given: str) -> str:
    """People write 1011 AB; the pages of PostNL and of DHL in the Netherlands take 1011AB."""
    parts = given.split()
    dutch = [len(part) for part in parts] == [4, 2] and parts[0].isdecimal() and parts[1].isalpha()
    return "".join(parts) if dutch else given


def template(text: str) -> Template:
    """Read a template.

    >>> template("https://example.com/{number}").pieces
    ('https://example.com/', 'number', '')
    >>> template("https://example.com/{nummer}")
    Traceback (most recent call last):
        ...
    tracking.definitions.templates.TemplateError: the variable {nummer} is not known; there are {number}, {postal_code}, {country}, {language}
    """
    pieces = re.split(r"\{([^{}]*)\}", text)
    for variable in pieces[1::2]:
        if variable not in VARIABLES:
            known = ", ".join(f"{{{name}}}" for name in VARIABLES)
            raise TemplateError(f"the variable {{{variable}}} is not known; there are {known}")
    if any("{" in literal or "}" in literal for literal in pieces[::2]):
        raise TemplateError("a brace that does not belong to a variable")
    if not re.match(r"https?://[^/{}?#]+", pieces[0]):
        raise TemplateError("a template begins with http:// or https:// and a host without variables")
    if bad := re.search(r"[^!#$%&'()*+,\-./0-9:;=?@A-Z\[\]_a-z~]", "".join(pieces[::2])):
        raise TemplateError(f"the character {bad.group()!r} may not stand in a URL; write it percent-encoded")
    return Template(tuple(pieces))


def template_read_before(text: str) -> Template:
    """The same of a text that `template` took before: a definition's, compiled."""
    return Template(tuple(text.replace("{", "}").split("}")))


class Address(NamedTuple):
    """The parts of a URL that tell one page from another."""

    host: str
    """Lower case, without ``www.`` and port."""
    path: str
    """Without a trailing slash."""
    query: tuple[tuple[str, str], ...]
    """Names and values, undecoded; those of a fragment that looks like a query as well."""
    fragment: str


def address(url: str) -> Address:
    """Take a URL apart; never raises.

    >>> address("https://www.Example.com/a/?n=1#/x").path
    '/a'
    """
    rest = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", url, count=1)
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    host, slash, path = rest.partition("/")
    host = re.sub(r":\d*$", "", host.rpartition("@")[2]).lower().removeprefix("www.")
    pairs = tuple(tuple(pair.partition("=")[::2]) for pair in re.split("[&;]", query) if pair)
    return Address(host, (slash + path).rstrip("/"), pairs, fragment.rstrip("/"))


def numbers_in(page: Template, found: Address) -> str | None:
    """Read a template backwards: the number that a URL carries for it; "" when the page shows none; None for another page.

    >>> page = template("https://example.com/track?lang=en&n={number}")
    >>> numbers_in(page, address("http://www.example.com/track?n=AB%2012&lang=de"))
    'AB 12'
    >>> numbers_in(page, address("https://example.com/other?n=1")) is None
    True
    """
    wanted = _wanted(page)
    if wanted.host != found.host:
        return None
    parts = [(wanted.path, found.path)]
    if wanted.fragment:
        parts.append((wanted.fragment, found.fragment))
    number = ""
    for pattern, given in parts:
        if (read := _read(pattern, given)) is None:
            return None
        number = number or read
    values = dict(found.query)
    for name, value in wanted.query:
        if "number" in name.split("\0")[1::2]:  # the query is the number and nothing else
            number = number or (_unquote(found.query[0][0]) if found.query and not found.query[0][1] else "")
        elif "number" in value.split("\0")[1::2]:
            if name not in values or (read := _read(value, values[name])) is None:
                return None
            number = number or read
        elif "number" not in page.variables and "\0" not in value and values.get(name) != value:
            return None  # a landing page is told apart by its fixed parameters; a page with a number is not
    return number


@cache
def _wanted(page: Template) -> Address:
    """A template taken apart, its variables between null characters."""
    return address("".join(piece if place % 2 == 0 else f"\0{piece}\0" for place, piece in enumerate(page.pieces)))


def _read(pattern: str, given: str) -> str | None:
    """The number in one part of a URL; "" where the part holds none; None where it is another part."""
    if "\0" not in pattern:
        return "" if pattern.lower() == given.lower() else None
    matched = _reader(pattern).fullmatch(given)
    if not matched:
        return None
    return _unquote(matched.groupdict().get("number") or "")


@cache
def _reader(pattern: str) -> re.Pattern[str]:
    pieces = pattern.split("\0")
    expression = "".join(
        re.escape(piece) if place % 2 == 0 else "(?P<number>[^/?#&]+)" if piece == "number" else "[^/?#&]*"
        for place, piece in enumerate(pieces)
    )
    # A template may carry the number twice; the second is not read.
    first, again, rest = expression.partition("(?P<number>[^/?#&]+)")
    return re.compile(first + again + rest.replace("(?P<number>", "(?:"), re.IGNORECASE)


# Most programs answer from a listed name or a pattern: what only explicit URLs and odd numbers need is imported and
# compiled when first needed, so that a start takes half the time.


def _quote(text: str, safe: str = "/") -> str:
    from urllib.parse import quote

    return quote(text, safe=safe, errors="replace")


def _unquote(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_SCHEME = r"([A-Za-z][A-Za-z0-9+.\-]*):(?![0-9]{1,5}(?:[/?#]|$))"
# In front of digits alone they would be read as a host with its port.
_NO_HOSTS = frozenset(("callto", "data", "fax", "file", "ftp", "javascript", "mailto", "sftp", "sms", "tel", "urn"))
_HOST = r"(?!-)[\w\-]+(?:\.[\w\-]+)*\.?|\[[0-9A-Fa-f:.]+\]"
_FORBIDDEN = r"[\x00-\x20\x7f-\x9f\s<>\"\\^`{|}]|%(?![0-9A-Fa-f]{2})"
_INVISIBLE = "[\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff]"


def _is_host(host: str) -> bool:
    """Whether it is a name that DNS could know, or an IPv6 address in brackets."""
    if not _compiled(_HOST).fullmatch(host):
        return False
    if host[0] != "[":
        return len(host) <= LONGEST_HOST and all(len(label) <= 63 for label in host.split("."))
    from ipaddress import IPv6Address

    try:
        IPv6Address(host[1:-1])
    except ValueError:
        return False
    return True


def checked(url: str) -> str:
    """An explicit URL as it may be sent: RFC 3986, or RFC 3987 and then percent-encoded; without a scheme, http.

    Raises `InvalidURL` for anything else.

    >>> checked("example.com/t?n=ä")
    'http://example.com/t?n=%C3%A4'
    >>> checked("ftp://example.com")
    Traceback (most recent call last):
        ...
    tracking.errors.InvalidURL: url 'ftp://example.com': the scheme is ftp; write http:// or https://
    """
    from tracking.errors import InvalidURL

    if not url:
        raise InvalidURL(url, "it is empty", "leave it out, or give the page's whole address")
    if bad := _compiled(_FORBIDDEN).search(url) or _compiled(_INVISIBLE).search(url):
        character = bad.group()
        shown = "a space" if character == " " else f"the character {character!r}"
        code = "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        raise InvalidURL(
            url, f"{shown} may not stand in a URL (at position {bad.start() + 1})", f"remove it or write {code}"
        )
    given = url
    if url.startswith("//"):
        url = "http:" + url
    elif "://" not in re.split("[/?#]", url.replace("://", ":\0", 1))[0].replace(":\0", "://"):
        scheme = _compiled(_SCHEME).match(url)
        before = url.partition(":")[0].lower()
        if (scheme and "@" not in url) or (before in _NO_HOSTS and ":" in url):
            raise InvalidURL(given, f"the scheme is {before}", "write http:// or https://")
        url = "http://" + url
    scheme_text, _, rest = url.partition("://")
    if scheme_text.lower() not in ("http", "https"):
        raise InvalidURL(given, f"the scheme is {scheme_text.lower() or 'empty'}", "write http:// or https://")
    authority = re.split("[/?#]", rest, maxsplit=1)[0]
    tail = rest[len(authority) :]
    if "@" in authority:
        raise InvalidURL(given, "it carries credentials", "leave out everything up to the @")
    host, port = authority, ""
    if ported := re.search(r":([0-9]*)$", authority):
        host, port = authority[: ported.start()], ported.group(1)
    if not host:
        raise InvalidURL(
            given, "there is no host", "write the page's host after the scheme, as in https://example.com/"
        )
    shown = "this" if "@" in tail else repr(authority)  # it may be a half of credentials
    if not _is_host(host) or (port and int(port[:6]) > 65535):
        raise InvalidURL(given, f"{shown} is no host", "write a host name such as example.com, with a port up to 65535")
    if "[" in tail.partition("?")[0] or "]" in tail.partition("?")[0] or tail.count("#") > 1:
        raise InvalidURL(given, "a bracket in the path, or a second #", "write %5B, %5D or %23")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = ""
        if not _is_host(host):
            raise InvalidURL(given, f"{authority!r} is no host", "write the host's ASCII form (xn--...)")
    rebuilt = f"{scheme_text}://{host}{authority[len(authority) - len(port) - 1 :] if port else ''}{tail}"
    if not rebuilt.isascii():
        rebuilt = "".join(c if c.isascii() else _quote(c) for c in rebuilt)
    if len(rebuilt) > LONGEST_URL:
        raise InvalidURL(given, f"it has {len(rebuilt)} characters", f"use at most {LONGEST_URL}")
    return rebuilt
