"""The whole program on a database of its own, people in it, and a clock that can be turned."""

import re
from datetime import datetime, timedelta

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.services.seats import create_organisation, create_user, give_seat
from marketplace.accounts.totp import secret_of, set_secret
from marketplace.adapters import second_factor
from marketplace.adapters.passwords import Passwords
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import OFFICER, OWNER, PARTNER, PRODUCER
from tests.servers import settings

PASSWORD = "kuda hijau terbang pelan"
PASSWORD_HASH = Passwords(fast=True).hash(PASSWORD)
OFFICE = OrganisationId(1)
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@pytest.fixture
def turn(monkeypatch, any_day):
    """Turn the clock forward."""
    hands = [clock.now()]
    monkeypatch.setattr(clock, "now", lambda: hands[0])

    def forward(**by: int) -> datetime:
        hands[0] += timedelta(**by)
        return hands[0]

    return forward


@pytest.fixture
def whole_app(program, database_url, tmp_path, any_day):
    given = settings(database_url, tmp_path)
    with program.opened(given.model_copy(update={"mail_url": "memory:", "storage_url": "memory:"})) as app:
        yield app


@pytest.fixture
def unit(whole_app):
    """A unit of work of the system, outside of any request."""

    class Unit:
        def __enter__(self):
            self.context = whole_app.app_context()
            self.context.push()
            self.uow = whole_app.extensions["open_unit"](SYSTEM)
            return self.uow.__enter__()

        def __exit__(self, *fault):
            try:
                self.uow.__exit__(*fault)
            finally:
                self.context.pop()

    return Unit


@pytest.fixture
def people(unit, whole_app):
    """Tini owns a producer and a partner; petugas is an officer who has set up the second factor."""
    with unit() as uow:
        tini = create_user(uow, "Tini Suhartini", "tini@contoh.id", password_hash=PASSWORD_HASH)
        for kind, name in ((PRODUCER, "Keripik Bu Tini"), (PARTNER, "Toko Bu Tini")):
            give_seat(uow, tini.id, create_organisation(uow, kind, name).id, OWNER)
        petugas = create_user(uow, "Budi", "petugas@contoh.id", password_hash=PASSWORD_HASH)
        give_seat(uow, petugas.id, OFFICE, OFFICER)
        set_secret(petugas, second_factor.new_secret(), whole_app.extensions["tools"].sealer)
        petugas.totp_confirmed = True
        return {"tini": tini.id, "petugas": petugas.id}


class Browser:
    """Somebody at a browser: keeps cookies, and sends forms with the token their page holds."""

    def __init__(self, app, address="203.0.113.9"):
        self.app, self.client, self.address = app, app.test_client(), address
        self._shown = {}  # by its address, the page of a form that came back

    def open(self, path, **given):
        return self.client.get(path, environ_base={"REMOTE_ADDR": self.address}, **given)

    def send(self, path, fields=(), *, page=None, **given):
        """A page is opened first, unless it is the one that a refused form came back on."""
        token = TOKEN.search(self._shown.pop(page or path, "") or self.open(page or path).text)
        fields = dict(fields) | ({"csrf_token": token[1]} if token else {})
        answer = self.client.post(path, data=fields, environ_base={"REMOTE_ADDR": self.address}, **given)
        self._shown = {path: answer.text} if answer.status_code == 422 else {}
        return answer

    def sign_in(self, email="tini@contoh.id", password=PASSWORD, **more):
        return self.send("/account/sign-in", {"email": email, "password": password} | more)

    def enter_code(self, email="petugas@contoh.id", **more):
        """Where the visitor is asked for it; who has no second factor yet sets it up."""
        path = self.open("/account/second-factor").location or "/account/second-factor"
        return self.send(path, {"code": self.code(email)} | more)

    def code(self, email="petugas@contoh.id"):
        with self.app.app_context():
            uow = self.app.extensions["open_unit"](SYSTEM)
            secret = secret_of(uow.find(User, email=email), self.app.extensions["tools"].sealer)
            return second_factor.next_code(secret, clock.now(), after=0)

    @property
    def cookie(self):
        return self.client.get_cookie("mb2").value

    @property
    def known(self):
        """Whether the account page opens."""
        return self.open("/account/").status_code == 200


@pytest.fixture
def browser(whole_app, people):
    return lambda address="203.0.113.9": Browser(whole_app, address)
