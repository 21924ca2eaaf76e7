"""Whoever has to answer an order, a proposal or a handover reads it one working day before it is too late.

Each deadline once, while it has not passed; an answer in the meantime is the end of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, exists, literal, select, union_all
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation
from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, listed, moment, page
from marketplace.notices.kinds.base import NOTICE_KINDS, REMINDERS, NoticeKind, Reminder
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.papers import TradeReminder
from marketplace.ordering.states import PLACED, PROPOSED, SENT
from marketplace.places.calendar import workdays_after

TO_ANSWER = {
    "placed": _l(
        "Pesanan %(number)s dari %(other)s, paling lambat %(deadline)s; tanpa jawaban, pesanan batal: %(link)s"
    ),
    "proposed": _l(
        "Usulan %(other)s untuk pesanan %(number)s, paling lambat %(deadline)s; tanpa jawaban, pesanan batal:"
        " %(link)s"
    ),
    "sent": _l(
        "Serah terima %(number)s dari %(other)s, paling lambat %(deadline)s; tanpa jawaban, yang dipesan atau"
        " sesuai kesepakatan dianggap disetujui: %(link)s"
    ),
}


def _to_answer(one: Mapping[str, Any]) -> Label:
    values = {**one, "deadline": moment(one["deadline"]), "link": page(one["link"])}
    return Label(TO_ANSWER[one["state"]].template, **values)


BODY = _l("yang berikut menunggu jawaban Anda:\n\n%(due)s\n\nYang sudah dijawab tidak diingatkan lagi.")
DUE = listed(_to_answer, more=_l("- dan %(count)s lagi di halaman Tugas"))
ONE = Letter("answer-due", _l("Jawab sebelum terlambat: %(number)s"), BODY, due=DUE)
SEVERAL = Letter("answers-due", _l("%(count)s hal menunggu jawaban Anda"), BODY, due=DUE)


def due(uow: UnitOfWork) -> AnySelect:
    """What has to be answered by the end of the next working day, the nearest deadline first."""
    until = end_of(workdays_after(uow.session, uow.today, 1))
    orders = _unanswered(Order, "order", Order.state == PROPOSED, uow.now, until)
    handovers = _unanswered(Handover, "handover", Handover.issuer_id == Handover.producer_id, uow.now, until)
    found = union_all(
        orders.where(Order.state.in_((PLACED, PROPOSED))), handovers.where(Handover.state == SENT)
    ).subquery()
    return select(found).order_by(found.c.reader, found.c.answer_by, found.c.subject, found.c.subject_id)


def _unanswered(
    of: type[Order] | type[Handover],
    name: str,
    shop_answers: ColumnElement[bool],
    now: datetime,
    until: datetime,
) -> AnySelect:
    """Another deadline is another step, and so another reminder."""
    other = aliased(Organisation)
    step = cast(of.state, String) + " " + cast(of.answer_by, String)
    sent = exists().where(
        TradeReminder.subject == name, TradeReminder.subject_id == of.id, TradeReminder.step == step
    )
    return (
        select(
            literal(name).label("subject"),
            of.id.label("subject_id"),
            step.label("step"),
            case((shop_answers, of.partner_id), else_=of.producer_id).label("reader"),
            case((shop_answers, "partner"), else_="producer").label("side"),
            cast(of.state, String).label("state"),
            of.number,
            of.public_id,
            of.answer_by,
            other.name.label("other"),
        )
        .join(other, other.id == case((shop_answers, of.producer_id), else_=of.partner_id))
        .where(of.answer_by > now, of.answer_by <= until, ~sent)
    )


def letter(found: Sequence[Any], today: date) -> tuple[Letter, Mapping[str, Any]]:
    answers = [
        {"state": one.state, "number": one.number, "other": one.other, "deadline": one.answer_by.isoformat()}
        | {"link": f"/{one.side}/{one.subject}s/{one.public_id}"}
        for one in found
    ]
    figures = {"number": found[0].number, "count": len(found), "due": answers}
    return ONE if len(found) == 1 else SEVERAL, figures


REMINDERS.add("remind_of_trade")(Reminder(at=time(8, 0), sent=TradeReminder, due=due, letter=letter))

NOTICE_KINDS.add("answers_due")(NoticeKind(_l("Pengingat tenggat jawaban"), [ONE, SEVERAL], must=True))
