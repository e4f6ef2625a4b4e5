"""A certificate for servers that tests start on loopback."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def own_certificate(directory: Path, address: str = "127.0.0.1", name: str = "") -> tuple[Path, Path]:
    """The certificate, signed by itself, and its key. `name`: of a host, in place of the address."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forge")]), datetime.now(UTC)
    built = x509.CertificateBuilder(
        subject, subject, key.public_key(), x509.random_serial_number(), now - timedelta(1), now + timedelta(1)
    )
    built = built.add_extension(
        x509.SubjectAlternativeName([x509.DNSName(name) if name else x509.IPAddress(ipaddress.IPv4Address(address))]),
        critical=False,
    )
    signed = built.sign(key, hashes.SHA256())
    (directory / "forge.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    unencrypted = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (directory / "forge.key").write_bytes(key.private_bytes(*unencrypted))
    return directory / "forge.pem", directory / "forge.key"
