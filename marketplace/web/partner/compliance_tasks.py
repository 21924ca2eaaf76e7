"""What the circular and its auditors ask of this shop, while there is still time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask import url_for
from flask_babel import gettext

from marketplace.accounts.models import Organisation
from marketplace.circulars.rules.base import NOT_MET
from marketplace.compliance.inputs import state_of
from marketplace.compliance.queries import ObjectionList, evaluate_month
from marketplace.compliance.states import PUBLISHED
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.period import Month
from marketplace.places.calendar import workdays_after
from marketplace.purchases.audits import ANSWERED_WITHIN
from marketplace.uptake.declared import declare_by
from marketplace.uptake.refusals import WaitingRefusal, refusals_waiting
from marketplace.web.language import day, month, rupiah, translate
from marketplace.web.tasks import Task

READ_WITHIN = timedelta(days=7)


def declaration_missing(uow: UnitOfWork) -> Iterator[Task]:
    """The last full month has purchases or a clause that needs its total, and none was declared."""
    last = Month.of(uow.today).previous
    if state_of(uow.session, last) is PUBLISHED:
        return
    for one in evaluate_month(uow.session, last, partner_ids=[uow.actor.organisation]).partners:
        if one.declared is None:
            yield Task(
                title=gettext("Nyatakan belanja %(month)s", month=month(last)),
                text=gettext("Tanpa total belanja, porsi lokal Anda tertulis “Belum ada data”."),
                url=url_for("partner_declarations.new", month=last),
                due=declare_by(last),
                act=gettext("Nyatakan belanja"),
                icon="cash",
            )


def refusals_to_answer(uow: UnitOfWork) -> Iterator[Task]:
    """Each until it is answered with evidence; what was answered without, as people did once, as well."""
    for one in refusals_waiting(uow.session, uow.actor.organisation):
        address = url_for("partner_compliance.refusal", public_id=one.public_id)
        if one.answered_at is not None:
            yield _evidence_missing(one, address)
            continue
        yield Task(
            title=gettext("Auditor menolak satu baris: %(item)s", item=one.item),
            text=gettext(
                "%(amount)s dari %(day)s. “%(reason)s”",
                amount=rupiah(one.net),
                day=day(one.bought_on),
                reason=one.reason,
            ),
            url=address,
            due=workdays_after(uow.session, day_of(one.refused_at), ANSWERED_WITHIN),
            act=gettext("Jawab"),
            icon="risk",
        )


def _evidence_missing(one: WaitingRefusal, address: str) -> Task:
    return Task(
        title=gettext("Lampirkan bukti: %(item)s", item=one.item),
        text=gettext(
            "Jawaban Anda atas penolakan auditor dulu tanpa bukti, jadi %(amount)s tidak dihitung.",
            amount=rupiah(one.net),
        ),
        url=address,
        act=gettext("Lampirkan bukti"),
        icon="risk",
    )


def objections_answered(uow: UnitOfWork) -> Iterator[Task]:
    """What the office answered, for a week: whoever was not in on the day reads it on the next."""
    since = uow.now - READ_WITHIN
    mine = ObjectionList(partner_id=uow.actor.organisation, answered_since=since)
    for one in mine.rows(uow.session):
        yield Task(
            title=gettext("Dinas menjawab keberatan Anda atas %(month)s", month=month(one.month)),
            text=f"{translate(one.ruling.label)}. {one.answer}" if one.ruling else "",
            url=url_for("partner_compliance.show", month=one.month, _anchor="keberatan"),
            act=gettext("Baca jawaban"),
            icon="note",
        )


def clauses_short(uow: UnitOfWork) -> Iterator[Task]:
    """What the running month still lacks; only clauses that can be told, the largest reason first."""
    running = Month.of(uow.today)
    partner = uow.get(Organisation, uow.actor.organisation)
    result = evaluate_month(uow.session, running, partner_ids=[partner.id])
    terms = {clause.code: clause for clause in result.circular.clauses} if result.circular else {}
    for one in result.partners:
        for clause in one.clauses:
            if clause.outcome is not NOT_MET or clause.shortfall is None:
                continue
            term = terms[clause.code]
            until = term.stretch.around(running).last_day
            short = term.measure_type.unit.spell(clause.shortfall)
            yield Task(
                title=gettext(
                    "%(rule)s: kurang %(short)s",
                    rule=translate(term.rule_type.label),
                    short=translate(short),
                ),
                text=gettext(
                    "Butir %(code)s, %(binding)s.", code=term.code, binding=translate(term.binding.label)
                ),
                url=url_for("partner_compliance.show", month=running),
                due=until,
                act=gettext("Lihat posisi"),
                icon="chart",
            )
