"""The resolver: carrier definitions, ready to answer."""

from __future__ import annotations

import os
from _thread import allocate_lock  # what `threading` would give, without its import
from typing import TYPE_CHECKING, Any

from tracking.resolving.engine import Engine
from tracking.spelling.countries import country_code
from tracking.spelling.given import each_text, number_or_none, text_of, text_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message

    from tracking.definitions.carrier import Carrier
    from tracking.definitions.source import Definitions
    from tracking.resolving.candidates import Candidate
    from tracking.resolving.explanation import Explanation
    from tracking.resolving.platform_codes import PlatformCode
    from tracking.resolving.results import Found, Resolution, Validation
    from tracking.text.letter import Letter
    from tracking.text.search import Finder

__all__ = ["OWN_CARRIERS", "Resolver", "default", "own_carriers"]

OWN_CARRIERS = "TRACKING_CARRIERS"
"""The environment variable that names definitions of your own."""


class Resolver(Engine):
    """Carrier definitions, ready to answer.

    ``carriers`` are definitions of your own (`tracking.load_carriers`); they are merged over the built-in ones, and replace
    those of the same id. With ``builtin=False`` they stand alone. A resolver is immutable and may be shared by threads.
    """

    def __init__(self, carriers: Iterable[Carrier] = (), builtin: bool = True) -> None:
        own = tuple(carriers)
        source: Definitions
        self._given = (own, builtin)
        if builtin:
            from tracking.definitions.builtin import definitions

            source = definitions()
        if own or not builtin:
            from tracking.definitions.compiling import compiled
            from tracking.definitions.in_memory import InMemory, Merged

            given = InMemory(map(compiled, own))
            source = Merged(source, given) if builtin else given
        super().__init__(source)
        self._finder: Finder | None = None

    def __reduce__(self) -> Any:
        return Resolver, self._given

    def __repr__(self) -> str:
        return f"<Resolver of {len(self.catalog.carriers)} carriers>"

    def code_for(
        self, carrier: str | Carrier | Resolution | Candidate | Found, platform: str, country: str | None = None
    ) -> PlatformCode | None:
        """What a platform wants a carrier to be called: eBay, Amazon, PayPal, ... (`tracking.platforms`).

        ``carrier`` is a carrier's id, a company's name, or what this library answered about a parcel. ``country`` is that
        of the platform's site or of the shop: some codes belong to one country. A carrier that is not on the platform's
        list gets what the platform takes instead (``listed`` is then false). The answer is None for a carrier that nobody
        knows, and where the platform takes nothing instead. Raises `UnknownPlatform` for a platform that is not known.

        >>> import tracking
        >>> tracking.code_for(tracking.resolve("1Z001985YW99744790"), "paypal").code
        'UPS'
        >>> tracking.code_for("dpd-pl", "ebay", country="PL").code
        'DPD'
        >>> tracking.code_for("nobody at all", "ebay")
        """
        from tracking.resolving.platform_codes import code_for

        return code_for(self.catalog, carrier, platform, country)

    def find(
        self,
        text: str,
        country: str | None = None,
        min_evidence: float | None = None,
        company: str | Iterable[str] | None = None,
    ) -> list[Found]:
        """The tracking numbers in a text, in order; see `tracking.text.search`.

        By default what carries strong evidence by itself, and weaker shapes beside a word that speaks for them;
        with ``min_evidence`` the words do not count, and 0 reports everything that a format which may guess there accepts.
        ``company`` is the carrier, or the carriers, that the text is known to speak of: a name beside a number says more,
        whatever else the text names says less.

        >>> import tracking
        >>> [found.carrier for found in tracking.find("Your parcel 1Z001985YW99744790 has left")]
        ['ups']
        >>> tracking.find("Order 4711 has left")
        []
        """
        text_of(text, "text")
        country, least = country_code(text_or_none(country, "country")), number_or_none(min_evidence, "min_evidence")
        return self._own_finder().find(text, country, least, _names(company))

    def find_mail(
        self, message: bytes | Message, country: str | None = None, min_evidence: float | None = None
    ) -> list[Found]:
        r"""The tracking numbers in a mail, each once: in its subject and in every part of text or HTML.

        ``message`` is the mail as it was sent, as bytes or parsed (RFC 5322, MIME). The parts are read as one text: the
        sender, the subject, the senders of what is quoted, logos and links name carriers for all of it, less than a name
        beside a number does. `Found.part` says where a number stands. No message raises, however broken.

        >>> import tracking
        >>> mail = b"From: GLS <noreply@gls.example>\nSubject: Hello\n\nParcel number: 73814996922\n"
        >>> [(found.number, found.carrier, found.part) for found in tracking.find_mail(mail)]
        [('73814996922', 'gls', '1')]
        >>> tracking.find_mail(b"Subject: Lunch\n\nAt noon?")
        []
        """
        from tracking.text.letter import letter

        text_or_none(country, "country")
        return self.find_in_letter(letter(message), country, min_evidence)

    def find_in_letter(
        self,
        letter: Letter,
        country: str | None = None,
        min_evidence: float | None = None,
        company: str | Iterable[str] | None = None,
    ) -> list[Found]:
        """What `find_mail` finds, in a mail that is decoded already, with ``company`` as of `find`."""
        country, least = country_code(text_or_none(country, "country")), number_or_none(min_evidence, "min_evidence")
        return self._own_finder().find_in_mail(letter, country, least, _names(company))

    def explain(
        self,
        number: str | None = None,
        company: str | None = None,
        url: str | None = None,
        country: str | None = None,
        postal_code: str | None = None,
        language: str | None = None,
    ) -> Explanation:
        """Why `resolve` answers as it does: parts, check digit, candidates, who was ruled out, and what decided.

        Takes what `resolve` takes and raises what it raises.

        >>> import tracking
        >>> tracking.explain("1Z001985YW99744790").decided
        "by the number's form: nobody else is as likely as UPS"
        >>> tracking.explain("hello").decided
        'not decided: no known carrier has numbers of this form'
        """
        from tracking.resolving.explaining import explanation

        return explanation(self, self.query(number, company, url, country, postal_code, language))

    def numbers_in(self, text: str, country: str | None, company: str | None) -> list[Found]:
        """The numbers in a text, with the company as a witness; the country's code is spelled as the lists spell it."""
        return self._own_finder().find(text, country, None, _names(company))

    def _own_finder(self) -> Finder:
        if self._finder is None:
            from tracking.text.search import Finder

            self._finder = Finder(self)
        return self._finder

    def validate(
        self, number: str, company: str | None = None, country: str | None = None, url: str | None = None
    ) -> Validation:
        """Whether a number may be submitted, what is wrong with it, and what would be right.

        Raises `InvalidURL` for a bad ``url``.
        """
        from tracking.resolving.validation import validate

        return validate(self, self.query(text_of(number), company, url, country))


def _names(company: str | Iterable[str] | None) -> tuple[str, ...]:
    return tuple([name for name in each_text(company, "company") if name.strip()])


_default: Resolver | None = None
_making = allocate_lock()


def default() -> Resolver:
    """The resolver of the package's own functions, made at first use.

    Where the environment variable TRACKING_CARRIERS names a definition file or a folder of them, these are merged over the
    built-in definitions. Raises `DefinitionError` for anything wrong in them, OSError where they cannot be read.
    """
    global _default
    with _making:
        if _default is None:
            _default = Resolver(own_carriers())
        return _default


def own_carriers() -> tuple[Carrier, ...]:
    """The definitions that TRACKING_CARRIERS names, by id; none where it is not set. Raises as `default` does."""
    path = os.environ.get(OWN_CARRIERS)
    if not path:
        return ()
    from tracking.definitions.loading import load_carriers

    return load_carriers(path)
