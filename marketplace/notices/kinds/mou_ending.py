"""A partner reads 90, 30 and 7 days before its memorandum ends, and on its last day, until the next is signed.

Not for one that was ended, an addendum, or one whose successor was accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import select

from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, day
from marketplace.notices.kinds.base import (
    NOTICE_KINDS,
    REMINDERS,
    NoticeKind,
    Reminder,
    days_before,
    until_end,
)
from marketplace.partners.models import Mou, MouReminder
from marketplace.partners.mous import succeeded
from marketplace.partners.states import SIGNED


def _mou(mou: Mapping[str, Any]) -> Label:
    """`left` are the days until it ends, below zero once it has."""
    left, values = mou["left"], {"number": mou["number"], "day": day(mou["ends_on"])}
    if left > 0:
        return _l(
            "MoU nomor %(number)s dengan Pemerintah Kota Metro berakhir %(day)s, %(left)d hari lagi.",
            left=left,
            **values,
        )
    if left == 0:
        return _l("MoU nomor %(number)s dengan Pemerintah Kota Metro berakhir hari ini, %(day)s.", **values)
    return _l("MoU nomor %(number)s dengan Pemerintah Kota Metro sudah berakhir %(day)s.", **values)


LETTER = Letter(
    "mou-ending",
    _l("MoU Anda dengan kota perlu diperpanjang"),
    _l(
        "%(mou)s\n\nTanpa MoU yang berlaku, usaha Anda tidak dapat memesan lewat MB2; pesanan dan pembelian yang sudah"
        " ada tetap. Hubungi Dinas untuk memperpanjangnya. MoU yang berlaku dapat dibaca di MB2, halaman MoU."
    ),
    mou=_mou,
)


def due(uow: UnitOfWork) -> AnySelect:
    step, to_write = days_before(Mou.ends_on, MouReminder.mou_id == Mou.id, MouReminder.days, uow.today)
    return (
        select(
            Mou.id.label("mou_id"),
            step.label("days"),
            Mou.partner_id.label("reader"),
            Mou.number,
            Mou.ends_on,
        )
        .where(to_write, Mou.state == SIGNED, Mou.amends_id.is_(None), ~succeeded())
        .order_by(Mou.partner_id, Mou.id)
    )


def letter(mous: Sequence[Any], today: date) -> tuple[Letter, Mapping[str, Any]]:
    return LETTER, {"mou": until_end(mous[-1], today)}  # a partner has one at a time


REMINDERS.add("remind_of_mous")(Reminder(at=time(6, 40), sent=MouReminder, due=due, letter=letter))

NOTICE_KINDS.add("mou_ending")(NoticeKind(_l("MoU akan berakhir"), [LETTER], must=True))
