from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.billing.events import InvoiceIssued
from marketplace.billing.invoicing import cancel_invoice, uninvoiced
from marketplace.billing.models import Due, DueKind, Invoice, InvoiceLine, PaidBy
from marketplace.billing.queries import left_of
from marketplace.billing.services import confirm_received, settle_dues
from marketplace.billing.tax_status import state_tax_status
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from marketplace.ordering.invoicing import invoice_handovers
from marketplace.ordering.models.handovers import HandoverLine
from marketplace.ordering.states import AGREED, TakeBackReason
from marketplace.purchases.models.ledger import Purchase
from tests.conftest import NOW
from tests.factories.billing import TODAY
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini", address="Jl. Kemuning 12")


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Rukun"), name="Gerai Pasar")


@pytest.fixture
def as_maker(work, maker):
    return lambda **given: work(STAFF, at=maker.id, kind=PRODUCER, **given)


@pytest.fixture
def hand_over(session, maker, outlet):
    def make(accepted=0, *, back=0, price=10_000, at=None, owed_on=TODAY):
        order = make_order(session, variant=make_goods(session, maker=maker), outlet=at or outlet)
        line = HandoverLine(
            variant_id=order.lines[0].variant_id, name="Keripik Pisang", unit="BKS", unit_price=price,
            brought=accepted, accepted=accepted, rejected=0, taken_back=back,
            take_back_reason=TakeBackReason.UNSOLD if back else None,
        )  # fmt: skip
        handover = make_handover(session, order=order, state=AGREED, lines=[line])
        due = Due(
            handover_id=handover.id, payee_id=maker.id, payer_id=order.partner_id, outlet_id=order.outlet_id,
            amount=handover.value, owed_on=owed_on, due_on=TODAY + timedelta(days=14),
        )  # fmt: skip
        session.add(due)
        session.commit()
        return due

    return make


def test_handovers_become_a_numbered_bill_with_their_items(session, as_maker, hand_over, heard):
    dues = [hand_over(12), hand_over(5, back=2)]
    with as_maker() as uow:
        invoice = invoice_handovers(uow, [due.id for due in dues])

    assert (invoice.number, invoice.goods, invoice.ppn, invoice.total) == (
        "0001/INV/XI/2026",
        150_000,
        0,
        150_000,
    )
    assert (invoice.seller, invoice.buyer, invoice.due_on) == (
        "Keripik Bu Tini",
        "Toko Rukun",
        date(2026, 12, 8),
    )
    assert "Jl. Kemuning 12" in invoice.seller_lines and "Gerai Pasar" in invoice.buyer_lines
    lines = session.scalars(select(InvoiceLine).order_by(InvoiceLine.position)).all()
    assert [(line.quantity, line.amount) for line in lines] == [(12, 120_000), (5, 50_000), (-2, -20_000)]
    assert heard[-1] == InvoiceIssued(
        invoice_id=invoice.id, number=invoice.number, payer_id=invoice.payer_id, goods=150_000, ppn=0,
        total=150_000, due_on=date(2026, 12, 8),
    )  # fmt: skip
    assert left_of(session, [due.id for due in dues]) == {due.id: due.amount for due in dues}


def test_nothing_is_invoiced_twice_and_only_by_the_maker(session, work, as_maker, hand_over, outlet):
    due, other = hand_over(3), hand_over(4)
    with pytest.raises(Forbidden), work(OWNER, at=outlet.partner_id, kind=PARTNER) as uow:
        invoice_handovers(uow, [due.id])
    with as_maker() as uow:
        invoice_handovers(uow, [due.id])
    with pytest.raises(Refused, match="sudah masuk nota lain"), as_maker() as uow:
        invoice_handovers(uow, [due.id, other.id])
    assert uninvoiced(session, [due.id, other.id]) == [other.id]
    with as_maker() as uow:
        assert invoice_handovers(uow, [other.id]).number == "0002/INV/XI/2026"


def test_a_bill_is_of_one_shop_and_of_something(session, as_maker, hand_over):
    elsewhere = make_outlet(session, make_partner(session))
    one, theirs, back = hand_over(3), hand_over(3, at=elsewhere), hand_over(back=3)
    with pytest.raises(Refused, match="beberapa toko"), as_maker() as uow:
        invoice_handovers(uow, [one.id, theirs.id])
    with pytest.raises(Refused, match="saling menghapus"), as_maker() as uow:
        invoice_handovers(uow, [one.id, back.id])
    with pytest.raises(Refused, match="sekurangnya satu"), as_maker() as uow:
        invoice_handovers(uow, [])


def test_returns_alone_are_a_credit_note_with_numbers_of_its_own(as_maker, hand_over):
    back = hand_over(back=3)
    with as_maker() as uow:
        note = invoice_handovers(uow, [back.id])
    assert (note.number, note.total, str(note.kind.label)) == ("0001/NK/XI/2026", -30_000, "Nota kredit")


class TestPpn:
    @pytest.fixture
    def pkp(self, as_maker, maker):
        with as_maker() as uow:
            state_tax_status(uow, maker.id, since=date(2026, 11, 1), pkp=True, number="S-12/PKP")

    def test_a_pkp_maker_charges_it_as_a_due_beside_the_goods_and_no_purchase(
        self, session, pkp, as_maker, hand_over
    ):
        due = hand_over(10)
        with as_maker() as uow:
            invoice = invoice_handovers(uow, [due.id])

        assert (invoice.tax_base, invoice.ppn, invoice.total) == (91_667, 11_000, 111_000)
        assert invoice.seller_tax_number == "S-12/PKP"
        tax = session.scalars(select(Due).filter_by(kind=DueKind.PPN)).one()
        assert (tax.amount, tax.handover_id, tax.due_on) == (11_000, due.handover_id, invoice.due_on)
        assert session.scalar(select(func.count()).select_from(Purchase)) == 0
        with as_maker() as uow:
            settle_dues(uow, [due.id, tax.id], received=111_000, received_on=TODAY, paid_by=PaidBy.CASH)
        assert {*left_of(session, [due.id, tax.id]).values()} == {0}

    def test_nobody_else_does_nor_of_basic_food_nor_of_days_before(self, pkp, as_maker, maker, hand_over):
        food, before, after = hand_over(10), hand_over(10, owed_on=date(2026, 10, 31)), hand_over(10)
        with as_maker() as uow:
            assert invoice_handovers(uow, [food.id], tax_free=True).ppn == 0
            assert invoice_handovers(uow, [before.id]).ppn == 0
            state_tax_status(uow, maker.id, since=date(2026, 11, 20), pkp=False)
            assert invoice_handovers(uow, [after.id]).ppn == 0

    def test_the_status_wants_its_number_and_the_maker(self, work, as_maker, maker, outlet):
        with pytest.raises(Refused, match="nomor pengukuhan"), as_maker() as uow:
            state_tax_status(uow, maker.id, since=TODAY, pkp=True)
        with pytest.raises(Forbidden), work(OWNER, at=outlet.partner_id, kind=PARTNER) as uow:
            state_tax_status(uow, maker.id, since=TODAY, pkp=False)

    @pytest.mark.parametrize("paid", [0, 4_000, 11_000])
    def test_a_cancelled_bill_frees_its_goods_and_gives_its_tax_back(
        self, session, pkp, as_maker, hand_over, paid
    ):
        due = hand_over(10)
        with as_maker() as uow:
            invoice = invoice_handovers(uow, [due.id])
        tax = session.scalars(select(Due).filter_by(kind=DueKind.PPN)).one()
        if paid:
            with as_maker() as uow:
                confirm_received(uow, tax.id, received=paid, received_on=TODAY, paid_by=PaidBy.CASH)
        with as_maker() as uow:
            note = cancel_invoice(uow, invoice.id, reason="PPN keliru")

        assert (note.number, note.total, note.cancels_id) == ("0001/NK/XI/2026", -111_000, invoice.id)
        back = session.scalars(select(Due).where(Due.amount == -11_000)).one()
        assert left_of(session, [tax.id, back.id]) == {tax.id: 0, back.id: -paid}
        with as_maker() as uow:
            again = invoice_handovers(uow, [due.id], tax_free=True)
        assert again.number == "0002/INV/XI/2026"
        assert session.scalar(select(func.sum(Invoice.goods))) == due.amount


def test_it_is_cancelled_once_by_its_maker_with_a_reason(work, as_maker, hand_over, outlet):
    due = hand_over(3)
    with as_maker() as uow:
        invoice = invoice_handovers(uow, [due.id])
    with pytest.raises(Forbidden), work(OWNER, at=outlet.partner_id, kind=PARTNER) as uow:
        cancel_invoice(uow, invoice.id, reason="x")
    with pytest.raises(Refused, match="Tulis mengapa"), as_maker() as uow:
        cancel_invoice(uow, invoice.id, reason=" ")
    with as_maker() as uow:
        note = cancel_invoice(uow, invoice.id, reason="salah toko")
    for one, says in ((invoice, "sudah dibatalkan"), (note, "Nota kredit")):
        with pytest.raises(Refused, match=says), as_maker() as uow:
            cancel_invoice(uow, one.id, reason="lagi")


def test_each_year_begins_anew(as_maker, hand_over):
    old, new = hand_over(3), hand_over(3)
    with as_maker() as uow:
        invoice_handovers(uow, [old.id])
    with as_maker(now=NOW + timedelta(days=60)) as uow:
        assert invoice_handovers(uow, [new.id]).number == "0001/INV/I/2027"
