"""What a published month does not take any more: it stays as everybody has read it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from marketplace.compliance.models import Period
from marketplace.compliance.states import PUBLISHED
from marketplace.db.uow import UnitOfWork
from marketplace.imports.events import ImportUndone
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Reactions
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.ordering.events import DifferenceObjected


def keep_imports(uow: UnitOfWork, event: ImportUndone) -> None:
    """No import of a published month is undone whole."""
    published = _first_published(uow, event.months)
    if published is not None:
        raise Refused(
            _l(
                "Laporan %(month)s sudah terbit, jadi impor ini tidak dapat dibatalkan seluruhnya."
                " Batalkan baris yang salah satu per satu.",
                month=Month.parse(published).label,
            )
        )


def keep_differences(uow: UnitOfWork, event: DifferenceObjected) -> None:
    """An objection to a difference would change a month that everybody has read already."""
    if _first_published(uow, [event.month]) is not None:
        raise Refused(_l("Bulan barang ini sudah terbit, jadi selisihnya tidak dapat dipersoalkan lagi."))


def _first_published(uow: UnitOfWork, months: Collection[str]) -> str | None:
    query = (
        select(Period.month).where(Period.month.in_(months), Period.state == PUBLISHED).order_by(Period.month)
    )
    return uow.session.scalars(query.limit(1)).first()


REACTIONS: Reactions = {ImportUndone: [keep_imports], DifferenceObjected: [keep_differences]}
