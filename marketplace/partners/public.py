"""Partners as strangers may see them: who has a memorandum in force or is bound by a circular, and where.

Nothing of what they buy, from whom, and for how much; outlets only where the partner said they may be shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.listing import Listing, Row, by, col, where
from marketplace.db.slices import Slice, slices_with
from marketplace.kernel.ids import PartnerId
from marketplace.partners.models import (
    NEED_NO_MOU,
    BoundKind,
    Mou,
    Outlet,
    Partner,
    PartnerKind,
)
from marketplace.partners.mous import in_force
from marketplace.partners.queries import is_suspended, open_on
from marketplace.partners.states import DRAFT
from marketplace.places.models import Region


def is_public(day: date) -> ColumnElement[bool]:
    """Of a `Partner` in a select: it has a page for everybody on that day."""
    return and_(or_(_signed(day), _bound(day)), ~is_suspended(day))


def _signed(day: date) -> ColumnElement[bool]:
    return exists().where(Mou.partner_id == Partner.id, in_force(day))


def _bound(day: date) -> ColumnElement[bool]:
    holding = and_(BoundKind.from_on <= day, or_(BoundKind.until_on.is_(None), BoundKind.until_on >= day))
    return and_(Partner.kind.in_(NEED_NO_MOU), exists().where(BoundKind.kind == Partner.kind, holding))


First = aliased(Mou)
SINCE = (
    select(func.min(First.starts_on))
    .where(First.partner_id == Partner.id, First.state != DRAFT, First.amends_id.is_(None))
    .scalar_subquery()
)


class PublicPartner(Row):
    """`since` is the first day of its first memorandum; None for one that a circular binds without any."""

    id = col(Partner.id)
    code = col(Organisation.public_id)
    name = col(Organisation.name)
    kind = col(Partner.kind)
    about = col(Partner.about)
    since: date | None = col(SINCE)
    bound = col(lambda listing: ~_signed(listing.day))


@dataclass(frozen=True)
class PublicOutlet:
    name: str
    address: str
    kelurahan: str | None


class PublicPartners(Listing[PublicPartner]):
    """By name, on a day (WIB), narrowed by whatever is given. A suspended one is not shown meanwhile."""

    source = join(Partner, Organisation, Organisation.id == Partner.id)
    sort = by(func.lower(Organisation.name), Partner.id)
    named_by = "code"

    day: date
    kind: PartnerKind | None = where(Partner.kind, arg="kind")
    kelurahan: str = where(arg="kelurahan", default="")
    code: str = where(Organisation.public_id, default="")

    def more(self) -> Iterator[ColumnElement[bool]]:
        yield is_public(self.day)
        if self.kelurahan:
            here = self._shown(Outlet.partner_id == Partner.id, Outlet.kelurahan_code == self.kelurahan)
            yield exists().where(here)

    def outlets(
        self, session: Session, partners: Collection[PartnerId]
    ) -> Mapping[PartnerId, Sequence[PublicOutlet]]:
        """Those that may be shown, by name; one statement."""
        rows = session.execute(
            select(Outlet.partner_id, Outlet.name, Outlet.address, Region.name)
            .outerjoin(Region, Region.code == Outlet.kelurahan_code)
            .where(self._shown(Outlet.partner_id.in_(partners)))
            .order_by(Outlet.name, Outlet.id)
        )
        found: defaultdict[PartnerId, list[PublicOutlet]] = defaultdict(list)
        for partner_id, *values in rows:
            found[partner_id].append(PublicOutlet(*values))
        return found

    def _shown(self, *which: ColumnElement[bool]) -> ColumnElement[bool]:
        return and_(Outlet.shown, open_on(self.day), *which)


def public_partner(session: Session, code: str, day: date) -> PublicPartner | None:
    """By the public id of its organisation; None for one that is not shown."""
    return PublicPartners(day=day, code=code).one(session)


def slices_of_partners(session: Session, day: date, size: int) -> Sequence[Slice]:
    return slices_with(session, select(Partner.id).where(is_public(day)), size)


def codes_in(session: Session, piece: Slice, day: date) -> Sequence[str]:
    """Public ids of partners that have a page for everybody on that day."""
    query = select(Organisation.public_id).join(Partner, Partner.id == Organisation.id)
    return session.scalars(query.where(piece.holds(Partner.id), is_public(day)).order_by(Partner.id)).all()


def kelurahan_of(outlets: Sequence[PublicOutlet]) -> list[str]:
    """Where they stand, each once, by name."""
    return sorted({outlet.kelurahan for outlet in outlets if outlet.kelurahan})
