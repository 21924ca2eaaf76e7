"""The city's makers: register, mend, vouch for where they work, suspend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.certification.queries import CertificateList, own_products
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.review import ReviewState
from marketplace.kernel.roles import PRODUCER
from marketplace.ordering.returns_by_month import ReturnsList
from marketplace.places.queries import kelurahan
from marketplace.producers import cards, policies, queries
from marketplace.producers.duplicates import Twin, duplicates_of, duplicates_of_profile
from marketplace.producers.models import Locality, Producer, ProducerHold
from marketplace.producers.profile import Profile
from marketplace.producers.services.locality_and_holds import end_locality, lift_hold, place_hold
from marketplace.producers.services.registering import add_alias, edit_profile, profile_of, register_producer
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import exported, from_args, page_of
from marketplace.web.office.producer_forms import AliasForm, EndForm, HoldForm, LocalityForm, NewForm
from marketplace.web.profile_form import ProfileForm
from marketplace.web.redirects import done

bp = Blueprint("office_producers", __name__)


@bp.get("/producers")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    listing = from_args(queries.ProducerList, day=uow.today)
    places = kelurahan(uow.session)
    return render_template(
        "office/producers/index.html",
        producers=page_of(listing),
        filters=listing,
        kelurahan=places,
        states=ReviewState,
        acts=uow.allows(policies.REVIEW, None),
    )


@bp.get("/producers/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return _new(NewForm.blank(reading()))


@bp.post("/producers/new")
@may(OFFICER)
def create() -> ResponseReturnValue:
    form = NewForm.blank(reading()).shown_on(_new)
    profile = form.attempt(lambda: form.applied_to(Profile(name="")))
    twins = duplicates_of_profile(reading().session, profile)
    if twins and not form.sure.data:
        return _new(form, twins), 422
    public_id = form.submit(lambda uow: _register(uow, profile))
    return done(_l("Pembuat didaftarkan."), ".show", public_id=public_id)


@bp.get("/producers/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(reading(), public_id)


@bp.get("/producers/<public_id>/returns")
@may(OFFICER)
def returns(public_id: str) -> ResponseReturnValue:
    maker = reading().find(Organisation, public_id=public_id, kind=PRODUCER)
    months = page_of(ReturnsList(producer_id=maker.id))
    return render_template("office/producers/returns.html", maker=maker, months=months)


@bp.get("/producers/<public_id>/returns/export")
@may(OFFICER)
def export_returns(public_id: str) -> ResponseReturnValue:
    maker = reading().find(Organisation, public_id=public_id, kind=PRODUCER)
    return exported(ReturnsList(producer_id=maker.id), _l("retur-%(day)s", day=reading().today))


@bp.get("/producers/<public_id>/profile")
@may(OFFICER)
def edit(public_id: str) -> ResponseReturnValue:
    uow = reading()
    form = ProfileForm.of(uow, _producer(uow, public_id))
    return render_template("office/producers/edit.html", form=form, public_id=public_id)


@bp.post("/producers/<public_id>/profile")
@may(OFFICER)
def save(public_id: str) -> ResponseReturnValue:
    form = ProfileForm.of(reading(), _producer(reading(), public_id)).shown_on(
        "office/producers/edit.html", public_id=public_id
    )

    def write(uow: UnitOfWork) -> None:
        producer = _producer(uow, public_id)
        edit_profile(uow, producer.id, form.applied_to(profile_of(uow, producer)), version=form.seen)

    form.submit(write)
    return done(_l("Profil disimpan."), ".show", public_id=public_id)


@bp.post("/producers/<public_id>/localities")
@may(OFFICER)
def record(public_id: str) -> ResponseReturnValue:
    form = LocalityForm().shown_on(lambda form: _page(reading(), public_id, locality=form))
    form.submit(lambda uow: form.record(uow, _producer(uow, public_id)))
    return done(_l("Masa lokal dicatat."), ".show", public_id=public_id)


@bp.post("/producers/<public_id>/localities/<int:locality_id>/end")
@may(OFFICER)
def end(public_id: str, locality_id: int) -> ResponseReturnValue:
    form = EndForm().shown_on(lambda form: _page(reading(), public_id, end=form))

    def write(uow: UnitOfWork) -> None:
        _of(uow, public_id, uow.get(Locality, locality_id))
        end_locality(uow, locality_id, **form.data)

    form.submit(write)
    return done(_l("Masa lokal diakhiri."), ".show", public_id=public_id)


@bp.post("/producers/<public_id>/holds")
@may(OFFICER)
def suspend(public_id: str) -> ResponseReturnValue:
    form = HoldForm().shown_on(lambda form: _page(reading(), public_id, hold=form))
    form.submit(lambda uow: place_hold(uow, _producer(uow, public_id).id, **form.data))
    return done(_l("Usaha ditangguhkan; produknya turun dari katalog."), ".show", public_id=public_id)


@bp.post("/producers/<public_id>/holds/<int:hold_id>/lift")
@may(OFFICER)
def lift(public_id: str, hold_id: int) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        _of(uow, public_id, uow.get(ProducerHold, hold_id))
        lift_hold(uow, hold_id)

    transact(write)
    return done(_l("Penangguhan dicabut."), ".show", public_id=public_id)


@bp.post("/producers/<public_id>/aliases")
@may(OFFICER)
def teach(public_id: str) -> ResponseReturnValue:
    form = AliasForm().shown_on(lambda form: _page(reading(), public_id, alias=form))
    form.submit(lambda uow: add_alias(uow, _producer(uow, public_id).id, form.alias.data))
    return done(_l("Sebutan dicatat."), ".show", public_id=public_id)


def _producer(uow: UnitOfWork, public_id: str) -> Producer:
    return uow.get(Producer, uow.find(Organisation, public_id=public_id).id)


def _of(uow: UnitOfWork, public_id: str, row: Locality | ProducerHold) -> None:
    """What is named in the address belongs together."""
    if row.producer_id != _producer(uow, public_id).id:
        raise NotFound(f"not of producer {public_id}")


def _new(form: NewForm, twins: Sequence[Twin] = ()) -> str:
    return render_template("office/producers/new.html", form=form, twins=twins)


def _register(uow: UnitOfWork, profile: Profile) -> str:
    return uow.get(Organisation, register_producer(uow, profile).id).public_id


def _page(uow: UnitOfWork, public_id: str, **refused: Any) -> str:
    """The maker with its forms; one that was refused keeps what was typed."""
    producer = _producer(uow, public_id)
    forms = {
        "locality": LocalityForm(formdata=None, from_on=uow.today),
        "end": EndForm(formdata=None, until_on=uow.today),
        "hold": HoldForm(formdata=None),
        "alias": AliasForm(formdata=None),
    }
    return render_template(
        "office/producers/show.html",
        producer=producer,
        card=cards.producer_card(uow.session, producer.id),
        profile=profile_of(uow, producer),
        localities=queries.localities(uow.session, producer.id),
        holds=queries.holds(uow.session, producer.id),
        aliases=queries.aliases_of(uow.session, producer.id),
        certificates=CertificateList(producer_id=producer.id).page(uow.session, size=100),
        acts=uow.allows(policies.REVIEW, producer),
        merges=queries.merges_of(uow.session, producer.id),
        twins=duplicates_of(uow.session, producer.id) if producer.merged_into_id is None else [],
        products=len(own_products(uow.session, producer.id)),
        history=history(uow.session, "producer", producer.id),
        today=uow.today,
        public_id=public_id,
        **(forms | refused),
    )
