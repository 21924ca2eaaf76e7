"""A published month stays as it was published: no import of it is undone whole."""

from sqlalchemy import select

from marketplace.compliance.models import Report
from marketplace.db.uow import UnitOfWork
from marketplace.imports.events import ImportUndone
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Reactions
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month


def refuse_for_published_months(uow: UnitOfWork, event: ImportUndone) -> None:
    query = select(Report.month).where(Report.month.in_(event.months)).order_by(Report.month)
    published = uow.session.scalars(query.limit(1)).first()
    if published is not None:
        raise Refused(
            _l(
                "Laporan %(month)s sudah terbit, jadi impor ini tidak dapat dibatalkan seluruhnya."
                " Batalkan baris yang salah satu per satu.",
                month=Month.parse(published).label,
            )
        )


REACTIONS: Reactions = {ImportUndone: [refuse_for_published_months]}
