"""Who may read files into the books, and see what was read."""

from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import APPROVER, AUDITOR, BUSINESS_ROLES, OFFICER, SYSTEM, VIEWER


@policy
def register(_: Actor, batch: ImportBatch) -> bool:
    return batch.kind is BatchKind.PURCHASES


@policy
def own(actor: Actor, batch: ImportBatch) -> bool:
    return actor.has(*BUSINESS_ROLES, at=batch.organisation_id)


@policy
def officer(actor: Actor, _: object) -> bool:
    return actor.has(OFFICER, SYSTEM)


@policy
def viewing_official(actor: Actor, _: object) -> bool:
    return actor.has(APPROVER, AUDITOR, VIEWER)


IMPORT = (own & register) | officer
SEE = IMPORT | viewing_official
