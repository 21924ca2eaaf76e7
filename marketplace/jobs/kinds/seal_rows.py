"""Rows that were there before the journal kept digests, or of a table that is sealed since an upgrade, get theirs."""

from collections.abc import Sequence
from typing import Any

from marketplace.db.seals import SEALED, key_text
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.journal.sealing import SealedUpTo, seal_unsealed
from marketplace.ports.toolbox import Toolbox

NAME = "seal_rows"


@JOBS.add(NAME)
def seal_rows(uow: UnitOfWork, tools: Toolbox, *, table: str = "", after: str | Sequence[Any] = "") -> None:
    """One slice; the rest is another row. Of a table that is done nothing is sealed again.

    `after` is a key as the journal writes it; jobs of before an upgrade have it as a list.
    """
    place = None
    if table:
        place = SealedUpTo(table, SEALED[table].key_from(after) if isinstance(after, str) else tuple(after))
    place = seal_unsealed(uow, place)
    if place is not None:
        uow.later(NAME, table=place.table, after=key_text(place.after))
