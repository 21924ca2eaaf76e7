"""QR codes for papers, shelves and authenticators; bars for goods."""

import io
from importlib import import_module

import segno

INK = "#1F2430"
BARS = {8: "ean8", 13: "ean13"}  # digits of a number -> how it is drawn
GUARD, NORMAL = 100, 92  # heights: the guards reach down between the digits


def qr_svg(text: str, title: str = "") -> bytes:
    """A picture of its own, with `title` for those who do not see it."""
    return _drawn(text, "svg", scale=4, title=title or None, dark=INK, light="white")


def qr_png(text: str, scale: int = 6) -> bytes:
    return _drawn(text, "png", scale=scale)


def ean_of(gtin: str) -> str | None:
    """The 8 or 13 digits that stand under the bars of a retail pack: 12 digits have a zero before them.

    None for a number that tills do not scan in bars of this kind, such as the 14 digits on a carton.
    """
    number = f"0{gtin}" if len(gtin) == 12 else gtin
    return number if len(number) in BARS else None


def ean_svg(number: str) -> bytes:
    """The bars of an EAN-13 or EAN-8 without quiet zones and digits: as many units wide as it has modules.

    It may be stretched. ISO/IEC 15420: 95 or 67 modules; 11 blank ones before it and 7 after it (7 and 7 for
    EAN-8) stay free.
    """
    barcode = import_module("barcode")  # loads all of Pillow
    [modules] = barcode.get_barcode_class(BARS[len(number)])(number, guardbar=True).build()
    path = "".join(
        f"M{place} 0h1v{GUARD if sign == 'G' else NORMAL}h-1z"
        for place, sign in enumerate(modules)
        if sign != "0"
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(modules)} {GUARD}"'
        f' preserveAspectRatio="none" shape-rendering="crispEdges"><path fill="#000" d="{path}"/></svg>'
    )
    return svg.encode()


def _drawn(text: str, kind: str, **look: object) -> bytes:
    file = io.BytesIO()
    segno.make_qr(text, error="m").save(file, kind=kind, border=4, **look)
    return file.getvalue()
