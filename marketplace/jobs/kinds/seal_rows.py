"""Rows that were there before the journal kept digests, or of a table that is sealed since an upgrade, get theirs."""

from collections.abc import Sequence
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.journal.sealing import SealedUpTo, seal_unsealed
from marketplace.ports.toolbox import Toolbox

NAME = "seal_rows"


@JOBS.add(NAME)
def seal_rows(uow: UnitOfWork, tools: Toolbox, *, table: str = "", after: Sequence[Any] = ()) -> None:
    """One slice; the rest is another row. Of a table that is done nothing is sealed again."""
    place = seal_unsealed(uow, SealedUpTo(table, tuple(after)) if table else None)
    if place is not None:
        uow.later(NAME, table=place.table, after=list(place.after))
