"""QR codes for papers, shelves and authenticators."""

import io

import segno

INK = "#1F2430"


def qr_svg(text: str, title: str = "") -> bytes:
    """A picture of its own, with `title` for those who do not see it."""
    return _drawn(text, "svg", scale=4, title=title or None, dark=INK, light="white")


def qr_png(text: str, scale: int = 6) -> bytes:
    return _drawn(text, "png", scale=scale)


def _drawn(text: str, kind: str, **look: object) -> bytes:
    file = io.BytesIO()
    segno.make_qr(text, error="m").save(file, kind=kind, border=4, **look)
    return file.getvalue()
