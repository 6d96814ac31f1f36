"""TLS as on AWS: a server's certificate, and a full bundle of authorities that has its issuer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tools.embedded.emulator import HOST

# As in Amazon's certificates.
_KEY_BITS = 2048
_DAY = dt.timedelta(days=1)

type Extension = tuple[x509.ExtensionType, bool]


@dataclass(frozen=True)
class Certificates:
    """Files below one folder."""

    chain: Path
    key: Path
    bundle: Path
    """Every authority that certifi lists, and last the one that issued `chain`."""


def issue(directory: Path) -> Certificates:
    """Make an authority for this run, and have it sign a certificate for 127.0.0.1."""
    directory.mkdir(parents=True, exist_ok=True)
    made = Certificates(directory / "server.pem", directory / "server.key", directory / "bundle.pem")
    authority_key, key = _new_key(), _new_key()
    authority = _authority(authority_key)
    made.chain.write_bytes(_server(key, authority, authority_key).public_bytes(Encoding.PEM))
    made.key.touch(mode=0o600)
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    made.bundle.write_bytes(Path(certifi.where()).read_bytes() + authority.public_bytes(Encoding.PEM))
    return made


def _new_key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=_KEY_BITS)


def _authority(key: RSAPrivateKey) -> x509.Certificate:
    """An authority with the extensions that Python 3.13 requires (`VERIFY_X509_STRICT`)."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Bench")])
    may_sign = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    extensions: list[Extension] = [
        (x509.BasicConstraints(ca=True, path_length=0), True),
        (may_sign, True),
        (x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False),
    ]
    return _signed(name, name, key, key, extensions)


def _server(key: RSAPrivateKey, authority: x509.Certificate, authority_key: RSAPrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "DynamoDB that answers at once")])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    extensions: list[Extension] = [
        (x509.BasicConstraints(ca=False, path_length=None), True),
        (x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False),
        (issuer, False),
    ]
    return _signed(name, authority.subject, key, authority_key, extensions)


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    key: RSAPrivateKey,
    issuers_key: RSAPrivateKey,
    extensions: Sequence[Extension],
) -> x509.Certificate:
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - _DAY).not_valid_after(now + _DAY)
    for extension, is_critical in extensions:
        builder = builder.add_extension(extension, critical=is_critical)
    return builder.sign(issuers_key, hashes.SHA256())
