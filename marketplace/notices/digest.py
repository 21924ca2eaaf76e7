"""One letter in the morning with all that was put aside for it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import select, update

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import LETTERS, Letter, listed
from marketplace.notices.models import MailWay, Notice

SLICE = 2_000


def _title(line: Mapping[str, Any]) -> Label:
    return LETTERS[line["letter"]].said(line["figures"])[0]


LETTER = Letter(
    "digest",
    _l("%(count)s kabar dari MB2"),
    _l("ini ringkasan kabar Anda:\n\n%(lines)s\n\nBuka Kabar di MB2 untuk membacanya."),
    lines=listed(_title),
)


def send_digests(uow: UnitOfWork) -> bool:
    """A letter to each reader with what they have not read meanwhile; returns whether more is left.

    Done twice it finds nothing: what a digest took along waits for none any more.
    """
    waiting = select(Notice.id, Notice.reader_id, Notice.letter, Notice.figures, Notice.read_at).where(
        Notice.mail == MailWay.DIGEST, Notice.made_at < uow.now
    )
    rows = uow.session.execute(waiting.order_by(Notice.reader_id, Notice.id).limit(SLICE + 1)).all()
    more = len(rows) > SLICE
    if more:
        *rows, beyond = rows
        rows = [row for row in rows if row.reader_id != beyond.reader_id] or rows
    letters = []
    for reader, theirs in groupby(rows, attrgetter("reader_id")):
        lines = [{"letter": one.letter, "figures": one.figures} for one in theirs if one.read_at is None]
        if lines:
            letters.append(LETTER.to(reader, count=len(lines), lines=lines))
    uow.later_each("send_mail", letters)
    taken = update(Notice).where(Notice.id.in_([row.id for row in rows]))
    uow.session.execute(taken.values(mail=MailWay.SENT))
    return more
