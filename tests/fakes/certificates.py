"""A certificate authority of a test's own, and certificates for addresses."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

CENTURY = timedelta(days=36_500)


class Authority:
    """Its own certificate is in ``file``; it is good for a century either way, whatever the clock says."""

    def __init__(self, folder: Path, name: str = "Test CA") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        now = datetime.now(UTC)
        basic = (x509.BasicConstraints(True, 0), True)
        own = self._signed(self._name, self._key.public_key(), (now - CENTURY / 2, now + CENTURY / 2), basic)
        self.file = folder / "ca.pem"
        self.file.write_bytes(own.public_bytes(Encoding.PEM))

    def certify(
        self,
        addresses: Sequence[str],
        valid: tuple[datetime, datetime] | None = None,
    ) -> tuple[Path, Path]:
        """The files of a certificate for these addresses and of its key; good from yesterday for a month."""
        now = datetime.now(UTC)
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName(
            [x509.IPAddress(ipaddress.ip_address(each)) for each in addresses]
        )
        span = valid or (now - timedelta(days=1), now + timedelta(days=30))
        made = self._signed(_name("service"), key.public_key(), span, (names, False))
        certificate, private = self._folder / "service.pem", self._folder / "service.key"
        certificate.write_bytes(made.public_bytes(Encoding.PEM))
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, private

    def _signed(
        self,
        name: x509.Name,
        key: ec.EllipticCurvePublicKey,
        valid: tuple[datetime, datetime],
        extension: tuple[x509.ExtensionType, bool],
    ) -> x509.Certificate:
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(self._name).public_key(key)
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(valid[0]).not_valid_after(valid[1])
        return builder.add_extension(*extension).sign(self._key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
