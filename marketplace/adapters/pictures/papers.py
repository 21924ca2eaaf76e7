"""Draws a sheet of paper, photographed flat: stands in for scans and receipts of the invented demo city."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import font_lato
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(str(font_lato.__file__)).parent / "files"
WIDTH, MARGIN, SECOND, LINE = 560, 44, 150, 30
PAPER, INK, FAINT = 246, 40, 214


def draw_paper(heading: str, lines: Sequence[str], *, mark: str = "CONTOH") -> bytes:
    """A JPEG; `mark` lies across the sheet, so that nobody takes it for a real one. A tab begins a second column."""
    image = Image.new("L", (WIDTH, 220 + LINE * len(lines)), PAPER)
    pen = ImageDraw.Draw(image)
    middle = image.height / 2
    pen.text((WIDTH / 2, middle), mark, font=_font("Lato-Black.ttf", 110), fill=FAINT, anchor="mm")
    pen.rectangle((14, 14, WIDTH - 14, image.height - 14), outline=INK, width=2)
    pen.text((MARGIN, 48), heading, font=_font("Lato-Bold.ttf", 26), fill=INK)
    pen.line((MARGIN, 92, WIDTH - MARGIN, 92), fill=INK, width=2)
    for number, line in enumerate(lines):
        for place, words in zip((MARGIN, SECOND), line.split("\t"), strict=False):
            pen.text((place, 112 + number * LINE), words, font=_font("Lato-Regular.ttf", 20), fill=INK)
    pen.text((MARGIN, image.height - 62), "Dokumen rekaan.", font=_font("Lato-Regular.ttf", 16), fill=INK)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=60)
    return out.getvalue()


@cache
def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / face), size)
