"""What is signed below is sealed here."""

from marketplace.circulars.commitment_services import seal_commitments
from marketplace.kernel.events import Reactions
from marketplace.partners.events import MouSigned

REACTIONS: Reactions = {MouSigned: [seal_commitments]}
