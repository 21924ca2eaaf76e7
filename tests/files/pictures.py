"""Small pictures with what a camera writes into them."""

import io

from PIL import Image, PngImagePlugin

from marketplace.adapters.pictures import developing
from marketplace.files.originals import seal_picture
from marketplace.files.services import SeenPicture
from tests.files.heic import HEIC

SECRETS = (b"Bu Tini", b"Rumah Bu Tini", b"-5.1131")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><p>-5.1131 Rumah Bu Tini</p></x:xmpmeta>'
LYING = 6


def jpeg(width=40, height=30):
    exif = Image.Exif()
    exif[0x010F] = "Camera of Bu Tini"
    file = io.BytesIO()
    Image.new("RGB", (width, height), "orange").save(file, "JPEG", exif=exif)
    return file.getvalue()


def png(width=40, height=30):
    file = io.BytesIO()
    Image.new("RGB", (width, height), "green").save(file, "PNG")
    return file.getvalue()


def stripped(sealer, content):
    """What there is to keep of a picture, as the pages make it but without the child that guards us: it is our own."""
    return seal_picture(sealer, content, developing.strip(content))


def seen(sealer, content, name="foto.jpg"):
    """A picture for everybody, whose header was looked at."""
    return SeenPicture(content, name, seal_picture(sealer, content))


def exif():
    said = Image.Exif()
    said[0x010F] = "Camera of Bu Tini"
    said[0x0112] = LYING
    place = said.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "S", (5.0, 6.0, 47.0), "E", (105.0, 18.0, 24.0)
    return said


def photo(kind, mode="RGB", **given):
    """A noise of greys, so that each place has a colour of its own."""
    file = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert(mode).save(file, kind, exif=exif(), **given)
    return file.getvalue()


def several():
    """As phones make them: a second picture, with its own EXIF, behind the end of the first."""
    file = io.BytesIO()
    one = Image.effect_noise((64, 48), 80).convert("RGB")
    one.save(file, "MPO", save_all=True, append_images=[one], exif=exif())
    return file.getvalue() + photo("JPEG")


def written():
    said = PngImagePlugin.PngInfo()
    said.add_text("Author", "Bu Tini")
    said.add_text("Comment", "Rumah Bu Tini", zip=True)
    said.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return photo("PNG", "RGBA", pnginfo=said) + b"Rumah Bu Tini"


PHOTOS = {
    "JPEG": photo("JPEG", comment=b"Rumah Bu Tini", xmp=XMP),
    "grey JPEG": photo("JPEG", "L", comment=b"Rumah Bu Tini", xmp=XMP),
    "progressive JPEG": photo("JPEG", progressive=True, xmp=XMP, icc_profile=b"a profile"),
    "several in one": several(),
    "PNG": written(),
    "WebP": photo("WEBP", xmp=XMP),
    "lossless WebP": photo("WEBP", xmp=XMP, lossless=True),
    "AVIF": photo("AVIF", xmp=XMP),
    "HEIC": HEIC,
}
