"""Whom an officer sends a ready WhatsApp text: people without an address who did not read what they were told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, or_, update
from sqlalchemy.orm import join

from marketplace.accounts.models import Organisation, Seat, User
from marketplace.db.listing import Listing, Row, by, col, required, where
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import HOME, LETTERS
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.notices.models import MailWay, Notice


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER)


SEND = officer
TEXT = _l("Halo %(name)s, ada kabar dari MB2: %(title)s. Buka dan jawab di sini: %(link)s")


class UnreachedRow(Row):
    """`phone` may be missing: then they are visited or called by other means."""

    id = col(Notice.id)
    public_id = col(Notice.public_id)
    name = col(User.name)
    phone = col(User.phone)
    locale = col(User.locale)
    business = col(Organisation.name)
    letter = col(Notice.letter)
    figures = col(Notice.figures)
    due_at = col(Notice.due_at)
    opened_at = col(Notice.opened_at)
    told_at = col(Notice.told_at)
    read_at = col(Notice.read_at)

    @property
    def title(self) -> Label:
        return LETTERS[self.letter].said(self.figures)[0]

    @property
    def text(self) -> Label:
        """Names no figure beyond the title; the link opens for its reader alone."""
        return Label(
            TEXT.template,
            name=self.name,
            title=self.title,
            link=f"{HOME}/account/inbox/{self.public_id}",
        )


class UnreachedList(Listing[UnreachedRow]):
    """The nearest deadline first; what is overdue stays until it is read or done.

    `waits`: to be sent; `told`: sent, and not read yet.
    """

    source = (
        join(Notice, User, User.id == Notice.reader_id)
        .join(Organisation, Organisation.id == Notice.organisation_id)
        .join(
            Seat,
            and_(
                Seat.user_id == User.id,
                Seat.organisation_id == Organisation.id,
                Seat.role == OWNER,
                Seat.until_at.is_(None),
            ),
        )
    )
    sort = by(Notice.useful_until, Notice.id)
    always = (
        Notice.mail == MailWay.NONE,
        Notice.read_at.is_(None),
        Notice.done_at.is_(None),
        User.email.is_(None),
        User.disabled_at.is_(None),
    )

    now: datetime = required(lambda now: or_(Notice.useful_until > now, Notice.due_at.is_not(None)))
    waits: bool = where(lambda _: Notice.told_at.is_(None))
    told: bool = where(lambda _: Notice.told_at.is_not(None))
    public_id: str | None = where(Notice.public_id)


def unreached(uow: UnitOfWork, public_id: str) -> UnreachedRow:
    """Whoever still waits to be sent word. Raises NotFound for a notice that was read, done or sent meanwhile."""
    found = UnreachedList(now=uow.now, waits=True, public_id=public_id).one(uow.session)
    if found is None:
        raise NotFound(f"nobody waits for notice {public_id}")
    return found


def open_text(uow: UnitOfWork, public_id: str) -> UnreachedRow:
    """An officer opens WhatsApp with the text; whether it was sent they say themselves."""
    uow.demand(SEND, None)
    row = unreached(uow, public_id)
    uow.session.execute(update(Notice).where(Notice.id == row.id).values(opened_at=uow.now))
    return row


def mark_told(uow: UnitOfWork, public_id: str) -> None:
    """The officer says that the text was sent, or that they called."""
    uow.demand(SEND, None)
    row = unreached(uow, public_id)
    sent = update(Notice).where(Notice.id == row.id)
    uow.session.execute(sent.values(told_at=uow.now, told_by=uow.actor.user_id))
