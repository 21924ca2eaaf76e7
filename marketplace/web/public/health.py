"""Whether the server lives, and whether what it stands on answers. For machines that look after it."""

import logging
from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.catalog.queries import categories
from marketplace.db.faults import meaning_of
from marketplace.db.outbox import backlog, given_up
from marketplace.db.room import check_room
from marketplace.kernel.errors import NoRoom
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools

bp = Blueprint("public_health", __name__)
log = logging.getLogger(__name__)

PLAIN = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}
LATE = timedelta(minutes=15)  # a worker that runs is through with a row long before
OK, DOWN, FULL = "ok", "down", "full"


@bp.get("/healthz")
@may(ANYONE)
def alive() -> ResponseReturnValue:
    return "ok\n", 200, PLAIN


@bp.get("/readyz")
@may(ANYONE)
def ready() -> ResponseReturnValue:
    """A worker that is late is told and makes nobody unready: pages answer without it, and another server would too."""
    checks: dict[str, Callable[[], str]] = {
        "database": _database,
        "search": lambda: _waiting("index_products") if tools().search.ready() else DOWN,
        "queue": _queue,
        "storage": _storage,
    }
    found = {name: _says(name, check) for name, check in checks.items()}
    lines = "".join(f"{name} {value}\n" for name, value in found.items())
    return lines, 503 if {DOWN, FULL} & {*found.values()} else 200, PLAIN


def _database() -> str:
    """It reads, and could write."""
    session = reading().session
    categories(session)
    check_room(session)
    return OK


def _storage() -> str:
    tools().storage.check_room()
    return OK


def _queue() -> str:
    """Besides, how many were given up in the last days: somebody should look at these."""
    uow = reading()
    lost = given_up(uow.session, uow.now).total()
    return f"{_waiting()}, {lost} given up" if lost else _waiting()


def _waiting(job: str | None = None) -> str:
    """How many rows of the outbox wait for a worker, and since how many seconds the oldest does."""
    uow = reading()
    left = backlog(uow.session, uow.now, job)
    if left.since is None:
        return OK
    age = uow.now - left.since
    return f"{'late' if age > LATE else OK}, {left.rows} waiting for up to {age // timedelta(seconds=1)} s"


def _says(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except (
        Exception
    ) as fault:  # whatever it is, the one who asks learns only that it does not answer, or is full
        log.exception("%s does not answer", name)
        return FULL if isinstance(meaning_of(fault) or fault, NoRoom) else DOWN
