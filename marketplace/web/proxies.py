"""What stands between a visitor and the server: how many proxies are believed, and which host they ask for."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from ipaddress import ip_address
from threading import Lock
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

log = logging.getLogger(__name__)

PROBES = ("/healthz", "/readyz")  # asked by machines that know the server by its IP address alone
LOOKED_AT = 100  # requests until visitors who all come from this machine are told of
SHARED = "all visitors count as one address, and limits for one of them shut out everybody"
FORWARDED = (
    "A request came with X-Forwarded-For, and MB2_PROXIES is 0. If a proxy stands in front of the server,"
    f" {SHARED}: set MB2_PROXIES to the number of proxies."
)
LOCAL = (
    f"The first {LOOKED_AT} requests all came from this machine itself, so {SHARED}:"
    " let the proxy in front send X-Forwarded-For, and set MB2_PROXIES to the number of proxies."
)


def init_app(app: Flask) -> None:
    proxies = app.config["PROXIES"]
    if app.config["PRODUCTION"]:
        host = urlsplit(app.config["BASE_URL"]).hostname
        app.config["TRUSTED_HOSTS"] = [host]
        app.wsgi_app = _Probes(app.wsgi_app, str(host))  # type: ignore[assignment, method-assign]
        app.before_request(_Addresses(proxies).look)
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]


class _Probes:
    """Whatever host a probe asks for, it is answered."""

    def __init__(self, behind: WSGIApplication, host: str) -> None:
        self._behind, self._host = behind, host

    def __call__(self, environ: WSGIEnvironment, start: StartResponse, /) -> Iterable[bytes]:
        if environ["PATH_INFO"] in PROBES:
            environ["HTTP_HOST"] = self._host
        return self._behind(environ, start)


class _Addresses:
    """Warns, once a process, where visitors cannot be told apart by their addresses."""

    def __init__(self, proxies: int) -> None:
        self._proxies, self._left = proxies, LOOKED_AT
        self._lock, self._warned = Lock(), False

    def look(self) -> None:
        if self._warned or request.path in PROBES:
            return
        if not self._proxies and "X-Forwarded-For" in request.headers:
            self._warn(FORWARDED)
        elif self._left:
            local = _is_local(request.remote_addr)
            self._left = self._left - 1 if local else 0
            if local and not self._left:
                self._warn(LOCAL)

    def _warn(self, sentence: str) -> None:
        with self._lock:
            if not self._warned:
                log.warning(sentence)
            self._warned = True


def _is_local(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:  # a Unix socket has no address
        return True
