"""``tracking serve``: a shop on this machine."""

from __future__ import annotations

from pathlib import Path

import click

from tracking.cli.misuse import Misuse
from tracking.cli.serve_options import (
    FASTEST,
    YEAR,
    address_options,
    read_apps,
    read_faults,
    read_finite,
    read_hosts,
    read_language,
    read_tokens,
    read_urls,
    signing_secret,
)
from tracking.cli.shop_options import read_country

__all__ = ["serve"]


@click.command(short_help="Start a local shop that speaks the Admin API.")
@address_options(8000)
@click.option(
    "--database",
    default="sqlite:///tracking-shop.db",
    show_default=True,
    metavar="URL",
    help="The shop's database: an SQLAlchemy URL for SQLite (sqlite:///FILE) or PostgreSQL.",
)
@click.option(
    "--token",
    "tokens",
    multiple=True,
    metavar="TOKEN[=SCOPE,...]",
    help="An access token that is valid for everything, or for these scopes. Without a token, every caller may do everything.",
)
@click.option(
    "--app",
    "apps",
    multiple=True,
    metavar="ID=SECRET[=SCOPE,...]",
    help="An app that gets tokens with its client id and secret (POST /admin/oauth/access_token).",
)
@click.option(
    "--token-life",
    type=click.FloatRange(0, YEAR, min_open=True),
    callback=read_finite,
    default=86_399.0,
    metavar="SECONDS",
    help="The lifetime of such a token; 24 hours by default.",
)
@click.option("--country", default="US", show_default=True, callback=read_country, help="The shop's country.")
@click.option("--demo", is_flag=True, help="Add the orders of the demo shop; its token is shpat_demo.")
@click.option("--orders", metavar="FILE", type=click.Path(), help="Add the orders of a file that are not there yet.")
@click.option(
    "--certfile", type=click.Path(exists=True, dir_okay=False), help="Serve https with this certificate (PEM)."
)
@click.option("--keyfile", type=click.Path(exists=True, dir_okay=False), help="The certificate's private key (PEM).")
@click.option("--tls", is_flag=True, help="Serve https with a new self-signed certificate, whose path is printed.")
@click.option(
    "--tls-name",
    "tls_names",
    multiple=True,
    metavar="HOST",
    callback=read_hosts,
    help="With --tls, make the certificate valid for this host, too, such as my-shop.myshopify.com.",
)
@click.option(
    "--bucket",
    default=40,
    show_default=True,
    type=click.IntRange(1),
    help="The number of calls that the REST rate limit holds.",
)
@click.option(
    "--leak",
    default=2.0,
    show_default=True,
    type=click.FloatRange(0, FASTEST, min_open=True),
    callback=read_finite,
    help="The number of these calls that become free again per second.",
)
@click.option("--dev-store", is_flag=True, help="Allow five new fulfillments a minute, as a development store does.")
@click.option("--no-rate-limit", is_flag=True, help="Turn rate limits off (--dev-store still applies).")
@click.option(
    "--service-delay",
    default=0.0,
    type=click.FloatRange(0, YEAR),
    callback=read_finite,
    metavar="SECONDS",
    help="How long a service's fulfillment takes from pending through open to success.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND=SHARE",
    help="Make this share of the calls fail: latency, timeout-before, timeout-after, reset, truncate, "
    "429, 500, 503; or of the webhooks: webhook-twice, webhook-reorder.",
)
@click.option("--fault-seed", default=0, show_default=True, help="Random seed of the faults.")
@click.option(
    "--strict-404", is_flag=True, help="Answer 404, not 501, where the Admin API has a route that is not served."
)
@click.option("--strict-urls", is_flag=True, help="Refuse a tracking URL that is not a URL; the API stores it.")
@click.option(
    "--outbox",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="Also write the messages to shoppers (notify_customer) into this folder, one .eml file per message.",
)
@click.option("--language", callback=read_language, help="The messages' language, such as de; otherwise the country's.")
@click.option(
    "--simulate-delivery",
    default=0.0,
    type=click.FloatRange(0, YEAR),
    callback=read_finite,
    metavar="SECONDS",
    help="Deliver each known carrier's fulfillment by itself within this time, with the events on its way.",
)
@click.option(
    "--service-secret",
    metavar="SECRET",
    help="The secret that signs the calls to a fulfillment service's callback URL.",
)
@click.option(
    "--service-interval",
    default=60.0,
    show_default=True,
    type=click.FloatRange(0, YEAR, min_open=True),
    callback=read_finite,
    metavar="SECONDS",
    help="How often fulfillment services are asked for missing tracking numbers.",
)
@click.option(
    "--webhook",
    "webhooks",
    multiple=True,
    metavar="URL",
    callback=read_urls,
    help="Send every webhook to this URL, as if an app had subscribed to all topics.",
)
@click.option(
    "--webhook-secret",
    metavar="SECRET",
    help="The secret that signs webhooks (an app's client secret); shpss_demo with --demo, otherwise none.",
)
@click.option(
    "--webhook-window",
    default=240.0,
    show_default=True,
    type=click.FloatRange(0, YEAR, min_open=True),
    callback=read_finite,
    metavar="SECONDS",
    help="The time within which a failed webhook is sent again, eight times; the API takes four hours.",
)
@click.option(
    "--reset",
    is_flag=True,
    help="Delete everything in the database at the start, and whenever POST /reset is called.",
)
def serve(
    *,
    host: str,
    port: int,
    allowed_hosts: tuple[str, ...],
    database: str,
    tokens: tuple[str, ...],
    apps: tuple[str, ...],
    token_life: float,
    country: str,
    demo: bool,
    orders: str | None,
    certfile: str | None,
    keyfile: str | None,
    tls: bool,
    tls_names: tuple[str, ...],
    bucket: int,
    leak: float,
    dev_store: bool,
    no_rate_limit: bool,
    service_delay: float,
    faults: tuple[str, ...],
    fault_seed: int,
    strict_404: bool,
    strict_urls: bool,
    outbox: str | None,
    language: str | None,
    simulate_delivery: float,
    service_secret: str | None,
    service_interval: float,
    webhooks: tuple[str, ...],
    webhook_secret: str | None,
    webhook_window: float,
    reset: bool,
) -> None:
    """Start a local shop that answers the Admin API's fulfillment calls and stores what they change.

    It prints its URL when it is ready. It stops on SIGTERM or Ctrl-C, after the calls in progress.
    A file of orders has one order per line (.jsonl), or is an array of orders (.json):

    \b
    {"id": 1, "name": "#1", "lines": [{"id": 11, "sku": "A", "title": "A thing",
     "quantity": 2, "location_id": 7, "fulfillment_service": "manual",
     "delivery_method": "shipping"}]}

    A table (.csv, .parquet, .xlsx) has a row for each line of an order, with the columns id, name,
    line_id, and quantity; the others are optional.
    Each location, service, and delivery method of an order becomes a fulfillment order, unless the order describes its
    fulfillment orders:

    \b
    "fulfillment_orders": [{"status": "on_hold", "holds": [{"reason": "other"}],
     "lines": [{"line_id": 11, "quantity": 2}]}],
    "fulfillments": [{"tracking_numbers": ["1Z001985YW99744790"]}],
    "refunds": [{"line_id": 11, "quantity": 1}]

    docs/orders-file.md lists all fields.
    """  # noqa: D301 (click's mark for lines it is not to fill)
    if bool(certfile) != bool(keyfile):
        raise click.UsageError("--certfile and --keyfile belong together; give both")
    if tls and certfile:
        raise click.UsageError("--tls makes its own certificate; leave out --certfile and --keyfile")
    if tls_names and not tls:
        raise click.UsageError("--tls-name is for the certificate that --tls makes; give --tls too")

    from ssl import SSLError

    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    from tracking.server.serving import Settings, serve_forever

    settings = Settings(
        host=host,
        port=port,
        allowed_hosts=allowed_hosts,
        database=database,
        tokens=read_tokens(tokens, demo=demo),
        apps=read_apps(apps),
        token_life=token_life,
        country=country,
        demo=demo,
        orders=orders,
        certfile=certfile,
        keyfile=keyfile,
        tls=tls,
        tls_names=tls_names,
        bucket=bucket,
        leak=leak,
        dev_store=dev_store,
        rate_limit=not no_rate_limit,
        service_delay=service_delay,
        faults=read_faults(faults),
        fault_seed=fault_seed,
        strict_404=strict_404,
        strict_urls=strict_urls,
        outbox=outbox,
        language=language,
        simulate_delivery=simulate_delivery,
        service_secret=service_secret or None,
        service_interval=service_interval,
        webhooks=webhooks,
        webhook_secret=signing_secret(webhook_secret, demo=demo),
        webhook_window=webhook_window,
        reset=reset,
    )
    if outbox is not None:
        try:
            Path(outbox).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Misuse(f"--outbox: {error.strerror}; name a folder that can be written") from error
    try:
        serve_forever(settings, click.echo)
    except SSLError as error:
        raise Misuse(f"the certificate or its key cannot be used ({error}); give PEM files") from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise Misuse(f"--database: {error}; give a URL such as sqlite:///shop.db") from error
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise Misuse(f"--database: it cannot be used ({reason}); see that it is there and may be written") from error
