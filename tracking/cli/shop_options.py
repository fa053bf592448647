"""The options of every command that calls a shop, and how its shop and journal are opened."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from tracking.cli.misuse import Misuse
from tracking.spelling.countries import country_code, is_country_code

if TYPE_CHECKING:
    from tracking.fulfillment.journal import Journal
    from tracking.fulfillment.policy import Policy
    from tracking.shopify import Client
    from tracking.shopify.granted import TokenSource

__all__ = [
    "JOURNAL",
    "ShopOptions",
    "country_option",
    "journal_files",
    "journal_option",
    "open_journal",
    "policy_of",
    "read_country",
    "shop_options",
]

JOURNAL = "tracking-journal.db"
CLIENT_ID, CLIENT_SECRET = "SHOPIFY_CLIENT_ID", "SHOPIFY_CLIENT_SECRET"
"""Environment variables."""
F = TypeVar("F", bound=Callable[..., Any])


class ShopOptions(NamedTuple):
    """The shop that is called, and its settings."""

    url: str
    token_env: str
    api: str
    version: str | None
    timeout: float
    client_id_env: str | None = None
    client_secret_env: str | None = None

    @property
    def token(self) -> TokenSource:
        """Return the access token, or the app's credentials for one. Raises `Misuse` if there is neither."""
        wanted = self.client_id_env or self.client_secret_env
        token = os.environ.get(self.token_env, "")
        if token and not wanted:
            return token
        id_name, secret_name = self.client_id_env or CLIENT_ID, self.client_secret_env or CLIENT_SECRET
        client_id, secret = (os.environ.get(name, "") for name in (id_name, secret_name))
        if client_id and secret:
            from tracking.shopify import ClientCredentials

            return ClientCredentials(client_id, secret)
        if wanted or client_id or secret:
            empty = secret_name if client_id else id_name
            raise Misuse(
                f"the environment variable {empty} is empty; put the app's client id and secret into {id_name} and {secret_name}"
            )
        raise Misuse(
            f"the environment variable {self.token_env} is empty; put the shop's access token into it, "
            f"or the app's client id and secret into {id_name} and {secret_name}"
        )

    @property
    def numbers_per_fulfillment(self) -> int | None:
        """Return the number of tracking numbers that a fulfillment can have; None means any count."""
        from tracking.shopify.graphql import GraphQLApi
        from tracking.shopify.rest import RestApi

        return (RestApi if self.api == "rest" else GraphQLApi).numbers_per_fulfillment

    def advice(self, code: str) -> str:
        """Return where to look if an error keeps everything out of the shop."""
        if code == "not_connected":
            return f"; nothing answers at {self.url}: is it running, and is the address right?"
        if code == "unauthorized":
            if not os.environ.get(self.token_env) or self.client_id_env or self.client_secret_env:
                names = f"{self.client_id_env or CLIENT_ID} and {self.client_secret_env or CLIENT_SECRET}"
                return f"; the credentials are those of the environment variables {names}"
            return f"; the token is that of the environment variable {self.token_env} (--token-env names another)"
        return ""

    @contextmanager
    def client(self, journal: str | Path | None = None) -> Iterator[Client]:
        """Open the shop. With a journal, its rate limit is shared with everything that uses the journal."""
        token = self.token
        from sqlalchemy.exc import SQLAlchemyError

        from tracking.errors import InvalidURL
        from tracking.shopify import Client
        from tracking.shopify.bucket_sql import shared_limiter
        from tracking.shopify.messages import NEWEST, Endpoint

        version = self.version or NEWEST
        with ExitStack() as opened:
            try:
                name = Endpoint(self.url, version).host
                limiter = None if journal is None else opened.enter_context(shared_limiter(journal, name))
                # The pipeline repeats what may be repeated; the client need not.
                settings: dict[str, Any] = {"api": self.api, "timeout": self.timeout, "limiter": limiter, "retries": 0}
                client = opened.enter_context(Client(self.url, token, version=version, **settings))
            except InvalidURL as error:
                raise Misuse(f"--shop: {error}") from error
            except ValueError as error:
                raise Misuse(str(error)) from error
            except SQLAlchemyError as error:
                reason = getattr(error, "orig", None) or error
                raise Misuse(f"the journal {_without_password(str(journal))} cannot be used: {reason}") from error
            yield client


def policy_of(**choices: Any) -> Policy:
    """Return the policy of the options that were given; None leaves a default."""
    from tracking.fulfillment.policy import Policy

    return Policy(**{name: choice for name, choice in choices.items() if choice is not None})


def shop_options(command: F) -> F:
    """Give a command the options for a shop, as its argument ``shop``."""

    @functools.wraps(command)
    def with_shop(
        *args: Any,
        shop: str,
        token_env: str,
        client_id_env: str | None,
        client_secret_env: str | None,
        api: str,
        api_version: str | None,
        timeout: float,
        **rest: Any,
    ) -> Any:
        options = ShopOptions(shop, token_env, api, api_version, timeout, client_id_env, client_secret_env)
        return command(*args, shop=options, **rest)

    for option in reversed(
        (
            click.option("--shop", required=True, metavar="URL", help="The shop: my-shop.myshopify.com, or a URL."),
            click.option(
                "--token-env",
                default="SHOPIFY_ACCESS_TOKEN",
                show_default=True,
                metavar="VAR",
                help="The environment variable that holds the access token.",
            ),
            click.option(
                "--client-id-env",
                metavar="VAR",
                help=f"The variable that holds an app's client id, in place of a token; {CLIENT_ID} by default.",
            ),
            click.option(
                "--client-secret-env",
                metavar="VAR",
                help=f"The variable that holds its client secret; {CLIENT_SECRET} by default.",
            ),
            click.option(
                "--graphql", "api", flag_value="graphql", default="graphql", help="Use GraphQL (the default)."
            ),
            click.option("--rest", "api", flag_value="rest", help="Use REST: one number per fulfillment."),
            click.option(
                "--api-version", metavar="VERSION", help="The API's version; the newest stable one by default."
            ),
            click.option(
                "--timeout",
                default=30.0,
                show_default=True,
                metavar="SECONDS",
                type=click.FloatRange(0, min_open=True),
                help="How long to wait for an answer.",
            ),
        )
    ):
        with_shop = option(with_shop)
    return with_shop  # type: ignore[return-value]


def journal_option(command: F) -> F:
    """Give a command the option ``--journal``."""
    return click.option(
        "--journal",
        metavar="FILE|URL",
        help=f"The journal: a file or a database URL. The default is {JOURNAL}, which fulfill keeps next to SHIPMENTS.",
    )(command)


def country_option(command: F) -> F:
    """Give a command the option ``--country``."""
    return click.option(
        "--country",
        metavar="CC",
        callback=read_country,
        help="The shop's country, two letters; its companies and carriers come first.",
    )(command)


def read_country(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Read the code of a country."""
    code = country_code(value)
    if value is not None and (code is None or not is_country_code(code)):
        raise click.BadParameter(f"{value!r} is not a country code; give the two letters of ISO 3166-1, such as US")
    return code


def journal_files(where: str | Path) -> tuple[Path, ...]:
    """Return the files that hold a journal: SQLite's own, and those beside it; none for other databases."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    file = str(where)
    if "://" in file:
        try:
            url = make_url(file)
        except ArgumentError:  # opening it reports the error
            return ()
        file = (url.database or "") if url.get_backend_name() == "sqlite" else ""
        if file.startswith("file:"):  # SQLite's own kind of URL
            file = file.removeprefix("file:").partition("?")[0]
    if file in ("", ":memory:"):
        return ()
    return tuple(Path(file + end) for end in ("", "-wal", "-shm", "-journal"))


def open_journal(where: str | Path, *, must_exist: bool = False) -> Journal:
    """Open a journal in a file or at a database URL."""
    if must_exist and "://" not in str(where) and not Path(where).exists():
        raise Misuse(f"there is no journal {where}; name it with --journal FILE or --journal URL")
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    from tracking.errors import JournalError
    from tracking.fulfillment.journal import Journal

    try:
        return Journal(where)
    except (ArgumentError, NoSuchModuleError) as error:
        raise Misuse(f"--journal: {error}; give a file or a URL such as postgresql+psycopg://user@host/name") from error
    except JournalError as error:
        raise Misuse(f"the journal {error.where} cannot be used: {error.reason}; {error.cure}") from error
    except SQLAlchemyError as error:
        reason = getattr(error, "orig", None) or error
        raise Misuse(f"the journal {_without_password(where)} cannot be used: {reason}") from error


def _without_password(where: str | Path) -> str:
    from sqlalchemy import make_url

    return make_url(str(where)).render_as_string() if "://" in str(where) else str(where)
