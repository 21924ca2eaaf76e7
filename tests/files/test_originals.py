"""What is handed out of a picture, and what lies in the storage of it."""

import hashlib
import io

import pytest
from PIL import Image, ImageChops, ImageStat

from marketplace.adapters.pictures import developing
from marketplace.adapters.pictures.pillow_pictures import PillowPictures
from marketplace.adapters.sealing import FernetSealer
from marketplace.adapters.storage.memory import MemoryStorage
from marketplace.files.models import Attachment, AttachmentKind
from marketplace.files.originals import (
    NO_COPY,
    copy_key,
    is_unchanged,
    original_key,
    original_of,
    put_picture,
    seal_picture,
    strip_picture,
)
from marketplace.files.services import store_attachment
from marketplace.ports.pictures import MOST_COPIED
from marketplace.ports.storage import NotStored
from tests.conftest import NOW
from tests.files.pictures import PHOTOS, SECRETS, exif, jpeg, photo, stripped

PICTURE = PHOTOS["JPEG"]
DIGEST = hashlib.sha256(PICTURE).hexdigest()


@pytest.fixture
def sealer(tmp_path):
    return FernetSealer(tmp_path / "sealing-key")


@pytest.fixture
def storage(sealer):
    """With the picture in it."""
    storage = MemoryStorage()
    put_picture(storage, DIGEST, stripped(sealer, PICTURE))
    return storage


def row(media_type="image/jpeg", sha256=DIGEST):
    return Attachment(
        organisation_id=1,
        kind=AttachmentKind.EVIDENCE,
        name="a.jpg",
        media_type=media_type,
        size=1,
        sha256=sha256,
        uploaded_by=None,
        uploaded_at=NOW,
    )


def looked(content):
    return Image.open(io.BytesIO(content))


class TestTheCopy:
    @pytest.mark.parametrize("name", PHOTOS)
    def test_nothing_is_left_of_what_was_written_beside_the_picture(self, name):
        assert any(secret in PHOTOS[name] for secret in SECRETS)
        copy = developing.strip(PHOTOS[name])

        assert [secret for secret in (*SECRETS, b"Exif", b"ICC_PROFILE") if secret in copy] == []
        picture = looked(copy)
        assert (picture.format, dict(picture.getexif())) == ("JPEG", {})
        assert not set(picture.info) & {"exif", "xmp", "comment", "icc_profile", "photoshop", "mp"}

    @pytest.mark.parametrize("name", [name for name in PHOTOS if name != "HEIC"])
    def test_it_stands_upright_at_its_full_size_and_looks_the_same(self, name):
        copy = looked(developing.strip(PHOTOS[name]))
        assert copy.size == (48, 64)
        before = looked(PHOTOS[name]).convert("L").transpose(Image.Transpose.ROTATE_270)
        assert ImageStat.Stat(ImageChops.difference(before, copy.convert("L"))).mean[0] < 12

    def test_what_shines_through_lies_on_white(self):
        file = io.BytesIO()
        Image.new("RGBA", (8, 8), (200, 0, 0, 0)).save(file, "PNG")
        assert looked(developing.strip(file.getvalue())).getpixel((4, 4)) == (255, 255, 255)

    @pytest.mark.parametrize(
        ("size", "copied"),
        [((1080, 10_800), (1080, 10_800)), ((4000, 4000), (4000, 4000)), ((7300, 5450), (4629, 3456))],
    )
    def test_a_long_receipt_and_a_page_stay_as_large_as_they_came(self, size, copied):
        assert developing._copied(size) == copied
        assert copied[0] * copied[1] <= MOST_COPIED

    def test_it_is_made_in_the_child_process_that_every_stranger_gets(self, sealer):
        kept = strip_picture(PillowPictures(), sealer, PICTURE)
        assert kept.copy == developing.strip(PICTURE)

    @pytest.mark.long
    def test_the_largest_photo_of_a_camera_fits_into_the_child(self):
        file = io.BytesIO()
        Image.linear_gradient("L").resize((8_000, 5_000)).convert("RGB").save(file, "JPEG", exif=exif())
        copy = looked(PillowPictures().strip(file.getvalue()))
        assert copy.size[0] < copy.size[1]
        assert 0.99 < copy.size[0] * copy.size[1] / MOST_COPIED <= 1


class TestInTheStorage:
    def test_the_picture_as_it_came_cannot_be_read_without_the_key(self, storage, sealer, tmp_path):
        assert set(storage.files) == {original_key(DIGEST), copy_key(DIGEST)}
        for content in storage.files.values():
            assert not any(secret in content for secret in (*SECRETS, b"Camera", PICTURE[:40], PICTURE[-40:]))
        with pytest.raises(ValueError, match="another key"):
            original_of(storage, FernetSealer(tmp_path / "other"), DIGEST)
        assert original_of(storage, sealer, DIGEST).content == PICTURE

    def test_the_same_picture_again_leaves_both_as_they_are(self, storage, sealer):
        before = dict(storage.files)
        put_picture(storage, DIGEST, seal_picture(sealer, PICTURE, b"made by a newer program"))
        assert storage.files == before

    def test_a_public_picture_gets_a_copy_once_it_comes_as_evidence(self, sealer):
        storage = MemoryStorage()
        put_picture(storage, DIGEST, seal_picture(sealer, PICTURE))
        assert original_of(storage, sealer, DIGEST).copy_sha256 == NO_COPY

        put_picture(storage, DIGEST, stripped(sealer, PICTURE))
        put_picture(storage, DIGEST, seal_picture(sealer, PICTURE))

        copied = hashlib.sha256(storage.get(copy_key(DIGEST))).hexdigest()
        assert original_of(storage, sealer, DIGEST).copy_sha256 == copied

    def test_a_picture_that_was_not_sealed_beforehand_is_not_kept(self, work):
        storage = MemoryStorage()
        with work() as uow, pytest.raises(ValueError, match="sealed beforehand"):
            store_attachment(uow, storage, content=jpeg(), name="a.jpg", organisation_id=1)
        assert storage.files == {}


class TestWhetherItChanged:
    def test_it_did_not(self, storage, sealer):
        storage.put(hashlib.sha256(b"%PDF-").hexdigest(), b"%PDF-")
        assert is_unchanged(storage, sealer, row())
        assert is_unchanged(storage, sealer, row("application/pdf", hashlib.sha256(b"%PDF-").hexdigest()))

    @pytest.mark.parametrize("key", [copy_key(DIGEST), original_key(DIGEST)])
    def test_a_byte_of_either_is_noticed(self, storage, sealer, key):
        storage.files[key] = storage.files[key][:-1] + b"?"
        assert not is_unchanged(storage, sealer, row())

    def test_another_picture_sealed_with_the_key_is_noticed(self, storage, sealer):
        other = photo("PNG")
        storage.files[original_key(DIGEST)] = stripped(sealer, other).sealed
        storage.files[copy_key(DIGEST)] = developing.strip(other)
        assert not is_unchanged(storage, sealer, row())

    @pytest.mark.parametrize("key", [copy_key(DIGEST), original_key(DIGEST)])
    def test_what_is_gone_is_told_as_gone(self, storage, sealer, key):
        storage.remove(key)
        with pytest.raises(NotStored):
            is_unchanged(storage, sealer, row())
