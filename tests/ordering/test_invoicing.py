from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from marketplace.billing.cancelling import cancel_invoice
from marketplace.billing.events import InvoiceIssued
from marketplace.billing.invoicing import uninvoiced
from marketplace.billing.models import Due, DueKind, Invoice, InvoiceLine, PaidBy
from marketplace.billing.queries import left_of
from marketplace.billing.services import confirm_received, settle_dues
from marketplace.billing.tax_status import state_tax_status
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from marketplace.ordering.invoicing import bills_by_terms, invoice_by_terms, invoice_handovers
from marketplace.ordering.models.handovers import HandoverLine
from marketplace.ordering.reconciliation import compare_dues_with_handovers
from marketplace.ordering.states import AGREED, Invoicing, TakeBackReason
from marketplace.partners.models import Partner
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
    def make(accepted=0, *, back=0, price=10_000, at=None, owed_on=TODAY, invoicing=None, fee=0, owes=True):
        given = {"variant": make_goods(session, maker=maker), "outlet": at or outlet, "delivery_fee": fee}
        order = make_order(session, **given)
        line = HandoverLine(
            variant_id=order.lines[0].variant_id, name="Keripik Pisang", unit="BKS", unit_price=price,
            brought=accepted, accepted=accepted, rejected=0, taken_back=back,
            take_back_reason=TakeBackReason.UNSOLD if back else None,
        )  # fmt: skip
        handover = make_handover(session, order=order, state=AGREED, lines=[line], invoicing=invoicing)
        owed = {
            "handover_id": handover.id, "payee_id": maker.id, "payer_id": order.partner_id,
            "outlet_id": order.outlet_id, "owed_on": owed_on, "due_on": TODAY + timedelta(days=14),
        }  # fmt: skip
        due = Due(amount=handover.value, **owed)
        session.add(due)
        if fee and owes:
            session.add(Due(amount=fee, kind=DueKind.DELIVERY, **owed))
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


class TestByTerms:
    """Handovers of Tuesday 24 November; `on` runs the job of a day, twice, as two workers may."""

    @pytest.fixture
    def on(self, session, work):
        def run(day, *, times=2):
            for _ in range(times):
                with work(now=NOW + timedelta(days=(day - TODAY).days)) as uow:
                    for bill in bills_by_terms(uow.session, uow.today):
                        invoice_by_terms(uow, bill)
            return [(one.number, one.total) for one in session.scalars(select(Invoice).order_by(Invoice.id))]

        return run

    def test_each_handover_is_billed_on_its_own_once_and_those_by_hand_never(self, on, hand_over, as_maker):
        hand_over(1), hand_over(2, invoicing=Invoicing.EACH), hand_over(3, invoicing=Invoicing.EACH)
        back = hand_over(back=4, invoicing=Invoicing.EACH)
        by_hand = hand_over(5, invoicing=Invoicing.EACH)
        with as_maker() as uow:
            invoice_handovers(uow, [by_hand.id])
        assert on(TODAY) == [
            ("0001/INV/XI/2026", 50_000),
            ("0002/INV/XI/2026", 20_000),
            ("0003/INV/XI/2026", 30_000),
            ("0001/NK/XI/2026", back.amount),
        ]

    def test_a_weekday_bills_what_was_agreed_before_it_once_a_week_for_all_outlets(
        self, session, on, hand_over, outlet
    ):
        other = make_outlet(session, session.get(Partner, outlet.partner_id))
        weekly = {"invoicing": Invoicing.THURSDAY}
        hand_over(1, **weekly), hand_over(2, at=other, **weekly), hand_over(back=1, **weekly)
        thursday = TODAY + timedelta(days=2)
        hand_over(4, owed_on=thursday, **weekly)
        assert on(thursday - timedelta(days=1)) == []
        assert on(thursday + timedelta(days=1)) == [("0001/INV/XI/2026", 20_000)]  # a day late, not less
        assert on(thursday + timedelta(days=6)) == [("0001/INV/XI/2026", 20_000)]
        assert on(thursday + timedelta(days=7))[1:] == [("0002/INV/XII/2026", 40_000)]

    def test_a_return_of_as_much_as_goods_and_delivery_waits_for_the_next_week(self, on, hand_over):
        weekly = {"invoicing": Invoicing.MONDAY}
        hand_over(3, fee=20_000, **weekly), hand_over(back=5, **weekly)
        monday = TODAY + timedelta(days=6)
        assert [on(monday + timedelta(days=days)) for days in (0, 1)] == [[], []]
        hand_over(1, owed_on=monday, **weekly)
        assert on(monday + timedelta(days=7)) == [("0001/INV/XII/2026", 10_000)]

    def test_what_cancels_out_waits_and_what_was_cancelled_is_the_makers(self, on, hand_over, as_maker):
        weekly = {"invoicing": Invoicing.MONDAY}
        hand_over(3, **weekly), hand_over(back=3, **weekly)
        monday = TODAY + timedelta(days=6)
        assert on(monday) == []
        due = hand_over(1, **weekly)
        assert on(monday) == [("0001/INV/XI/2026", 10_000)]
        with as_maker() as uow:
            cancel_invoice(uow, uow.session.scalars(select(Invoice.id)).one(), reason="salah harga")
        assert len(on(monday + timedelta(days=7))) == 2
        with as_maker() as uow:
            assert invoice_handovers(uow, [due.id]).number == "0002/INV/XI/2026"

    def test_it_charges_the_tax_of_a_pkp_maker_and_is_nobodys_press(
        self, session, on, as_maker, maker, hand_over
    ):
        with as_maker() as uow:
            state_tax_status(uow, maker.id, since=date(2026, 11, 1), pkp=True, number="S-12/PKP")
        hand_over(10, invoicing=Invoicing.EACH)
        assert on(TODAY, times=1) == [("0001/INV/XI/2026", 111_000)]
        assert session.scalars(select(Invoice.issued_by)).all() == [None]


class TestDelivery:
    def test_it_is_in_the_bill_of_its_goods_and_taxed_with_them(self, session, as_maker, maker, hand_over):
        with as_maker() as uow:
            state_tax_status(uow, maker.id, since=date(2026, 11, 1), pkp=True, number="S-12/PKP")
        due, other = hand_over(10, fee=20_000), hand_over(5, fee=7_000)
        with as_maker() as uow:
            invoice = invoice_handovers(uow, [due.id])
        assert (invoice.goods, invoice.delivery, invoice.tax_base, invoice.ppn) == (
            100_000,
            20_000,
            110_000,
            13_200,
        )
        assert (invoice.total, invoice.due_count) == (133_200, 3)
        with as_maker() as uow:
            note = cancel_invoice(uow, invoice.id, reason="keliru")
        assert (note.goods, note.delivery, note.total) == (-100_000, -20_000, -133_200)
        with as_maker() as uow:
            again = invoice_handovers(uow, [due.id, other.id], tax_free=True)
        assert (again.goods, again.delivery, again.total) == (150_000, 27_000, 177_000)
        assert compare_dues_with_handovers(session) == []

    @pytest.mark.parametrize("wrong", [{"amount": 9_000}, {}], ids=["another fee", "a second time"])
    def test_the_database_has_it_owed_once_and_as_it_was_ordered(self, session, hand_over, wrong):
        due = hand_over(10, fee=20_000)
        row = session.scalars(
            select(Due).where(Due.handover_id == due.handover_id, Due.amount == 20_000)
        ).one()
        values = {name.name: getattr(row, name.name) for name in Due.__table__.columns if name.name != "id"}
        if wrong:  # of an order of which nothing is owed for bringing yet
            values["handover_id"] = hand_over(10, fee=20_000, owes=False).handover_id
        with pytest.raises(IntegrityError, match="owed once, as it was ordered"):
            session.execute(insert(Due).values(values | {"public_id": "p" * 12} | wrong))


def test_each_year_begins_anew(as_maker, hand_over):
    old, new = hand_over(3), hand_over(3)
    with as_maker() as uow:
        invoice_handovers(uow, [old.id])
    with as_maker(now=NOW + timedelta(days=60)) as uow:
        assert invoice_handovers(uow, [new.id]).number == "0001/INV/I/2027"
