"""What circulars, months and refused rows ask of each official."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from marketplace.circulars import policies as circular_policies
from marketplace.circulars.submitting import asked_of
from marketplace.compliance import policies
from marketplace.compliance.inputs import summed_inputs_of
from marketplace.compliance.months import bought_on_word_alone
from marketplace.compliance.queries import ObjectionList, months_with_news, newest_report
from marketplace.compliance.states import OPEN, PROVISIONAL
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.period import Month
from marketplace.kernel.roles import AUDITOR, OFFICER, VIEWER
from marketplace.ordering.deadlines import OFFICER as ANSWERED_WITHIN
from marketplace.places.calendar import workdays_after
from marketplace.purchases.audits import DECIDED_WITHIN
from marketplace.uptake.refusals import answers_undecided, answers_unproven
from marketplace.web.language import day, month, rupiah
from marketplace.web.tasks import Task


def circulars_to_sign(uow: UnitOfWork) -> Iterator[Task]:
    for circular in asked_of(uow.session, uow.actor.user_id):
        if uow.allows(circular_policies.APPROVE, circular):
            yield Task(
                title=gettext("Surat edaran %(number)s menunggu persetujuan", number=circular.number),
                text=gettext(
                    "%(count)s butir, berlaku sejak %(day)s.",
                    count=len(circular.clauses),
                    day=day(circular.from_on),
                ),
                url=url_for("office_circulars.show", public_id=circular.public_id),
                due=circular.from_on,
                act=gettext("Periksa dan setujui"),
                icon="law",
            )


def objections_to_answer(uow: UnitOfWork) -> Iterator[Task]:
    """Each until it is answered, also after the month was published; an officer of that shop leaves it to others."""
    if not uow.actor.has(OFFICER):
        return
    for one in ObjectionList(unanswered=True).rows(uow.session):
        if uow.allows(policies.ANSWER_OBJECTION, one.partner_id):
            yield Task(
                title=gettext(
                    "%(partner)s keberatan atas %(month)s", partner=one.partner, month=month(one.month)
                ),
                text=one.text,
                url=url_for("office_objections.show", month=one.month, number=one.id),
                due=workdays_after(uow.session, day_of(one.written_at), ANSWERED_WITHIN),
                act=gettext("Jawab"),
                icon="note",
            )


def months_to_lead(uow: UnitOfWork) -> Iterator[Task]:
    """Officers open a finished month to objections; approvers publish it once these are over."""
    running = Month.of(uow.today)
    for row in months_with_news(uow.session, uow.today):
        if row.month >= running:
            continue
        address = url_for("office_periods.show", month=row.month)
        if row.state is OPEN and uow.actor.has(OFFICER):
            yield Task(
                title=gettext("Buka masa keberatan %(month)s", month=month(row.month)),
                text=gettext("Bulannya sudah berakhir; mitra perlu melihat angkanya sebelum laporan terbit."),
                url=address,
                due=row.month.next.last_day,
                act=gettext("Buka bulan ini"),
                icon="calendar",
            )
        over = row.objections_until is not None and row.objections_until < uow.today
        if row.state is PROVISIONAL and over and uow.allows(policies.PUBLISH, row.month):
            yield Task(
                title=gettext("%(month)s siap diterbitkan", month=month(row.month)),
                text=gettext("Masa keberatan berakhir %(day)s.", day=day(row.objections_until)),
                url=address,
                due=row.month.next.last_day,
                act=gettext("Terbitkan"),
                icon="lock",
            )


def refusals_to_look_at(uow: UnitOfWork) -> Iterator[Task]:
    if not uow.actor.has(AUDITOR):
        return
    for one in answers_undecided(uow.session):
        yield Task(
            title=gettext("%(partner)s menjawab penolakan", partner=one.partner),
            text=gettext(
                "%(item)s, %(amount)s. Belum dihitung sampai Anda memutuskan.",
                item=one.item,
                amount=rupiah(one.net),
            ),
            url=url_for("office_compliance.line", number=one.line_id),
            due=workdays_after(uow.session, day_of(one.answered_at), DECIDED_WITHIN)
            if one.answered_at
            else None,
            act=gettext("Putuskan"),
            icon="search",
        )


def evidence_missing(uow: UnitOfWork) -> Iterator[Task]:
    """What shops answered once without evidence: they were asked for it, and until then the row does not count."""
    if not uow.actor.has(AUDITOR):
        return
    for one in answers_unproven(uow.session):
        yield Task(
            title=gettext("%(partner)s belum melampirkan bukti", partner=one.partner),
            text=gettext(
                "%(item)s, %(amount)s. Jawabannya dulu tanpa bukti, jadi tidak dihitung; giliran toko.",
                item=one.item,
                amount=rupiah(one.net),
            ),
            url=url_for("office_compliance.line", number=one.line_id),
            kind="",
            icon="clock",
        )


def weak_rows_to_check(uow: UnitOfWork) -> Iterator[Task]:
    """Before a month is published: what stands in it on a shop's word alone."""
    if not uow.actor.has(AUDITOR):
        return
    for row in months_with_news(uow.session, uow.today):
        if row.state is not PROVISIONAL:
            continue
        weak = bought_on_word_alone(summed_inputs_of(uow.session, row.month).inputs)
        if weak:
            yield Task(
                title=gettext("Uji petik %(month)s sebelum terbit", month=month(row.month)),
                text=gettext("%(amount)s belanja lokal hanya berdasar pengakuan.", amount=rupiah(weak)),
                url=url_for("office_compliance.show", month=row.month),
                due=row.objections_until
                if row.objections_until and row.objections_until >= uow.today
                else None,
                act=gettext("Periksa barisnya"),
                icon="search",
            )


def newest_for_the_mayor(uow: UnitOfWork) -> Iterator[Task]:
    report = newest_report(uow.session) if uow.actor.has(VIEWER) else None
    if report is not None:
        yield Task(
            title=gettext("Laporan %(month)s sudah terbit", month=month(report.month)),
            text=gettext(
                "%(number)s, ditandatangani %(day)s.", number=report.number, day=day(report.signed_at)
            ),
            url=url_for("office_compliance.report", month=report.month),
            act=gettext("Baca laporan"),
            icon="doc",
        )
