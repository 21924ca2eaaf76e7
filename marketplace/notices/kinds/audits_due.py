"""A partner reads one working day before what an audit asks of it is due; once for each, until it is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import String, cast, exists, literal, select, union_all

from marketplace.audits.models.cases import AuditCase, AuditFinding
from marketplace.audits.waiting import to_answer, to_hand_in
from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day, page
from marketplace.notices.kinds.base import NOTICE_KINDS, REMINDERS, NoticeKind, Reminder
from marketplace.notices.models import NoticeStep
from marketplace.places.calendar import workdays_after

LETTER = Letter(
    "audits-due",
    _l("Audit: jawab sebelum terlambat, sampai %(day)s"),
    _l("hal audit yang belum Anda jawab: %(count)s. Yang pertama: “%(reason)s”\n\nLihat dan jawab: %(link)s"),
    day=day,
    link=page,
)


def due(uow: UnitOfWork) -> AnySelect:
    """Of both kinds, those that are due between today and the next working day."""
    until = workdays_after(uow.session, uow.today, 1)
    found = union_all(
        _named(to_hand_in(), "audit_asked", AuditCase).where(AuditCase.due_on.between(uow.today, until)),
        _named(to_answer(), "audit_finding", AuditFinding).where(
            AuditFinding.due_on.between(uow.today, until)
        ),
    ).subquery()
    told = exists().where(
        NoticeStep.kind == found.c.kind,
        NoticeStep.subject_id == found.c.subject_id,
        NoticeStep.step == found.c.step,
    )
    return select(found).where(~told).order_by(found.c.reader, found.c.due_on, found.c.subject_id)


def _named(waiting: AnySelect, kind: str, of: type[AuditCase] | type[AuditFinding]) -> AnySelect:
    return waiting.add_columns(
        literal(kind).label("kind"),
        of.id.label("subject_id"),
        cast(of.due_on, String).label("step"),
        AuditCase.partner_id.label("reader"),
    )


def letter(found: Sequence[Any], today: date) -> tuple[Letter, Mapping[str, Any]]:
    first = found[0]
    about = {"count": len(found), "reason": first.text, "day": first.due_on.isoformat()}
    return LETTER, about | {"link": "/partner/audits"}


REMINDERS.add("remind_of_audits")(Reminder(at=time(7, 20), sent=NoticeStep, due=due, letter=letter))
NOTICE_KINDS.add("audits_due")(NoticeKind(_l("Pengingat tenggat audit"), [LETTER], must=True))
