"""Statements that are built once, by the module that runs them, and run without the ORM.

Building a statement, and having the ORM look after its rows, costs many times what running it does. That is nothing on
most pages, and most of the time where every buyer waits for the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

from marketplace.db.seals import SEALED

Values = Mapping[str, Any]


def run(
    session: Session, statement: Any, values: Values | Sequence[Values] = (), /, **more: Any
) -> CursorResult[*tuple[Any, ...]]:
    """Plain rows of a statement with these values for its `bindparam`s; of an insert, the columns of one row or many.

    What the session has pending is written first. Objects that the session holds do not learn of what is changed, and
    neither would the journal: raises LookupError for a write to a sealed table.
    """
    if statement.is_dml and statement.table.name in SEALED:
        raise LookupError(f"{statement.table.name} is written by the session: the journal keeps its rows")
    session.flush()
    return session.connection().execute(statement, values or more)
