"""What becomes of a representation when its session does not go on."""

from __future__ import annotations

from marketplace.accounts.events import OrganisationChosen, SignInRevoked
from marketplace.accounts.services.representing import end_representation
from marketplace.kernel.events import Reactions

REACTIONS: Reactions = {
    SignInRevoked: [end_representation],
    OrganisationChosen: [end_representation],
}
