"""A partner is told 90, 30 and 7 days before its memorandum ends, and on its last day, until the next is signed.

A reminder is a row, which is also its record; no fact is told besides, because nothing changes for anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import repeat
from typing import NamedTuple

from sqlalchemy import case, exists, select

from marketplace.db.bulk import insert_columns
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners.models import Mou, MouReminder
from marketplace.partners.mous import succeeded
from marketplace.partners.services.telling import tell_owners
from marketplace.partners.states import SIGNED
from marketplace.partners.wording import in_words

STAGES = (0, 7, 30, 90)
MISSED = timedelta(days=30)  # what ended longer ago is no news
SLICE = 500

SUBJECT = _l("MoU Anda dengan kota perlu diperpanjang")
AHEAD = _l("MoU nomor %(number)s dengan Pemerintah Kota Metro berakhir %(day)s, %(left)d hari lagi.")
TODAY = _l("MoU nomor %(number)s dengan Pemerintah Kota Metro berakhir hari ini, %(day)s.")
OVER = _l("MoU nomor %(number)s dengan Pemerintah Kota Metro sudah berakhir %(day)s.")
NEXT = _l(
    "\n\nTanpa MoU yang berlaku, usaha Anda tidak dapat memesan lewat MB2; pesanan dan pembelian yang sudah ada tetap."
    " Hubungi Dinas untuk memperpanjangnya. MoU yang berlaku dapat dibaca di MB2, halaman MoU."
)


class Due(NamedTuple):
    mou_id: int
    partner_id: PartnerId
    number: str
    ends_on: date
    stage: int


def remind(uow: UnitOfWork) -> bool:
    """Tell the partners of one slice of memoranda; returns whether more are left.

    Only the most urgent stage that was not told yet, so a worker that was down for days sends one letter and not
    three. Not for one that was ended, an addendum, or one whose successor is signed.
    """
    found = _due(uow)
    insert_columns(
        uow.session,
        MouReminder,
        {
            "mou_id": [one.mou_id for one in found],
            "days": [one.stage for one in found],
            "told_at": repeat(uow.now),
        },
    )
    tell_owners(uow, SUBJECT, {one.partner_id: _letter(one, uow.today) for one in found})
    return len(found) == SLICE


def _due(uow: UnitOfWork) -> Sequence[Due]:
    today = uow.today
    stage = case(*((Mou.ends_on <= today + timedelta(days), days) for days in STAGES[:-1]), else_=STAGES[-1])
    told = exists().where(MouReminder.mou_id == Mou.id, MouReminder.days <= stage)
    query = (
        select(Mou.id, Mou.partner_id, Mou.number, Mou.ends_on, stage)
        .where(Mou.ends_on.between(today - MISSED, today + timedelta(STAGES[-1])))
        .where(Mou.state == SIGNED, Mou.amends_id.is_(None), ~succeeded(), ~told)
        .order_by(Mou.id)
        .limit(SLICE)
    )
    return [Due(*row) for row in uow.session.execute(query)]


def _letter(one: Due, today: date) -> str:
    left = (one.ends_on - today).days
    words = AHEAD if left > 0 else OVER if left else TODAY
    said = {"number": one.number, "day": in_words(one.ends_on)}
    return str(words % (said | ({"left": left} if left > 0 else {}))) + str(NEXT)
