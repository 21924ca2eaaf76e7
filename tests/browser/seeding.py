"""Puts things into the city of a running server, by the program's own services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from config import Settings
from marketplace.adapters import database
from marketplace.app import create_app
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.ports.toolbox import Toolbox
from tests.browser.live import Live


@contextmanager
def within(live: Live, **more: Any) -> Iterator[tuple[UnitOfWork, Toolbox]]:
    """A unit of work of the program itself on this server's database and files; it commits at the end."""
    app = create_app(Settings(instance=live.folder, queue="memory", search="memory", **more))
    with app.app_context():
        try:
            with app.extensions["open_unit"](SYSTEM) as uow:
                yield uow, app.extensions["tools"]
        finally:
            database.database.engine.dispose()
