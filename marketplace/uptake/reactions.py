"""What the stored figures hear: everything that a transaction did, once, at its end."""

from marketplace.kernel.events import Reactions, TransactionEvents
from marketplace.uptake.marking import mark_uptake

REACTIONS: Reactions = {TransactionEvents: [mark_uptake]}
