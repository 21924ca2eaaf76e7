"""Any sequence of bills, payments, credit, refunds and reversals; and many who number bills at once."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.billing.cancelling import cancel_invoice
from marketplace.billing.crediting import refund, take_deposit, use_credit
from marketplace.billing.invoicing import (
    InvoiceContents,
    InvoiceItem,
    InvoiceParty,
    issue_invoice,
    uninvoiced,
)
from marketplace.billing.models import (
    Due,
    DueKind,
    Invoice,
    InvoicedDue,
    PaidBy,
    PaymentKind,
    PaymentMade,
    Receipt,
)
from marketplace.billing.queries import credits_of
from marketplace.billing.reversing import take_back
from marketplace.billing.services import settle_dues
from marketplace.billing.tax_status import state_tax_status
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from marketplace.ordering.invoicing import bills_by_terms, invoice_by_terms
from marketplace.ordering.models.handovers import HandoverLine
from marketplace.ordering.statements import Account, statement_of
from marketplace.ordering.states import AGREED, Invoicing
from marketplace.purchases.models.ledger import Purchase
from tests.conftest import NOW
from tests.factories.billing import TODAY, make_due, owe_delivery
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.partners import make_outlet, make_partner

BY = {"paid_on": TODAY, "paid_by": PaidBy.CASH}
ACTS = ("deliver", "invoice", "cancel", "pay", "deposit", "use", "refund", "take_back", "pkp")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 5), st.integers(-40, 90)), min_size=8, max_size=18
)


def contents(dues):
    items = [
        InvoiceItem("0001/SJ/XI/2026", TODAY, "Keripik", "BKS", 1 if due.amount > 0 else -1, abs(due.amount))
        for due in dues
    ]
    return InvoiceContents(items, InvoiceParty("Bu Tini", ()), InvoiceParty("Toko Rukun", ()))


class Town:
    """One maker and one shop; each act is tried, and refused ones leave nothing."""

    def __init__(self, session, work):
        self.session = session
        self.maker, self.outlet = make_maker(session), make_outlet(session, make_partner(session))
        self.as_maker = lambda: work(STAFF, at=self.maker.id, kind=PRODUCER)
        self.as_shop = lambda: work(OWNER, at=self.outlet.partner_id, kind=PARTNER)

    def act(self, name, which, figure):
        if name == "deliver":
            due = make_due(self.session, figure * 777 or 5, maker=self.maker, outlet=self.outlet)
            if figure > 0 and which % 2:
                owe_delivery(self.session, due, 7_500)
            return
        who = self.as_shop if name == "refund" else self.as_maker
        with suppress(Refused), who() as uow:
            getattr(self, name)(uow, which, figure)

    def all(self, model):
        return self.session.scalars(select(model).order_by(model.id)).all()

    def invoice(self, uow, which, figure):
        ids = uninvoiced(self.session, [due.id for due in self.all(Due)])[: which + 1]
        dues = [uow.get(Due, due_id) for due_id in ids]
        issue_invoice(uow, ids, contents(dues), tax_free=figure < 0)

    def cancel(self, uow, which, figure):
        for invoice in self.all(Invoice)[which : which + 1]:
            cancel_invoice(uow, invoice.id, reason="keliru")

    def pay(self, uow, which, figure):
        ids = [due.id for due in self.all(Due)[::-1]][which : which + 3]
        kept = max(0, figure) * 10
        settle_dues(
            uow, ids, received=abs(figure) * 999, deducted=kept, deducted_because="other",
            received_on=TODAY, paid_by=PaidBy.CASH, beyond=figure % 2 == 0,
        )  # fmt: skip

    def deposit(self, uow, which, figure):
        take_deposit(uow, self.maker.id, self.outlet.partner_id, amount=figure * 500, note="pesanan", **BY)

    def use(self, uow, which, figure):
        ids = [due.id for due in self.all(Due)[::-1]][which : which + 2]
        for credit in credits_of(self.session)[:1]:
            use_credit(uow, credit.payment_id, ids)

    def refund(self, uow, which, figure):
        for credit in credits_of(self.session)[:1]:
            refund(uow, credit.payment_id, amount=figure * 300, note="lebih", **BY)

    def take_back(self, uow, which, figure):
        for receipt in self.all(Receipt)[::-1][which : which + 1]:
            take_back(uow, receipt.id, reason="keliru")

    def pkp(self, uow, which, figure):
        state_tax_status(uow, self.maker.id, since=date(2026, 11, 1), pkp=figure > 0, number="S-1")

    def check(self):
        paid = dict(
            self.session.execute(
                select(Receipt.due_id, func.sum(Receipt.received + Receipt.deducted)).group_by(Receipt.due_id)
            ).all()
        )
        for due in self.all(Due):
            owed = sorted((0, due.amount))
            assert owed[0] <= paid.get(due.id, 0) <= owed[1]
        came = dict(
            self.session.execute(
                select(PaymentMade.act, func.sum(PaymentMade.amount)).group_by(PaymentMade.act)
            ).all()
        )
        shared = dict(
            self.session.execute(select(Receipt.act, func.sum(Receipt.received)).group_by(Receipt.act)).all()
        )
        for act in came.keys() | shared.keys():
            assert shared.get(act, 0) <= came.get(act, 0)
        left = sum(came.values()) - sum(amount for act, amount in shared.items() if act in came)
        assert sum(credit.left for credit in credits_of(self.session)) == left
        self.check_invoices()
        self.check_statement(left)
        assert self.session.scalar(select(func.count()).select_from(Purchase)) == 0

    def check_statement(self, credit):
        """The lines of the month lead from nothing to what is left of all dues, less the shop's credit."""
        account = Account(self.maker.id, self.outlet.partner_id)
        if self.all(Due):
            found = statement_of(self.session, account, Month(2026, 11), TODAY)
            assert found.opening + sum(one.amount for one in found.entries) == found.closing
            assert found.closing == sum(found.ages.values()) - found.returns - found.credit
            assert (found.opening, found.credit) == (0, credit)

    def check_invoices(self):
        invoices = self.all(Invoice)
        for kind in {one.kind for one in invoices}:
            taken = [one.sequence for one in invoices if one.kind is kind]
            assert taken == list(range(1, len(taken) + 1))
        gone = {one.cancels_id for one in invoices}
        on = self.session.execute(
            select(InvoicedDue.due_id, Due.amount, Due.kind, InvoicedDue.invoice_id)
            .join(Due, Due.id == InvoicedDue.due_id)
            .where(InvoicedDue.invoice_id.not_in([one for one in gone if one]))
        ).all()
        for kind, billed in ((DueKind.GOODS, "goods"), (DueKind.DELIVERY, "delivery")):
            dues = [row for row in on if row.kind is kind]
            assert len({row.due_id for row in dues}) == len(dues)
            assert sum(getattr(one, billed) for one in invoices) == sum(row.amount for row in dues)
        tax = self.session.scalar(select(func.sum(Due.amount)).where(Due.kind == DueKind.PPN)) or 0
        assert sum(one.ppn for one in invoices) == tax


def test_whatever_happens_no_rupiah_is_shared_out_twice_and_each_bill_stands_for_its_goods(session, work):
    town = Town(session, work)

    @settings(
        max_examples=12, deadline=None, database=None, derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    @given(STEPS)
    def run(steps):
        for step in steps:
            town.act(*step)
        town.check()

    run()
    assert {payment.kind for payment in town.all(PaymentMade)} == set(PaymentKind)
    assert any(invoice.cancels_id for invoice in town.all(Invoice)) and len(town.all(Receipt)) > 5


def test_eight_writers_of_one_maker_leave_no_gap_across_new_year(database_url, session):
    maker, outlet = make_maker(session), make_outlet(session, make_partner(session))
    dues = [make_due(session, maker=maker, outlet=outlet).id for _ in range(24)]
    seats = frozenset({ActorSeat(STAFF, maker.id)})
    actor = Actor(user_id=None, at=maker.id, kind=PRODUCER, seats=seats)
    engine = create_engine(database_url, pool_size=8)
    tune(engine)

    def issue(place):
        moment = datetime(2026, 12, 31, 16 + place % 2, 59 if place % 2 == 0 else 0, tzinfo=UTC)
        with Session(engine) as own, suppress(RuntimeError):
            uow = UnitOfWork(own, actor=actor, now=moment, bus=Bus(), queue=MemoryQueue())
            with uow:
                due = uow.get(Due, dues[place])
                issue_invoice(uow, [due.id], contents([due]))
                if place % 5 == 0:
                    raise RuntimeError

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(issue, range(24)))
    engine.dispose()

    session.rollback()
    found = session.execute(text("SELECT year, sequence FROM invoices ORDER BY year, sequence")).all()
    years = {year: [one.sequence for one in found if one.year == year] for year in (2026, 2027)}
    assert years == {2026: list(range(1, 10)), 2027: list(range(1, 11))}


def test_workers_at_once_bill_what_terms_say_once(database_url, session):
    maker, outlet = make_maker(session), make_outlet(session, make_partner(session))
    for _ in range(3):
        agreed_by_terms(session, maker, outlet)
    engine = create_engine(database_url, pool_size=4)
    tune(engine)

    def work(_):
        with Session(engine) as own:
            uow = UnitOfWork(own, actor=SYSTEM, now=NOW, bus=Bus(), queue=MemoryQueue())
            with uow:
                for bill in bills_by_terms(uow.session, uow.today):
                    invoice_by_terms(uow, bill)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    engine.dispose()

    session.rollback()
    assert session.execute(text("SELECT sequence, goods FROM invoices ORDER BY sequence")).all() == [
        (1, 100_000),
        (2, 100_000),
        (3, 100_000),
    ]


def agreed_by_terms(session, maker, outlet):
    """Ten units of Rp10.000, agreed under terms that have each handover billed."""
    order = make_order(session, variant=make_goods(session, maker=maker), outlet=outlet)
    line = HandoverLine(
        variant_id=order.lines[0].variant_id, name="Keripik", unit="BKS", unit_price=10_000, brought=10,
        accepted=10, rejected=0,
    )  # fmt: skip
    handover = make_handover(session, order=order, state=AGREED, invoicing=Invoicing.EACH, lines=[line])
    make_due(session, maker=maker, outlet=outlet, handover_id=handover.id)
