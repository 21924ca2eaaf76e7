"""A person's right to be forgotten (UU 27/2022, Pasal 8), and what is forgotten without being asked.

Who they were goes; that somebody did something stays: the journal, the ledger and signed papers carry numbers,
and the numbers stay true.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import ColumnElement, false, or_, select, update

from marketplace.accounts import policies
from marketplace.accounts.events import PersonErased
from marketplace.accounts.models import Invitation, Organisation, Seat, SignIn, User
from marketplace.accounts.queries import is_live
from marketplace.accounts.services.passwords import drop_links
from marketplace.accounts.services.recovery_codes import forget_recovery_codes
from marketplace.accounts.services.seats import LAST_STAYS, close_seat
from marketplace.accounts.services.signing_in import end_sessions
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l

NOBODY = "Orang terhapus"
PLACEHOLDER = "erased-{}@erased.invalid"  # a row needs a way to be reached; this one leads nowhere (RFC 2606)
KEPT = timedelta(days=90)


def erase_person(uow: UnitOfWork) -> User:
    """The actor's own account loses everything personal and is closed for good; seats and sessions end.

    Raises Refused for the last owner of a business and the last system administrator: they hand over first.
    """
    _lock_seats(uow, uow.actor.user_id)  # organisations before the person, as whoever gives a seat locks them
    user = uow.get(User, uow.actor.user_id, lock=True)
    uow.demand(policies.TEND_ACCOUNT, user)
    held = _lock_seats(uow, user.id)  # nobody gives them another any more
    for seat in held:
        _refuse_last(uow, seat)
    for seat in held:
        close_seat(uow, seat)
    end_sessions(uow, user.id)
    forget_recovery_codes(uow, user.id)
    drop_links(uow, user.id)
    _forget_sessions(uow, SignIn.user_id == user.id)
    _forget_invitations(uow, user)

    user.name, user.email, user.phone = NOBODY, PLACEHOLDER.format(user.public_id), None
    user.password_hash = user.totp_secret = user.totp_sealed = None
    user.totp_confirmed, user.totp_last_step, user.locale = False, 0, "id"
    user.disabled_at = user.disabled_at or uow.now
    user.erased_at = uow.now
    uow.session.flush()
    uow.emit(PersonErased(user_id=user.id))
    return user


def forget_old_traces(uow: UnitOfWork) -> None:
    """Device and address of sessions that ended 90 days ago, and whom an invitation was for that ended then."""
    before = uow.now - KEPT
    _forget_sessions(uow, or_(SignIn.revoked_at < before, SignIn.expires_at < before))
    over = or_(
        Invitation.expires_at < before, Invitation.accepted_at < before, Invitation.withdrawn_at < before
    )
    uow.session.execute(
        update(Invitation).where(over, Invitation.name != NOBODY).values(name=NOBODY, email=None, phone=None)
    )


def _lock_seats(uow: UnitOfWork, user_id: UserId | None) -> Sequence[Seat]:
    """The person's live seats, their organisations locked, so that who else sits there stays true."""
    mine = (
        select(Seat).where(Seat.user_id == user_id, is_live(uow.now)).order_by(Seat.organisation_id, Seat.id)
    )
    seats = uow.session.scalars(mine).all()
    for organisation_id in sorted({seat.organisation_id for seat in seats}):
        uow.get(Organisation, organisation_id, lock=True)
    return seats


def _refuse_last(uow: UnitOfWork, seat: Seat) -> None:
    if seat.role not in LAST_STAYS:
        return
    others = select(Seat.id).where(
        Seat.organisation_id == seat.organisation_id,
        Seat.role == seat.role,
        Seat.user_id != seat.user_id,
        Seat.until_at.is_(None),
    )
    if uow.session.scalar(others.limit(1)) is None:
        raise Refused(
            _l(
                "Anda %(role)s terakhir di %(name)s. Alihkan peran itu kepada orang lain dahulu; bila usahanya sudah"
                " tutup, minta petugas Dinas menerimanya.",
                role=seat.role.label,
                name=uow.get(Organisation, seat.organisation_id).name,
            )
        )


def _forget_sessions(uow: UnitOfWork, which: ColumnElement[bool]) -> None:
    uow.session.execute(
        update(SignIn)
        .where(which, or_(SignIn.device != "", SignIn.address != ""))
        .values(device="", address="")
    )


def _forget_invitations(uow: UnitOfWork, user: User) -> None:
    """Those the person took, and those that wait for them: these are withdrawn."""
    waiting = or_(
        Invitation.email == user.email if user.email else false(),
        Invitation.phone == user.phone if user.phone else false(),
    )
    still_open = (Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    uow.session.execute(update(Invitation).where(waiting, *still_open).values(withdrawn_at=uow.now))
    uow.session.execute(
        update(Invitation)
        .where(or_(waiting, Invitation.accepted_by == user.id))
        .values(name=NOBODY, email=None, phone=None)
    )
