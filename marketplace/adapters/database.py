"""The one file that knows Flask-SQLAlchemy, Flask-Migrate and Alembic: engine, session, `flask db`."""

from pathlib import Path

from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url

from marketplace.db.sqlite import tune

database = SQLAlchemy()


def init_app(app: Flask, *, url: str, migrations: Path) -> None:
    place = make_url(url)
    if place.drivername == "sqlite" and place.database not in (None, ":memory:"):
        Path(str(place.database)).parent.mkdir(parents=True, exist_ok=True)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    database.init_app(app)
    Migrate(app, database, directory=str(migrations))
    with app.app_context():
        tune(database.engine)


def revisions(migrations: Path) -> tuple[str | None, str | None]:
    """The migration the database stands at (None: at none), and the newest there is."""
    with database.engine.connect() as connection:
        counted = inspect(connection).has_table("alembic_version")
        stands = connection.scalar(text("SELECT version_num FROM alembic_version")) if counted else None
    return stands, ScriptDirectory(str(migrations)).get_current_head()
