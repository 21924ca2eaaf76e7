"""A push service on loopback, and a browser that subscribed there: it reads what the program sends it."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from marketplace.ports.push import PushAddress


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class SubscribedBrowser:
    def __init__(self, endpoint: str) -> None:
        self._key, self._secret = ec.generate_private_key(ec.SECP256R1()), b"sixteen bytes :)"
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.address = PushAddress(endpoint, text(point), text(self._secret))

    def read(self, body: bytes) -> str:
        return http_ece.decrypt(body, private_key=self._key, auth_secret=self._secret).decode()


@dataclass
class PushService:
    origin: str
    answer: int = 201
    took: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)  # path, headers, body

    def browser(self, name: str = "tini") -> SubscribedBrowser:
        return SubscribedBrowser(f"{self.origin}/to/{name}")


@contextmanager
def push_service() -> Iterator[PushService]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.took.append((self.path, dict(self.headers), body))
            self.send_response(service.answer)
            if service.answer in (301, 302, 307):
                self.send_header("Location", f"{service.origin}/elsewhere")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = PushService(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
