"""A small app of the shell's own parts, for tests that need no database."""

import re
from types import SimpleNamespace

from flask import Flask, g

from config import ROOT
from marketplace.kernel import clock, roles
from marketplace.kernel.actor import NOBODY, Actor, ActorSeat
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.web import access, assets, doors, errors, forms, headers, language, proxies, resubmission
from marketplace.web.office import home as office_home
from marketplace.web.office import parts
from marketplace.web.partner import home as partner_home
from marketplace.web.producer import home as producer_home
from marketplace.web.public import contact, help, home, menu, privacy, program

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PAGES = {
    "": (contact, home, help, menu, privacy, program),
    "/producer": (producer_home,),
    "/partner": (partner_home,),
    "/office": (office_home, parts),
}


def small_app(**config):
    app = Flask("shell", root_path=str(ROOT))
    app.config.update(
        SECRET_KEY="test",
        ROOT=ROOT,
        PRODUCTION=False,
        DEMO=True,
        BASE_URL="http://localhost",
        PROXIES=0,
        RATE_LIMITS=False,
    )
    app.config.update(config)
    app.before_request(lambda: _introduce(app))
    for part in (language, forms, errors, headers, proxies, assets, doors, access, resubmission):
        part.init_app(app)
    for prefix, pages in PAGES.items():
        for page in pages:
            app.register_blueprint(page.bp, url_prefix=prefix)
    app.extensions["open_unit"] = lambda actor: SimpleNamespace(
        actor=actor, today=clock.day_of(clock.now()), session=None
    )
    return app


def quiet_homes(monkeypatch):
    """Homes that ask no database."""
    for door in ("producer", "partner", "office"):
        for name in ("SOURCES", "FIGURES", "CHARTS", *(() if door == "office" else ("OTHERS",))):
            monkeypatch.setattr(f"marketplace.web.{door}.home.{name}", [])


def someone(role=roles.OFFICER, kind=roles.OFFICE):
    at = OrganisationId(1)
    return Actor(UserId(1), at=at, kind=kind, seats=frozenset({ActorSeat(role, at)}))


def _introduce(app):
    """What the sign-in does in the whole program."""
    visitor = app.extensions.get("visitor")
    if visitor:
        g.actor, g.user_name, g.organisation_name = visitor.who, visitor.name, visitor.organisation


class Visitor:
    """Somebody with a browser; `who` may change between visits."""

    def __init__(self, app, who=NOBODY, name="Tini Suhartini", organisation="Keripik Bu Tini"):
        self.client, self.who, self.name, self.organisation = app.test_client(), who, name, organisation
        app.extensions["visitor"] = self

    def open(self, path, **headers):
        return self.client.get(path, headers=headers, buffered=True)

    def send(self, path, fields, *, page=None, **headers):
        token = TOKEN.search(self.open(page or path).text)[1]
        return self.client.post(path, data={"csrf_token": token} | fields, headers=headers)
