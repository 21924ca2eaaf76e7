"""What a maker sends and what shops say of it; the note of an order, kept, changed and sent."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.papers import Print
from marketplace.ordering.states import (
    AGREED,
    CLOSED,
    CONFIRMED,
    CONTESTED,
    SENT,
    HandoverKind,
    PaperKind,
)
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.conftest import NOW
from tests.factories.ordering import make_alone, make_goods, make_handover, make_maker, make_order
from tests.factories.papers import make_paper, pages_of
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def handover(session):
    return make_handover(session)


@pytest.fixture
def maker(as_seat, handover):
    return as_seat(STAFF, at=handover.producer_id)


@pytest.fixture
def address(handover):
    return f"/producer/handovers/{handover.public_id}"


class TestTheNoteOfAnOrder:
    @pytest.fixture
    def order(self, session):
        return make_order(session, state=CONFIRMED)

    @pytest.fixture
    def theirs(self, as_seat, order):
        return as_seat(STAFF, at=order.producer_id)

    def test_it_is_filled_in_and_sent_with_batch_and_best_before(self, theirs, order, session):
        line, page = order.lines[0].id, f"/producer/orders/{order.public_id}/handover"
        assert 'value="10"' in theirs.open(page).text
        fields = {f"brought_{line}": "8", f"best_before_{line}": "2029-03-18", f"batch_{line}": "B-12"}

        sent = theirs.send(page, fields)

        session.rollback()
        row = session.scalars(select(Handover)).one()
        assert (row.state, row.lines[0].brought, row.lines[0].batch) == (SENT, 8, "B-12")
        words = theirs.open(sent.location).text
        assert "Menunggu toko menerima barang" in words
        assert "18 Mar 2029" in words

    def test_kept_for_later_it_opens_as_it_was_kept(self, theirs, order):
        line, page = order.lines[0].id, f"/producer/orders/{order.public_id}/handover"
        kept = theirs.send(page, {f"brought_{line}": "6", f"batch_{line}": "B-12", "act": "keep"})
        assert f'href="{page}"' in theirs.open(kept.location).text

        again = theirs.open(page).text

        assert 'value="6"' in again
        assert 'value="B-12"' in again
        assert "Seperti yang Anda siapkan" in again

    def test_it_says_what_the_outlet_asks_and_refuses_what_keeps_too_short(self, theirs, order, session):
        outlet = session.get(Outlet, order.outlet_id)
        outlet.least_life_days, outlet.receiving = 30, "Senin pagi lewat pintu belakang"
        session.commit()
        line, page = order.lines[0].id, f"/producer/orders/{order.public_id}/handover"
        shown = theirs.open(page).text
        assert "sekurangnya 30 hari" in shown
        assert "pintu belakang" in shown

        soon = clock.day_of(clock.now()) + timedelta(days=7)
        answer = theirs.send(page, {f"brought_{line}": "8", f"best_before_{line}": soon.isoformat()})

        assert answer.status_code == 422
        assert "gerai ini meminta sekurangnya 30 hari" in answer.text
        session.rollback()
        assert session.scalars(select(Handover)).all() == []


class TestWhatTheShopSaid:
    def test_a_difference_stands_at_its_line(self, maker, handover, address, session):
        line = handover.lines[0]
        line.accepted, line.rejected, line.reject_reason = 8, 2, "damaged"
        session.flush()
        handover.state, handover.agreed_how = AGREED, "account"
        session.commit()

        page = maker.open(address).text

        assert "Selisih: 8 diterima, 2 ditolak" in page
        assert "Rusak" in page
        assert "Rp80.000" in page

    def test_a_dispute_is_a_task_and_says_what_follows(self, maker, handover, address, session):
        handover.state, handover.contested_because = CONTESTED, "Kurang dua dus"
        session.commit()

        assert "membantah" in maker.open("/producer/").text
        page = maker.open(address).text
        assert "Kurang dua dus" in page
        assert "Dinas yang memutuskan" in page
        assert "Tampilkan QR" not in page

    def test_goods_one_brought_are_not_ones_own_to_accept(self, maker, handover, address, session):
        page = maker.open(address).text
        assert "Terima, semua sesuai" not in page

        assert maker.send(address).status_code == 403
        assert maker.send(f"{address}/contest", {"reason": "iseng"}, page=address).status_code == 403
        session.rollback()
        assert handover.state is SENT


def test_returns_to_answer_are_tasks_the_rest_share_one(as_seat, session):
    variant = make_goods(session)
    maker = as_seat(OWNER, at=variant.producer_id)
    for _ in range(4):
        outlet = make_outlet(session, make_partner(session))
        make_alone(
            session,
            variant,
            outlet,
            brought=0,
            kind=HandoverKind.RETURN,
            issuer_id=outlet.partner_id,
            line={"taken_back": 2, "take_back_reason": "expired"},
        )

    page = maker.open("/producer/").text

    assert page.count("Jawab retur dari") == 3
    assert "1 retur lain menunggu jawaban Anda" in page


HOME = "/producer/profile"
ACTS = ("Tarik kembali", "Kirim surat", "Tampilkan QR", "Ubah jumlah", "Batalkan", "Konfirmasi", "Siapkan")


class TestMergedRecords:
    """What was traded under a record that became part of another: read and printed by the kept maker, and no more."""

    @pytest.fixture
    def order(self, session):
        return make_order(session, state=CLOSED, confirmed_at=NOW)

    @pytest.fixture
    def agreed(self, session, order):
        return make_handover(session, order=order, state=AGREED)

    @pytest.fixture
    def kept(self, session, agreed):
        kept = make_maker(session, name="Keripik Tini Jaya")
        record = session.get_one(Producer, agreed.producer_id)
        record.merged_into_id = kept.id
        session.get_one(Organisation, record.id).name = "Tini Keripik"
        session.commit()
        return kept

    @pytest.fixture
    def owner(self, as_seat, kept):
        return as_seat(OWNER, at=kept.id)

    def test_they_stand_in_the_list_and_its_file_under_their_own_name(self, app, owner, agreed, session):
        other = make_handover(session)
        outlet = session.get_one(Outlet, agreed.outlet_id)

        for narrowed in ("", "?state=agreed", f"?outlet={outlet.public_id}"):
            page = owner.open(f"/producer/handovers{narrowed}").text
            assert agreed.number in page
            assert "Tini Keripik" in page
            assert other.number not in page
        answer = owner.open("/producer/handovers/export")
        rows = app.extensions["tools"].sheets.read(answer.data, "x.xlsx").sheets[0].rows
        assert [row[2] for row in rows if agreed.number in row] == ["Tini Keripik"]

    def test_one_is_read_with_its_order_and_offers_nothing_to_do(self, owner, agreed, order):
        page = owner.open(f"/producer/handovers/{agreed.public_id}").text
        assert "Atas nama Tini Keripik" in page
        ordered = f"/producer/orders/{order.public_id}"
        assert f'href="{ordered}"' in page
        for shown in (page, owner.open(ordered).text):
            assert "mb-bar" not in shown
            assert not any(act in shown for act in ACTS)

    @pytest.mark.parametrize("act", ["withdraw", "send", "contest"])
    def test_nothing_is_done_to_it(self, owner, agreed, act, session):
        answer = owner.send(f"/producer/handovers/{agreed.public_id}/{act}", {"reason": "iseng"}, page=HOME)

        assert answer.status_code == 403
        session.rollback()
        assert agreed.state is AGREED

    def test_its_order_is_not_called_off(self, owner, agreed, order):
        address = f"/producer/orders/{order.public_id}/end"
        assert owner.send(address, {"reason": "iseng"}, page=HOME).status_code == 404

    def test_its_papers_are_printed_as_copies(self, owner, kept, agreed, session):
        make_paper(session, agreed, PaperKind.DELIVERY)
        address = f"/producer/handovers/{agreed.public_id}/prints"

        answer = owner.send(f"{address}/SJ.pdf", {"size": "a4"}, page=address)

        assert "SALINAN ke-1" in pages_of(answer.data)[0]
        session.rollback()
        assert session.execute(select(Print.organisation_id, Print.copy)).all() == [(kept.id, 1)]

    @pytest.mark.parametrize(
        "where", ["handovers/{0}", "handovers/{0}/prints", "orders/{1}", "orders/{1}/prints"]
    )
    def test_nobody_else_reads_them(self, as_seat, kept, agreed, order, session, where):
        address = where.format(agreed.public_id, order.public_id)
        assert as_seat(OWNER, at=kept.id).open(f"/producer/{address}").status_code == 200
        stranger = as_seat(OWNER, at=make_maker(session).id)

        assert stranger.open(f"/producer/{address}").status_code == 404

    def test_the_qr_on_its_paper_leads_the_kept_maker_there(self, owner, agreed):
        page = owner.open(f"/papers/{agreed.public_id}")

        assert page.location == f"/producer/handovers/{agreed.public_id}"
