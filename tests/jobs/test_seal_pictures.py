"""Pictures of before they were sealed: the job makes their copies, and leaves none in clear."""

import hashlib
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from marketplace.accounts.services.seats import create_organisation
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.sealing import FernetSealer
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.db.outbox import Outbox
from marketplace.files.models import Attachment, AttachmentKind, Picture, Rendition
from marketplace.files.originals import copy_key, original_key, original_of
from marketplace.files.sniffing import sniff
from marketplace.jobs.kinds import seal_pictures as module
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.roles import PRODUCER
from tests.conftest import NOW
from tests.files.pictures import PHOTOS, SECRETS, jpeg, png

PDF = b"%PDF-1.7\nBu Tini"


@pytest.fixture
def tools(tmp_path):
    return SimpleNamespace(
        pictures=PillowPictures(), storage=MemoryStorage(), sealer=FernetSealer(tmp_path / "sealing-key")
    )


@pytest.fixture
def maker(work):
    with work() as uow:
        return create_organisation(uow, PRODUCER, "Keripik").id


@pytest.fixture
def old(session, maker, tools):
    """A file as it was kept before; its SHA-256."""

    def old(content, kind=AttachmentKind.EVIDENCE):
        digest = hashlib.sha256(content).hexdigest()
        tools.storage.put(digest, content)
        row = Attachment(
            organisation_id=maker,
            kind=kind,
            name="a",
            media_type=sniff(content),
            size=len(content),
            sha256=digest,
            uploaded_by=None,
            uploaded_at=NOW,
        )
        session.add(row)
        session.commit()
        return digest

    return old


@pytest.fixture
def run(work, tools):
    """The job and those that it leaves behind, as the worker runs them."""

    def run(times=1):
        for _ in range(times):
            unit, payloads = work(), [{}]
            while payloads:
                JOBS["seal_pictures"](unit, tools, **payloads.pop())
                unit.session.rollback()
                rows = unit.session.scalars(select(Outbox).filter_by(job="seal_pictures")).all()
                payloads = [row.payload for row in rows]
                for row in rows:
                    unit.session.delete(row)
                unit.session.commit()

    return run


@pytest.mark.parametrize("times", [1, 2])
def test_it_leaves_a_copy_and_a_seal_and_nothing_in_clear(old, run, tools, times):
    digest, paper = old(PHOTOS["HEIC"]), old(PDF)
    run(times)

    files = tools.storage.files
    assert set(files) == {copy_key(digest), original_key(digest), paper}
    assert not any(secret in files[copy_key(digest)] for secret in SECRETS)
    assert original_of(tools.storage, tools.sealer, digest).content == PHOTOS["HEIC"]
    assert files[paper] == PDF


def test_one_that_a_worker_died_over_is_finished(old, run, tools):
    digest = old(PHOTOS["PNG"])
    run()
    tools.storage.put(digest, PHOTOS["PNG"])
    del tools.storage.files[copy_key(digest)]
    run()
    assert set(tools.storage.files) == {copy_key(digest), original_key(digest)}


def test_a_public_one_is_sealed_without_a_copy_and_can_still_be_developed(old, run, tools, session, work):
    digest = old(jpeg(), AttachmentKind.PUBLIC_IMAGE)
    taken = session.scalars(select(Attachment.id)).one()
    session.add(Picture(attachment_id=taken))
    session.commit()
    run()
    assert set(tools.storage.files) == {original_key(digest)}

    JOBS["develop_picture"](work(), tools, attachment_id=taken)
    assert session.scalars(select(Rendition.width)).all()


def test_the_same_picture_of_both_kinds_gets_its_copy_in_whichever_order(old, run, tools):
    digest = old(jpeg(), AttachmentKind.PUBLIC_IMAGE)
    old(jpeg())
    old(jpeg(), AttachmentKind.PUBLIC_IMAGE)
    run()
    assert set(tools.storage.files) == {copy_key(digest), original_key(digest)}


def test_one_that_is_a_rendition_too_stays_for_those_who_look_at_that(old, run, tools, session):
    digest = old(png())
    shown = session.scalars(select(Attachment.id)).one()
    session.add(Rendition(attachment_id=shown, width=40, media_type="image/webp", height=30, sha256=digest))
    session.commit()
    run()
    assert tools.storage.get(digest) == png()


def test_what_cannot_be_decoded_is_sealed_all_the_same(old, run, tools):
    torn = PHOTOS["JPEG"][:60]
    digest = old(torn)
    run(2)
    assert set(tools.storage.files) == {original_key(digest)}
    assert original_of(tools.storage, tools.sealer, digest).content == torn


def test_what_was_lost_before_stops_nothing(old, run, tools):
    del tools.storage.files[old(png(50, 50))]
    digest = old(png())
    run()
    assert set(tools.storage.files) == {copy_key(digest), original_key(digest)}


def test_many_are_done_in_slices(old, run, tools, monkeypatch):
    monkeypatch.setattr(module, "SLICE", 2)
    for width in range(30, 35):
        old(png(width), AttachmentKind.PUBLIC_IMAGE)
    run()
    assert len(tools.storage.files) == 5
    assert all(key.startswith("originals/") for key in tools.storage.files)
