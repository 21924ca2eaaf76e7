"""Web push: VAPID (RFC 8292), encryption for one browser (RFC 8291), and a POST to the push service it named.

The address comes from a client, so it is believed only as far as it names a service that browsers are known to use.
"""

from __future__ import annotations

import base64
import ipaddress
import os
import socket
import ssl
from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from threading import Timer
from urllib.parse import SplitResult, urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from marketplace.adapters.key_files import key_in
from marketplace.ports.push import AddressGone, PushAddress

# Push services of the browsers in use, as their makers document them; read on 1 December 2026.
HOSTS = (
    "fcm.googleapis.com",  # Chrome, Edge on Android, Samsung Internet
    "updates.push.services.mozilla.com",  # Firefox
    "web.push.apple.com",  # Safari
    ".notify.windows.com",  # Edge on Windows; a host for each region
)
LONGEST = 2_000  # characters of an address
MOST = 3_000  # bytes of a message; services take 4,096 once it is encrypted
SECONDS = 5.0  # of one answer, from the first byte to the last
KEEP = timedelta(days=1)  # how long a service holds a message for a telephone that is off
GONE = (404, 410)
POINT, SECRET = 65, 16  # bytes of a browser's key and of its secret, RFC 8291


class WebPush:
    """`local` is an origin of this machine that tests receive at; production refuses it (`config.py`)."""

    def __init__(self, key_file: Path, sender: str, local: str = "", hosts: Collection[str] = HOSTS) -> None:
        self._file, self._sender, self._local, self._hosts = key_file, sender, local, hosts

    @property
    def public_key(self) -> str:
        point = self._key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return base64.urlsafe_b64encode(point).decode().rstrip("=")

    def check(self, address: PushAddress) -> None:
        self._place(address.endpoint)
        if len(_bytes(address.auth)) != SECRET or len(_bytes(address.p256dh)) != POINT:
            raise ValueError("keys of a subscription are 65 and 16 bytes long")
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _bytes(address.p256dh))

    def send(self, address: PushAddress, message: bytes, *, now: datetime, urgent: bool) -> None:
        self.check(address)
        if len(message) > MOST:
            raise ValueError(f"a message has at most {MOST} bytes")
        place = self._place(address.endpoint)
        body = http_ece.encrypt(
            message,
            salt=os.urandom(16),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_bytes(address.p256dh),
            auth_secret=_bytes(address.auth),
        )
        claims = {
            "aud": f"{place.scheme}://{place.netloc}",
            "exp": int((now + timedelta(hours=12)).timestamp()),
            "sub": self._sender,
        }
        headers = {
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(KEEP.total_seconds())),
            "Urgency": "high" if urgent else "normal",
        }
        status = self._post(place, body, self._key.sign(claims) | headers)
        if status in GONE:
            raise AddressGone
        if not 200 <= status < 300:  # a redirect is not followed: it may lead anywhere
            raise OSError(f"the push service at {place.hostname} answered {status}")

    def _place(self, endpoint: str) -> SplitResult:
        """Raises ValueError for all but an https address at one of the services."""
        if len(endpoint) > LONGEST or not endpoint.isascii() or not endpoint.isprintable():
            raise ValueError("no address of a push service")
        place = urlsplit(endpoint)
        if self._local and f"{place.scheme}://{place.netloc}" == self._local:
            return place
        host = place.hostname or ""
        known = any(host.endswith(one) if one.startswith(".") else host == one for one in self._hosts)
        if place.scheme != "https" or not known or place.port not in (None, 443) or "@" in place.netloc:
            raise ValueError("no address of a push service")
        return place

    def _post(self, place: SplitResult, body: bytes, headers: dict[str, str]) -> int:
        """The status alone is read. Resolved once: what was looked at is what is spoken to."""
        host, local = place.hostname or "", place.scheme == "http"
        port = place.port or 443
        reached = host if local else _public_address(host, port)
        line: HTTPConnection = (HTTPConnection if local else HTTPSConnection)(host, port, timeout=SECONDS)
        line.sock = socket.create_connection((reached, port), SECONDS)
        watch = Timer(SECONDS, _cut, [line.sock])
        watch.start()
        try:
            if not local:
                line.sock = ssl.create_default_context().wrap_socket(line.sock, server_hostname=host)
            target = place.path + (f"?{place.query}" if place.query else "")
            line.request("POST", target or "/", body=body, headers=headers)
            return line.getresponse().status
        except HTTPException as wrong:
            raise OSError(f"the push service at {host} answered nothing that can be read") from wrong
        finally:
            watch.cancel()
            line.close()

    @property
    def _key(self) -> Vapid02:
        """Raises OSError for a file that cannot be read or made, ValueError for one that holds something else."""
        written = key_in(self._file, _new)
        try:
            key = Vapid02.from_pem(written)
        except (ValueError, TypeError, IndexError):
            key = None
        if key is None or not isinstance(key.private_key, ec.EllipticCurvePrivateKey):
            raise ValueError(f"{self._file} holds no P-256 key in PEM")
        return key


def _new() -> bytes:
    key = Vapid02()
    key.generate_keys()
    pem: bytes = key.private_pem()
    return pem


def _bytes(text: str) -> bytes:
    """Raises ValueError for what is no base64url."""
    if not text.isascii():
        raise ValueError("no base64url")
    return base64.b64decode(
        text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True
    )


def _public_address(host: str, port: int) -> str:
    """Where the name leads. Raises OSError where any of its addresses is none of the open internet."""
    found = [one[4][0] for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(is_public(str(one)) for one in found):
        raise OSError(f"{host} leads to a private address")
    return str(found[0])


def is_public(address: str) -> bool:
    """Also an address of version 4 that is written as one of version 6."""
    there = ipaddress.ip_address(address)
    inner = there.ipv4_mapped if isinstance(there, ipaddress.IPv6Address) else None
    return (inner or there).is_global and not there.is_multicast


def _cut(line: socket.socket) -> None:
    """Whoever answers a byte at a time is not waited for."""
    with suppress(OSError):  # it is closed already
        line.shutdown(socket.SHUT_RDWR)
