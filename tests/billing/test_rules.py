"""What the database keeps by itself, tried around the services."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.billing.invoicing import InvoiceContents, InvoiceItem, InvoiceParty, issue_invoice
from marketplace.billing.models import Due, NoticeAnswer, PaidBy, PaymentNotice, Receipt
from marketplace.kernel.roles import PRODUCER, STAFF
from tests.conftest import NOW
from tests.factories.billing import TODAY, make_due, make_payment

RECEIPT = (
    "INSERT INTO receipts (public_id, due_id, received, deducted, deducted_because, received_on, paid_by, note, act,"
    " reverses_id, confirmed_at) VALUES (:public_id, :due, :received, :deducted, :because, '2026-11-24', 'cash',"
    " :note, 'act', :reverses, '2026-11-24 00:00:00')"
)
NOTICE = (
    "INSERT INTO payment_notices (public_id, due_id, amount, paid_on, paid_by, note, said_at)"
    " VALUES ('said', :due, :amount, '2026-11-24', 'cash', '', '2026-11-24 00:00:00')"
)


@pytest.fixture
def refused(session):
    def check(statement, says=".", **values):
        with pytest.raises(DBAPIError, match=says):
            session.execute(text(statement), values)
            session.commit()
        session.rollback()

    return check


@pytest.fixture
def paid(session):
    """Rp60.000 of a due of Rp100.000."""
    due = make_due(session)
    make_payment(session, due, 1_000_000, act="act")
    make_payment(session, due, 60_000, act="first")
    receipt = Receipt(
        due_id=due.id,
        received=60_000,
        received_on=TODAY,
        paid_by=PaidBy.CASH,
        act="first",
        confirmed_by=None,
        confirmed_at=NOW,
    )
    session.add(receipt)
    session.commit()
    return receipt


@pytest.fixture
def notice(session, paid):
    notice = PaymentNotice(
        due_id=paid.due_id, amount=9, paid_on=TODAY, paid_by=PaidBy.CASH, said_by=None, said_at=NOW
    )
    session.add(notice)
    session.flush()
    session.add(NoticeAnswer(notice_id=notice.id, words="belum", answered_by=None, answered_at=NOW))
    session.commit()
    return notice


def row(due, received, *, deducted=0, because="", note="", reverses=None):
    return {
        "public_id": "again",
        "due": due,
        "received": received,
        "deducted": deducted,
        "because": because,
        "note": note,
        "reverses": reverses,
    }


@pytest.mark.parametrize("table", ["dues", "receipts", "payments", "payment_notices", "notice_answers"])
def test_what_is_written_of_money_stays_written(refused, notice, table):
    column = {"notice_answers": "words = 'x'", "payment_notices": "note = 'x'", "receipts": "note = 'x'"}.get(
        table, "amount = 5"
    )
    refused(f"UPDATE {table} SET {column}", "append-only")
    refused(f"DELETE FROM {table}", "append-only")


@pytest.mark.parametrize(
    ("received", "deducted", "because"),
    [(40_001, 0, ""), (0, 40_001, "listing"), (30_000, 10_001, "listing"), (-1, 0, ""), (-1, 2, "listing")],
)
def test_no_due_is_paid_more_than_it_is_owed_nor_backwards(refused, paid, received, deducted, because):
    refused(RECEIPT, **row(paid.due_id, received, deducted=deducted, because=because))


def test_the_rest_to_the_rupiah_is_taken(session, paid):
    session.execute(text(RECEIPT), row(paid.due_id, 40_000))
    session.commit()


@pytest.mark.parametrize(
    ("received", "deducted"), [(-30_001, 0), (1, 0), (-5, 5)], ids=["more", "the wrong way", "deducted"]
)
def test_of_a_return_no_more_is_taken_off_than_it_is(session, refused, received, deducted):
    due = make_due(session, -30_000)
    refused(RECEIPT, **row(due.id, received, deducted=deducted, because="listing" if deducted else ""))


@pytest.mark.parametrize(
    "values",
    [{"received": 0}, {"received": 1, "deducted": 1}],
    ids=["nothing at all", "a deduction without a reason"],
)
def test_a_receipt_says_what_and_why(refused, paid, values):
    refused(RECEIPT, **row(paid.due_id, **values))


class TestReversals:
    def test_a_mirror_is_taken_once(self, session, refused, paid):
        mirror = row(paid.due_id, -60_000, note="salah", reverses=paid.id)
        session.execute(text(RECEIPT), mirror)
        session.commit()
        refused(RECEIPT, **mirror | {"public_id": "third"})
        session.execute(text(RECEIPT), row(paid.due_id, 100_000) | {"public_id": "fourth"})
        session.commit()

    @pytest.mark.parametrize("received", [-59_999, -60_001, 60_000, 40_000])
    def test_anything_else_is_no_mirror(self, refused, paid, received):
        refused(RECEIPT, "mirror", **row(paid.due_id, received, note="salah", reverses=paid.id))

    def test_it_is_of_the_same_due_and_gives_a_reason(self, session, refused, paid):
        other = make_due(session)
        refused(RECEIPT, **row(other.id, -60_000, note="salah", reverses=paid.id))
        refused(RECEIPT, **row(paid.due_id, -60_000, reverses=paid.id))

    def test_a_mirror_is_not_mirrored(self, session, refused, paid):
        session.execute(text(RECEIPT), row(paid.due_id, -60_000, note="salah", reverses=paid.id))
        session.commit()
        mirror = session.execute(text("SELECT MAX(id) FROM receipts")).scalar_one()
        refused(
            RECEIPT, "mirror", **row(paid.due_id, 60_000, note="x", reverses=mirror) | {"public_id": "third"}
        )


def test_a_notice_is_of_a_debt_and_no_more_than_it(session, refused, paid):
    refused(NOTICE, due=paid.due_id, amount=100_001)
    refused(NOTICE, due=paid.due_id, amount=0)
    refused(NOTICE, due=make_due(session, -30_000).id, amount=5)


def test_a_notice_is_answered_once_by_a_receipt_or_in_words(session, refused, notice, paid):
    answer = "INSERT INTO notice_answers (notice_id, words, answered_at) VALUES (:id, :words, '2026-11-24')"
    refused(answer, id=notice.id, words="lagi")
    session.execute(text(NOTICE), {"due": paid.due_id, "amount": 7})
    session.commit()
    notice_id = session.execute(text("SELECT MAX(id) FROM payment_notices")).scalar_one()
    refused(answer, id=notice_id, words="")


def test_a_handover_makes_one_due_and_never_of_nothing(session, refused, paid):
    again = (
        "INSERT INTO dues (public_id, handover_id, payee_id, payer_id, outlet_id, amount, owed_on, due_on)"
        " SELECT 'again', {handover}, payee_id, payer_id, outlet_id, {amount}, owed_on, due_on FROM dues"
    )
    refused(again.format(handover="handover_id", amount="amount"))
    refused(again.format(handover="handover_id + 1000", amount="0"))


class TestPayments:
    PAYMENT = (
        "INSERT INTO payments (public_id, kind, payee_id, payer_id, amount, paid_on, paid_by, act, note, confirmed_at)"
        " SELECT 'more', :kind, payee_id, {payer}, :amount, '2026-11-24', 'cash', :act, :note, '2026-11-24'"
        " FROM payments WHERE act = 'first'"
    )

    def test_no_more_is_shared_out_than_was_paid(self, session, refused, paid):
        make_payment(session, session.get(Due, paid.due_id), 30_000, act="third")
        third = RECEIPT.replace("'act'", "'third'")
        refused(third, "more than was paid", **row(paid.due_id, 30_001))
        refused(RECEIPT.replace("'act'", "'nothing'"), "more than was paid", **row(paid.due_id, 1))

    @pytest.mark.parametrize("kind", ["refunded", "reversed", "paid"])
    def test_what_is_shared_out_does_not_go_back(self, refused, paid, kind):
        values = {"kind": kind, "amount": -1, "act": "first", "note": "x"}
        refused(self.PAYMENT.format(payer="payer_id"), **values)

    def test_credit_goes_back_to_the_rupiah_and_says_why(self, session, refused, paid):
        back = {"kind": "refunded", "act": "act", "note": "x"}
        statement = self.PAYMENT.format(payer="payer_id")
        for wrong in ({"amount": -1_000_001}, {"amount": -5, "note": ""}, {"amount": 5}):
            refused(statement, **back | wrong)
        session.execute(text(statement), back | {"amount": -1_000_000})
        session.commit()
        refused(RECEIPT, "more than was paid", **row(paid.due_id, 1))

    def test_an_act_is_of_one_shop(self, session, refused, paid):
        other = make_due(session)
        values = {"kind": "refunded", "amount": -5, "act": "act", "note": "x"}
        refused(self.PAYMENT.format(payer=other.payer_id), "one shop", **values)
        refused(RECEIPT, **row(other.id, 5))


class TestInvoices:
    LINE = (
        "INSERT INTO invoice_lines (invoice_id, position, handover, handed_over_on, name, unit, quantity, unit_price,"
        " amount) VALUES (:invoice, :position, 'x', '2026-11-24', 'x', 'BKS', 1, 1, 1)"
    )
    DUE = "INSERT INTO invoiced_dues (invoice_id, position, due_id, amount) VALUES (:invoice, :position, :due, :amount)"
    AGAIN = (
        "INSERT INTO invoices (public_id, kind, payee_id, payer_id, year, sequence, number, issued_on, due_on, goods,"
        " tax_base, ppn, total, seller, seller_lines, seller_tax_number, buyer, buyer_lines, due_count, line_count,"
        " issued_at, cancels_id, reason) SELECT 'again', {kind}, payee_id, payer_id, year, {sequence}, number,"
        " issued_on, due_on, {goods}, tax_base, ppn, {total}, seller, seller_lines, seller_tax_number, buyer,"
        " buyer_lines, due_count, line_count, issued_at, {cancels}, {reason} FROM invoices"
    )
    ROW = {
        "kind": "kind",
        "sequence": "2",
        "goods": "goods",
        "total": "total",
        "cancels": "NULL",
        "reason": "''",
    }

    @pytest.fixture
    def invoice(self, session, work):
        due = make_due(session)
        with work(STAFF, at=due.payee_id, kind=PRODUCER) as uow:
            item = InvoiceItem("0001/SJ/XI/2026", TODAY, "Keripik", "BKS", 1, due.amount)
            nobody = InvoiceParty("x", ())
            return issue_invoice(uow, [due.id], InvoiceContents([item], nobody, nobody))

    @pytest.mark.parametrize("table", ["invoices", "invoiced_dues", "invoice_lines"])
    def test_an_issued_one_cannot_change(self, refused, invoice, table):
        column = {"invoices": "total", "invoiced_dues": "amount", "invoice_lines": "amount"}[table]
        refused(f"UPDATE {table} SET {column} = 1", "append-only")
        refused(f"DELETE FROM {table}", "append-only")

    @pytest.mark.parametrize("position", [0, 2])
    def test_it_takes_no_more_lines_and_no_more_dues(self, session, refused, invoice, position):
        due = make_due(session, payer_id=invoice.payer_id)
        refused(self.LINE, "takes no more", invoice=invoice.id, position=position)
        refused(self.DUE, "not of this", invoice=invoice.id, position=position, due=due.id, amount=due.amount)

    @pytest.mark.parametrize("sequence", ["1", "3"])
    def test_its_numbers_have_no_gap(self, refused, invoice, sequence):
        refused(self.AGAIN.format(**self.ROW | {"sequence": sequence}))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"goods": "goods + 1"},
            {"kind": "'NK'", "sequence": "1"},
            {"kind": "'NK'", "sequence": "1", "goods": "-5", "total": "-5", "cancels": "id", "reason": "'x'"},
            {"kind": "'NK'", "sequence": "1", "goods": "-goods", "total": "-total", "cancels": "id"},
        ],
        ids=["sums", "kind", "cancelled in part", "without a reason"],
    )
    def test_it_adds_up_and_is_cancelled_whole(self, refused, invoice, wrong):
        refused(self.AGAIN.format(**self.ROW | wrong))

    def test_a_due_is_on_one_only_until_that_is_cancelled(self, session, refused, invoice):
        due = session.execute(text("SELECT due_id FROM invoiced_dues")).scalar_one()
        session.execute(text(self.AGAIN.format(**self.ROW)))
        session.commit()
        again = session.execute(text("SELECT MAX(id) FROM invoices")).scalar_one()
        values = {"invoice": again, "position": 1, "due": due}
        refused(self.DUE, "already", **values, amount=100_000)
        refused(self.DUE, **values, amount=99_999)


def test_a_pkp_maker_has_a_number(session, refused, paid):
    due = session.get(Due, paid.due_id)
    refused(
        "INSERT INTO tax_statuses (producer_id, since, pkp, number, stated_at)"
        " VALUES (:maker, '2026-11-01', true, '', '2026-11-01')",
        maker=due.payee_id,
    )
