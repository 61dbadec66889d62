"""The service's keys: a root that certifies, a key that signs, a key to seal to.

Made at the first start and kept as PEM files in ``keys/``. Signing and sealing never share a key. A
certificate is a Signed[ServiceKey] by the root; certificates of former signing keys stay, so that old
receipts stay valid.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from approval.clock import Clock
from approval.signatures import from_text, key_id, to_text, verified
from approval.storage.key_files import write_secret
from declaration.wire.sign_in import KeyUse, ServiceKey
from declaration.wire.signed import Purpose, Signed, signing_input

_Private = Ed25519PrivateKey | X25519PrivateKey
_SEALING = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class Keys:
    """The keys in one folder; makes what is missing. Raises ValueError when a key file is damaged."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._root = _ed25519(folder / "root.pem")
        self.certificates: tuple[Signed, ...] = self._stored_certificates()
        for use in KeyUse:
            if self._newest(use) is None:
                self._make(use)
        self._signing_kid, self._signing = self._load_signing()

    @property
    def root_key(self) -> str:
        """The root's public half, base64url: what stations pin."""
        return _public_text(self._root)

    @property
    def signing_kid(self) -> str:
        return self._signing_kid

    @property
    def sealing_kid(self) -> str:
        key = self._newest(KeyUse.SEALING)
        assert key is not None, "made at start"
        return key.kid

    def sign(self, purpose: Purpose, body: str) -> Signed:
        """``body`` signed with the current signing key for that purpose only."""
        return _signed(self._signing, self._signing_kid, purpose, body)

    def change_signing_key(self) -> Signed:
        """Sign with a new key from now on; returns its certificate. Old receipts stay valid."""
        certificate = self._make(KeyUse.SIGNING)
        self._signing_kid, self._signing = self._load_signing()
        return certificate

    def change_sealing_key(self) -> Signed:
        """Seal, and be sealed to, with a new key from now on; returns its certificate. The former ones stay,
        to open what was sealed to them."""
        return self._make(KeyUse.SEALING)

    def look_again(self) -> int:
        """Take up keys that another instance has made in this folder since; returns how many."""
        stored = self._stored_certificates()
        fresh = len(stored) - len(self.certificates)
        if fresh > 0:
            self.certificates = stored
            self._signing_kid, self._signing = self._load_signing()
        return fresh

    def can_unseal(self, kid: str) -> bool:
        """Whether that is a sealing key of ours, the newest or a former one; another instance may have made
        it a moment ago."""
        return self._is_for_sealing(kid) or (self.look_again() > 0 and self._is_for_sealing(kid))

    def seal(self, data: bytes, info: bytes) -> tuple[str, bytes]:
        """Sealed to our own newest sealing key, and that key's id: what only the service is to read again."""
        key = self._newest(KeyUse.SEALING)
        raw = None if key is None else from_text(key.public_key)
        assert key is not None, "made at start"
        assert raw is not None, "certified by ourselves"
        return key.kid, _SEALING.encrypt(data, X25519PublicKey.from_public_bytes(raw), info=info)

    def unseal(self, kid: str, sealed: bytes, info: bytes) -> bytes | None:
        """What was sealed to that key for exactly this ``info`` (HPKE, RFC 9180), or None."""
        if not self.can_unseal(kid):
            return None
        key = load_pem_private_key((self._folder / f"{kid}.pem").read_bytes(), password=None)
        if not isinstance(key, X25519PrivateKey):
            raise ValueError("not an X25519 key file")
        try:
            return _SEALING.decrypt(sealed, key, info=info)
        except InvalidTag:
            return None

    def _is_for_sealing(self, kid: str) -> bool:
        keys = (each.read(ServiceKey) for each in self.certificates)
        return any(key.kid == kid and key.use is KeyUse.SEALING for key in keys if key)

    def _make(self, use: KeyUse) -> Signed:
        private: _Private = (
            Ed25519PrivateKey.generate() if use is KeyUse.SIGNING else X25519PrivateKey.generate()
        )
        public = _public_text(private)
        kid = f"{use}-{key_id(public)}"
        write_secret(self._folder / f"{kid}.pem", _pem(private))
        key = ServiceKey(kid=kid, use=use, public_key=public, certified_at=self._clock())
        certificate = _signed(self._root, f"root-{key_id(self.root_key)}", Purpose.KEY, key.model_dump_json())
        # The certificate is the commit point: a key file without one is never used.
        kept = (*self.certificates, certificate)
        write_secret(self._folder / "certificates.ndjson", b"".join(each.to_bytes() + b"\n" for each in kept))
        self.certificates = kept
        return certificate

    def _stored_certificates(self) -> tuple[Signed, ...]:
        path = self._folder / "certificates.ndjson"
        if not path.exists():
            return ()
        found = [Signed.from_bytes(line) for line in path.read_bytes().splitlines()]
        kept = tuple(each for each in found if each and verified(self.root_key, Purpose.KEY, each))
        if len(kept) != len(found):
            raise ValueError("a key certificate is damaged or was not made by this root key")
        return kept

    def _newest(self, use: KeyUse) -> ServiceKey | None:
        keys = (each.read(ServiceKey) for each in reversed(self.certificates))
        return next((key for key in keys if key and key.use is use), None)

    def _load_signing(self) -> tuple[str, Ed25519PrivateKey]:
        key = self._newest(KeyUse.SIGNING)
        assert key is not None, "made at start"
        return key.kid, _ed25519(self._folder / f"{key.kid}.pem", make=False)


def _signed(key: Ed25519PrivateKey, kid: str, purpose: Purpose, body: str) -> Signed:
    return Signed(body=body, kid=kid, signature=to_text(key.sign(signing_input(purpose, body))))


def _public_text(key: _Private) -> str:
    return to_text(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _pem(key: _Private) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _ed25519(path: Path, *, make: bool = True) -> Ed25519PrivateKey:
    if make and not path.exists():
        write_secret(path, _pem(Ed25519PrivateKey.generate()))
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("not an Ed25519 key file")
    return key
