"""A business changes hands in one act, so that it is never without an owner."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.accounts import policies
from marketplace.accounts.events import OwnershipTransferred
from marketplace.accounts.letters import OWNERSHIP_TRANSFERRED
from marketplace.accounts.models import Organisation, Seat, User
from marketplace.accounts.queries import is_live
from marketplace.accounts.services.seats import close_seat, live_seat, seat_person
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OWNER, STAFF


def transfer_ownership(
    uow: UnitOfWork,
    organisation_id: OrganisationId,
    to: UserId,
    *,
    stays: bool,
    here: int | None = None,
) -> None:
    """The actor, an owner, hands their place to somebody who sits there, and becomes staff (`stays`) or leaves.

    Sessions of both at the business end, but for `here`, the one it is done in. Both are told by letter. Raises
    Forbidden for whoever is no owner, Refused for an heir who does not sit there.
    """
    organisation = uow.get(Organisation, organisation_id, lock=True)
    uow.demand(policies.OWN, organisation)
    owner = uow.get(User, uow.actor.user_id)
    mine = live_seat(uow, owner.id, organisation_id, OWNER)
    sits_there = select(Seat.id).filter_by(user_id=to, organisation_id=organisation_id)
    if mine is None or to == owner.id or uow.session.scalar(sits_there.where(is_live(uow.now))) is None:
        raise Refused(
            _l("Pilih orang lain yang sudah duduk di usaha ini; undang dahulu bila belum."), field="to"
        )

    seat_person(uow, to, organisation, OWNER)
    if staff := live_seat(uow, to, organisation_id, STAFF):
        close_seat(uow, staff)
    close_seat(uow, mine, here=here)
    if stays:
        seat_person(uow, owner.id, organisation, STAFF, here=here)
    elif staff := live_seat(uow, owner.id, organisation_id, STAFF):
        close_seat(uow, staff, here=here)
    uow.emit(
        OwnershipTransferred(
            organisation_id=organisation_id, from_user_id=owner.id, to_user_id=to, stays=stays
        )
    )
    heir = uow.get(User, to)
    about = {"organisation": organisation.name, "before": owner.name, "after": heir.name}
    people = [person for person in (owner, heir) if person.email]
    uow.later_each("send_mail", [OWNERSHIP_TRANSFERRED.to(person.id, **about) for person in people])
