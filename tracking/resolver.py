"""The resolver: carrier definitions, ready to answer."""

from __future__ import annotations

import os
from _thread import allocate_lock  # the same as in `threading`, without its import
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

    ``carriers`` are definitions of your own (`tracking.load_carriers`). They are merged over the built-in ones and
    replace those with the same id; with ``builtin=False`` only they are used. A resolver is immutable and may be
    shared between threads.

    Its methods are `resolve`, `identify`, `validate`, `find`, `find_mail`, `explain`, and `code_for`. The functions of
    `tracking` with these names are those of one resolver, which is made when it is first needed.
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
        """Return the code that a platform (eBay, Amazon, PayPal, ...; see `tracking.platforms`) uses for a carrier.

        ``carrier`` is a carrier's id, a company's name, or a result of this library. ``country`` is the country of the
        platform's site or of the shop, since some codes are valid in one country only. A carrier that is not on the
        platform's list gets what the platform accepts instead; ``listed`` is then false. The result is None if the
        carrier is not known or the platform accepts nothing instead. Raises `UnknownPlatform` for a platform that is
        not known.

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
        """Return the tracking numbers in a text, in order, as a list of `tracking.Found`.

        By default, numbers with strong evidence are found anywhere, and weaker ones next to a word that speaks for
        them, such as "parcel". With ``min_evidence`` (in bits) the words do not count, and 0 returns every number that
        fits a format that may guess. ``country`` is the shop's country (ISO 3166-1, two letters). ``company`` is the
        company that the text is about, or a sequence of companies: a name next to a number counts more, and everything
        else in the text counts less.

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
        r"""Return the tracking numbers in a mail, each once: in its subject and in every text or HTML part.

        ``message`` is the mail as it was sent, as bytes or parsed (RFC 5322, MIME). The parts are read as one text.
        The sender, the subject, the senders of quoted mails, logos, and links name carriers for the whole mail; a name
        next to a number counts more. `Found.part` says in which part a number is. No mail raises an exception, however
        broken it is.

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
        """Return what `find_mail` finds, in a mail that is decoded already; ``company`` is as in `find`."""
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
        """Explain an answer of `resolve`: parts, check digit, candidates, carriers ruled out, and what decided.

        The parameters and the exceptions are those of `resolve`. The result is a `tracking.Explanation`.

        >>> import tracking
        >>> tracking.explain("1Z001985YW99744790").decided
        "by the number's format: no other carrier is as likely as UPS"
        >>> tracking.explain("hello").decided
        'not decided: the number does not match any known format'
        """
        from tracking.resolving.explaining import explanation

        return explanation(self, self.query(number, company, url, country, postal_code, language))

    def numbers_in(self, text: str, country: str | None, company: str | None) -> list[Found]:
        """Return the numbers in a text, with the company as evidence. The country is spelled as on the lists."""
        return self._own_finder().find(text, country, None, _names(company))

    def _own_finder(self) -> Finder:
        if self._finder is None:
            from tracking.text.search import Finder

            self._finder = Finder(self)
        return self._finder

    def validate(
        self, number: str, company: str | None = None, country: str | None = None, url: str | None = None
    ) -> Validation:
        """Check whether a number may be submitted, say what is wrong with it, and suggest corrections.

        The parameters are those of `resolve`. The result is a `tracking.Validation`. Raises `InvalidURL` for a URL that
        must not be sent.

        >>> import tracking
        >>> tracking.validate("1Z001985YW99744790").ok
        True
        >>> checked = tracking.validate("RR123456789CN", company="China Post")
        >>> checked.ok, [problem.code for problem in checked.problems]
        (False, ['check_digit'])
        """
        from tracking.resolving.validation import validate

        return validate(self, self.query(text_of(number), company, url, country))


def _names(company: str | Iterable[str] | None) -> tuple[str, ...]:
    return tuple([name for name in each_text(company, "company") if name.strip()])


_default: Resolver | None = None
_making = allocate_lock()


def default() -> Resolver:
    """Return the resolver of the package's own functions, which is made when it is first used.

    If the environment variable TRACKING_CARRIERS names a definition file or a folder of them, these definitions are
    merged over the built-in ones. Raises `DefinitionError` if anything is wrong with them, and OSError if they cannot
    be read.
    """
    global _default
    with _making:
        if _default is None:
            _default = Resolver(own_carriers())
        return _default


def own_carriers() -> tuple[Carrier, ...]:
    """Return the definitions that TRACKING_CARRIERS names, by id; empty if it is not set. Raises as `default` does."""
    path = os.environ.get(OWN_CARRIERS)
    if not path:
        return ()
    from tracking.definitions.loading import load_carriers

    return load_carriers(path)
