"""Which certificates are believed: those the system believes, an agency's own root among them."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx
import truststore

_NO_CHECK_TIME = 0x200000  # OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python gives no name
_OUT_OF_TIME = frozenset({9, 10})  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED

_ON_THIS_MACHINE = frozenset(("http", host) for host in ("127.0.0.1", "localhost", "::1"))


def system_trust() -> ssl.SSLContext:
    """TLS as the system verifies it."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def heed_dates(trust: ssl.SSLContext, yes: bool) -> None:
    """Whether connections from now on are refused for a certificate's dates alone. Whoever leaves them out
    holds them against a time it believes. Where the system itself verifies (Windows), dates always count."""
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
