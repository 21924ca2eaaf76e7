"""What a request is given: its actor, its tools, and a unit of work."""

from flask import current_app, g, request

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import NOBODY, Actor
from marketplace.ports.toolbox import Toolbox


def actor() -> Actor:
    found: Actor = g.get("actor", NOBODY)
    return found


def tools() -> Toolbox:
    box: Toolbox = current_app.extensions["tools"]
    return box


def unit_of_work() -> UnitOfWork:
    """Enter it to write; everything inside stands or falls together."""
    unit: UnitOfWork = current_app.extensions["open_unit"](actor())
    return unit


def reading() -> UnitOfWork:
    """The same, never entered, so it only reads."""
    return unit_of_work()


def page_number() -> int:
    """The page asked for in the address; anything that is no page number is the first."""
    return max(1, request.args.get("page", 1, type=int))
