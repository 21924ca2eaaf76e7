"""One letter in the morning with all that was put aside for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import select, update

from marketplace.accounts.models import User
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import LETTERS, Letter, listed
from marketplace.notices.devices import devices_of
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
    """Tell each reader, by letter and in their browsers, what they have not read; returns whether more is left.

    Done twice it finds nothing: what a digest took along waits for none any more.
    """
    waiting = (
        select(Notice.id, Notice.public_id, Notice.reader_id, Notice.letter, Notice.figures, Notice.read_at)
        .add_columns(User.email.is_not(None).label("has_mail"))
        .add_columns(devices_of(Notice.reader_id).correlate(Notice).exists().label("has_device"))
        .join(User, User.id == Notice.reader_id)
        .where(Notice.mail == MailWay.DIGEST, Notice.made_at < uow.now)
    )
    rows = uow.session.execute(waiting.order_by(Notice.reader_id, Notice.id).limit(SLICE + 1)).all()
    more = len(rows) > SLICE
    if more:
        *rows, beyond = rows
        rows = [row for row in rows if row.reader_id != beyond.reader_id] or rows
    letters, pushed = [], []
    ways = defaultdict[MailWay, list[int]](list)
    for reader, group in groupby(rows, attrgetter("reader_id")):
        theirs = list(group)
        first, unread = theirs[0], [one for one in theirs if one.read_at is None]
        way = MailWay.SENT if first.has_mail else MailWay.PUSH if first.has_device else MailWay.NONE
        ways[way] += [one.id for one in theirs]
        if unread and first.has_mail:
            lines = [{"letter": one.letter, "figures": one.figures} for one in unread]
            letters.append(LETTER.to(reader, count=len(lines), lines=lines))
        if unread and first.has_device:
            pushed.append({"notices": [one.public_id for one in unread]})
    uow.later_each("send_mail", letters)
    uow.later_each("send_push", pushed)
    for way, ids in ways.items():
        uow.session.execute(update(Notice).where(Notice.id.in_(ids)).values(mail=way))
    return more
