"""What happens anywhere in the program is written to whom it concerns: all notices of the folder `kinds`."""

from marketplace.accounts.events import PersonErased
from marketplace.kernel.events import Reactions, TransactionEvents
from marketplace.kernel.registry import import_folder
from marketplace.notices.kinds.base import ON, on
from marketplace.notices.telling import forget, settle

import_folder("marketplace.notices.kinds")
on(TransactionEvents)(settle)
on(PersonErased)(forget)
REACTIONS: Reactions = ON
