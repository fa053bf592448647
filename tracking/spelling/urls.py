"""URLs: taken apart, and checked before they are sent."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

__all__ = ["LONGEST_HOST", "LONGEST_URL", "Address", "address", "checked", "fit_link"]

LONGEST_URL = 2048
"""The characters that a URL may have."""
LONGEST_HOST = 253
"""The characters that a host name may have in DNS."""


class Address(NamedTuple):
    """The parts of a URL that distinguish pages."""

    host: str
    """In lower case, without ``www.`` and port."""
    path: str
    """Without a trailing slash."""
    query: tuple[tuple[str, str], ...]
    """Names and values, not decoded; also those of a fragment that looks like a query."""
    fragment: str


def address(url: str) -> Address:
    """Take a URL apart. It never raises.

    >>> address("https://www.Example.com/a/?n=1#/x").path
    '/a'
    """
    rest = _compiled(r"^[A-Za-z][A-Za-z0-9+.-]*://").sub("", url, count=1)
    rest, _, fragment = rest.partition("#")
    rest, _, query = rest.partition("?")
    host, slash, path = rest.partition("/")
    host = host.rpartition("@")[2]
    if ":" in host:
        host = _compiled(r":\d*$").sub("", host)
    host = host.lower().removeprefix("www.")
    pairs = [pair.partition("=") for pair in query.replace(";", "&").split("&") if pair]
    values = tuple([(name, value) for name, _, value in pairs])
    return Address(host, (slash + path).rstrip("/"), values, fragment.rstrip("/"))


def fit_link(url: str) -> str | None:
    """Return a link that was made from a page and a number; None if it would not lead to that page.

    Browsers take ``.`` and ``..`` in a path for folders and drop them, so a number of dots would lead to another page
    of the host. Shops refuse links that are longer than `LONGEST_URL`.

    >>> fit_link("https://example.com/track/12"), fit_link("https://example.com/track/..")
    ('https://example.com/track/12', None)
    """
    if len(url) > LONGEST_URL:
        return None
    if "/." in url and not {".", ".."}.isdisjoint(_compiled("[?#]").split(url, maxsplit=1)[0].split("/")):
        return None
    return url


# What only explicit URLs need is imported and compiled when it is first needed, since most answers do not need it.
@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


_SCHEME = r"([A-Za-z][A-Za-z0-9+.\-]*):(?![0-9]{1,5}(?:[/?#]|$))"
# Before digits alone, they would be read as a host with its port.
_NO_HOSTS = frozenset(("callto", "data", "fax", "file", "ftp", "javascript", "mailto", "sftp", "sms", "tel", "urn"))
_HOST = r"(?!-)[\w\-]+(?:\.[\w\-]+)*\.?|\[[0-9A-Fa-f:.]+\]"
_FORBIDDEN = r"[\x00-\x20\x7f-\x9f\s<>\"\\^`{|}]|%(?![0-9A-Fa-f]{2})"
_INVISIBLE = "[\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff]"


def _is_host(host: str) -> bool:
    """Tell whether a text is a name that DNS could know, or an IPv6 address in brackets."""
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
    """Return an explicit URL as it may be sent: RFC 3986, or RFC 3987 percent-encoded; without a scheme, http.

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
    _refuse_characters(url)
    scheme, _, rest = _with_scheme(url).partition("://")
    if scheme.lower() not in ("http", "https"):
        raise InvalidURL(url, f"the scheme is {scheme.lower() or 'empty'}", "write http:// or https://")
    authority, *_ = re.split("[/?#]", rest, maxsplit=1)
    tail = rest[len(authority) :]
    host, port = _host_and_port(url, authority, tail)
    if "[" in tail.partition("?")[0] or "]" in tail.partition("?")[0] or tail.count("#") > 1:
        raise InvalidURL(url, "a bracket in the path, or a second #", "write %5B, %5D or %23")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            host = ""
        if not _is_host(host):
            raise InvalidURL(url, f"{authority!r} is not a host name", "write the host's ASCII form (xn--...)")
    rebuilt = f"{scheme}://{host}{port}{tail}"
    if not rebuilt.isascii():
        from urllib.parse import quote

        rebuilt = "".join(c if c.isascii() else quote(c, errors="replace") for c in rebuilt)
    if len(rebuilt) > LONGEST_URL:
        raise InvalidURL(url, f"it has {len(rebuilt)} characters", f"use at most {LONGEST_URL}")
    return rebuilt


def _refuse_characters(url: str) -> None:
    """Raise `InvalidURL` for a URL with a character that no URL may have."""
    if bad := _compiled(_FORBIDDEN).search(url) or _compiled(_INVISIBLE).search(url):
        from tracking.errors import InvalidURL

        character = bad.group()
        shown = "a space" if character == " " else f"the character {character!r}"
        code = "".join(f"%{byte:02X}" for byte in character.encode("utf-8", "replace"))
        raise InvalidURL(
            url, f"{shown} may not stand in a URL (at position {bad.start() + 1})", f"remove it or write {code}"
        )


def _with_scheme(url: str) -> str:
    """Return a URL with http in front if it has no scheme."""
    if url.startswith("//"):
        return "http:" + url
    scheme = _compiled(r"[^/?#]*?://").match(url)
    if scheme:
        return url
    known = _compiled(_SCHEME).match(url)
    before, colon, _ = url.partition(":")
    if (known and "@" not in url) or (before.lower() in _NO_HOSTS and colon):
        from tracking.errors import InvalidURL

        raise InvalidURL(url, f"the scheme is {before.lower()}", "write http:// or https://")
    return "http://" + url


def _host_and_port(url: str, authority: str, tail: str) -> tuple[str, str]:
    """Return the host, and the port with its colon or "". Raises `InvalidURL` for a missing or wrong host."""
    from tracking.errors import InvalidURL

    if "@" in authority:
        raise InvalidURL(url, "it carries credentials", "leave out everything up to the @")
    host, port = authority, ""
    if ported := _compiled(r":([0-9]*)$").search(authority):
        host, port = authority[: ported.start()], ported.group(1)
    if not host:
        raise InvalidURL(url, "there is no host", "write the page's host after the scheme, as in https://example.com/")
    if not _is_host(host) or (port and int(port[:6]) > 65535):
        shown = "this" if "@" in tail else repr(authority)  # it may be a part of credentials
        raise InvalidURL(
            url, f"{shown} is not a host name", "write a host name such as example.com, with a port up to 65535"
        )
    return host, f":{port}" if port else ""
