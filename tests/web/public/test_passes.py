"""What a QR leads to: answered by name on a phone that nobody signed in to, once, and nothing else is shown."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select, update

from marketplace.accounts import hashing
from marketplace.files.models import Attachment
from marketplace.kernel import clock
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.ordering.models.handovers import HandoverPass
from marketplace.ordering.services.passing import open_pass
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    SENT,
    AgreedHow,
    HandoverKind,
    RejectReason,
    TradeModel,
)
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase
from marketplace.web.access import ANYONE, may
from tests.factories.ordering import consign, make_alone, make_goods, make_handover
from tests.factories.partners import make_outlet, make_partner

PIN = "274913"


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def with_pin(session, handover):
    session.get(Outlet, handover.outlet_id).pin_hash = hashing.passwords.hash(PIN)
    session.commit()


@pytest.fixture
def secret(work, handover):
    return secret_of(work, handover)


def secret_of(work, handover):
    with work(STAFF, at=handover.producer_id, now=clock.now()) as uow:
        return open_pass(uow, handover.id)


@pytest.fixture
def address(secret):
    return f"/handover/{secret}"


def photo():
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "JPEG")
    content.seek(0)
    return content


def is_over(answer):
    return answer.status_code == 404 and "QR ini sudah terpakai atau lewat 15 menit" in answer.text


class TestReading:
    def test_it_shows_the_paper_and_says_what_an_answer_proves(self, stranger, handover, address):
        page = stranger.open(address).text

        assert "Terima kiriman" in page
        assert handover.number in page
        assert "Terima, semua sesuai" in page
        assert "Rp100.000" in page
        assert "bukti tingkat C" in page
        assert "PIN gerai" not in page.replace("Gerai ini belum punya PIN", "")

    def test_with_a_pin_it_asks_for_it_and_says_that_it_is_as_good_as_an_account(
        self, stranger, with_pin, address
    ):
        page = stranger.open(address).text

        assert 'name="pin"' in page
        assert "sama kuatnya dengan jawaban dari akun toko" in page

    def test_it_shows_nothing_else_of_either_side(self, stranger, handover, address, session):
        maker = session.get(Producer, handover.producer_id)
        maker.whatsapp = "+6281234567890"
        handover.lines[0].batch = ""
        other = make_handover(session)
        session.commit()

        page = stranger.open(address).text

        for hidden in ("81234567890", "Riwayat", other.number, "/partner/orders/", "/producer/orders/"):
            assert hidden not in page

    def test_no_browser_and_no_search_engine_keeps_it_and_no_other_site_is_told(self, stranger, address):
        answer = stranger.open(address)

        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "same-origin"

    def test_its_secret_is_in_no_line_of_the_log(self, stranger, address, secret, caplog, app):
        caplog.set_level("DEBUG")
        stranger.open(address)
        stranger.send(address, {"receiver": ""})
        stranger.open(address + "x")
        app.view_functions["public_passes.show"] = _break
        assert stranger.open(address).status_code == 500

        assert "/handover/***" in caplog.text
        assert secret not in caplog.text

    def test_who_is_signed_in_for_this_shop_goes_to_the_page_of_the_shop(
        self, as_seat, handover, address, session
    ):
        other = as_seat(OWNER, at=make_partner(session).id)
        shop = as_seat(STAFF, at=handover.partner_id)

        assert shop.open(address).location == f"/partner/handovers/{handover.public_id}"
        assert other.open(address).status_code == 200
        assert as_seat(OFFICER).open(address).status_code == 200


@may(ANYONE)
def _break(token):
    raise RuntimeError("broken on purpose")


class TestAgreeing:
    def test_without_a_pin_it_is_of_grade_c_and_once(self, stranger, handover, address, session):
        answer = stranger.send(address, {"receiver": "Sari"})

        assert answer.status_code == 200
        assert "Terima kasih, sudah tercatat" in answer.text
        assert "bukti tingkat C" in answer.text
        assert answer.headers["Cache-Control"] == "private, no-store"
        session.rollback()
        assert (handover.state, handover.agreed_how, handover.receiver) == (AGREED, AgreedHow.SCAN, "Sari")
        assert session.scalars(select(Purchase.one_sided)).all() == [True]
        assert is_over(stranger.open(address))

    def test_with_the_pin_it_is_as_good_as_an_account(self, stranger, with_pin, handover, address, session):
        answer = stranger.send(address, {"receiver": "Sari", "pin": PIN})

        assert "bukti terkuat" in answer.text
        session.rollback()
        assert handover.agreed_how is AgreedHow.CODE
        assert session.scalars(select(Purchase.one_sided)).all() == [False]

    def test_a_wrong_pin_counts_and_five_are_too_many(self, stranger, with_pin, handover, address, session):
        for left in (4, 3, 2, 1, 0):
            answer = stranger.send(address, {"receiver": "Sari", "pin": "000000"})
            assert answer.status_code == 422
            assert f"sisa {left} kali" in answer.text
            assert 'value="Sari"' in answer.text

        answer = stranger.send(address, {"receiver": "Sari", "pin": PIN})

        assert answer.status_code == 429
        assert "Minta pembuat menampilkan yang baru" in answer.text
        session.rollback()
        assert handover.state is SENT

    def test_a_name_is_needed(self, stranger, handover, address, session):
        answer = stranger.send(address, {"receiver": " "})

        assert answer.status_code == 422
        assert "Nama Anda wajib diisi" in answer.text
        session.rollback()
        assert handover.state is SENT

    def test_a_line_opens_in_place_and_its_difference_is_kept_with_its_photo(
        self, stranger, handover, address, session
    ):
        line = handover.lines[0].id
        opened = stranger.send(address, {"open": str(line), "receiver": "Sari"}).text
        assert "Terima, 1 selisih" in opened
        assert 'value="Sari"' in opened
        fields = {
            "receiver": "Sari",
            "beda": str(line),
            f"accepted_{line}": "7",
            f"reason_{line}": "damaged",
            f"photo_{line}": (photo(), "pecah.jpg"),
        }

        stranger.send(address, fields)

        session.rollback()
        (kept,) = handover.lines
        assert (kept.accepted, kept.rejected, kept.reject_reason) == (7, 3, RejectReason.DAMAGED)
        picture = session.scalars(select(Attachment)).one()
        assert (picture.organisation_id, picture.uploaded_by) == (handover.partner_id, None)
        assert stranger.open(f"/files/{picture.public_id}").status_code == 302  # to sign in

    def test_a_round_is_answered_the_same_way(self, stranger, work, session):
        variant, outlet = make_goods(session), make_outlet(session, make_partner(session))
        consign(session, variant, outlet, 12)
        visit = make_alone(
            session,
            variant,
            outlet,
            brought=0,
            kind=HandoverKind.ROUND,
            trade=TradeModel.CONSIGNMENT,
            line={"opening": 12, "counted": 5},
        )
        address = f"/handover/{secret_of(work, visit)}"
        assert "Terjual 7: Rp70.000" in stranger.open(address).text

        stranger.send(address, {"receiver": "Sari"})

        session.rollback()
        assert (visit.state, visit.lines[0].sold) == (AGREED, 7)


class TestContesting:
    def test_with_a_name_words_and_a_photo(self, stranger, handover, address, session):
        fields = {
            "contest-receiver": "Sari",
            "contest-reason": "Tidak pernah datang",
            "contest-contest_photo": (photo(), "rak.jpg"),
        }

        answer = stranger.send(f"{address}/contest", fields, page=address)

        assert "Bantahan tercatat" in answer.text
        session.rollback()
        assert (handover.state, handover.contested_because) == (CONTESTED, "Tidak pernah datang")
        assert handover.contest_photo_id is not None
        assert is_over(stranger.open(address))

    @pytest.mark.parametrize("left_out", ["receiver", "reason"])
    def test_neither_name_nor_words_may_be_missing(self, stranger, handover, address, session, left_out):
        fields = {"contest-receiver": "Sari", "contest-reason": "Kurang"} | {f"contest-{left_out}": ""}

        answer = stranger.send(f"{address}/contest", fields, page=address)

        assert answer.status_code == 422
        session.rollback()
        assert handover.state is SENT

    def test_it_needs_the_pin_too(self, stranger, with_pin, handover, address, session):
        fields = {"contest-receiver": "Sari", "contest-reason": "Kurang", "contest-pin": "000000"}

        answer = stranger.send(f"{address}/contest", fields, page=address)

        assert answer.status_code == 422
        assert "PIN gerai salah" in answer.text
        session.rollback()
        assert handover.state is SENT


class TestOver:
    def test_unknown_ended_and_used_are_answered_alike(self, stranger, work, handover, address, session):
        pages = [stranger.open("/handover/tidakada"), stranger.open(address + "x")]
        ended = {
            "made_at": clock.now() - timedelta(minutes=20),
            "expires_at": clock.now() - timedelta(minutes=5),
        }
        session.execute(update(HandoverPass).values(ended))
        session.commit()
        pages.append(stranger.open(address))
        again = secret_of(work, handover)
        handover.state, handover.agreed_how = AGREED, AgreedHow.ACCOUNT
        session.commit()
        pages.append(stranger.open(f"/handover/{again}"))

        assert all(is_over(page) for page in pages)
        assert all(page.headers["Cache-Control"] == "private, no-store" for page in pages)

    def test_an_answer_comes_too_late(self, stranger, handover, address, session):
        session.execute(update(HandoverPass).values(used_at=clock.now()))
        session.commit()

        assert is_over(stranger.send(address, {"receiver": "Sari"}, page="/account/sign-in"))
        assert is_over(
            stranger.send(f"{address}/contest", {"contest-receiver": "S"}, page="/account/sign-in")
        )
        session.rollback()
        assert handover.state is SENT

    def test_a_form_without_its_token_is_not_taken(self, stranger, handover, address, session):
        assert stranger.send_blindly(address, {"receiver": "Sari"}).status_code == 400
        session.rollback()
        assert handover.state is SENT
