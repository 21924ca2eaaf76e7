"""What a shop has to receive or to settle, as tasks on its home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.ordering.handover_list import HandoverRow
from marketplace.ordering.states import HandoverKind
from marketplace.ordering.waiting import contested_handovers, handovers_to_receive
from marketplace.web.tasks import Task

SINGLY = 4  # so many have a card each; the rest share one
TITLES = {
    HandoverKind.DELIVERY: _l("Terima kiriman %(maker)s"),
    HandoverKind.ROUND: _l("Sepakati kunjungan titip %(maker)s"),
    HandoverKind.RETURN: _l("Jawab retur %(maker)s"),
}
ACTS = {
    HandoverKind.DELIVERY: _l("Terima kiriman"),
    HandoverKind.ROUND: _l("Periksa hitungan"),
    HandoverKind.RETURN: _l("Jawab retur"),
}


def to_receive(uow: UnitOfWork) -> Iterator[Task]:
    rows = handovers_to_receive(uow.session, uow.actor.organisation)
    for row in rows[:SINGLY]:
        yield Task(
            title=_l(TITLES[row.kind], maker=row.maker),
            text=_l(
                "%(number)s untuk %(outlet)s · %(value)s.",
                number=row.number,
                outlet=row.outlet,
                value=_worth(row),
            ),
            url=url_for("partner_handovers.show", public_id=row.public_id),
            due=row.answer_by,
            act=ACTS[row.kind],
            icon="truck",
        )
    if rest := rows[SINGLY:]:
        yield Task(
            title=_l("%(count)s serah terima lain menunggu Anda", count=len(rest)),
            text=_l(
                "Tanpa jawaban, yang dipesan atau sesuai kesepakatan dianggap disetujui; lainnya menunggu Anda."
            ),
            url=url_for("partner_handovers.index", state="sent"),
            due=rest[0].answer_by,
            icon="truck",
        )


def to_settle(uow: UnitOfWork) -> Iterator[Task]:
    for row in contested_handovers(uow.session, partner_id=uow.actor.organisation):
        mine = row.issuer_id == uow.actor.organisation
        if row.rest and mine and row.kind is HandoverKind.RETURN:
            continue  # the shop has said all; the maker or an officer acts
        yield Task(
            title=_l("%(maker)s keberatan atas selisih Anda", maker=row.maker)
            if row.rest
            else _l("%(maker)s membantah retur %(number)s", maker=row.maker, number=row.number)
            if mine
            else _l("Selesaikan %(number)s yang Anda bantah", number=row.number),
            text=_l(
                "Cocokkan jumlahnya dengan %(maker)s; Dinas memutuskan bila tidak cocok.", maker=row.maker
            ),
            url=url_for("partner_handovers.show", public_id=row.public_id),
            icon="risk",
        )


def waiting_deliveries(uow: UnitOfWork) -> int:
    return len(handovers_to_receive(uow.session, uow.actor.organisation))


def _worth(row: HandoverRow) -> Label | str:
    if row.kind is HandoverKind.ROUND:
        return _l("terjual %(units)s, %(value)s", units=row.sold, value=spell(row.value))
    if row.kind is HandoverKind.RETURN:
        return _l("%(units)s satuan kembali", units=row.taken_back)
    return spell(row.value)
