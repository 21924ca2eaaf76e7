"""What happens anywhere in the program is written to whom it concerns: all notices of the folder `kinds`."""

from marketplace.kernel.events import Reactions
from marketplace.kernel.registry import import_folder
from marketplace.notices.kinds.base import ON

import_folder("marketplace.notices.kinds")
REACTIONS: Reactions = ON
