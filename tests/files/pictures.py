"""Small pictures with what a camera writes into them."""

import io

from PIL import Image


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
