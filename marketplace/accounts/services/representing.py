"""An official acts on behalf of a business that cannot do it itself right now: at the counter, on the telephone.

It lasts an hour at most, has a reason that the business reads, and is told to its owners by letter and on its
first page. Meanwhile the official stands behind the business's door with the rights of its staff; what they must
leave to the business itself is listed in docs/adr/0009-acting-on-behalf.md.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from marketplace.accounts import policies
from marketplace.accounts.events import (
    OrganisationChosen,
    RepresentationEnded,
    RepresentationStarted,
    SignInRevoked,
)
from marketplace.accounts.models import Organisation, Representation, Seat, SignIn, User
from marketplace.accounts.queries import is_live
from marketplace.accounts.services.signing_in import Opened, own_session, renewed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OWNER

LONGEST = timedelta(hours=1)
SUBJECT = _l("Petugas bertindak atas nama usaha Anda")
LETTER = _l(
    "Halo %(name)s,\n\nPetugas Dinas %(officer)s bertindak atas nama %(business)s pada MB2 Metro Bangga Beli, mulai"
    " %(since)s sampai paling lambat %(until)s WIB. Alasannya: %(reason)s\n\nSemua yang dilakukan petugas tercatat"
    " dengan namanya dan dapat Anda lihat di sini:\n\n%(page)s\n\nBila Anda tidak memintanya, hubungi Dinas.\n"
)


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
    """A letter to each owner who has an address; the others find it on their first page."""
    owners = (
        select(User.name, User.email)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.organisation_id == organisation.id, Seat.role == OWNER, is_live(uow.now))
        .where(User.email.is_not(None), User.disabled_at.is_(None))
        .order_by(User.id)
    )
    officer = uow.get(User, row.user_id).name
    for name, email in uow.session.execute(owners):
        letter = LETTER % {
            "name": name,
            "officer": officer,
            "business": organisation.name,
            "since": f"{row.from_at.astimezone(WIB):%d-%m-%Y %H.%M}",
            "until": f"{row.until_at.astimezone(WIB):%H.%M}",
            "reason": row.reason,
            "page": page,
        }
        uow.later("send_mail", to=email, subject=SUBJECT, body=letter)
