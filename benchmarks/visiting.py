"""A person's browser in this process, without a server: signed in, asked for pages, counted and timed."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from marketplace.accounts.hashing import hash_of
from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.adapters.database import database
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import OWNER

PASSWORD = "kuda hijau terbang pelan"


def seated(app: Flask, at: OrganisationId) -> str:
    email, hashed = f"pemilik{at}@contoh.id", hash_of(PASSWORD)
    with app.extensions["open_unit"](SYSTEM) as uow:
        give_seat(uow, create_user(uow, "Pemilik Contoh", email, password_hash=hashed).id, at, OWNER)
    return email


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    page = client.get("/account/sign-in").get_data(as_text=True)
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page)[:1]
    client.post("/account/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token})
    return client


def get_page(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status}")


def statements_of(app: Flask, client: FlaskClient, path: str) -> int:
    seen = list[str]()

    def record(*args: object) -> None:
        seen.append(str(args[2]))

    with app.app_context():
        event.listen(database.engine, "before_cursor_execute", record)
        get_page(client, path)
        seen.clear()
        get_page(client, path)
        event.remove(database.engine, "before_cursor_execute", record)
    return sum(not statement.startswith(("BEGIN", "COMMIT")) for statement in seen)


def timed(ask: Callable[[], object], count: int) -> float:
    """Milliseconds, the median of so many."""
    times = []
    for _ in range(count):
        began = time.process_time()
        ask()
        times.append(time.process_time() - began)
    return median(times) * 1000
