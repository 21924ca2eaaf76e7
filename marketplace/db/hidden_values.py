"""What a database says of a fault, without the values it was given: it may be logged."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

DATA_EXCEPTION = "22"  # the class of SQLSTATEs whose first line quotes the value


def hide_values(engine: Engine) -> None:
    """PostgreSQL repeats the row in the lines below the first; `hide_parameters` of SQLAlchemy knows nothing of it."""
    event.listen(engine, "handle_error", _hide)


def without_values(fault: Any) -> Any:
    """The driver's error, its text cut to what names no value; its `diag` stays. Other errors are left alone."""
    said, state = (
        getattr(getattr(fault, "diag", None), "message_primary", None),
        getattr(fault, "sqlstate", None),
    )
    if said is not None:
        fault.args = (f"SQLSTATE {state}" if (state or "").startswith(DATA_EXCEPTION) else said,)
    return fault


def _hide(context: ExceptionContext) -> None:
    fault, shown = without_values(context.original_exception), context.sqlalchemy_exception
    if shown is not None:
        kind = type(fault)
        shown.args = (f"({kind.__module__}.{kind.__name__}) {fault}",)
