"""Draws a pack for products that have no photo yet: the demo city's goods are invented, and look it."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import font_lato
from PIL import Image, ImageDraw, ImageFont

SIZE = 640
FONTS = Path(str(font_lato.__file__)).parent / "files"
PALETTES = (  # ground, pack, label, ink
    ("#F3E7D3", "#7B1E2B", "#FBF8F3", "#3A1116"),
    ("#E7EFE3", "#2F6B4A", "#FBF8F3", "#173524"),
    ("#F7EBCB", "#C9962B", "#FFFDF7", "#4A3608"),
    ("#E6ECF2", "#2F4E79", "#FBF8F3", "#14243B"),
    ("#F1E2DC", "#A4502F", "#FFF9F4", "#461E0E"),
    ("#ECE5EF", "#5E3F77", "#FCFAFD", "#291838"),
)
Box = tuple[int, int, int, int]


def draw_pack(*, title: str, net: str, maker: str, form: str) -> bytes:
    """A JPEG of 640 by 640; `form` is pouch, jar, bottle, box or cloth. The same title gives the same colours."""
    ground, pack, label, ink = PALETTES[zlib.crc32(title.encode()) % len(PALETTES)]
    image = Image.new("RGB", (SIZE, SIZE), ground)
    pen = ImageDraw.Draw(image)
    pen.ellipse((110, 545, 530, 600), fill=_darker(ground))
    FORMS[form](pen, pack)
    box = (190, 270, 450, 480)
    pen.rounded_rectangle(box, radius=14, fill=label)
    _diamonds(pen, (190, 290), (450, 290), "#C9962B")
    _words(pen, title, box, top=310, size=34, ink=ink, face="Lato-Black.ttf")
    _words(pen, net, box, top=412, size=24, ink=ink, face="Lato-Bold.ttf")
    _words(pen, maker, box, top=446, size=17, ink=ink, face="Lato-Regular.ttf")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=86)
    return out.getvalue()


def _pouch(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.polygon([(160, 110), (480, 110), (500, 560), (140, 560)], fill=colour)
    pen.rectangle((158, 96, 482, 140), fill=_darker(colour))
    for x in range(166, 480, 16):
        pen.line((x, 98, x, 138), fill=colour, width=3)


def _jar(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.rounded_rectangle((165, 165, 475, 575), radius=48, fill=colour)
    pen.rounded_rectangle((185, 85, 455, 170), radius=16, fill=_darker(colour))


def _bottle(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.rounded_rectangle((270, 50, 370, 110), radius=10, fill=_darker(colour))
    pen.rectangle((285, 105, 355, 180), fill=colour)
    pen.rounded_rectangle((175, 170, 465, 580), radius=70, fill=colour)


def _box(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.polygon([(150, 190), (220, 110), (540, 110), (490, 190)], fill=_darker(colour))
    pen.rectangle((150, 190, 490, 570), fill=colour)
    pen.polygon([(490, 190), (540, 110), (540, 490), (490, 570)], fill=_darker(_darker(colour)))


def _cloth(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.rounded_rectangle((120, 120, 520, 570), radius=24, fill=colour)
    for y in (150, 205, 520):
        _diamonds(pen, (140, y), (500, y), "#C9962B")


FORMS = {"pouch": _pouch, "jar": _jar, "bottle": _bottle, "box": _box, "cloth": _cloth}


def _diamonds(pen: ImageDraw.ImageDraw, start: tuple[int, int], end: tuple[int, int], colour: str) -> None:
    y = start[1]
    for x in range(start[0] + 12, end[0] - 8, 22):
        pen.polygon([(x, y), (x + 9, y - 9), (x + 18, y), (x + 9, y + 9)], fill=colour)


def _words(
    pen: ImageDraw.ImageDraw, text: str, box: Box, *, top: int, size: int, ink: str, face: str
) -> None:
    """Centred in the box, on two lines at most, as large as fits."""
    room = box[2] - box[0] - 24
    while size > 12:
        font = ImageFont.truetype(str(FONTS / face), size)
        lines = _wrap(pen, text, font, room)
        if len(lines) <= 2 and all(pen.textlength(line, font=font) <= room for line in lines):
            break
        size -= 2
    for number, line in enumerate(lines):
        middle = (box[0] + box[2]) / 2
        pen.text((middle, top + number * size * 1.15), line, font=font, fill=ink, anchor="ma")


def _wrap(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and pen.textlength(longer, font=font) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _darker(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"#{red * 8 // 10:02x}{green * 8 // 10:02x}{blue * 8 // 10:02x}"
