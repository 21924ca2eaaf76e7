"""What a telephone is told: the title of a notice and the way to it, for as long as its reader may read it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from marketplace.accounts.models import Seat, User
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import Label
from marketplace.kernel.letters import LETTERS
from marketplace.notices.digest import LETTER as DIGEST
from marketplace.notices.kinds.base import kind_of
from marketplace.notices.models import Notice

LONGEST = 200  # characters of a title: more is not shown, and a message has room for 3,000 bytes


class PushMessage(NamedTuple):
    reader_id: UserId
    locale: str
    title: Label
    link: str  # a page of ours, which asks who opens it
    tag: str  # a second message with it takes the place of the first
    urgent: bool

    def written(self, say: Callable[[Label], str]) -> bytes:
        said = {"title": " ".join(say(self.title).split())[:LONGEST], "link": self.link, "tag": self.tag}
        return json.dumps(said, ensure_ascii=False).encode()


def push_message(uow: UnitOfWork, public_ids: Sequence[str]) -> PushMessage | None:
    """Of one notice its title, of several how many; those that were read or done meanwhile are left out, and those
    whose reader no longer sits there. None where nothing is left."""
    sits = select(Seat.id).where(
        Seat.user_id == Notice.reader_id,
        Seat.organisation_id == Notice.organisation_id,
        Seat.until_at.is_(None),
    )
    query = (
        select(Notice.public_id, Notice.reader_id, Notice.letter, Notice.figures, User.locale)
        .join(User, User.id == Notice.reader_id)
        .where(Notice.public_id.in_(public_ids), Notice.read_at.is_(None), Notice.done_at.is_(None))
        .where(User.disabled_at.is_(None), sits.exists())
        .order_by(Notice.id.desc())
    )
    rows = uow.session.execute(query).all()
    if not rows:
        return None
    first = rows[0]
    if len(rows) > 1:
        title = Label(DIGEST.subject.template, count=len(rows))
        return PushMessage(first.reader_id, first.locale, title, "/account/inbox", "digest", False)
    title = LETTERS[first.letter].said(first.figures)[0]
    link, must = f"/account/inbox/{first.public_id}", kind_of(first.letter)[1].must
    return PushMessage(first.reader_id, first.locale, title, link, first.public_id, must)
