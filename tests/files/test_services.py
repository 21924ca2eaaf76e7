import base64
import hashlib
import io
import zipfile
from dataclasses import dataclass, field

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from marketplace.accounts.services.seats import create_organisation, create_user
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.sealing import FernetSealer
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.db.outbox import Outbox
from marketplace.files.events import AttachmentKept
from marketplace.files.models import Attachment, AttachmentKind, Picture, PictureState, Rendition
from marketplace.files.queries import may_open, opened, public_picture
from marketplace.files.services import (
    develop,
    give_up_picture,
    picture_trouble,
    safe_name,
    store_attachment,
    store_public_image,
    take_public_image,
)
from marketplace.files.sniffing import ODS, XLSX, sniff
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, STAFF, SYSADMIN
from tests.adapters.opendocument import ods, table
from tests.files.pictures import jpeg, png, seen
from tests.journeys.hostile import lying_png

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


def workbook(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.fixture
def storage():
    return MemoryStorage()


@pytest.fixture
def sealer(tmp_path):
    return FernetSealer(tmp_path / "sealing-key")


@pytest.fixture
def maker(work):
    with work() as uow:
        return create_organisation(uow, PRODUCER, "Keripik").id


@pytest.fixture
def owner(work, maker):
    with work() as uow:
        user_id = create_user(uow, "Tini", "tini@contoh.id").id
    return lambda: work(OWNER, at=maker, kind=PRODUCER, user_id=user_id)


def keep_one(owner, storage, content=PDF, name="surat.pdf", **given):
    with owner() as uow:
        return store_attachment(uow, storage, content=content, name=name, **given).public_id


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (jpeg(), "image/jpeg"),
        (png(), "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-excel"),
        (workbook("xl/workbook.xml"), XLSX),
        (b"tanggal;barang\n2026-08-01;keripik\n", "text/csv"),
        ("\ufeffa,b\n".encode(), "text/csv"),
        (ods(table([["tanggal", "barang"]])), ODS),
        (ods(kind="application/vnd.oasis.opendocument.text"), None),
        (workbook("mimetype", "content.xml"), None),
        (workbook("word/document.xml"), None),
        (b"PK\x03\x04 broken", None),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>,;", None),
        (b" \n<!DOCTYPE html><p>a;b", None),
        (b"\xef\xbb\xbf<?xml version='1.0'?>,", None),
        (b"MZ\x90\x00,;", None),
        (b"#!/bin/sh\nrm x\n", None),
        (b"\x00\x00\x00\x18ftypmp42", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content, media_type):
    assert sniff(content) == media_type


def test_the_bytes_are_kept_as_they_are_before_the_row_speaks_of_them(owner, storage, session, heard, maker):
    public_id = keep_one(owner, storage, name="Sertifikat Bu Tini.pdf")
    row = session.scalars(select(Attachment).filter_by(public_id=public_id)).one()
    digest = hashlib.sha256(PDF).hexdigest()
    assert storage.get(digest) == PDF
    assert (row.sha256, row.size, row.media_type, row.kind) == (
        digest,
        len(PDF),
        "application/pdf",
        AttachmentKind.EVIDENCE,
    )
    assert row.organisation_id == maker
    assert row.name == "Sertifikat Bu Tini.pdf"
    assert heard[-1] == AttachmentKept(
        attachment_id=row.id, organisation_id=maker, kind="evidence", sha256=digest
    )


def test_no_row_speaks_of_bytes_that_were_not_kept(owner, session):
    class FullDisk(MemoryStorage):
        def put(self, key, content):
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        keep_one(owner, FullDisk())
    assert session.scalars(select(Attachment)).all() == []


def test_the_same_file_twice_is_one_file_and_two_rows(owner, storage, session):
    keep_one(owner, storage)
    keep_one(owner, storage)
    assert len(storage.files) == 1
    assert len(session.scalars(select(Attachment)).all()) == 2


def test_an_official_keeps_it_for_whom_they_act_for(work, storage, maker, session):
    with work(OFFICER, at=1) as uow:
        store_attachment(uow, storage, content=PDF, name="a.pdf", organisation_id=maker)
    assert session.scalars(select(Attachment.organisation_id)).one() == maker


@pytest.mark.parametrize("content", [b"", b"<svg/>", b"MZ\x90\x00"])
def test_what_we_do_not_take_is_refused_with_the_fix(owner, storage, content):
    with pytest.raises(Refused, match="Unggah|Pilih"):
        keep_one(owner, storage, content=content)
    assert storage.files == {}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("surat.pdf", "surat.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\tini\\surat.exe", "surat.pdf"),
        ("surat.pdf.html", "surat.pdf"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie x.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("", "berkas.pdf"),
        ("...", "berkas.pdf"),
        ("x" * 300, "x" * 80 + ".pdf"),
    ],
)
def test_names_are_harmless(given, kept):
    assert safe_name(given, ".pdf") == kept


AVIF, WEBP, JPEG = "image/avif", "image/webp", "image/jpeg"


@dataclass
class Workshop:
    """What the job is handed."""

    storage: object
    sealer: object
    pictures: object = field(default_factory=PillowPictures)


@pytest.fixture
def take(owner, storage, sealer):
    def take(content):
        with owner() as uow:
            return take_public_image(uow, storage, seen(sealer, content)).id

    return take


@pytest.fixture
def develop_later(work, storage, sealer):
    def later(attachment_id):
        """As the worker does: outside of any transaction."""
        unit = work()
        JOBS["develop_picture"](unit, Workshop(storage, sealer), attachment_id=attachment_id)
        unit.session.rollback()

    return later


def test_a_public_image_waits_for_its_renditions_and_is_seen_only_as_these(
    owner, storage, session, take, develop_later
):
    taken = take(jpeg(900, 600))
    original, picture = session.get(Attachment, taken), session.get(Picture, taken)
    assert (original.kind, picture.state) == (AttachmentKind.PUBLIC_IMAGE, PictureState.WAITING)
    waiting = session.scalars(select(Outbox).filter_by(job="develop_picture")).one()
    assert waiting.payload == {"attachment_id": taken}
    with pytest.raises(NotFound):
        public_picture(owner(), storage, original.sha256, 640, WEBP)

    for _ in range(2):  # twice does no harm
        develop_later(taken)
    session.refresh(picture)
    assert (picture.state, picture.width, picture.height) == (PictureState.READY, 900, 600)
    assert base64.b64decode(picture.tiny).startswith(b"RIFF")
    found = {(one.width, one.height, one.media_type) for one in session.scalars(select(Rendition))}
    sizes = [(160, 107), (320, 213), (640, 427), (900, 600)]
    assert found == {(*size, kind) for size in sizes for kind in (AVIF, WEBP)} | {
        (*size, JPEG) for size in sizes[2:]
    }
    for width, media_type in ((160, AVIF), (900, WEBP), (640, JPEG)):
        shown = public_picture(owner(), storage, original.sha256, width, media_type)
        assert (shown.media_type, shown.exact) == (media_type, True)
        assert b"Exif" not in shown.content and b"Camera" not in shown.content
    nearest = public_picture(owner(), storage, original.sha256, 160, JPEG)
    assert (nearest.media_type, nearest.exact) == (JPEG, False)
    with pytest.raises(NotFound):
        public_picture(owner(), storage, shown.sha256, 640, JPEG)  # a rendition is no address


def test_one_that_was_shown_before_there_was_avif_is_made_again(
    owner, storage, session, sealer, develop_later
):
    developed = develop(PillowPictures(), jpeg(300, 200))
    with owner() as uow:
        kept = store_public_image(uow, storage, developed, seen(sealer, jpeg(300, 200))).id
    session.execute(text("DELETE FROM renditions WHERE media_type <> 'image/webp' OR width < 200"))
    session.commit()
    develop_later(kept)
    assert session.scalar(select(func.count()).select_from(Rendition)) == 5

    with owner() as uow:  # and what can no longer be made again stays shown
        give_up_picture(uow, kept, "too_long")
    assert session.get(Picture, kept).state is PictureState.READY


def test_one_that_is_broken_within_is_given_up_with_its_reason(session, take, develop_later):
    taken = take(lying_png())
    develop_later(taken)

    picture = session.get(Picture, taken)
    assert (picture.state, picture.trouble) == (PictureState.UNFIT, "unreadable")
    assert "Ambil ulang" in str(picture_trouble(picture.trouble))
    assert session.scalars(select(Rendition)).all() == []
    develop_later(taken)  # nothing is left to do


@pytest.mark.parametrize("content", [PDF, jpeg()[:200], b"\xff\xd8\xff", jpeg(2000, 10)])
def test_what_is_no_photo_is_refused_with_the_fix(content):
    with pytest.raises(Refused, match="[Ff]oto"):
        develop(PillowPictures(), content)


def test_the_owner_and_officials_open_it_and_nobody_else(work, owner, storage, maker):
    public_id = keep_one(owner, storage)
    allowed = [owner(), work(STAFF, at=maker, kind=PRODUCER), work(OFFICER, at=1), work(AUDITOR, at=1)]
    for uow in allowed:
        assert opened(uow, storage, public_id)[1] == PDF
    refused = [work(OWNER, at=maker + 1, kind=PARTNER), work(SYSADMIN, at=1)]
    for uow in refused:
        with pytest.raises(NotFound):
            opened(uow, storage, public_id)


def test_the_other_side_opens_what_a_check_lets_them(work, owner, storage, maker):
    public_id = keep_one(owner, storage)
    buyer = work(OWNER, at=maker + 1, kind=PARTNER)
    checks = [lambda uow, attachment: uow.actor.at == maker + 1]
    assert opened(buyer, storage, public_id, checks)[1] == PDF
    assert not may_open(
        work(OWNER, at=maker + 2, kind=PARTNER), opened(buyer, storage, public_id, checks)[0], checks
    )


def test_bytes_that_are_gone_are_not_found(owner, storage):
    public_id = keep_one(owner, storage)
    storage.files.clear()
    with pytest.raises(NotFound):
        opened(owner(), storage, public_id)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE attachments SET sha256 = 'x'", "DELETE FROM attachments", "UPDATE attachments SET size = 0"],
)
def test_the_database_keeps_uploads_as_they_are(owner, storage, session, statement):
    keep_one(owner, storage)
    with pytest.raises((IntegrityError, DBAPIError)):
        session.execute(text(statement))
