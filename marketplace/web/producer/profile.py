"""What a maker says of its business, and what is missing before officials can look it over."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.producers.cards import producer_card
from marketplace.producers.models import Producer
from marketplace.producers.profile import NEEDED, missing
from marketplace.producers.queries import holds, localities
from marketplace.producers.services.registering import edit_profile, profile_of
from marketplace.producers.services.reviewing import submit_producer
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.profile_form import ProfileForm, StoryForm
from marketplace.web.redirects import done

bp = Blueprint("producer_profile", __name__)

WITH_OFFICIALS = (SUBMITTED, APPROVED)


@bp.get("/profile")
@may(PRODUCER)
def show() -> ResponseReturnValue:
    uow = reading()
    return _page(uow, _form(uow))


@bp.post("/profile")
@may(PRODUCER)
def save() -> ResponseReturnValue:
    form = _form(reading()).shown_on(lambda form: _page(reading(), form))

    def write(uow: UnitOfWork) -> None:
        before = profile_of(uow, _own(uow))
        edit_profile(uow, actor().organisation, form.applied_to(before), version=form.seen)

    form.submit(write)
    return done(_l("Profil disimpan."), ".show")


@bp.post("/profile/submit")
@may(PRODUCER)
def submit() -> ResponseReturnValue:
    transact(lambda uow: submit_producer(uow, actor().organisation))
    return done(_l("Profil diajukan. Petugas memeriksanya dalam 3 hari kerja."), ".show")


def _own(uow: UnitOfWork) -> Producer:
    return uow.get(Producer, actor().organisation)


def _form(uow: UnitOfWork) -> StoryForm:
    producer = _own(uow)
    form = StoryForm if producer.state in WITH_OFFICIALS else ProfileForm
    return form.of(uow, producer)


def _page(uow: UnitOfWork, form: StoryForm) -> str:
    producer = _own(uow)
    return render_template(
        "producer/profile/show.html",
        producer=producer,
        card=producer_card(uow.session, producer.id),
        profile=profile_of(uow, producer),
        form=form,
        locked=producer.state in WITH_OFFICIALS,
        needed=NEEDED,
        missing=dict(missing(producer)),
        localities=localities(uow.session, producer.id),
        holds=[hold for hold in holds(uow.session, producer.id) if not hold.over(uow.today)],
        history=history(uow.session, "producer", producer.id),
    )
