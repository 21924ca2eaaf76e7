"""Returns that a maker has to answer, and handovers under dispute, as tasks on the maker's home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.states import HandoverKind
from marketplace.ordering.waiting import contested_handovers, returns_to_answer
from marketplace.web.tasks import Task

SINGLY = 3  # so many have a card each; the rest share one


def to_take_back(uow: UnitOfWork) -> Iterator[Task]:
    rows = returns_to_answer(uow.session, uow.actor.organisation)
    for row in rows[:SINGLY]:
        yield Task(
            title=_l("Jawab retur dari %(partner)s", partner=row.partner),
            text=_l(
                "%(number)s · %(units)s satuan kembali dari %(outlet)s.",
                number=row.number,
                units=row.taken_back,
                outlet=row.outlet,
            ),
            url=url_for("producer_handovers.show", public_id=row.public_id),
            due=row.answer_by,
            act=_l("Jawab retur"),
            icon="truck",
        )
    if rest := rows[SINGLY:]:
        yield Task(
            title=_l("%(count)s retur lain menunggu jawaban Anda", count=len(rest)),
            text=_l(
                "Tanpa jawaban, retur titipan dianggap disetujui; retur yang mengurangi tagihan menunggu Anda."
            ),
            url=url_for("producer_handovers.index", kind="return", state="sent"),
            due=rest[0].answer_by,
            icon="truck",
        )


def contested(uow: UnitOfWork) -> Iterator[Task]:
    for row in contested_handovers(uow.session, producer_id=uow.actor.organisation):
        mine = row.issuer_id == uow.actor.organisation
        if row.rest and (mine or row.kind is not HandoverKind.RETURN):
            continue  # the maker has said all; the shop or an officer acts
        yield Task(
            title=_l("%(partner)s keberatan atas jawaban retur Anda", partner=row.partner)
            if row.rest
            else _l("%(partner)s membantah %(number)s", partner=row.partner, number=row.number)
            if mine
            else _l("Selesaikan retur %(number)s yang Anda bantah", number=row.number),
            text=_l("Hubungi tokonya; Dinas memutuskan bila jumlahnya tidak cocok."),
            url=url_for("producer_handovers.show", public_id=row.public_id),
            icon="risk",
        )
