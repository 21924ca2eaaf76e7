"""Products that officials have to look over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product
from marketplace.kernel.review import SUBMITTED


class Waiting(NamedTuple):
    public_id: str
    maker: str
    submitted_at: datetime | None


def waiting_products(session: Session) -> Sequence[Waiting]:
    found = session.execute(
        select(Product.public_id, Organisation.name, Product.submitted_at)
        .join(Organisation, Organisation.id == Product.producer_id)
        .where(Product.state == SUBMITTED)
    )
    return [Waiting(*row) for row in found]
