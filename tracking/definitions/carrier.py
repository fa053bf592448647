"""The schema of ``carriers/*.yaml`` as types: what a definition may say.

The JSON Schema for editors is generated from these types, including the descriptions of fields.
"""

from __future__ import annotations

import typing
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta

from tracking.definitions.checkdigits import ALGORITHMS
from tracking.definitions.platforms import PLATFORMS
from tracking.definitions.templates import VARIABLES

__all__ = ["Carrier", "Check", "Citation", "NumberFormat", "Page", "Statement", "check_type", "schema", "stating"]

_VARIABLES = ", ".join(f"{{{name}}}" for name in VARIABLES)
_Text = Annotated[str, Meta(min_length=1)]
# A name appears on terminals and pages: nothing in it may move the cursor or reverse the direction of what follows.
_Name = Annotated[
    str, Meta(min_length=1, pattern="^[^\\u0000-\\u001f\\u007f-\\u009f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]*$")
]
# Not UK, which people use for GB: a shop's UK is read as GB.
Country = Annotated[str, Meta(pattern="^(?!UK)[A-Z]{2}$")]
List = Annotated[str, Meta(pattern="^(global|(?!UK)[A-Z]{2})$")]
Spelling = Annotated[str, Meta(pattern=r"^(lower|drop_check|[^{}]*(\{[a-z_][a-z0-9_]*\}[^{}]*)+)$")]
ID = Annotated[str, Meta(pattern="^[a-z0-9]+(-[a-z0-9]+)*$")]
Codes = _Text | Annotated[tuple[_Text, ...], Meta(min_length=1)]
"""A platform's code, or several codes with the same meaning, of which the first is sent."""
Statement = Literal["page", "host", "format", "check", "name"]
"""What a source can state: a page's address, its host, a format, its check digit, or the carrier's name."""
if TYPE_CHECKING:
    PlatformKey = str
else:
    PlatformKey = Literal[tuple(PLATFORMS)]


class Check(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="algorithm"):
    """A check digit: an algorithm by name, its parameters, and which part of the number it covers."""

    over: Annotated[str, Meta(description="The named group that is the payload.")] = "serial"
    digit: Annotated[
        str,
        Meta(
            description="The named group that is the check character; without such a group, the payload's last character is."
        ),
    ] = "check"

    @property
    def algorithm(self) -> str:
        """The algorithm's name."""
        return str(self.__struct_config__.tag)

    @property
    def parameters(self) -> tuple[Any, ...]:
        """The algorithm's parameters, in its own order."""
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name not in ("over", "digit"))


def _fields(algorithm: Any) -> list[tuple[str, Any] | tuple[str, Any, Any]]:
    """Return an algorithm's parameters as fields of a definition, so that a new algorithm needs no change here."""
    owner = next((base for base in algorithm.__mro__ if "_field_defaults" in vars(base)), None)
    if owner is None:
        return []
    hints = typing.get_type_hints(owner)
    return [
        (field, hints[field], owner._field_defaults[field]) if field in owner._field_defaults else (field, hints[field])
        for field in owner._fields
    ]


def check_type(name: str, algorithm: Any) -> type[msgspec.Struct]:
    """Return the type of a definition's ``check`` that names an algorithm."""
    return msgspec.defstruct(
        f"{algorithm.__name__}Check",
        _fields(algorithm),
        bases=(Check,),
        tag_field="algorithm",
        tag=name,
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
        namespace={"__doc__": (algorithm.__doc__ or "").partition("\n")[0]},
        module=__name__,
    )


_CHECKS = tuple(check_type(name, algorithm) for name, algorithm in ALGORITHMS.items())

# They are named in this module, so that definitions can be pickled.
globals().update({kind.__name__: kind for kind in _CHECKS})

if TYPE_CHECKING:
    AnyCheck = Check
else:
    AnyCheck = typing.Union[_CHECKS]  # noqa: UP007 - made of a tuple


class Citation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source that states less than, or something other than, the page or format for which it is given."""

    text: Annotated[_Text, Meta(description="Where it can be read: a page, a document, OWNER/REPOSITORY:PATH.")]
    states: Annotated[
        tuple[Statement, ...],
        Meta(
            min_length=1,
            description="What can be read there: page (the whole address), host (only that the host is the carrier's), "
            "format (the shape), check (the check digit's rule), name (that the carrier is called so).",
        ),
    ]


Sources = Annotated[
    tuple[_Text | Citation, ...],
    Meta(
        description="Where this can be read. A text is a source for the page, or for the format with its check digit; "
        "{text: ..., states: [host]} is a source for something less."
    ),
]


def stating(sources: tuple[str | Citation, ...], what: Statement) -> tuple[str, ...]:
    """Return the texts of the sources that state something.

    >>> given = ("one", Citation(text="two", states=("host",)))
    >>> stating(given, "page"), stating(given, "host")
    (('one',), ('one', 'two'))
    """
    plain = [(source, (what,)) if isinstance(source, str) else (source.text, source.states) for source in sources]
    return tuple([text for text, states in plain if what in states])


class Page(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tracking page: its name on a list, the lists that show it, and its URL."""

    name: Annotated[
        _Name | None, Meta(description="Exactly as listed; capitals matter. Left out: the carrier's name.")
    ] = None
    lists: Annotated[
        tuple[List, ...],
        Meta(description="The lists that show the name: global, or country codes in capitals. Left out: on no list."),
    ] = ()
    url: Annotated[
        _Text | None,
        Meta(
            description=f"RFC 6570 level 1; the variables are {_VARIABLES}, and the named groups of the page's formats. "
            "Without {number} or a group, shoppers type the number on the page. Left out: no page is known."
        ),
    ] = None
    formats: Annotated[
        tuple[_Text, ...],
        Meta(description="The names of the formats that the page is for. Left out: for every number."),
    ] = ()
    spelling: Annotated[
        Spelling | None,
        Meta(
            description="How {number} is spelled in the address, if a format fits: lower (small letters), drop_check "
            "(without the check digit), or its groups as printed: '{order}-{part}'. Left out: capitals, without separators."
        ),
    ] = None
    also: Annotated[
        tuple[_Text, ...],
        Meta(description="Older and other addresses of the page, as templates: recognized in links, never built."),
    ] = ()
    sources: Sources = ()


class NumberFormat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One shape of tracking number."""

    name: Annotated[_Name, Meta(description="The carrier's name for it.")]
    pattern: Annotated[
        _Text,
        Meta(
            description="A regular expression for the whole number in capitals, without separators. White space and # comments are ignored."
        ),
    ]
    check: Annotated[AnyCheck | None, Meta(description="The check digit: its algorithm and parameters.")] = None
    codes: Annotated[
        dict[str, dict[str, _Text]],
        Meta(description="The meanings of a named group's values: {service: {'03': Ground}}."),
    ] = {}
    guess: Annotated[
        Literal["anywhere", "home", "never"] | None,
        Meta(
            description="Whether the number alone may name the carrier; home: only for shops in its country. Left out: the evidence decides."
        ),
    ] = None
    why: Annotated[
        _Text | None,
        Meta(description="Why guess allows more than the evidence does, if a single source states the format."),
    ] = None
    issued_by: Annotated[
        tuple[ID, ...],
        Meta(description="The carriers that issue these numbers; s10 is the post of the last two letters."),
    ] = ()
    shared_with: Annotated[
        tuple[ID, ...], Meta(description="Carriers whose numbers this format is known to match as well.")
    ] = ()
    valid: Annotated[tuple[_Text, ...], Meta(description="Samples: valid numbers, in quotes.")] = ()
    invalid: Annotated[tuple[_Text, ...], Meta(description="Numbers that this format must refuse, in quotes.")] = ()
    sources: Sources = ()


class Carrier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A carrier: its names, its pages, and its number formats.

    Its fields are those of a carrier file. `tracking.carriers` and `tracking.load_carriers` return carriers.
    """

    name: Annotated[_Name, Meta(description="The carrier's own name.")]
    country: Annotated[Country | None, Meta(description="Home country, ISO 3166-1 in capitals.")] = None
    website: Annotated[_Text | None, Meta(description="The home page.")] = None
    general: Annotated[
        bool,
        Meta(
            description="A general format that belongs to no carrier, such as a container number: identified, never a company."
        ),
    ] = False
    aliases: Annotated[tuple[_Name, ...], Meta(description="Other names that people write, in any script.")] = ()
    families: Annotated[
        tuple[_Name, ...],
        Meta(
            description="Names of families of carriers to which this one belongs (DHL): the number tells which carrier is meant."
        ),
    ] = ()
    services: Annotated[
        tuple[_Name, ...],
        Meta(description="Services of this carrier that people write beside its name, and that not every carrier has."),
    ] = ()
    parcel_words: Annotated[
        tuple[_Name, ...],
        Meta(
            description="Words that this carrier uses for its parcels and their numbers, and that elsewhere announce another number "
            "(CDEK's order); beginnings of words, in its own messages."
        ),
    ] = ()
    pages: Annotated[tuple[Page, ...], Meta(description="Its tracking pages, in order of preference.")] = ()
    numbers: Annotated[
        tuple[NumberFormat, ...], Meta(description="The formats of its numbers. Left out: no format is known.")
    ] = ()
    codes: Annotated[
        dict[PlatformKey, Codes | Annotated[dict[List, Codes], Meta(min_length=1)]],
        Meta(
            description="The codes that platforms use for it: {ebay: UPS}; [UPS, UPSMI] for several codes, the one to send first; "
            "{global: DPD, PL: DPDPL} where it differs by country."
        ),
    ] = {}
    verified: Annotated[date | None, Meta(description="The day the sources were last read.")] = None
    id: str = ""

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that show one of its pages.

        >>> import tracking
        >>> {carrier.id: carrier.lists for carrier in tracking.carriers()}["ups"]
        ('global',)
        """
        return tuple(dict.fromkeys(name for page in self.pages for name in page.lists))

    def as_dict(self) -> dict[str, Any]:
        """Return the definition, fit for `json.dumps`."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return {"id": found.pop("id"), **found}


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a definition file (draft 2020-12), for editors."""
    found = msgspec.json.schema(Carrier)
    carrier = found["$defs"]["Carrier"]
    del carrier["properties"]["id"]  # the file's name
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A carrier definition of tracking",
        **found,
    }
