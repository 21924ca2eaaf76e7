"""Statements that are built once, by the module that asks them, and asked past the ORM.

Building a statement and having the ORM look after its rows costs several times what asking it does. That is nothing
on most pages, and most of the time where every buyer waits for the one before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import CursorResult, Executable
from sqlalchemy.orm import Session

Values: TypeAlias = Mapping[str, Any]


def perform(
    session: Session, statement: Executable, values: Values | Sequence[Values] = (), /, **more: Any
) -> CursorResult[*tuple[Any, ...]]:
    """Plain rows of a statement with these values for its `bindparam`s; of an insert, the columns of one row or many.

    What the session has pending is written first. Objects that the session holds do not learn of what is changed.
    """
    session.flush()
    return session.connection().execute(statement, values or more)
