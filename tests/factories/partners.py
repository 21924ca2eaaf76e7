"""Partners for tests: a minimarket with an open outlet and, unless told otherwise, a memorandum in force.

A public office needs none: a circular binds its kind, unless told otherwise (`bound=False`).
"""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.kernel import roles
from marketplace.partners.memoranda import Signatures
from marketplace.partners.models import NEED_NO_MOU, BoundKind, Mou, Outlet, Partner, PartnerKind
from marketplace.partners.states import DRAFT, SIGNED, MouAcceptance
from tests.conftest import NOW

numbers = count(1)
BOTH = Signatures(
    city_signatory="Bambang Contoh",
    city_position="Kepala Dinas",
    partner_signatory="Rahmat Contoh",
    partner_position="Direktur",
)


def make_organisation(session: Session, kind: roles.OrganisationKind, **given: Any) -> Organisation:
    row = Organisation(**{"kind": kind, "name": f"{kind.label} {next(numbers)}", "created_at": NOW} | given)
    session.add(row)
    session.flush()
    return row


def bind_kind(session: Session, kind: PartnerKind = PartnerKind.PUBLIC_OFFICE, **given: Any) -> BoundKind:
    """By a circular in force since January 2026, as approving one does; once for each number."""
    bound = BoundKind(
        **{"circular_number": "500/000/2026", "kind": kind, "from_on": date(2026, 1, 1)} | given
    )
    bound = session.merge(bound)
    session.commit()
    return bound


def make_partner(
    session: Session, *, name: str | None = None, mou: bool = True, bound: bool = True, **given: Any
) -> Partner:
    named = {"name": name} if name else {}
    organisation = make_organisation(session, roles.PARTNER, **named)
    partner = Partner(**{"id": organisation.id, "kind": PartnerKind.MINIMARKET} | given)
    session.add(partner)
    session.commit()
    if mou:
        make_mou(session, partner)
    elif bound and partner.kind in NEED_NO_MOU:
        bind_kind(session, partner.kind)
    return partner


def make_outlet(session: Session, partner: Partner, **given: Any) -> Outlet:
    outlet = Outlet(
        **{"partner_id": partner.id, "name": f"Gerai {next(numbers)}", "from_on": date(2026, 1, 1)} | given
    )
    session.add(outlet)
    session.commit()
    return outlet


def make_mou(session: Session, partner: Partner, **given: Any) -> Mou:
    """Signed and accepted, in force all through 2026."""
    if given.get("state", SIGNED) is not DRAFT:
        said_yes = min(given.get("starts_on", date(2026, 1, 1)), date(2026, 1, 1))
        given = {"accepted_on": said_yes, "accepted_how": MouAcceptance.BEFORE} | given
    mou = Mou(
        **{
            "number": f"{next(numbers):04}/MOU/I/2026",
            "partner_id": partner.id,
            "text": "Para pihak bekerja sama.",
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 12, 31),
            "state": SIGNED,
            "text_sha256": "0" * 64,
            "drafted_by": None,
            "created_at": NOW,
        }
        | given
    )
    session.add(mou)
    session.commit()
    return mou
