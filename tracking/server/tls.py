"""A self-signed certificate for a shop on this machine, for clients that insist on https."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

__all__ = ["Certificate", "names_of", "write_certificate"]

_LIFETIME = timedelta(days=90)


class Certificate(NamedTuple):
    """The files of a certificate and its private key, both PEM."""

    certfile: Path
    keyfile: Path


def names_of(certfile: Path) -> tuple[str, ...]:
    """Return the host names of a certificate (PEM); empty for a file that is not a certificate."""
    try:
        certificate = x509.load_pem_x509_certificate(certfile.read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return ()
    return tuple(names.get_values_for_type(x509.DNSName))


def write_certificate(folder: Path, now: datetime | None = None, *, names: Iterable[str] = ()) -> Certificate:
    """Write ``cert.pem`` and ``key.pem`` (readable only by the owner) into ``folder``.

    The certificate is valid for 127.0.0.1, ::1, localhost, and ``names``, from an hour ago for 90 days. It is its own
    issuer, so a client trusts it if it is given the file: ``SSL_CERT_FILE``, ``NODE_EXTRA_CA_CERTS``, ``curl
    --cacert``. It has the key identifiers and the key usage that strict checks (RFC 5280; Python 3.13's default)
    require.
    """
    now = now or datetime.now(UTC)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFETIME)
        .add_extension(
            x509.SubjectAlternativeName(
                [
                    x509.DNSName("localhost"),
                    x509.IPAddress(ip_address("127.0.0.1")),
                    x509.IPAddress(ip_address("::1")),
                    *map(x509.DNSName, names),
                ]
            ),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(subject_key, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject_key),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    written = Certificate(folder / "cert.pem", folder / "key.pem")
    written.certfile.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    written.keyfile.unlink(missing_ok=True)
    with os.fdopen(os.open(written.keyfile, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
        )
    return written
