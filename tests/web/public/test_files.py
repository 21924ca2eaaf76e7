import hashlib
import io
import re

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.accounts.queries import seats
from marketplace.files.models import Attachment, AttachmentKind, Rendition
from marketplace.files.originals import copy_key
from marketplace.files.services import store_attachment, take_public_image
from marketplace.files.sniffing import ENDINGS, sniff
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.actor import SYSTEM
from marketplace.ports.pictures import JPEG
from marketplace.web.public.files import AWHILE, FOREVER
from tests.files.pictures import PHOTOS, SECRETS, jpeg, seen, stripped

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture
def kept(unit, people, whole_app):
    """Public ids: a paper and a photo of Tini's business; and the key of a picture, developed as it is kept."""
    tools = whole_app.extensions["tools"]
    given = stripped(tools.sealer, jpeg())
    with unit() as uow:
        mine = {"organisation_id": seats(uow.session, people["tini"], uow.now)[0].organisation_id}
        paper = store_attachment(uow, tools.storage, content=PDF, name="surat Bu Tini.pdf", **mine)
        photo = store_attachment(uow, tools.storage, content=jpeg(), name="rak.jpg", picture=given, **mine)
        picture = take_public_image(uow, tools.storage, seen(tools.sealer, jpeg(700, 500)), **mine)
        return {
            "paper": paper.public_id,
            "photo": photo.public_id,
            "picture": picture.sha256,
            "picture row": picture.public_id,
        }


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


@pytest.fixture
def old(unit, people, whole_app):
    """The public id of a picture that lies in the storage as it came, from before pictures were sealed."""

    def old(content, kind=AttachmentKind.EVIDENCE):
        digest = hashlib.sha256(content).hexdigest()
        whole_app.extensions["tools"].storage.put(digest, content)
        with unit() as uow:
            row = Attachment(
                organisation_id=seats(uow.session, people["tini"], uow.now)[0].organisation_id,
                kind=kind,
                name="rak.jpg",
                media_type=sniff(content),
                size=len(content),
                sha256=digest,
                uploaded_by=None,
                uploaded_at=uow.now,
            )
            return uow.add(row).public_id

    return old


def seal_all(app):
    with app.app_context():
        JOBS["seal_pictures"](app.extensions["open_unit"](SYSTEM), app.extensions["tools"])


@pytest.mark.parametrize("name", PHOTOS)
def test_no_photo_says_where_it_was_taken(tini, unit, people, whole_app, name):
    tools, content = whole_app.extensions["tools"], PHOTOS[name]
    given = stripped(tools.sealer, content)
    with unit() as uow:
        mine = {"organisation_id": seats(uow.session, people["tini"], uow.now)[0].organisation_id}
        kept = store_attachment(uow, tools.storage, content=content, name="bukti", picture=given, **mine)
        public_id = kept.public_id

    answer = tini.open(f"/files/{public_id}")

    assert any(secret in content for secret in SECRETS)
    assert [secret for secret in SECRETS if secret in answer.data] == []
    assert not Image.open(io.BytesIO(answer.data)).getexif()
    assert answer.headers["Content-Type"] == JPEG
    assert answer.headers["Content-Disposition"] == "inline; filename=bukti.jpg"


def test_no_address_gives_the_original_to_anybody(tini, kept, unit, whole_app):
    """Every address with one gap, filled with what somebody may know of a photo: its id or its hash."""
    with unit() as uow:
        known = uow.session.execute(
            select(Attachment.public_id, Attachment.sha256).filter_by(media_type=JPEG)
        ).all()
    rules = [
        rule.rule
        for rule in whole_app.url_map.iter_rules()
        if "GET" in rule.methods and len(rule.arguments) == 1
    ]
    words = [word for row in known for word in row]

    given = [tini.open(re.sub("<[^>]+>", word, rule)).data for rule in rules for word in words]

    assert len(known) == 2 and len(given) > 300
    assert not any(b"Camera of" in one for one in given)


def test_the_original_of_a_public_picture_has_no_address_at_all(tini, kept):
    assert tini.open(f"/files/{kept['picture row']}").status_code == 404


def test_an_old_photo_is_shown_once_the_job_has_made_its_copy(tini, old, whole_app, unit):
    public_id = old(PHOTOS["JPEG"])

    early = tini.open(f"/files/{public_id}")
    seal_all(whole_app)
    late = tini.open(f"/files/{public_id}")

    assert early.status_code == 409
    assert "beberapa menit lagi" in early.text
    assert late.status_code == 200
    assert [secret for secret in SECRETS if secret in late.data] == []


def test_an_old_photo_that_cannot_be_decoded_is_not_shown(tini, old, whole_app, unit):
    public_id = old(PHOTOS["JPEG"][:60])
    seal_all(whole_app)

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
        for key in ("0" * 64, copy_key("0" * 64)):
            storage.put(key, b"%PDF-1.7\n")
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

    given = JPEG if media_type.startswith("image/") else media_type
    how, said = answer.headers["Content-Disposition"].split("; ", 1)
    assert re.fullmatch(rf'filename="?[\w \-()]{{1,80}}{re.escape(ENDINGS[given])}"?', said)
    assert how == ("inline" if given == JPEG else "attachment")
    assert answer.mimetype == given
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Set-Cookie" not in {name for name, value in answer.headers if "x=y" in value}
