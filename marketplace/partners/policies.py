"""Who may register partners, run outlets, and write memoranda."""

from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import in_person, policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, OWNER, SYSTEM, VIEWER
from marketplace.partners.models import Mou, Outlet, Partner


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def owner(actor: Actor, row: Partner | Outlet | Mou) -> bool:
    return actor.has(OWNER, at=row.id if isinstance(row, Partner) else row.partner_id)


@policy
def member(actor: Actor, row: Outlet | Mou) -> bool:
    return actor.has(*BUSINESS_ROLES, at=row.partner_id)


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, APPROVER, AUDITOR, VIEWER)


@policy
def outside(actor: Actor, partner: Partner | Mou) -> bool:
    """An official never writes for the organisation they sit in themselves."""
    return not actor.sits_in(partner.partner_id if isinstance(partner, Mou) else partner.id)


@policy
def another_wrote(actor: Actor, mou: Mou) -> bool:
    """Whoever wrote the text does not vouch for its scan."""
    return actor.user_id is not None and actor.user_id != mou.drafted_by


REGISTER = officer
CHANGE = officer & outside
DESCRIBE = owner
HOLD = officer & outside
ACCEPT_MOU = owner & in_person
COMPARE_SCAN = officer & outside & another_wrote
RUN_OUTLETS = owner | officer
SET_PIN = owner & in_person
WRITE_MOU = officer & outside
SEE_MOU = member | viewing_official
