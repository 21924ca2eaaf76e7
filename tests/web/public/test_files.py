import pytest
from sqlalchemy import select

from marketplace.accounts.queries import seats
from marketplace.files.models import Attachment, Rendition
from marketplace.files.services import keep, keep_public_image
from tests.files.pictures import jpeg

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@pytest.fixture
def kept(unit, people, whole_app):
    """Public ids: a paper and a photo of Tini's business; and the renditions' addresses."""
    tools = whole_app.extensions["tools"]
    with unit() as uow:
        mine = {"organisation_id": seats(uow.session, people["tini"], uow.now)[0].organisation_id}
        paper = keep(uow, tools.storage, content=PDF, name="surat Bu Tini.pdf", **mine)
        photo = keep(uow, tools.storage, content=jpeg(), name="rak.jpg", **mine)
        keep_public_image(uow, tools.storage, tools.pictures, content=jpeg(), name="produk.jpg", **mine)
        picture = uow.session.scalars(select(Rendition.sha256)).one()
        return {"paper": paper.public_id, "photo": photo.public_id, "picture": picture}


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


def test_a_public_picture_is_for_everybody_and_kept_for_good(browser, kept):
    stranger = browser()
    path = f"/pictures/{kept['picture']}.webp"
    answer = stranger.open(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    again = stranger.open(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_an_original_or_a_paper_is_no_public_picture(browser, kept, unit):
    with unit() as uow:
        originals = [row.sha256 for row in uow.session.query(Attachment)]
    for digest in (*originals, "x", "../secret-key"):
        assert browser().open(f"/pictures/{digest}.webp").status_code == 404
