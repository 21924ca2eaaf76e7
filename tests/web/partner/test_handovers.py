import re
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from marketplace.files.models import Attachment
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    SENT,
    AgreedHow,
    HandoverKind,
    RejectReason,
    Side,
    TakeBackReason,
    TradeModel,
)
from marketplace.partners.models import Outlet
from marketplace.purchases.models.ledger import Purchase
from tests.conftest import NOW
from tests.factories.ordering import consign, make_alone, make_goods, make_handover, make_maker
from tests.factories.partners import make_outlet, make_partner


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
    "typed, words",
    [
        ({"accepted": "6"}, "pilih alasan 4 ditolak"),
        ({"accepted": "6", "rejected": "3", "reason": "damaged"}, "harus berjumlah 10"),
        ({"accepted": "enam"}, "bukan bilangan bulat"),
        ({"accepted": "100.001"}, "paling banyak 100.000"),
        ({}, "Diterima wajib diisi"),
        ({"accepted": "6", "reason": "iseng"}, "pilih dari yang ditawarkan"),
    ],
)
def test_a_difference_that_does_not_add_up_is_told_and_kept(buyer, handover, address, session, typed, words):
    line = handover.lines[0].id
    fields = {f"{name}_{line}": value for name, value in typed.items()}

    answer = buyer.send(address, fields | {"beda": str(line), "note": "Catatan saya"})

    assert answer.status_code == 422
    assert words in answer.text
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


class TestContesting:
    def test_a_photo_goes_along_and_both_sides_see_it(self, buyer, handover, address, session, as_seat):
        fields = {"reason": "Dus basah", "contest_photo": (photo(), "dus.jpg")}

        assert buyer.send(f"{address}/contest", fields, page=address).location == address

        session.rollback()
        picture = session.get(Attachment, handover.contest_photo_id)
        assert f"/files/{picture.public_id}" in buyer.open(address).text
        maker = as_seat(OWNER, at=handover.producer_id)
        page = maker.open(f"/producer/handovers/{handover.public_id}").text
        assert "Dus basah" in page
        assert f"/files/{picture.public_id}" in page
        assert maker.open(f"/files/{picture.public_id}").status_code == 200
        other = as_seat(OWNER, at=make_handover(session).partner_id)
        assert other.open(f"/files/{picture.public_id}").status_code == 404

    def test_it_is_agreed_afterwards_with_what_both_found(self, buyer, handover, address, session):
        buyer.send(f"{address}/contest", {"reason": "Kurang dua"}, page=address)
        line = handover.lines[0].id
        fields = {"beda": str(line), f"accepted_{line}": "8", f"reason_{line}": "missing"}

        assert buyer.send(address, fields).location == address

        session.rollback()
        assert (handover.state, handover.lines[0].accepted) == (AGREED, 8)


@pytest.mark.day("2026-11-24T09:00")
class TestShelfLife:
    def test_what_keeps_shorter_than_the_outlet_asks_is_warned_of(self, buyer, handover, address, session):
        handover.lines[0].best_before = date(2026, 12, 4)
        session.get(Outlet, handover.outlet_id).least_life_days = 30
        session.commit()

        page = buyer.open(address).text

        assert "baik sebelum 4 Des 2026" in page
        assert "gerai ini meminta sekurangnya 30 hari" in page

    def test_goods_that_keep_long_enough_are_not(self, buyer, handover, address, session):
        handover.lines[0].best_before = date(2027, 12, 4)
        session.get(Outlet, handover.outlet_id).least_life_days = 30
        session.commit()

        assert "Perhatian" not in buyer.open(address).text


class TestConsigned:
    def test_a_delivery_is_worth_nothing_until_it_sells(self, buyer, handover, address, session):
        handover.trade = TradeModel.CONSIGNMENT
        session.commit()

        assert "dibayar setelah laku" in buyer.open(address).text
        buyer.send(address)

        assert "menjadi titipan" in buyer.open(address).text
        assert session.scalars(select(Purchase)).all() == []


@pytest.fixture
def visit(session):
    """A round that was sent: of twelve that lay there five are left, one was taken back; six are brought."""
    variant, outlet = make_goods(session), make_outlet(session, make_partner(session))
    consign(session, variant, outlet, 12, price=8_000)
    return make_alone(
        session,
        variant,
        outlet,
        brought=6,
        price=8_000,
        kind=HandoverKind.ROUND,
        trade=TradeModel.CONSIGNMENT,
        line={
            "opening": 12,
            "counted": 5,
            "taken_back": 1,
            "take_back_reason": TakeBackReason.EXPIRED,
        },
    )


@pytest.fixture
def outlet_of_two_lots(session):
    """Ten at Rp8.000, and then ten at Rp9.000."""
    goods, outlet = make_goods(session), make_outlet(session, make_partner(session))
    row, came = consign(session, goods, outlet, 10, price=8_000), {"trade": TradeModel.CONSIGNMENT}
    make_alone(session, goods, outlet, accepted=10, price=9_000, state=AGREED, **came)
    row.balance = 20
    session.commit()
    return goods, outlet


class TestRounds:
    @pytest.fixture
    def address(self, visit):
        return f"/partner/handovers/{visit.public_id}"

    @pytest.fixture
    def shop(self, as_seat, visit):
        return as_seat(STAFF, at=visit.partner_id)

    def test_it_shows_what_was_counted_and_what_is_owed(self, shop, address):
        page = shop.open(address).text

        assert "Periksa kunjungan titip" in page
        assert "Terjual 6: Rp48.000" in page
        assert "Saldo titip baru: 11" in page
        assert "Yang harus dibayar<output>Rp48.000" in page
        assert "hitungannya dianggap disepakati" in page

    def test_it_is_agreed_with_two_taps_from_home(self, shop, address, visit, session):
        assert f'href="{address}"' in shop.open("/partner/").text

        assert shop.send(address).location == address

        session.rollback()
        assert (visit.state, visit.lines[0].sold, visit.value) == (AGREED, 6, 48_000)
        assert session.scalars(select(Purchase.source_ref)).all() == [visit.public_id]
        assert "yang terjual tercatat" in shop.open(address).text

    def test_an_opened_line_is_filled_in_and_counts_again(self, shop, address, visit, session):
        line = visit.lines[0].id
        opened = shop.send(address, {"open": str(line)}).text
        for name, value in (("counted", "5"), ("taken_back", "1"), ("accepted", "6")):
            field = re.search(rf'<input[^>]*name="{name}_{line}"[^>]*>', opened)[0]
            assert f'value="{value}"' in field

        fields = {
            "beda": str(line),
            f"counted_{line}": "7",
            f"taken_back_{line}": "1",
            f"take_back_reason_{line}": "expired",
            f"accepted_{line}": "6",
        }
        assert shop.send(address, fields).location == address

        session.rollback()
        (kept,) = visit.lines
        assert (kept.counted, kept.sold, visit.value) == (7, 4, 32_000)
        page = shop.open(address).text
        assert "sisa di rak 5 → 7" in page
        assert "terjual 4" in page

    def test_an_item_of_two_lots_is_counted_once_and_the_oldest_left_first(
        self, as_seat, work, session, outlet_of_two_lots
    ):
        goods, outlet = outlet_of_two_lots
        with work(STAFF, at=goods.producer_id) as uow:
            entry = RoundEntry(variant_id=goods.id, counted=6)
            sent = send_round(uow, outlet.id, client_id="hp", entries=[entry])
        shop, address = as_seat(STAFF, at=outlet.partner_id), f"/partner/handovers/{sent.public_id}"
        first, second = (line.id for line in sent.lines)
        page = shop.send(address, {"open": [str(first), str(second)]}).text
        assert re.search(rf'<input[^>]*name="counted_{first}"[^>]*value="6"', page)
        assert f'name="counted_{second}"' not in page and f'name="open" value="{second}"' not in page
        shop.send(address, {"beda": str(first), f"counted_{first}": "8", f"taken_back_{first}": "0"})

        session.rollback()
        assert [(line.sold, line.unit_price) for line in sent.lines] == [(10, 8_000), (2, 9_000)]

    def test_more_than_lay_there_is_told_by_its_numbers(self, shop, address, visit, session):
        line = visit.lines[0].id
        fields = {"beda": str(line), f"counted_{line}": "12", f"taken_back_{line}": "1"}

        answer = shop.send(address, fields | {f"accepted_{line}": "6"})

        assert answer.status_code == 422
        assert "padahal saldo titip 12" in answer.text
        session.rollback()
        assert visit.state is SENT

    def test_what_is_lost_is_paid_where_the_shop_bears_it(self, shop, address, visit, session):
        visit.loss_on = Side.SHOP
        visit.lines[0].lost = 2
        session.commit()

        assert "Yang harus dibayar<output>Rp48.000" in shop.open(address).text  # four sold, two lost
        assert "Rp48.000" in shop.open("/partner/handovers").text


def test_a_page_takes_as_many_statements_for_many_lines_as_for_one(session, as_seat, statements):
    maker, outlet = make_maker(session), make_outlet(session, make_partner(session))
    one = make_alone(session, make_goods(session, maker=maker), outlet)
    many = make_alone(session, make_goods(session, maker=maker), outlet)
    for _ in range(6):
        extra = make_alone(
            session, make_goods(session, maker=maker), make_outlet(session, make_partner(session))
        )
        extra.lines[0].handover_id = many.id
        session.commit()
    shop = as_seat(STAFF, at=outlet.partner_id)

    counts = [
        statements(lambda row=row: shop.open(f"/partner/handovers/{row.public_id}")) for row in (one, many)
    ]

    assert counts[0] == counts[1]


class TestTheStory:
    def test_both_sides_read_the_same_without_what_was_only_prepared(self, as_seat, session):
        from_maker, shop = _delivered(as_seat, session)
        session.rollback()
        line = session.scalars(select(Handover)).one().lines[0].id
        public_id = session.scalars(select(Handover.public_id)).one()
        shop.send(
            f"/partner/handovers/{public_id}",
            {"beda": str(line), f"accepted_{line}": "7", f"reason_{line}": "damaged"},
        )

        ours, theirs = (
            steps(from_maker.open(f"/producer/handovers/{public_id}").text),
            steps(shop.open(f"/partner/handovers/{public_id}").text),
        )

        assert ours[:-1] == theirs
        assert "disiapkan" in ours[-1]
        (received,) = [step for step in theirs if "diterima 10 → 7" in step]
        assert "ditolak 3" in received


def _delivered(as_seat, session):
    """A maker who sent a delivery of ten without an order, and the shop that it is for."""
    variant, outlet = make_goods(session), make_outlet(session, make_partner(session))
    maker, shop = as_seat(OWNER, at=variant.producer_id), as_seat(STAFF, at=outlet.partner_id)
    maker.send(f"/producer/deliveries/new?outlet={outlet.public_id}", {f"brought_{variant.id}": "10"})
    return maker, shop


def steps(page):
    """The lines of the story, newest first, without their tags."""
    log = page[page.index('class="mb-log"') :]
    found = re.findall(r"<li>(.*?)</li>", log[: log.index("</ol>")], re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", step) for step in found]


def test_who_agreed_how_is_said(buyer, handover, address, session):
    handover.receiver = "Sari"
    handover.state, handover.agreed_how, handover.agreed_at = AGREED, AgreedHow.SCAN, NOW
    session.commit()

    page = buyer.open(address).text

    assert "Disetujui Sari dengan memindai QR, tanpa PIN gerai" in page
    assert "bertingkat C" in page
