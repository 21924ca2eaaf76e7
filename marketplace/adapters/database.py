"""The one file that knows Flask-SQLAlchemy and Flask-Migrate: engine, session per request, `flask db`."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
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
