"""What officials see of handovers, and how an officer settles what two sides cannot agree on."""

import io
import re

import pytest
from sqlalchemy import select

from marketplace.billing.models import PaymentNotice
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICE, OFFICER, OWNER, VIEWER
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.states import AGREED, CONTESTED, AgreedHow, HandoverKind, RejectReason, TradeModel
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from tests.factories.billing import make_due
from tests.factories.ordering import consign, make_alone, make_goods, make_handover
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_person
from tests.files.pictures import jpeg
from tests.web.conftest import Browser


@pytest.fixture
def handover(session):
    return make_handover(
        session, state=CONTESTED, contested_because="Kurang tiga", note="Sudah dihitung dua kali"
    )


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


@pytest.fixture
def address(handover):
    return f"/office/handovers/{handover.public_id}"


def decided(handover, *, accepted="7", reason="missing", because="Kedua pihak bertemu", **more):
    line = handover.lines[0].id
    return {f"accepted_{line}": accepted, f"reason_{line}": reason, "reason": because} | more


def seen(page):
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


class TestLooking:
    def test_home_leads_to_what_waits(self, officer, address):
        page = officer.open("/office/").text

        assert f'href="{address}"' in page
        assert "berselisih" in page

    def test_both_sides_words_stand_side_by_side(self, officer, address):
        page = officer.open(address).text

        assert "Kurang tiga" in page
        assert "Sudah dihitung dua kali" in page
        assert "Lihat akibatnya" in page

    @pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER])
    def test_others_of_the_office_read_and_do_not_decide(self, as_seat, address, role):
        visitor = as_seat(role)

        page = visitor.open(address)

        assert page.status_code == 200
        assert "Lihat akibatnya" not in page.text
        assert visitor.send(f"{address}/settle", {}, page="/office/handovers").status_code in (400, 403)

    def test_the_list_is_narrowed_and_exported(self, app, officer, handover, session):
        other = make_handover(session)

        page = officer.open("/office/handovers?state=contested").text
        assert handover.number in page
        assert other.number not in page
        answer = officer.open("/office/handovers/export?state=contested")
        rows = app.extensions["tools"].sheets.read(answer.data, "x.xlsx").sheets[0].rows
        assert [row[0] for row in rows if row and "/SJ/" in str(row[0])] == [handover.number]


class TestSettling:
    def test_the_effect_is_shown_before_anything_is_decided(self, officer, handover, address, session):
        answer = officer.send(f"{address}/settle", decided(handover), page=address)

        assert answer.status_code == 200
        assert "Akibat keputusan ini" in answer.text
        assert "diterima 7" in answer.text
        assert "Rp70.000" in answer.text
        assert "bertingkat C" in answer.text
        session.rollback()
        assert handover.state is CONTESTED

    def test_what_was_seen_is_decided_and_both_sides_read_why(
        self, officer, as_seat, handover, address, session
    ):
        maker, shop = as_seat(OWNER, at=handover.producer_id), as_seat(OWNER, at=handover.partner_id)
        shown = officer.send(f"{address}/settle", decided(handover), page=address).text

        answer = officer.send(f"{address}/settle", decided(handover, seen=seen(shown)), page=address)

        assert answer.location == address
        session.rollback()
        assert (handover.state, handover.agreed_how) == (AGREED, AgreedHow.SETTLED)
        (line,) = handover.lines
        assert (line.accepted, line.rejected, line.reject_reason) == (7, 3, RejectReason.MISSING)
        assert session.scalars(select(PurchaseLine.net)).all() == [70_000]
        assert session.scalars(select(Purchase.one_sided)).all() == [True]
        session.rollback()
        for reader, door in ((maker, "producer"), (shop, "partner")):
            page = reader.open(f"/{door}/handovers/{handover.public_id}").text
            assert "Kedua pihak bertemu" in page
            session.rollback()

    def test_other_figures_than_those_that_were_seen_are_shown_first(
        self, officer, handover, address, session
    ):
        shown = officer.send(f"{address}/settle", decided(handover), page=address).text

        fields = decided(handover, accepted="2", seen=seen(shown))
        answer = officer.send(f"{address}/settle", fields, page=address)

        assert answer.status_code == 200
        assert "diterima 2" in answer.text
        session.rollback()
        assert handover.state is CONTESTED

    def test_without_a_reason_nothing_is_decided(self, officer, handover, address):
        answer = officer.send(f"{address}/settle", decided(handover, because=" "), page=address)

        assert answer.status_code == 422
        assert "Dasar keputusan wajib diisi" in answer.text

    def test_figures_that_do_not_add_up_are_told(self, officer, handover, address, session):
        fields = decided(handover, reason="")
        shown = officer.send(f"{address}/settle", fields, page=address).text

        answer = officer.send(f"{address}/settle", fields | {"seen": seen(shown)}, page=address)

        assert answer.status_code == 422
        assert "pilih alasan 3 ditolak" in answer.text
        session.rollback()
        assert handover.state is CONTESTED

    def test_an_officer_who_sits_with_a_side_does_not_decide(self, app, handover, address, session):
        me = make_person(session).id
        seats = frozenset({ActorSeat(OFFICER, 1), ActorSeat(OWNER, handover.partner_id)})
        both = Browser(app, Actor(me, at=1, kind=OFFICE, seats=seats))

        page = both.open(address).text

        assert "petugas lain yang memutuskan" in page
        assert "Lihat akibatnya" not in page
        fields = decided(handover, seen=f"{handover.lines[0].id}:7:None:0:0")
        answer = both.send(f"{address}/settle", fields, page="/office/handovers")
        assert answer.status_code in (400, 403)
        session.rollback()
        assert handover.state is CONTESTED

    def test_of_a_round_the_effect_names_the_balance(self, officer, session):
        variant, outlet = make_goods(session), make_outlet(session, make_partner(session))
        consign(session, variant, outlet, 12)
        visit = make_alone(
            session,
            variant,
            outlet,
            brought=0,
            kind=HandoverKind.ROUND,
            trade=TradeModel.CONSIGNMENT,
            state=CONTESTED,
            contested_because="Sisa delapan",
            line={"opening": 12, "counted": 5},
        )
        address, line = f"/office/handovers/{visit.public_id}", visit.lines[0].id
        fields = {f"counted_{line}": "8", f"taken_back_{line}": "0", "reason": "Dihitung ulang bersama"}

        shown = officer.send(f"{address}/settle", fields, page=address).text
        assert "12 → 8" in shown
        assert "terjual 4" in shown
        assert "Rp40.000" in shown
        officer.send(f"{address}/settle", fields | {"seen": seen(shown)}, page=address)

        session.rollback()
        assert (visit.state, visit.lines[0].sold, visit.value) == (AGREED, 4, 40_000)


def test_businesses_have_other_doors(as_seat, handover, address):
    for at in (handover.producer_id, handover.partner_id):
        assert as_seat(OWNER, at=at).open(address).status_code == 403


class TestProofsOfPayment:
    @pytest.fixture
    def others(self, as_seat):
        return [as_seat(role) for role in (APPROVER, AUDITOR, VIEWER)]

    @pytest.fixture
    def said(self, session, as_seat, officer, others):
        due = make_due(session)
        shop, maker = (as_seat(OWNER, at=one) for one in (due.payer_id, due.payee_id))
        page = f"/partner/money/dues/{due.public_id}"
        proof = (io.BytesIO(jpeg()), "bukti.jpg")
        today = clock.day_of(clock.now()).isoformat()
        shop.send(page, {"amount": "5.000", "paid_on": today, "paid_by": "transfer", "proof": proof})
        session.rollback()
        address = f"/office/handovers/{session.get(Handover, due.handover_id).public_id}"
        notice = session.scalars(select(PaymentNotice)).one().public_id
        return maker, due, address, f"{address}/proofs/{notice}"

    def test_an_officer_opens_one_in_a_dispute_with_a_reason_that_both_read(self, officer, others, said):
        maker, due, page, proof = said
        why = {"reason": "Aduan pembuat"}
        assert "Bukti bayar" not in officer.open(page).text
        assert officer.send(proof, why, page=page).status_code == 404

        dues = f"/producer/money/dues/{due.public_id}"
        assert maker.send(f"{dues}/deny", {"words": "Belum masuk"}, page=dues).status_code == 302
        assert "Bukti bayar yang disengketakan" in officer.open(page).text
        assert officer.send(proof, {"reason": " "}, page=page).status_code == 422
        shown = officer.send(proof, why, page=page)
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        assert "Aduan pembuat" in maker.open(dues).text
        for other in others:
            assert other.send(proof, why, page=page).status_code == 403
