"""The public register: certified makers and their certificates, as of any day. Public facts only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Organisation
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.certification.queries import in_force
from marketplace.db.listing import Listing, Row, by, col, contains, maybe, where
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label
from marketplace.kernel.review import APPROVED
from marketplace.kernel.slicing import in_slices
from marketplace.places.models import Region
from marketplace.producers.models import Producer
from marketplace.producers.queries import is_held, is_local

AT_ONCE = 500


class Certified(Row):
    """A maker of the register."""

    id = col(Producer.id)
    slug = col(Producer.slug)
    name = col(Organisation.name)
    kelurahan = maybe(Region.name)
    local = col(lambda listing: is_local(Producer.id, listing.day))


@dataclass(frozen=True)
class CertificateEntry:
    """One of its certificates, in force on the day asked about; `code` is what /verify is asked for."""

    kind: str
    number: str
    issued_on: date
    expires_on: date | None
    code: str

    @property
    def label(self) -> Label:
        return KINDS[self.kind].label


class Register(Listing[Certified]):
    """Approved makers by name that hold a certificate in force on a day (WIB), narrowed by whatever is given.

    Whether officials approved a maker is what the city knows now; its holds and certificates are those of the day.
    """

    source = join(Producer, Organisation, Organisation.id == Producer.id).outerjoin(
        Region, Region.code == Producer.kelurahan_code
    )
    sort = by(Organisation.name, Producer.id)

    day: date
    kind: str = ""
    kelurahan: str = where(Producer.kelurahan_code, default="")
    name: str = where(lambda name: contains(name, Organisation.name), default="")

    def more(self) -> Iterator[ColumnElement[bool]]:
        yield is_public(self.day)
        yield (
            select(Certificate.id)
            .where(Certificate.producer_id == Producer.id, self._counts())
            .correlate(Producer)
            .exists()
        )

    def entries(
        self, session: Session, makers: Collection[ProducerId]
    ) -> Mapping[ProducerId, Sequence[CertificateEntry]]:
        """The certificates that count for these makers, in the order of their kinds' places; one statement."""
        rows = session.execute(
            select(
                Certificate.producer_id,
                Certificate.kind,
                Certificate.number,
                Certificate.issued_on,
                Certificate.expires_on,
                Certificate.public_id,
            ).where(Certificate.producer_id.in_(makers), self._counts())
        )
        found: dict[ProducerId, list[CertificateEntry]] = defaultdict(list)
        for maker, kind, number, issued, expires, code in rows:
            found[maker].append(CertificateEntry(kind, number, issued, expires, code))
        return {
            maker: sorted(entries, key=lambda one: (KINDS[one.kind].place, one.number))
            for maker, entries in found.items()
        }

    def whole(self, session: Session) -> Iterator[tuple[Certified, CertificateEntry]]:
        """All of it, certificate by certificate, as the pages show it one after the other."""
        makers = self.rows(session)
        for some in in_slices(makers, AT_ONCE):
            entries = self.entries(session, [maker.id for maker in some])
            for maker in some:
                yield from ((maker, entry) for entry in entries[maker.id])

    def _counts(self) -> ColumnElement[bool]:
        return and_(in_force(self.day), Certificate.kind == self.kind) if self.kind else in_force(self.day)


def is_public(day: date) -> ColumnElement[bool]:
    """Makers that strangers may see on that day."""
    return and_(Producer.state == APPROVED, Producer.merged_into_id.is_(None), ~is_held(Producer.id, day))
