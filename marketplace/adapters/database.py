"""The one file that knows Flask-SQLAlchemy: engine and session."""

from pathlib import Path

from flask import Flask, has_request_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from marketplace.adapters.first_use import OnFirstUse
from marketplace.db import postgresql, sqlite
from marketplace.db.hidden_values import hide_values

database = SQLAlchemy()


def init_app(app: Flask, *, url: str, migrations: Path) -> None:
    place = make_url(url)
    if place.drivername == "sqlite" and place.database not in (None, ":memory:"):
        Path(str(place.database)).parent.mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # A connection to a server that was started anew meanwhile is exchanged before it is used.
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_pre_ping": place.get_backend_name() == "postgresql",
        "hide_parameters": True,  # values of people stay out of logs
    }
    database.init_app(app)
    app.extensions["migrate"] = OnFirstUse("migrations:Migrations", migrations)
    with app.app_context():
        sqlite.tune(database.engine)
        postgresql.tune(database.engine, has_request_context)
        hide_values(database.engine)


def revisions(migrations: Path) -> tuple[str | None, str]:
    """The migration the database stands at (None: at none), and the newest there is."""
    with database.engine.connect() as connection:
        counted = inspect(connection).has_table("alembic_version")
        stands = connection.scalar(text("SELECT version_num FROM alembic_version")) if counted else None
    newest = max(file.name for file in (migrations / "versions").glob("[0-9]*.py"))
    return stands, newest.partition("_")[0]
