"""Which certificates are believed: those the system believes, an agency's own root among them."""

from __future__ import annotations

import ssl
import sys
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import truststore

_NO_CHECK_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python gives no name
_CERT_E_EXPIRED = 0x800B0101  # what Windows calls both: not within its validity period
_OUT_OF_TIME = frozenset({9, 10, _CERT_E_EXPIRED})  # OpenSSL: CERT_NOT_YET_VALID, CERT_HAS_EXPIRED
_SYSTEM_ALWAYS_HEEDS_DATES = sys.platform == "win32"

_ON_THIS_MACHINE = frozenset(("http", host) for host in ("127.0.0.1", "localhost", "::1"))


class SystemTrust(truststore.SSLContext):
    """TLS as the system verifies it; while there is a ``stand_in``, as that does."""

    stand_in: ssl.SSLContext | None = None

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,
        server_hostname: str | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        wrap = self.stand_in.wrap_bio if self.stand_in is not None else super().wrap_bio
        return wrap(incoming, outgoing, server_side, server_hostname, session)


def system_trust() -> ssl.SSLContext:
    return SystemTrust(ssl.PROTOCOL_TLS_CLIENT)


def heed_dates(trust: ssl.SSLContext, yes: bool) -> None:
    """Whether connections from now on are refused for a certificate's dates alone. Whoever leaves them out
    holds them against a time it believes. Where the system itself verifies (Windows) it cannot be asked to
    leave them out: OpenSSL stands in for it, with the roots the system keeps."""
    if _SYSTEM_ALWAYS_HEEDS_DATES and isinstance(trust, SystemTrust):
        trust.stand_in = None if yes else _of_the_systems_roots()
    else:
        _check_time(trust, yes)


def _of_the_systems_roots() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    _check_time(context, False)
    return context


def _check_time(trust: ssl.SSLContext, yes: bool) -> None:
    flags = int(trust.verify_flags)
    trust.verify_flags = ssl.VerifyFlags(flags & ~_NO_CHECK_TIME if yes else flags | _NO_CHECK_TIME)


def distrust_in(error: BaseException) -> ssl.SSLCertVerificationError | None:
    """The refusal of a certificate somewhere behind an error, or None."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return seen
        seen = seen.__cause__ or seen.__context__
    return None


def is_out_of_time(error: ssl.SSLCertVerificationError) -> bool:
    """Only the date is against it: this machine's clock is wrong, or the certificate has run out."""
    return error.verify_code in _OUT_OF_TIME


def was_valid(response: httpx.Response, at: datetime) -> bool:
    """Whether the certificate behind that response holds at that time; False without one to look at."""
    stream = response.extensions.get("network_stream")
    secured = stream.get_extra_info("ssl_object") if stream is not None else None
    shown = secured.getpeercert() if secured is not None else None
    if not shown:
        return False
    first, last = (
        datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown[name])), UTC)
        for name in ("notBefore", "notAfter")
    )
    return first <= at <= last


def need_tls(address: str) -> None:
    """The last wall behind the settings: raises ValueError for plain HTTP to any machine but this one."""
    parts = urlsplit(address)
    if address and parts.scheme != "https" and (parts.scheme, parts.hostname) not in _ON_THIS_MACHINE:
        raise ValueError("a service is spoken to by https, or by http on this very machine")
