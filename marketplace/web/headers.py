"""What every answer tells the browser: what it may run, keep and reveal."""

from __future__ import annotations

from flask import Flask, Response, request, session

from marketplace.web.context import actor

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
TWO_YEARS = 63_072_000
PUBLIC = "public, max-age=0, must-revalidate"
PRIVATE = "no-store"


def init_app(app: Flask) -> None:
    app.after_request(protect)


def protect(response: Response) -> Response:
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={TWO_YEARS}; includeSubDomains")
    return response


def set_cache_control(response: Response) -> Response:
    """Pages that are the same for everybody may be kept and asked for again; nothing else is."""
    if "Cache-Control" in response.headers:
        return response
    if _for_everybody(response):
        response.headers["Cache-Control"] = PUBLIC
        response.vary.update(("Cookie", "Accept-Language"))
        response.add_etag()
        response.make_conditional(request)
        return response
    response.headers["Cache-Control"] = PRIVATE
    return response


def _for_everybody(response: Response) -> bool:
    """Nobody signed in, nothing in the session: no token, no notice."""
    return (
        request.method in ("GET", "HEAD")
        and response.status_code == 200
        and actor().user_id is None
        and not session
        and not session.modified  # a notice was just said
        and "Set-Cookie" not in response.headers
        and not response.is_streamed
    )
