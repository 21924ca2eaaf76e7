"""Where shops pay a maker: the newest row, as a pay page, a list and a letter show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.files.models import Attachment
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import ProducerId
from marketplace.ports.sealing import Sealer
from marketplace.producers.models import ProducerAccount

LATELY = timedelta(days=30)  # so long a pay page warns of a change
GROUP = SHOWN = 4  # digits


@dataclass(frozen=True)
class PayTo:
    """Where the money goes, for the two sides alone. `number` is empty where only a QRIS was given.

    `since` is None where nobody knows since when it holds.
    """

    bank_name: str
    holder: str
    number: str
    qris: str | None  # public id of the picture
    since: datetime | None
    another: bool  # there was one before it

    @property
    def grouped(self) -> str:
        """In groups of four digits: 0012 3456 7890."""
        return " ".join(self.number[at : at + GROUP] for at in range(0, len(self.number), GROUP))

    @property
    def since_on(self) -> date | None:
        return day_of(self.since) if self.since else None

    @property
    def ending(self) -> str:
        """What a list, a letter and a text for WhatsApp carry: the last four digits, empty without an account."""
        return self.number[-SHOWN:]

    def fresh(self, now: datetime) -> bool:
        """Whether it became another one within the last 30 days: whoever pays then asks the maker first."""
        return self.another and self.since is not None and self.since > now - LATELY


def newest_account(session: Session, producer_id: ProducerId) -> ProducerAccount | None:
    query = select(ProducerAccount).filter_by(producer_id=producer_id).order_by(ProducerAccount.id.desc())
    return session.scalars(query.limit(1)).one_or_none()


def newest_of(producer_id: SQLColumnExpression[Any]) -> ColumnElement[int]:
    """Its id, within a select over makers."""
    query = select(func.max(ProducerAccount.id)).where(ProducerAccount.producer_id == producer_id)
    return query.correlate_except(ProducerAccount).scalar_subquery()


def account_hint(session: Session, producer_id: ProducerId) -> str:
    """What an invoice and a text for WhatsApp say of it: `Bank Lampung ····7890`; empty without a number."""
    account = newest_account(session, producer_id)
    return spell_hint(account.bank_name, account.ending) if account else ""


def spell_hint(bank_name: str, ending: str | None) -> str:
    return f"{bank_name} ····{ending}" if ending else ""


def pay_to(session: Session, maker: str, sealer: Sealer) -> PayTo | None:
    """Of the maker with this public id; None where nothing is kept. Whoever asks has seen that the reader pays it."""
    before = aliased(ProducerAccount)
    changed = select(before.id).where(
        before.producer_id == ProducerAccount.producer_id, before.id < ProducerAccount.id
    )
    query = (
        select(
            ProducerAccount.bank_name,
            ProducerAccount.bank_holder,
            ProducerAccount.account_sealed,
            Attachment.public_id,
            ProducerAccount.written_at,
            changed.exists(),
        )
        .join(Organisation, Organisation.id == ProducerAccount.producer_id)
        .outerjoin(Attachment, Attachment.id == ProducerAccount.qris_id)
        .where(Organisation.public_id == maker)
        .order_by(ProducerAccount.id.desc())
    )
    row = session.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    bank, holder, sealed, qris, since, another = row
    number = sealer.open(sealed) if sealed else ""
    return PayTo(bank, holder, number, qris, since, another)
