"""Whom a circular binds as partners are today: who hears of it once it is approved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.accounts.recipients import owners_of
from marketplace.circulars.models import Circular
from marketplace.kernel.ids import OrganisationId
from marketplace.partners.models import Outlet, Partner, PartnerKind


@dataclass(frozen=True)
class BoundPartner:
    """`reached` tells that an owner of it has an address to write to; the others find it on their pages."""

    id: OrganisationId
    name: str
    outlets: int
    reached: bool


@dataclass(frozen=True)
class BoundGroup:
    kind: PartnerKind
    partners: tuple[BoundPartner, ...]

    @property
    def outlets(self) -> int:
        return sum(one.outlets for one in self.partners)


def kinds_of(circular: Circular) -> set[PartnerKind]:
    """Whom its clauses are for; none where one is for every kind."""
    if any(not clause.kinds for clause in circular.clauses):
        return set()
    return {PartnerKind(kind) for clause in circular.clauses for kind in clause.kinds}


def bound_groups(session: Session, circular: Circular, today: date) -> Sequence[BoundGroup]:
    """By kind and name; nobody while it has no clause. Three statements, however many there are."""
    if not circular.clauses:
        return []
    open_today = (
        select(Outlet.partner_id, func.count().label("outlets"))
        .where(Outlet.from_on <= today, or_(Outlet.until_on.is_(None), Outlet.until_on >= today))
        .group_by(Outlet.partner_id)
        .subquery()
    )
    query = (
        select(Partner.kind, Partner.id, Organisation.name, func.coalesce(open_today.c.outlets, 0))
        .join(Organisation, Organisation.id == Partner.id)
        .outerjoin(open_today, open_today.c.partner_id == Partner.id)
        .order_by(Partner.kind, Organisation.name, Partner.id)
    )
    if kinds := kinds_of(circular):
        query = query.where(Partner.kind.in_(kinds))
    rows = session.execute(query).all()
    owners = owners_of(session, [partner_id for _, partner_id, *_ in rows])
    return [
        BoundGroup(
            kind,
            tuple(BoundPartner(number, name, outlets, number in owners) for _, number, name, outlets in some),
        )
        for kind, some in groupby(rows, key=lambda row: row[0])
    ]


def partner_ids(groups: Collection[BoundGroup]) -> Sequence[OrganisationId]:
    return [one.id for group in groups for one in group.partners]
