"""Statement of account of a maker and a shop (rekening koran): what was owed and paid in a month, line by line.

A balance is what the shop owes: dues less money that came and what was kept back. Whole rupiah; a bill owes nothing
of its own, so each due names the invoice that it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.billing.deductions import DeductedFor
from marketplace.billing.invoicing import CANCELLED
from marketplace.billing.models import Due, DueKind, Invoice, InvoicedDue, PaymentMade, Receipt
from marketplace.db.listing import AnySelect
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId, PartnerId, ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.money import Age, age_of
from marketplace.producers.accounts import account_hint
from marketplace.purchases.sellers import records_of

INVOICE: ColumnElement[Any] = (
    select(Invoice.number)
    .join(InvoicedDue, InvoicedDue.invoice_id == Invoice.id)
    .where(InvoicedDue.due_id == Due.id, ~CANCELLED)
    .limit(1)
    .correlate(Due)
    .scalar_subquery()
)


class Account(NamedTuple):
    """Between whom: the maker, with the records that became part of it, and the shop."""

    maker_id: ProducerId
    partner_id: PartnerId


class StatementEntry(NamedTuple):
    """`amount` adds to what the shop owes, below zero it takes off; `balance` is what it owes after it."""

    day: date
    what: Label
    reference: str
    invoice: str
    amount: int
    balance: int = 0


@dataclass(frozen=True)
class StatementOfAccount:
    """`opening` plus all amounts is `closing`; that is the ages, less `returns` not taken off and `credit`."""

    maker: str
    shop: str
    month: Month
    until: date  # the last day of it that is told: of a month that is not over, today
    opening: int
    entries: Sequence[StatementEntry]
    closing: int
    ages: Mapping[Age, int]
    returns: int
    credit: int
    account: str  # where the shop pays it, in short


def statement_of(session: Session, account: Account, month: Month, today: date) -> StatementOfAccount:
    """Raises NotFound where nothing was ever owed between the two."""
    names = _names(session, account)
    until = min(month.last_day, today)
    before = _sums(session, account, month.first_day - timedelta(days=1))
    found = sorted(_entries(session, account, month.first_day, until), key=lambda one: (one[0], one[1]))
    opening = before.owed - before.paid - before.deducted
    balances = [*accumulate((entry.amount for *_, entry in found), initial=opening)]
    entries = [
        entry._replace(balance=balance) for (*_, entry), balance in zip(found, balances[1:], strict=True)
    ]
    after = _sums(session, account, until)
    ages, returns = _ages(session, account, until)
    credit = after.paid - after.received
    where = account_hint(session, account.maker_id)
    return StatementOfAccount(
        *names, month, until, opening, entries, balances[-1], ages, returns, credit, where
    )


def trading_partner(session: Session, public_id: str) -> OrganisationId:
    """Of the other side's public id. Raises NotFound."""
    found = session.scalar(select(Organisation.id).where(Organisation.public_id == public_id))
    if found is None:
        raise NotFound(f"organisation {public_id}")
    return found


def _names(session: Session, account: Account) -> tuple[str, str]:
    if session.scalar(select(Due.id).where(*_of(Due, account)).limit(1)) is None:
        raise NotFound(f"nothing was ever owed between {account}")
    query = select(Organisation.id, Organisation.name).where(Organisation.id.in_(account))
    names = {row.id: row.name for row in session.execute(query)}
    return names[OrganisationId(account.maker_id)], names[OrganisationId(account.partner_id)]


def _of(table: type[Due] | type[PaymentMade], account: Account) -> tuple[ColumnElement[bool], ...]:
    return table.payer_id == account.partner_id, table.payee_id.in_(records_of(account.maker_id))


class _Sums(NamedTuple):
    owed: int
    paid: int  # money of all payments, less what went back
    deducted: int
    received: int  # of that money, what is for a due


def _sums(session: Session, account: Account, until: date) -> _Sums:
    """Of all up to the end of that day."""
    parts = (
        select(func.sum(Due.amount)).where(*_of(Due, account), Due.owed_on <= until),
        select(func.sum(PaymentMade.amount)).where(*_of(PaymentMade, account), PaymentMade.paid_on <= until),
        _receipts(select(func.sum(Receipt.deducted)), account).where(Receipt.received_on <= until),
        _receipts(select(func.sum(Receipt.received)), account).where(Receipt.received_on <= until),
    )
    row = session.execute(select(*(func.coalesce(part.scalar_subquery(), 0) for part in parts))).one()
    return _Sums(*(int(one) for one in row))


def _receipts(query: AnySelect, account: Account) -> AnySelect:
    return query.join(Due, Due.id == Receipt.due_id).where(*_of(Due, account))


Dated = tuple[date, tuple[int, int], StatementEntry]


def _entries(session: Session, account: Account, first: date, last: date) -> Iterator[Dated]:
    """With what tells equals of a day apart: goods before money, each in the order it was written."""
    dues = (
        select(Due.id, Due.owed_on, Due.kind, Due.amount, Handover.number, INVOICE.label("invoice"))
        .join(Handover, Handover.id == Due.handover_id)
        .where(*_of(Due, account), Due.owed_on.between(first, last))
    )
    for due in session.execute(dues):
        returned = due.kind is DueKind.GOODS and due.amount < 0
        what = _l("Retur") if returned else due.kind.label
        entry = StatementEntry(due.owed_on, what, due.number, due.invoice or "", due.amount)
        yield due.owed_on, (0, due.id), entry
    payments = select(PaymentMade).where(*_of(PaymentMade, account), PaymentMade.paid_on.between(first, last))
    for paid in session.scalars(payments):
        what = Label("%(what)s, %(way)s", what=paid.kind.label, way=paid.paid_by.label)
        yield paid.paid_on, (1, paid.id), StatementEntry(paid.paid_on, what, paid.note, "", -paid.amount)
    kept_back = _receipts(
        select(Receipt.id, Receipt.received_on, Receipt.deducted, Receipt.deducted_because, Handover.number),
        account,
    ).join(Handover, Handover.id == Due.handover_id)
    kept_back = kept_back.where(Receipt.deducted != 0, Receipt.received_on.between(first, last))
    for one in session.execute(kept_back):
        known = one.deducted_because in list(DeductedFor)
        why = DeductedFor(one.deducted_because).label if known else one.deducted_because
        entry = StatementEntry(
            one.received_on, _l("Potongan: %(why)s", why=why), one.number, "", -one.deducted
        )
        yield one.received_on, (2, one.id), entry


def _ages(session: Session, account: Account, day: date) -> tuple[Mapping[Age, int], int]:
    """What was left of each due at the end of that day, by how late it was; and returns not taken off yet."""
    paid = func.coalesce(func.sum(Receipt.received + Receipt.deducted), 0)
    left = Due.amount - paid
    query = (
        select(Due.due_on, left.label("left"))
        .outerjoin(Receipt, (Receipt.due_id == Due.id) & (Receipt.received_on <= day))
        .where(*_of(Due, account), Due.owed_on <= day)
        .group_by(Due.id, Due.due_on, Due.amount)
        .having(left != 0)
    )
    ages, returns = dict.fromkeys(Age, 0), 0
    for due_on, rest in session.execute(query):
        if rest > 0:
            ages[age_of(due_on, day)] += int(rest)
        else:
            returns -= int(rest)
    return ages, returns
