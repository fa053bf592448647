"""Evidence for carriers in a whole text: the caller's company, a mail's headers, quoted senders, logos, links, words.

It is used if a parcel's number is announced and no carrier beside it accepts it. Each witness reads only the texts that
it needs, once.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from tracking.languages.folding import bare
from tracking.spelling.texts import EDGE, NOTHING
from tracking.text.link_parts import host_of
from tracking.text.naming import NamedCarriers, all_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracking.catalog.listed import ListedCarrier
    from tracking.text.context import ContextReader
    from tracking.text.document import TextDocument

__all__ = ["Witness", "Witnesses"]

_SHORT_TEXT = 120
"""The greatest length of a text that contains little more than a number: a cell of a table."""
_MESSAGE = 320
"""The greatest length of a text message."""
_SENTENCE_END = re.compile(r"[.!?…。！？]\s|\n")
_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{8,}(?![0-9A-Za-z])")
_MOST_LINKS = 200
"""The number of links in a text whose hosts are looked up."""
_MOST_SPEAKERS = 3
"""The greatest number of carriers' hosts in a text's links. If there are more, they tell nothing about its parcels."""
_LONGEST_READ = 60_000
"""The greatest length of a text about one parcel or a few. A longer one is a mailbox or a journal."""
_LONGEST_SEEN = 6_000
"""The greatest number of its characters that a reader sees."""
_SIGNED = 120
"""The number of characters before an address's @ that are searched for its owner's name."""
# An address is looked for by its sign, which `re` finds fastest. Then the text before it is read: a name and a
# bracket, or a line that begins with a label.
_AT_HOST = re.compile(r"@((?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,})")
_OWNER = re.compile(
    rf"(?:([^<>\n@{EDGE}]*)[<{EDGE}](?:mailto:)?|^[>* \t]{{0,8}}\w{{2,20}}[ ]?:[ *]{{0,4}}(?:mailto:)?)[\w.+\-=]{{1,64}}\Z",
    re.MULTILINE,
)
_LOGO = re.compile(r"""alt=\x00{0,2}["']?([^"'<>]{2,60})""")
_LINK = re.compile(r"://[^\s<>\"'`\x01]{1,300}")
_TAG = re.compile(r"<[^<>]*>")


class Witness(NamedTuple):
    """The testimony of one witness."""

    carriers: NamedCarriers
    strength: int
    """Its strength, from the caller's company down to the text's words."""


class Witnesses:
    """The witnesses of one text, or of the texts of one mail."""

    NEAR, GIVEN, SENDER, SHOWN, MENTIONED = 5, 4, 3, 2, 1
    """The strengths of witnesses. A name beside the number, which is not a witness, is the strongest."""

    def __init__(
        self,
        words: ContextReader,
        country: str | None,
        documents: Sequence[TextDocument],
        company: Sequence[str] = (),
        senders: Sequence[str] = (),
    ) -> None:
        self._words, self._country = words, country
        self._documents = [document for document in documents if len(document.plain) <= _LONGEST_READ]
        self._company, self._senders = company, senders
        length = sum(len(document.given) for document in documents)
        self.company_alone = bool(company) and length <= _SHORT_TEXT
        """Whether the caller names a company for a text that is hardly more than its number."""
        self.in_message = length <= _MESSAGE
        """Whether the text is as short as a text message, so that a name anywhere in it is about its parcel."""

    def __iter__(self) -> Iterator[Witness]:
        """Yield the testimonies, the strongest first."""
        if self._company:
            yield Witness(self._given, self.GIVEN)
        yield Witness(self._sent, self.SENDER)
        yield Witness(self._shown, self.SHOWN)
        yield Witness(self._mentioned, self.MENTIONED)

    @cached_property
    def parcel_words(self) -> dict[str, tuple[ListedCarrier, ...]]:
        """Return what the carriers that send a mail, or that the first sentence of a text message names, call their parcels; folded."""
        said = []
        if self._senders:
            said.append(self._sent)
        elif sum(len(document.given) for document in self._documents) <= _MESSAGE:
            sentences = [_SENTENCE_END.split(document.plain.strip(), 1)[0] for document in self._documents[:1]]
            numbers = {number for document in self._documents for number in _LONG_NUMBER.findall(document.plain)}
            if len({*map(len, numbers)}) == len(
                numbers
            ):  # an order and its parcel, if two look alike: a shop's message
                said += [self._words.names.named_in(text, self._country) for text in sentences]
        found: dict[str, tuple[ListedCarrier, ...]] = {}
        for carrier in all_of(said).meant:
            for word in carrier.parcel_words:
                found[bare(word)] = (*found.get(bare(word), ()), carrier)
        return found

    @cached_property
    def _given(self) -> NamedCarriers:
        return self._words.names.meant_by(self._company, self._country)

    @cached_property
    def hosted(self) -> tuple[ListedCarrier, ...]:
        """Return the carriers with pages on the hosts of the senders and of the links: DHL's German parcels on dhl.de."""
        names = self._words.names
        _, hosts = self._signed
        return all_of([*map(names.on_host, hosts), *self._linked]).all()

    @cached_property
    def _sent(self) -> NamedCarriers:
        """Return the carriers that a mail's headers name, and those that sent the quoted mails."""
        found, hosts = self._signed
        return all_of([*found, *(self._words.names.named_by_host(host, self._country) for host in hosts)])

    @cached_property
    def _signed(self) -> tuple[list[NamedCarriers], list[str]]:
        """Return the carriers that the names of senders name, and the senders' hosts."""
        names, country = self._words.names, self._country
        found = [names.named_in(sender, country) for sender in self._senders]
        hosts: dict[str, None] = {}
        for text in (*self._senders, *(document.plain for document in self._documents)):
            for at_host in _AT_HOST.finditer(text):
                at = at_host.start()
                owner = _OWNER.search(text[max(0, at - _SIGNED) : at])
                if owner:
                    found.append(names.named_as(owner.group(1) or "", country))
                    hosts[at_host.group(1)] = None
                if len(hosts) == _MOST_LINKS:
                    break
        return found, [*hosts]

    @cached_property
    def _shown(self) -> NamedCarriers:
        """Return the carriers of the logos in a text, and of the hosts of its links unless there are many hosts."""
        logos: list[NamedCarriers] = []
        for document in self._documents:
            if document.markup:
                found = _LOGO.findall(document.plain)[:_MOST_LINKS]
                logos += [self._words.names.named_as(logo, self._country) for logo in found]
        return all_of([*logos, *self._linked])

    @cached_property
    def _linked(self) -> list[NamedCarriers]:
        """Return the carriers of the hosts of the links in a text; none if there are many hosts."""
        hosts: dict[str, None] = {}
        for document in self._documents:
            for count, link in enumerate(_LINK.finditer(document.plain)):
                if count == _MOST_LINKS:
                    break
                hosts[host_of(link.group().replace(NOTHING, ""))] = None
        # A name within a host does not count, since anybody may take such a host.
        linked = [carriers for host in hosts if (carriers := self._words.names.on_host(host))]
        return linked if len(linked) <= _MOST_SPEAKERS else []

    @cached_property
    def _mentioned(self) -> NamedCarriers:
        """Return the carriers that a short text names anywhere."""
        found = []
        for document in self._documents:
            plain = document.plain
            if document.markup:
                plain = _TAG.sub(" ", _without_unseen(plain))
            plain = " ".join(_LINK.sub(" ", plain).replace(NOTHING, "").split())
            if len(plain) <= _LONGEST_SEEN:
                found.append(self._words.names.named_in(plain, self._country))
        return all_of(found)


def _without_unseen(page: str) -> str:
    """Return HTML without the elements that no reader sees."""
    for name in ("style", "script", "title"):
        kept, done, lower = [], 0, page.lower()
        while (opened := lower.find(f"<{name}", done)) >= 0 and (closed := lower.find(f"</{name}", opened)) >= 0:
            kept.append(page[done:opened])
            done = closed
        page = "".join(kept) + page[done:]
    return page
