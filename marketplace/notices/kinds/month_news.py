"""Partners read that a month's figures can be looked at, that its report is out, and what became of an objection."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from marketplace.compliance.events import MonthMadeProvisional, ObjectionAnswered, ReportPublished
from marketplace.compliance.states import ObjectionRuling
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, moment, page
from marketplace.kernel.period import Month
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.partners.models import Partner


def month(written: str) -> Label:
    return Month.parse(written).label


PROVISIONAL = Letter(
    "month-provisional",
    _l("Hasil sementara %(month)s"),
    _l(
        "hasil sementara %(month)s sudah dapat Anda lihat. Bila ada yang keliru, ajukan keberatan paling lambat"
        " %(deadline)s; tanpa keberatan, angkanya diterbitkan.\n\nLihat: %(link)s"
    ),
    month=month,
    deadline=moment,
    link=page,
)
PUBLISHED = Letter(
    "report-published",
    _l("Laporan %(month)s terbit"),
    _l("laporan %(month)s, nomor %(number)s, sudah terbit.\n\nAngka usaha Anda: %(link)s"),
    month=month,
    link=page,
)
ANSWERED = Letter(
    "objection-answered",
    _l("Keberatan Anda atas %(month)s dijawab"),
    _l("keberatan Anda atas %(month)s dijawab Dinas: %(ruling)s.\n\nBaca jawabannya: %(link)s"),
    month=month,
    ruling=lambda value: ObjectionRuling(value).label,
    link=page,
)


@on(MonthMadeProvisional)
def write_provisional(uow: UnitOfWork, event: MonthMadeProvisional) -> None:
    deadline = end_of(date.fromisoformat(event.objections_until)).isoformat()
    about = {"month": event.month, "deadline": deadline, "link": f"/partner/compliance/{event.month}"}
    tell(uow, PROVISIONAL, dict.fromkeys(_partners(uow), about), event)


@on(ReportPublished)
def write_published(uow: UnitOfWork, event: ReportPublished) -> None:
    about = {"month": event.month, "number": event.number, "link": f"/partner/compliance/{event.month}"}
    tell(uow, PUBLISHED, dict.fromkeys(_partners(uow), about), event)


@on(ObjectionAnswered)
def write_answered(uow: UnitOfWork, event: ObjectionAnswered) -> None:
    link = f"/partner/compliance/{event.month}#keberatan"
    about = {"month": event.month, "ruling": event.ruling, "link": link}
    tell(uow, ANSWERED, {PartnerId(event.partner_id): about}, event)


def _partners(uow: UnitOfWork) -> list[PartnerId]:
    """All of them: a partner without purchases has figures too, and says so in its own."""
    return list(uow.session.scalars(select(Partner.id).order_by(Partner.id)))


NOTICE_KINDS.add("month_provisional")(NoticeKind(_l("Hasil sementara bulan"), [PROVISIONAL], must=True))
NOTICE_KINDS.add("report_published")(NoticeKind(_l("Laporan bulan terbit"), [PUBLISHED]))
NOTICE_KINDS.add("objection_answered")(NoticeKind(_l("Keberatan dijawab"), [ANSWERED], must=True))
