import re
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.files.models import Attachment
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.states import AGREED, CONTESTED, PREPARED, SENT, RejectReason
from marketplace.purchases.models import Purchase
from tests.factories.ordering import make_handover


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def buyer(as_seat, handover):
    return as_seat(STAFF, at=handover.partner_id)


@pytest.fixture
def address(handover):
    return f"/partner/handovers/{handover.public_id}"


def photo():
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    content.seek(0)
    return content


def test_it_is_agreed_with_two_taps_from_home(buyer, handover, address, session):
    home = buyer.open("/partner/").text
    assert f'href="{address}"' in home
    assert "Terima kiriman" in home
    page = buyer.open(address).text
    assert "Terima, semua sesuai" in page
    assert "Rp100.000" in page

    assert buyer.send(address).location == address

    session.rollback()
    assert handover.state is AGREED
    assert session.scalars(select(Purchase.source_ref)).all() == [handover.public_id]
    assert "tercatat sebagai pembelian" in buyer.open(address).text
    assert f'href="{address}"' not in buyer.open("/partner/").text


def test_it_says_by_when_and_what_silence_means(buyer, address):
    page = buyer.open(address).text

    assert "Jumat, 27 Nov 2026 pukul 17.00 WIB" in page
    assert "dianggap diterima seluruhnya" in page


def test_a_line_opens_in_place_and_the_button_counts(buyer, handover, address):
    line = handover.lines[0].id

    opened = buyer.send(address, {"open": str(line), "note": "Segel terbuka"})
    assert opened.status_code == 200
    assert "Terima, 1 selisih" in opened.text
    assert "Segel terbuka" in opened.text  # what was typed stays
    for reason in RejectReason:
        assert reason.label in opened.text
    assert "Terima, 1 selisih" in buyer.open(f"{address}?beda={line}").text

    closed = buyer.send(address, {"beda": str(line), "close": str(line)})
    assert "Terima, semua sesuai" in closed.text
    assert handover.state is SENT


def test_the_first_button_of_the_form_is_the_one_that_agrees(buyer, address):
    """Enter in a number field presses it."""
    page = buyer.open(address).text
    form = page[page.index('enctype="multipart/form-data"') :]

    assert "name=" not in re.search(r"<button[^>]*>", form)[0]


def test_a_difference_is_kept_with_its_reason_and_photo(buyer, handover, address, session, as_seat):
    line = handover.lines[0].id
    fields = {
        "beda": str(line),
        f"accepted_{line}": "6",
        f"reason_{line}": "damaged",
        f"photo_{line}": (photo(), "segel.jpg"),
        "note": "Mohon dicek",
    }

    assert buyer.send(address, fields).location == address

    session.rollback()
    (kept,) = handover.lines
    assert (kept.accepted, kept.rejected, kept.reject_reason) == (6, 4, RejectReason.DAMAGED)
    picture = session.scalars(select(Attachment)).one()
    assert (kept.reject_photo_id, picture.organisation_id) == (picture.id, handover.partner_id)
    page = buyer.open(address).text
    assert "6 diterima, 4 ditolak" in page
    assert f"/files/{picture.public_id}" in page

    maker, stranger = (
        as_seat(OWNER, at=handover.producer_id),
        as_seat(OWNER, at=make_handover(session).producer_id),
    )
    assert maker.open(f"/files/{picture.public_id}").status_code == 200
    assert stranger.open(f"/files/{picture.public_id}").status_code == 404


@pytest.mark.parametrize(
    "typed, said",
    [
        ({"accepted": "6"}, "pilih alasan 4 ditolak"),
        ({"accepted": "6", "rejected": "3", "reason": "damaged"}, "harus berjumlah 10"),
        ({"accepted": "enam"}, "bukan bilangan bulat"),
        ({"accepted": "11"}, "paling banyak 10"),
        ({}, "Diterima wajib diisi"),
        ({"accepted": "6", "reason": "iseng"}, "pilih dari yang ditawarkan"),
    ],
)
def test_a_difference_that_does_not_add_up_is_told_and_kept(buyer, handover, address, session, typed, said):
    line = handover.lines[0].id
    fields = {f"{name}_{line}": value for name, value in typed.items()}

    answer = buyer.send(address, fields | {"beda": str(line), "note": "Catatan saya"})

    assert answer.status_code == 422
    assert said in answer.text
    assert "Catatan saya" in answer.text
    if "accepted" in typed:
        assert f'value="{typed["accepted"]}"' in answer.text
    session.rollback()
    assert handover.state is SENT


def test_a_file_that_is_no_picture_is_refused(buyer, handover, address, session):
    line = handover.lines[0].id
    fields = {
        "beda": str(line),
        f"accepted_{line}": "6",
        f"reason_{line}": "damaged",
        f"photo_{line}": (BytesIO(b"#!/bin/sh"), "segel.jpg"),
    }

    answer = buyer.send(address, fields)

    assert answer.status_code == 422
    assert "bukan foto" in answer.text
    assert session.scalars(select(Attachment)).all() == []


def test_it_is_contested_with_a_reason(buyer, handover, address, session):
    assert buyer.send(f"{address}/contest", {"reason": " "}, page=address).status_code == 422
    assert buyer.send(f"{address}/contest", {"reason": "tidak datang"}, page=address).location == address

    session.rollback()
    assert handover.state is CONTESTED
    assert "Anda membantah: “tidak datang”" in buyer.open(address).text
    assert "yang Anda bantah" in buyer.open("/partner/").text


def test_what_is_only_prepared_is_not_the_shops_business(buyer, handover, address, session):
    handover.state = PREPARED
    session.commit()

    assert buyer.open(address).status_code == 404
    assert handover.number not in buyer.open("/partner/handovers").text


def test_the_list_shows_its_own(buyer, handover, session):
    other = make_handover(session)

    page = buyer.open("/partner/handovers").text
    assert handover.number in page
    assert other.number not in page
    assert "Belum ada kiriman" in buyer.open("/partner/handovers?state=agreed").text


@pytest.mark.parametrize("way", ["", "/contest"])
def test_another_shops_delivery_is_not_there(as_seat, address, session, way):
    stranger = as_seat(OWNER, at=make_handover(session).partner_id)

    assert stranger.open(address).status_code == 404
    sent = stranger.send(f"{address}{way}", {"reason": "iseng"}, page="/partner/profile")
    assert sent.status_code == 404


def test_makers_and_officials_do_not_receive(as_seat, handover, address):
    for visitor in (as_seat(OWNER, at=handover.producer_id), as_seat(OFFICER)):
        assert visitor.open(address).status_code == 403
