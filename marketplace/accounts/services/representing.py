"""An official acts on behalf of a business that cannot do it itself right now: at the counter, on the telephone.

It lasts an hour at most, has a reason that the business reads, and is told to its owners by letter and on its
first page. Meanwhile the official stands behind the business's door with the rights of its staff; what they must
leave to the business itself is listed in docs/adr/0009-acting-on-behalf.md.
"""

from __future__ import annotations

from datetime import timedelta

from marketplace.accounts import policies
from marketplace.accounts.events import (
    OrganisationChosen,
    RepresentationEnded,
    RepresentationStarted,
    SignInRevoked,
)
from marketplace.accounts.letters import REPRESENTED
from marketplace.accounts.models import Organisation, Representation, SignIn, User
from marketplace.accounts.recipients import write_to_owners
from marketplace.accounts.services.signing_in import Opened, own_session, renewed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l

LONGEST = timedelta(hours=1)


def represent(
    uow: UnitOfWork, sign_in_id: int, organisation_id: OrganisationId, *, reason: str, page: str
) -> Opened:
    """Act for a business from here on, in this session and under a new token; `page` tells it what was done.

    For officers whose second factor has passed, never for an organisation they sit in themselves. Raises Refused
    without a reason.
    """
    sign_in = own_session(uow, sign_in_id)
    organisation = uow.get(Organisation, organisation_id)
    uow.demand(policies.REPRESENT, organisation)
    uow.demand(policies.PROVEN, sign_in)
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(
            _l("Tulis mengapa Anda bertindak atas nama usaha ini; pemiliknya membaca alasan ini."),
            field="reason",
        )

    row = uow.add(
        Representation(
            user_id=sign_in.user_id,
            organisation_id=organisation.id,
            reason=reason,
            from_at=uow.now,
            until_at=min(uow.now + LONGEST, sign_in.expires_at),
        )
    )
    sign_in.representation_id = row.id
    _tell(uow, organisation, row, page)
    uow.emit(
        RepresentationStarted(
            organisation_id=organisation.id,
            representation_id=row.id,
            user_id=row.user_id,
            until_at=row.until_at,
            reason=reason,
        )
    )
    return renewed(sign_in)


def stop_representing(uow: UnitOfWork, sign_in_id: int) -> Opened:
    """Be an official again, under a new token. Where it has ended by itself, only the session forgets it."""
    sign_in = own_session(uow, sign_in_id)
    _forget(uow, sign_in)
    return renewed(sign_in)


def end_representation(uow: UnitOfWork, event: SignInRevoked | OrganisationChosen) -> None:
    """A session that ends, or goes on for another organisation, stands for nobody any more."""
    _forget(uow, uow.get(SignIn, event.sign_in_id))


def _forget(uow: UnitOfWork, sign_in: SignIn) -> None:
    if sign_in.representation_id is None:
        return
    row = uow.get(Representation, sign_in.representation_id, lock=True)
    sign_in.representation_id = None
    if row.ended_at is None and row.until_at > uow.now:
        row.ended_at = uow.now
        uow.emit(
            RepresentationEnded(
                organisation_id=row.organisation_id, representation_id=row.id, user_id=row.user_id
            )
        )


def _tell(uow: UnitOfWork, organisation: Organisation, row: Representation, page: str) -> None:
    about = {"officer": uow.get(User, row.user_id).name, "business": organisation.name, "reason": row.reason}
    about |= {"since": row.from_at.isoformat(), "until": row.until_at.isoformat(), "page": page}
    write_to_owners(uow, REPRESENTED, {organisation.id: about})
