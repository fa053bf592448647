"""Messages to shoppers (``notify_customer``): one mail per fulfillment, in the shop's language.

Nothing is sent anywhere. A message is stored in the shop's database, shown at ``/outbox``, and written as an ``.eml``
file into a folder, if one is given.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path

import msgspec

from tracking.fulfillment.values import Fulfillment, Order, ShopInfo
from tracking.server.delivery_records import Message

__all__ = ["Outbox", "languages"]

_NOBODY = Address(username="shop", domain="example.invalid")
"""The sender of a shop without an address."""

_log = logging.getLogger(__name__)


class _Words(msgspec.Struct, frozen=True):
    """The words of a message in one language; ``{order}`` stands for the order's name."""

    countries: tuple[str, ...]
    """The countries whose shops use it by default."""
    subject: str
    opening: str
    items: str
    company: str
    number: str
    link: str


@functools.cache
def _words() -> dict[str, _Words]:
    text = Path(__file__).with_name("message_words.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, _Words])


def languages() -> tuple[str, ...]:
    """Return the languages in which messages can be written."""
    return tuple(_words())


def _language(country: str) -> str:
    return next((language for language, words in _words().items() if country in words.countries), "en")


class Outbox:
    """Writes messages, in ``language`` or else that of the shop's country, and into ``folder`` if one is given.

    Raises `OSError` if the folder cannot be created.
    """

    def __init__(self, language: str | None = None, folder: Path | None = None) -> None:
        self._language = language
        self._folder = folder
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)

    def write(
        self,
        id_: int,
        shop: ShopInfo,
        order: Order,
        fulfillment: Fulfillment,
        said: str | None,
        now: datetime,
        *,
        is_page: Callable[[str], bool],
    ) -> Message:
        """Write the message about a fulfillment to the shopper. ``said`` is the merchant's own text."""
        language = self._language or _language(shop.country)
        words = _words()[language]
        name = _one_line(order.name)
        to = order.email or (order.destination or {}).get("email")
        subject = words.subject.replace("{order}", name)
        text = "\n".join(_text(words, name, fulfillment, said)) + "\n"
        mail = EmailMessage(policy=SMTP)
        mail["From"] = _address(shop.email, shop.name) or _NOBODY
        if to is not None and (address := _address(to)):
            mail["To"] = address
        mail["Subject"] = subject
        mail["Date"] = now
        mail["Message-ID"] = f"<{id_}@{shop.domain}>"
        mail.set_content(_encodable(text), cte="quoted-printable")
        html = "\n".join(_html(words, name, language, fulfillment, said, is_page))
        mail.add_alternative(_encodable(html), subtype="html", cte="quoted-printable")
        mail["Content-Language"] = language
        return Message(
            id=id_,
            fulfillment_id=fulfillment.id,
            order_id=order.id,
            order_name=order.name,
            to=to,
            subject=subject,
            language=language,
            text=text,
            created_at=now,
            eml=mail.as_bytes().decode("ascii"),
        )

    def send(self, message: Message | None) -> None:
        """Put a message into the folder. The call that asked for it has ended, so a failure is only logged."""
        if message is None or self._folder is None:
            return
        try:
            (self._folder / f"{message.id}.eml").write_bytes(message.eml.encode("ascii"))
        except OSError:
            _log.exception("a message could not be written into the outbox's folder")


def _one_line(text: str) -> str:
    return " ".join(_encodable(text).split())


def _encodable(text: str) -> str:
    """Replace lone surrogates, which mail cannot contain."""
    return text.encode("utf-8", "replace").decode()


def _address(address: str, name: str = "") -> Address | None:
    """Return an address; None if it is not one."""
    try:
        return Address(_one_line(name), addr_spec=address.encode("ascii").decode())
    except (ValueError, IndexError, MessageError):
        return None


def _item_names(fulfillment: Fulfillment) -> Iterator[str]:
    for line in fulfillment.lines:
        title = line.sku or "" if line.item is None else line.item.details.get("name", line.item.title)
        yield f"{line.quantity} × {title}"


def _entries(fulfillment: Fulfillment) -> Iterator[tuple[str | None, str | None]]:
    """Return each number with its URL; they belong together by position."""
    info = fulfillment.tracking
    for at in range(max(len(info.numbers), len(info.urls))):
        yield (
            info.numbers[at] if at < len(info.numbers) else None,
            info.urls[at] if at < len(info.urls) else None,
        )


def _text(words: _Words, order: str, fulfillment: Fulfillment, said: str | None) -> Iterator[str]:
    yield words.opening.replace("{order}", order)
    if said:
        yield f"\n{said}"
    if company := fulfillment.tracking.company:
        yield f"\n{words.company}: {company}"
    for number, url in _entries(fulfillment):
        if number is not None:
            yield f"\n{words.number}: {number}"
        if url is not None:
            yield f"{words.link}: {url}"
    yield f"\n{words.items}:"
    yield from (f"- {item}" for item in _item_names(fulfillment))


def _html(
    words: _Words, order: str, language: str, fulfillment: Fulfillment, said: str | None, is_page: Callable[[str], bool]
) -> Iterator[str]:
    yield f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"></head><body>'
    yield f"<p>{escape(words.opening.replace('{order}', order))}</p>"
    if said:
        yield f"<p>{escape(said)}</p>"
    if company := fulfillment.tracking.company:
        yield f"<p>{escape(words.company)}: {escape(company)}</p>"
    for number, url in _entries(fulfillment):
        if number is not None:
            yield f"<p>{escape(words.number)}: {escape(number)}</p>"
        if url is not None and is_page(url):
            yield f'<p><a href="{escape(url)}">{escape(words.link)}</a></p>'
        elif url is not None:
            yield f"<p>{escape(words.link)}: {escape(url)}</p>"
    yield f"<p>{escape(words.items)}:</p><ul>"
    yield from (f"<li>{escape(item)}</li>" for item in _item_names(fulfillment))
    yield "</ul></body></html>"
