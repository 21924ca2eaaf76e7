"""Uploads: public pictures for everybody, papers only for those whom they concern."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request, url_for

from marketplace.catalog.children import Photo
from marketplace.files import queries
from marketplace.files.models import Attachment
from marketplace.files.services import picture_trouble, safe_name
from marketplace.files.sniffing import ENDINGS
from marketplace.ports.pictures import JPEG
from marketplace.web.access import ANYONE, KNOWN, may
from marketplace.web.context import reading, tools
from marketplace.web.downloads import save_as

bp = Blueprint("public_files", __name__)

bp.add_app_template_global(picture_trouble)

PICTURES = "/pictures"
FORMATS = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}
FOREVER = "public, max-age=31536000, immutable"  # a picture's address is its content
AWHILE = "public, max-age=300"  # the nearest one, until a job has made the one asked for


@bp.get("/files/<public_id>")
@may(KNOWN)
def show(public_id: str) -> Response:
    """A stranger's bytes: never run, never taken for a page of ours."""
    checks, private = (current_app.extensions.get(name, ()) for name in ("file_checks", "private_files"))
    return handed_out(queries.opened(reading(), tools().storage, public_id, checks, private))


def handed_out(file: queries.OpenedFile) -> Response:
    """A picture in the page, all else to be saved."""
    answer = Response(file.content, mimetype=file.media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"
    name = safe_name(file.attachment.name, ENDINGS[file.media_type])
    return save_as(answer, name, inline=file.media_type == JPEG)


@bp.get(f"{PICTURES}/<key>/<int:width>.<any(avif, webp, jpg):ending>")
@may(ANYONE)
def picture(key: str, width: int, ending: str) -> Response:
    """Only what we made ourselves, never the bytes that somebody sent."""
    shown = queries.public_picture(reading(), tools().storage, key, width, FORMATS[ending])
    answer = Response(shown.content, mimetype=shown.media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = FOREVER if shown.exact else AWHILE
    answer.set_etag(shown.sha256)
    return answer.make_conditional(request)  # type: ignore[return-value]


@bp.app_template_global()
def file_url(attachment: Attachment | str) -> str:
    """The address of an upload, from its row or its public id."""
    public_id = attachment if isinstance(attachment, str) else attachment.public_id
    return url_for("public_files.show", public_id=public_id)


@bp.app_template_global()
def picture_url(key: str, width: int, ending: str = "jpg") -> str:
    """The address of a public image's rendition."""
    return f"{_folder(key)}/{width}.{ending}"


@bp.app_template_global()
def srcset(photo: Photo, ending: str) -> str:
    """Every width of a photo in one format, for the browser to choose from."""
    folder = _folder(photo.key)
    return ", ".join(f"{folder}/{width}.{ending} {width}w" for width in photo.widths)


def _folder(key: str) -> str:
    """Where a picture's renditions are; put together by hand, because a page has a hundred of them."""
    return f"{request.script_root}{PICTURES}/{key}"
