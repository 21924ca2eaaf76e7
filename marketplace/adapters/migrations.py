"""The one file that knows Flask-Migrate, and with it Alembic: `flask db`."""

from pathlib import Path

from flask_migrate import Migrate
from flask_migrate.cli import db as commands

from marketplace.adapters.database import database

__all__ = ["Migrations", "commands"]


class Migrations:
    """What Flask-Migrate asks for as `app.extensions["migrate"]`."""

    def __init__(self, folder: Path) -> None:
        self.db, self.directory = database, str(folder)
        self.migrate = Migrate(db=database, directory=self.directory)
        self.configure_args = self.migrate.alembic_ctx_kwargs
