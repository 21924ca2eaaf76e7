"""What public offices bought from local makers in a month: the rows behind their figure, and their papers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.compliance.months import PartnerInputs
from marketplace.kernel.period import Month
from marketplace.kernel.slicing import in_slices
from marketplace.partners.models import PartnerKind
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake.counting import local_of
from marketplace.uptake.ledger import MAKER, Record

PUBLIC = (PartnerKind.PUBLIC_OFFICE.value,)  # a company of the city competes: its prices are nobody's
AT_ONCE = 500  # line numbers in one statement


@dataclass(frozen=True, kw_only=True)
class PublicItem:
    line: int
    text: str
    quantity_milli: int
    unit: str
    net: int


@dataclass(frozen=True, kw_only=True)
class PublicPurchase:
    """One document of an office and a maker; its items are those that count as local."""

    public_id: str
    bought_on: date
    document_number: str | None
    buyer_id: str
    buyer: str
    supplier_id: str
    supplier: str
    items: tuple[PublicItem, ...]

    @property
    def net(self) -> int:
        return sum(item.net for item in self.items)


def public_purchases(
    session: Session, month: Month, partners: Sequence[PartnerInputs], excluded: Collection[str] = ()
) -> Sequence[PublicPurchase]:
    """By the same rows as the month's figures, in the order of their days; names are those of today."""
    offices = {one.partner.id: one.partner for one in partners if one.partner.kind in PUBLIC}
    counted = {
        line.id: line.net
        for one in partners
        if one.partner.id in offices
        for line in local_of([line for line in one.lines if line.day in month], excluded)
    }
    rows = sorted(_papers(session, list(counted)), key=lambda row: (row.bought_on, row.public_id, row.line))
    found = []
    for _, some in groupby(rows, key=lambda row: row.public_id):
        lines = list(some)
        first, office = lines[0], offices[lines[0].partner_id]
        found.append(
            PublicPurchase(
                public_id=first.public_id,
                bought_on=first.bought_on,
                document_number=first.document_number,
                buyer_id=office.public_id,
                buyer=office.name,
                supplier_id=first.supplier_id,
                supplier=first.supplier,
                items=tuple(_item(row._mapping, counted[row.line]) for row in lines),
            )
        )
    return found


def _item(row: Mapping[str, Any], net: int) -> PublicItem:
    """With the rupiah that count of it."""
    names = ("line", "text", "quantity_milli", "unit")
    return PublicItem(**{name: row[name] for name in names}, net=net)


def _papers(session: Session, numbers: Sequence[int]) -> Sequence[Any]:
    """What is local is of a known maker, so each has a supplier."""
    asked = (
        select(
            PurchaseLine.id.label("line"),
            PurchaseLine.text,
            PurchaseLine.quantity_milli,
            PurchaseLine.unit,
            Purchase.public_id,
            Purchase.partner_id,
            Purchase.bought_on,
            Purchase.document_number,
            Organisation.public_id.label("supplier_id"),
            Organisation.name.label("supplier"),
        )
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .outerjoin(Record, Record.id == Purchase.producer_id)
        .join(Organisation, Organisation.id == MAKER)
    )
    return [
        row
        for some in in_slices(numbers, AT_ONCE)
        for row in session.execute(asked.where(PurchaseLine.id.in_(some)))
    ]
