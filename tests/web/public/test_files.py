import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.accounts.queries import seats
from marketplace.files.metadata import without_metadata
from marketplace.files.models import Attachment, AttachmentKind, Rendition
from marketplace.files.services import SeenPicture, store_attachment, take_public_image
from marketplace.files.sniffing import ENDINGS
from marketplace.web.public.files import AWHILE, FOREVER, SHOWN
from tests.files.pictures import jpeg
from tests.files.test_metadata import PHOTOS, SECRETS

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture
def kept(unit, people, whole_app):
    """Public ids: a paper and a photo of Tini's business; and the key of a picture, developed as it is kept."""
    tools = whole_app.extensions["tools"]
    with unit() as uow:
        mine = {"organisation_id": seats(uow.session, people["tini"], uow.now)[0].organisation_id}
        paper = store_attachment(uow, tools.storage, content=PDF, name="surat Bu Tini.pdf", **mine)
        photo = store_attachment(uow, tools.storage, content=jpeg(), name="rak.jpg", **mine)
        seen = SeenPicture(jpeg(700, 500), "produk.jpg")
        picture = take_public_image(uow, tools.storage, seen, **mine)
        return {"paper": paper.public_id, "photo": photo.public_id, "picture": picture.sha256}


@pytest.fixture
def tini(browser):
    tini = browser()
    tini.sign_in()
    return tini


def test_a_paper_is_saved_never_shown(tini, kept):
    answer = tini.open(f"/files/{kept['paper']}")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="surat Bu Tini.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_photo_is_shown_in_the_page(tini, kept):
    answer = tini.open(f"/files/{kept['photo']}")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", PHOTOS)
def test_no_photo_says_where_it_was_taken(tini, unit, people, whole_app, name):
    storage = whole_app.extensions["tools"].storage
    with unit() as uow:
        mine = {"organisation_id": seats(uow.session, people["tini"], uow.now)[0].organisation_id}
        kept = store_attachment(uow, storage, content=PHOTOS[name], name="bukti", **mine)
        public_id, digest = kept.public_id, kept.sha256

    shown = tini.open(f"/files/{public_id}").data

    assert [secret for secret in SECRETS if secret in shown] == []
    assert shown == without_metadata(PHOTOS[name])
    assert storage.get(digest) == PHOTOS[name], "audits have the bytes as they came"


def test_a_photo_that_cannot_be_cleaned_is_not_shown(tini, unit, people, whole_app):
    torn = PHOTOS["JPEG"][:60]
    with unit() as uow:
        mine = {"organisation_id": seats(uow.session, people["tini"], uow.now)[0].organisation_id}
        tools = whole_app.extensions["tools"]
        public_id = store_attachment(uow, tools.storage, content=torn, name="rak.jpg", **mine).public_id

    answer = tini.open(f"/files/{public_id}")

    assert answer.status_code == 409
    assert "mengunggahnya lagi" in answer.text


def test_what_belongs_to_others_is_not_there(tini, browser, kept, unit, people):
    with unit() as uow:
        other = seats(uow.session, people["tini"], uow.now)[1].organisation_public_id
    tini.send("/account/organisations", {"organisation": other})
    assert tini.open(f"/files/{kept['paper']}").status_code == 404
    assert tini.open("/files/xxxxxxxxxxxx").status_code == 404
    assert browser().open(f"/files/{kept['paper']}").status_code == 302


def test_officials_open_it(browser, kept):
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    assert petugas.open(f"/files/{kept['paper']}").status_code == 302
    petugas.enter_code()
    assert petugas.open(f"/files/{kept['paper']}").status_code == 200


def test_the_other_side_opens_what_a_check_lets_them(browser, kept, whole_app, tini, unit, people):
    whole_app.extensions["file_checks"] = (lambda uow, attachment: attachment.public_id == kept["paper"],)
    with unit() as uow:
        other = seats(uow.session, people["tini"], uow.now)[1].organisation_public_id
    tini.send("/account/organisations", {"organisation": other})
    assert tini.open(f"/files/{kept['paper']}").status_code == 200
    assert tini.open(f"/files/{kept['photo']}").status_code == 404


@pytest.mark.parametrize(
    ("name", "media_type", "cached"),
    [
        ("160.avif", "image/avif", FOREVER),
        ("700.webp", "image/webp", FOREVER),
        ("640.jpg", "image/jpeg", FOREVER),
        ("160.jpg", "image/jpeg", AWHILE),  # there is none so small
        ("99999.avif", "image/avif", AWHILE),
    ],
)
def test_a_public_picture_is_for_everybody_and_kept_for_good(browser, kept, name, media_type, cached):
    stranger = browser()
    path = f"/pictures/{kept['picture']}/{name}"
    answer = stranger.open(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Cache-Control"] == cached
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in answer.headers
    shown = Image.open(io.BytesIO(answer.data))
    assert not shown.getexif() and not set(shown.info) & {"exif", "xmp", "icc_profile", "comment"}
    assert b"Camera of" not in answer.data
    again = stranger.open(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_nothing_but_a_public_picture_has_such_an_address(browser, kept, unit):
    with unit() as uow:
        private = uow.session.scalars(
            select(Attachment.sha256).where(Attachment.kind != "public_image")
        ).all()
        renditions = uow.session.scalars(select(Rendition.sha256)).all()
    assert private and renditions
    for digest in (*private, *renditions, "x", "../secret-key"):
        assert browser().open(f"/pictures/{digest}/640.webp").status_code == 404
    for ending in ("svg", "html", "gif", "heic"):
        assert browser().open(f"/pictures/{kept['picture']}/640.{ending}").status_code == 404


HARM = [
    "<script>alert(1)</script>.html",
    'surat".html; filename="x.exe',
    "foto\u202egpj.exe",
    "a\r\nSet-Cookie: x=y\r\n\r\n<html>",
    "../../etc/passwd",
    "C:\\Windows\\x.html",
    "\u200f\u2066",
    "",
    "x" * 5000 + ".html",
]


@pytest.mark.parametrize("media_type", sorted(ENDINGS))
@pytest.mark.parametrize("name", HARM, ids=range(len(HARM)))
def test_a_name_that_means_harm_is_saved_as_what_it_is(tini, unit, people, whole_app, name, media_type):
    """Also one that stands in a row, however it came there."""
    storage = whole_app.extensions["tools"].storage
    with unit() as uow:
        mine = seats(uow.session, people["tini"], uow.now)[0].organisation_id
        storage.put("0" * 64, b"%PDF-1.7\n")
        kept = Attachment(
            organisation_id=mine,
            kind=AttachmentKind.EVIDENCE,
            name=name,
            media_type=media_type,
            size=9,
            sha256="0" * 64,
            uploaded_by=None,
            uploaded_at=uow.now,
        )
        public_id = uow.add(kept).public_id

    answer = tini.open(f"/files/{public_id}")

    how, said = answer.headers["Content-Disposition"].split("; ", 1)
    assert re.fullmatch(rf'filename="?[\w \-()]{{1,80}}{re.escape(ENDINGS[media_type])}"?', said)
    assert how == ("inline" if media_type in SHOWN else "attachment")
    assert answer.mimetype == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in {name for name, value in answer.headers if "x=y" in value}
