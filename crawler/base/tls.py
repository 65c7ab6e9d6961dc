"""Secure connections to portals: today's rules first, a worthless certificate is noted but no reason to look away.

Reports are public, and many county portals have certificates that are self-signed, outdated or of another name: what is
read over such a connection is kept with that remark. Old protocols and ciphers are for hosts that `tls: legacy` names.
"""

from __future__ import annotations

import ssl
import warnings
from functools import cache

OK = "ok"
LEGACY_CIPHERS = "ALL:@SECLEVEL=0"
"""Ciphers of firewalls that nobody has renewed since 2010: RC4, 3DES, keys of 512 and 1024 bits."""
LEGACY_CURVE = "prime256v1"
"""Some firewalls break off when they are offered newer curves (BAD_ECPOINT)."""
LEGACY_SERVER_CONNECT = 0x4
"""OP_LEGACY_SERVER_CONNECT, which Python names from 3.12 on: servers without secure renegotiation (RFC 5746)."""


@cache
def context(*, verify: bool, legacy: bool) -> ssl.SSLContext:
    """The rules of one connection."""
    made = ssl.create_default_context()
    if legacy:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)     # that is what legacy means
            made.minimum_version = ssl.TLSVersion.TLSv1
        made.set_ciphers(LEGACY_CIPHERS)
        made.set_ecdh_curve(LEGACY_CURVE)
        made.options |= LEGACY_SERVER_CONNECT
    if not verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    return made


def verdict_of(error: ssl.SSLCertVerificationError) -> str:
    """What is wrong with a certificate, in OpenSSL's words, such as "certificate has expired"."""
    words = str(getattr(error, "verify_message", "") or "not verified")
    return words.partition(", certificate is not valid")[0].strip(" .'")[:80].lower()
