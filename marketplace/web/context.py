"""What a request is given: its actor, its tools, a unit of work to read with, and one way to write."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import current_app, g, request

from marketplace.db.transact import transact as transact_with
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import NOBODY, Actor
from marketplace.ports.toolbox import Toolbox

T = TypeVar("T")


def actor() -> Actor:
    found: Actor = g.get("actor", NOBODY)
    return found


def tools() -> Toolbox:
    box: Toolbox = current_app.extensions["tools"]
    return box


def reading(who: Actor | None = None) -> UnitOfWork:
    """Never entered, so it only reads; as the visitor or as somebody else."""
    return _open(who or actor())


def transact(work: Callable[[UnitOfWork], T], who: Actor | None = None) -> T:
    """Write, as the visitor or as somebody else: what `work` returns once all of it stands.

    Where the database breaks it off `work` is run again, so what a rollback does not undo stands outside: a notice to
    the reader, for one. Raises BrokenOff.
    """
    return transact_with(partial(_open, who or actor()), work)


def page_number() -> int:
    """The page asked for in the address; anything that is no page number is the first."""
    return max(1, request.args.get("page", 1, type=int))


def _open(who: Actor) -> UnitOfWork:
    unit: UnitOfWork = current_app.extensions["open_unit"](who)
    return unit
