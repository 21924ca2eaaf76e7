"""Photos of evidence are marked once, also those that cannot be read."""

import io
from types import SimpleNamespace

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.adapters.pictures.papers import draw_paper
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.sealing import FernetSealer
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.files.models import Attachment, AttachmentKind, PhotoMark
from marketplace.files.services import store_attachment
from marketplace.jobs.kinds.base import JOBS
from tests.conftest import NOW
from tests.factories.partners import make_partner
from tests.files.pictures import stripped


def receipt(share):
    """The photo of a receipt, made smaller."""
    file, sheet = io.BytesIO(), Image.open(io.BytesIO(draw_paper("NOTA", ["Keripik", "24 bungkus"])))
    sheet.resize((round(sheet.width * share), round(sheet.height * share))).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def tools(tmp_path):
    sealer = FernetSealer(tmp_path / "key")
    return SimpleNamespace(pictures=PillowPictures(), storage=MemoryStorage(), sealer=sealer)


def test_a_photo_that_was_made_smaller_has_a_mark_nearby_and_a_lost_one_has_none(session, work, tools):
    shop = make_partner(session)
    photos = [(photo, stripped(tools.sealer, photo)) for photo in map(receipt, (1, 0.7))]
    with work() as uow:
        for photo, picture in photos:
            given = {"organisation_id": shop.id, "picture": picture}
            store_attachment(uow, tools.storage, content=photo, name="a.jpg", **given)
        lost = {"name": "b", "media_type": "image/jpeg", "size": 1, "sha256": "0" * 64, "uploaded_by": None}
        uow.add(Attachment(organisation_id=shop.id, kind=AttachmentKind.EVIDENCE, uploaded_at=NOW, **lost))

    for _ in range(2):
        JOBS["mark_photos"](work(), tools)

    one, other, none = session.scalars(select(PhotoMark.phash).order_by(PhotoMark.attachment_id)).all()
    assert none is None
    assert 64 <= int(one, 16).bit_count() <= 192
    assert (int(one, 16) ^ int(other, 16)).bit_count() <= 16
