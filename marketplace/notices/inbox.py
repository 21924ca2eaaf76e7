"""What one person was told about the business they act for; nobody else reads it, and not from another seat."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat
from marketplace.db.listing import Listing, Row, by, col, required, where
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import Label
from marketplace.kernel.letters import LETTERS
from marketplace.notices.kinds.base import kind_of
from marketplace.notices.models import MailWay, Notice


class NoticeLine(Row):
    """`title` and `text` are said in the reader's language by the page."""

    id = col(Notice.id)
    public_id = col(Notice.public_id)
    letter = col(Notice.letter)
    figures = col(Notice.figures)
    link = col(Notice.link)
    due_at = col(Notice.due_at)
    made_at = col(Notice.made_at)
    read_at = col(Notice.read_at)
    done_at = col(Notice.done_at)

    @property
    def title(self) -> Label:
        return LETTERS[self.letter].said(self.figures)[0]

    @property
    def text(self) -> Label:
        return LETTERS[self.letter].said(self.figures)[1]

    @property
    def kind(self) -> Label:
        return kind_of(self.letter)[1].label

    def waits(self, now: datetime) -> bool:
        """Whether its reader has still to act, in time."""
        return self.due_at is not None and self.done_at is None and self.due_at > now


class InboxList(Listing[NoticeLine]):
    """The newest first."""

    source = Notice
    sort = by(Notice.id, down=True)

    reader_id: UserId = required(Notice.reader_id)
    organisation_id: OrganisationId = required(Notice.organisation_id)
    public_id: str | None = where(Notice.public_id)
    unread: bool | None = where(lambda _: Notice.read_at.is_(None), arg="unread")


def own_inbox(uow: UnitOfWork) -> dict[str, Any]:
    """Whose inbox it is: the person's, at the business they act for; whoever sits nowhere has an empty one."""
    who = uow.actor
    return {"reader_id": who.user_id or UserId(0), "organisation_id": who.at or OrganisationId(0)}


def own_notice(uow: UnitOfWork, public_id: str) -> NoticeLine:
    """Raises NotFound, for others' too."""
    found = InboxList(**own_inbox(uow), public_id=public_id).one(uow.session)
    if found is None:
        raise NotFound(f"notice {public_id}")
    return found


def unread_elsewhere(session: Session, *, reader_id: UserId, organisation_id: OrganisationId) -> int:
    """About their other businesses, where they still sit."""
    sits = select(Seat.organisation_id).where(Seat.user_id == reader_id, Seat.until_at.is_(None))
    query = select(func.count(Notice.id)).where(
        Notice.reader_id == reader_id,
        Notice.organisation_id != organisation_id,
        Notice.organisation_id.in_(sits),
        Notice.read_at.is_(None),
        Notice.mail != MailWay.MUTED,
    )
    return session.scalar(query) or 0


def read(uow: UnitOfWork, public_id: str) -> NoticeLine:
    """Mark it as read by its reader; the first time counts. Raises NotFound."""
    line = own_notice(uow, public_id)
    uow.session.execute(
        update(Notice).where(Notice.id == line.id, Notice.read_at.is_(None)).values(read_at=uow.now)
    )
    return line


def read_all(uow: UnitOfWork) -> None:
    """All that this person was told about the business they act for."""
    mine = own_inbox(uow)
    unread = (Notice.reader_id == mine["reader_id"], Notice.organisation_id == mine["organisation_id"])
    uow.session.execute(update(Notice).where(*unread, Notice.read_at.is_(None)).values(read_at=uow.now))


class Reach(NamedTuple):
    """How far a notice came with one of its readers, for whoever caused it."""

    mail: MailWay
    made_at: datetime
    told_at: datetime | None
    read_at: datetime | None


def reach_of(
    session: Session, subject: tuple[str, int], organisation_id: OrganisationId, letters: Sequence[str] = ()
) -> Reach | None:
    """Of the newest notice, or of these letters alone, to that business about it: of who came furthest."""
    query = (
        select(Notice.mail, Notice.made_at, Notice.told_at, Notice.read_at)
        .where(Notice.subject_kind == subject[0], Notice.subject_id == subject[1])
        .where(Notice.organisation_id == organisation_id, *([Notice.letter.in_(letters)] if letters else []))
        .order_by(Notice.made_at.desc(), Notice.read_at.is_(None), Notice.told_at.is_(None))
    )
    row = session.execute(query.limit(1)).one_or_none()
    return Reach(*row) if row else None
