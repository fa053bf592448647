"""The parts of a link: steps of its path, values of its parameters, and the link that another one wraps."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from tracking.languages.expressions import link_name
from tracking.languages.words import AGAINST, verdict
from tracking.text.lengths import LONGEST_FOUND

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["LinkValue", "host_of", "link_pieces_of", "link_values", "scheme_end", "wrapped_links"]

_MOST_PIECES = 64
"""The greatest number of tracking numbers that are read from one link."""
_DEEPEST = 4
"""The number of links within links that are unwrapped: a mail filter's, around a newsletter's, around a search engine's."""
_SCHEME = re.compile(r"(?:https?)?:(?:\\?/){2}", re.IGNORECASE)
_AUTHORITY = re.compile(r"[^/?#\\]*")
_SEPARATOR = re.compile(r"[,;|\r\n\t]+")
_VALUE = re.compile(r"(?:[?&;#/]|\\/)([^/?&;#=\\]*)(?:=([^&;#]*))?")
_NAME_WORDS = re.compile("[A-Z]?[a-z]+|[A-Z]+")
# A link within another, plain or percent-encoded once or twice, and the end of an encoded one.
_INNER = re.compile(r"https?(?P<encoded>:(?=//)|%(?:25)?3A)(?:/|%(?:25)?2F){2}", re.IGNORECASE)
_PROOFPOINT_2 = re.compile(r"https?://urldefense\.(?:proofpoint\.com|com|us)/v2/url\?u=([^&]+)", re.IGNORECASE)
_PROOFPOINT_3 = re.compile(
    r"https?://urldefense\.(?:proofpoint\.com|com|us)/v3/__(?P<link>.+?)__;(?P<signs>[0-9A-Za-z_=-]*)!", re.IGNORECASE
)
"""Links that the mail filter of Proofpoint has rewritten, as its URL decoder reads them: in the second version, ``-`` stands for ``%``
and ``_`` for ``/``; in the third, ``*`` stands for the next of the characters at the end."""
_REPLACED = re.compile(r"\*(?:\*(.))?")
_RUNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""The lengths of runs of replaced characters, ``**A`` is two of them."""
_INNER_END = re.compile(r"[/?&#;]|__")


class LinkValue(NamedTuple):
    """A step of a link's path, or the value of a parameter."""

    text: str
    named: bool
    """True if its name, or the step before it, speaks for a number: ``?trackingId=``, ``/parcel/``."""


def scheme_end(written: str) -> int:
    """Return the end of a link's scheme, ``https://``; 0 without one."""
    scheme = _SCHEME.match(written)
    return scheme.end() if scheme else 0


def host_of(url: str) -> str:
    """Return the host of a link, in lower case, without user, port, and ``www.``.

    >>> host_of("https://www.ups.com@Example.com:80/track"), host_of("dhl.de/?n=1")
    ('example.com', 'dhl.de')
    """
    authority = _AUTHORITY.match(url, scheme_end(url))
    host = authority.group().rpartition("@")[2] if authority else ""
    return host.partition(":")[0].lower().removeprefix("www.")


def link_pieces_of(value: str) -> list[str]:
    """Return the numbers in a value. A page may take several numbers; a space may also stand within one."""
    pieces = _SEPARATOR.split(value)[:_MOST_PIECES]
    return [word for piece in pieces for word in (piece.split() if len(piece) > LONGEST_FOUND else [piece])]


def link_values(rest: str) -> list[LinkValue]:
    """Return the steps of the path and the values of the parameters of a link without its scheme, in order.

    Values whose names mean another number are left out.

    >>> [value.text for value in link_values("example.com/en/parcel/AB12#n=C%203") if value.named]
    ['AB12', 'C 3']
    """
    found: list[LinkValue] = []
    step = ""
    for part in _VALUE.finditer(rest):
        name, value = part.groups()
        if value is None:
            found.append(LinkValue(unquote(name), bool(link_name().search(step))))
            step = name
        elif (named := bool(link_name().search(name))) or not _of_another_number(name):
            found += [LinkValue(piece, named) for piece in link_pieces_of(unquote(value))]
    return found


def _of_another_number(name: str) -> bool:
    """Tell whether a parameter's name means another number: ``customer_id``."""
    return any(verdict(word) == AGAINST for word in _NAME_WORDS.findall(name))


def wrapped_links(url: str) -> Iterator[str]:
    """Yield the link that a link wraps, the one that this wraps, and so on; at most four.

    >>> list(wrapped_links("https://example.com/?to=https%3A%2F%2Fups.com%2Ftrack%3Fn%3D1&id=2"))
    ['https://ups.com/track?n=1']
    >>> list(wrapped_links("https://urldefense.proofpoint.com/v2/url?u=https-3A__ups.com_track-3Fn-3D1&d=x"))
    ['https://ups.com/track?n=1']
    >>> list(wrapped_links("https://urldefense.com/v3/__https://ups.com/track*n*1__;Pz0!!x!y$"))
    ['https://ups.com/track?n=1']
    >>> list(wrapped_links("https://example.com/"))
    []
    """
    for _ in range(_DEEPEST):
        if rewritten := _rewritten(url):
            url = rewritten
            yield url
            continue
        inner = _INNER.search(url, scheme_end(url))
        if inner is None:
            return
        if inner["encoded"] == ":":
            url = url[inner.start() :].partition("__;")[0]
        else:
            end = _INNER_END.search(url, inner.end())
            url = unquote(url[inner.start() : end.start() if end else len(url)])
            if not _SCHEME.match(url):
                url = unquote(url)
        yield url


def _rewritten(url: str) -> str | None:
    """Return the link that a link of Proofpoint stands for; None for any other link."""
    if found := _PROOFPOINT_2.match(url):
        return unquote(found[1].translate({ord("-"): "%", ord("_"): "/"}))
    if (found := _PROOFPOINT_3.match(url)) is None or not found["signs"]:
        return None  # without replaced characters, the link stands there as it is
    try:
        replaced = urlsafe_b64decode(found["signs"] + "=" * (-len(found["signs"]) % 4)).decode()
    except ValueError:
        return None
    left = iter(replaced)
    return _REPLACED.sub(lambda run: "".join(islice(left, _RUNS.find(run[1]) + 2 if run[1] else 1)), found["link"])
