"""Who may open an upload that is not public."""

from __future__ import annotations

from marketplace.files.models import Attachment
from marketplace.kernel import roles
from marketplace.kernel.actor import Actor
from marketplace.kernel.policy import policy


@policy
def owner(actor: Actor, attachment: Attachment) -> bool:
    return actor.has(*roles.BUSINESS_ROLES, at=attachment.organisation_id)


@policy
def official(actor: Actor, _: Attachment) -> bool:
    return actor.has(roles.OFFICER, roles.APPROVER, roles.AUDITOR, roles.VIEWER)


@policy
def system(actor: Actor, _: Attachment) -> bool:
    return actor.has(roles.SYSTEM)


OWN = owner | system
LOOK_ON = official  # at all but what the two sides of a payment keep between them
