"""What a product can do beyond the moves that everything under review shares."""

from marketplace.kernel import review
from marketplace.kernel.labels import _l
from marketplace.kernel.review import DRAFT, REJECTED
from marketplace.kernel.states import Move

REWRITE = Move(_l("Tulis ulang"), REJECTED, to=DRAFT)  # only while an older revision stands approved

LIFECYCLE = (*review.LIFECYCLE, REWRITE)
