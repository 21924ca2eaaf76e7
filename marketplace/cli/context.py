"""What commands are given: units of work, tools, addresses, and one way to fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click
from flask import current_app
from flask.cli import AppGroup

from marketplace.accounts.models import Organisation
from marketplace.db.transact import transact as transact_with
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.errors import BrokenOff, DomainError, Unavailable
from marketplace.kernel.roles import OFFICE, OFFICER
from marketplace.ports.toolbox import Toolbox

T = TypeVar("T")


class Family(AppGroup):
    """A family of commands. A domain error, or a database that could not do it, is one line on stderr and status 1.

    Bad usage is 2.
    """

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (DomainError, BrokenOff, Unavailable) as error:
            raise click.ClickException(" ".join(str(error).split())) from error


def system_unit() -> UnitOfWork:
    """Read as the system itself."""
    return _open(SYSTEM)


def as_officer() -> UnitOfWork:
    """Read as an officer of the city's office, at its own machine."""
    office = system_unit().find(Organisation, kind=OFFICE)
    seats = frozenset({ActorSeat(OFFICER, office.id)})
    return _open(Actor(user_id=None, at=office.id, kind=OFFICE, seats=seats))


def transact(work: Callable[[UnitOfWork], T], open_unit: Callable[[], UnitOfWork] = system_unit) -> T:
    """What `work` returns once all it wrote stands, as the system's or another's; it may run up to three times."""
    return transact_with(open_unit, work)


def tools() -> Toolbox:
    box: Toolbox = current_app.extensions["tools"]
    return box


def address(endpoint: str, **values: str) -> str:
    """The public address of a page."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['BASE_URL'].rstrip('/')}{path}"


def show_json(value: object) -> None:
    """One JSON value on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _open(actor: Actor) -> UnitOfWork:
    unit: UnitOfWork = current_app.extensions["open_unit"](actor)
    return unit
