"""Visits and trainings for everybody: when the city comes where, and a place there without an account."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Self

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation, User
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PRODUCER
from marketplace.outreach.districts import kelurahan_table
from marketplace.outreach.limits import take_turn
from marketplace.outreach.models import Activity
from marketplace.outreach.queries import activity_page, upcoming
from marketplace.outreach.services.attending import register
from marketplace.outreach.services.people import Person
from marketplace.places.queries import kelurahan
from marketplace.producers.models import Producer
from marketplace.web import guess_limits
from marketplace.web.access import ANYONE, may
from marketplace.web.context import actor, page_number, reading, tools, transact
from marketplace.web.forms import Choice, Email, Form, Hidden, Text, Tick
from marketplace.web.page_cache import cached_for_strangers

bp = Blueprint("public_events", __name__)


class PlaceForm(Form):
    name = Text(_l("Nama Anda"), longest=120, autocomplete="name")
    phone = Text(
        _l("Nomor HP"),
        longest=30,
        autocomplete="tel",
        inputmode="tel",
        help=_l("Misalnya 0812-3456-7890. Dipakai bila jadwal berubah."),
    )
    kelurahan_code = Choice(_l("Kelurahan Anda"), [], required=False)
    business_name = Text(_l("Nama usaha"), longest=120, required=False, autocomplete="organization")
    makes = Text(
        _l("Yang Anda buat"), longest=300, required=False, help=_l("Misalnya keripik pisang, tas rajut.")
    )
    email = Email(_l("Alamat surel"), required=False)
    consent = Tick(
        _l("Saya setuju Dinas menyimpan data ini dan menghubungi saya tentang kegiatan ini."), required=True
    )
    client_id = Hidden()

    @classmethod
    def blank(cls, uow: UnitOfWork) -> Self:
        form = cls(data=_known(uow) | {"client_id": secrets.token_hex(16)})
        form.kelurahan_code.choices = kelurahan(uow.session)
        return form

    @property
    def person(self) -> Person:
        typed = {
            name: value or "" for name, value in self.data.items() if name not in ("client_id", "consent")
        }
        return Person(**typed, producer_id=_own_producer(), consent=self.consent.data)


@bp.get("/events")
@may(ANYONE)
@cached_for_strangers("kelurahan", "page")
def index() -> ResponseReturnValue:
    uow, wanted = reading(), request.args.get("kelurahan", "")
    coming = upcoming(uow.session, uow.today, kelurahan_code=wanted or None, number=page_number())
    return render_template(
        "public/events/index.html",
        coming=coming,
        wanted=wanted,
        kelurahan=kelurahan(uow.session),
        schedule=kelurahan_table(uow.session, uow.today),
        today=uow.today,
    )


@bp.get("/events/<public_id>")
@may(ANYONE)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, PlaceForm.blank(reading()))


@bp.post("/events/<public_id>")
@may(ANYONE)
def take_place(public_id: str) -> ResponseReturnValue:
    form = PlaceForm.blank(reading()).shown_on(lambda form: _page(public_id, form))

    source = tools().sealer.mark(f"{public_id} {guess_limits.address()}")

    def write(uow: UnitOfWork) -> str:
        activity = uow.find(Activity, public_id=public_id)
        key = form.client_id.data or ""
        return register(uow, activity.id, form.person, client_id=key, source=source).public_id

    place = form.attempt(lambda: _in_turn(public_id, form.person.read(), write))
    return redirect(url_for("public_tickets.show", public_id=place, key=form.client_id.data))


def _in_turn(public_id: str, said: Person, write: Callable[[UnitOfWork], str]) -> str:
    """Raises TooMany for a number, an address or an activity that had many registrations just now."""
    address = guess_limits.address()
    transact(lambda uow: take_turn(uow, activity=public_id, phone=said.phone, address=address))
    return transact(write)


@bp.app_template_global()
def address_of(endpoint: str, **values: Any) -> str:
    """In full, as it stands on paper and in QR codes."""
    start: str = current_app.config["BASE_URL"]
    return start.rstrip("/") + url_for(endpoint, **values)


def _page(public_id: str, form: PlaceForm) -> str:
    uow = reading()
    page = activity_page(uow.session, public_id)
    return render_template(
        "public/events/show.html", page=page, activity=page.row, form=form, over=page.row.ends_at <= uow.now
    )


def _own_producer() -> ProducerId | None:
    return actor().at if actor().kind is PRODUCER else None


def _known(uow: UnitOfWork) -> dict[str, str | None]:
    """What somebody who signed in need not type again."""
    if uow.actor.user_id is None:
        return {}
    person, business = uow.get(User, uow.actor.user_id), _own_producer()
    known = {"name": person.name, "phone": person.phone, "email": person.email}
    if business is None:
        return known
    producer = uow.get(Producer, business)
    return known | {
        "phone": person.phone or producer.whatsapp,
        "business_name": uow.get(Organisation, business).name,
        "kelurahan_code": producer.kelurahan_code,
    }
