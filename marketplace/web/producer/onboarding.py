"""From a name to a profile that can be looked over: each step is saved by itself, and any may be skipped."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment, Picture
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.review import APPROVED, SUBMITTED
from marketplace.producers import policies
from marketplace.producers.cards import logo_of
from marketplace.producers.models import Producer
from marketplace.producers.numbers import PersonalNumber
from marketplace.producers.onboarding import OnboardingStep, next_step, progress
from marketplace.producers.queries import names_of
from marketplace.producers.services.reviewing import submit_producer
from marketplace.producers.services.sealing import masked_numbers, reveal_number
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.forms import Form
from marketplace.web.producer.onboarding_forms import FORMS
from marketplace.web.redirects import done, notify

bp = Blueprint("producer_onboarding", __name__)

WITH_OFFICIALS = (SUBMITTED, APPROVED)
THEIRS = (
    OnboardingStep.BUSINESS,
    OnboardingStep.PLACE,
)  # what officials have looked over is theirs to change
SUMMARY = "summary"


@bp.get("/onboarding")
@may(PRODUCER)
def start() -> ResponseReturnValue:
    """Where one left off."""
    step = next_step(_own(reading()))
    return redirect(url_for(".show", step=step.value) if step else url_for(".summary"))


@bp.get("/onboarding/summary")
@may(PRODUCER)
def summary() -> ResponseReturnValue:
    return _summary()


@bp.post("/onboarding/summary")
@may(PRODUCER)
def submit() -> ResponseReturnValue:
    Form().shown_on(lambda form: _summary(why=form.form_errors[0])).submit(
        lambda uow: submit_producer(uow, actor().organisation)
    )
    return done(_l("Profil diajukan. Petugas memeriksanya dalam 3 hari kerja."), "producer_home.show")


@bp.get("/onboarding/<step>")
@may(PRODUCER)
def show(step: str) -> ResponseReturnValue:
    wanted, uow = _step(step), reading()
    return _page(uow, wanted, FORMS[wanted].of(uow, _own(uow)))


@bp.post("/onboarding/<step>")
@may(PRODUCER)
def save(step: str) -> ResponseReturnValue:
    wanted, uow = _step(step), reading()
    form = FORMS[wanted].of(uow, _own(uow)).shown_on(lambda form: _page(reading(), wanted, form))
    form.submit(lambda uow: form.write(uow, _own(uow), tools()))
    notify(_l("Tersimpan."))
    return redirect(_after(wanted))


@bp.post("/onboarding/numbers/<kind>")
@may(PRODUCER)
def reveal(kind: str) -> ResponseReturnValue:
    """One sealed number in full, on this page only; the journal keeps that it was read."""
    if kind not in list(PersonalNumber):
        raise NotFound(f"no number {kind}")
    number, step = (
        PersonalNumber(kind),
        OnboardingStep.PAYMENT if kind == PersonalNumber.ACCOUNT else OnboardingStep.PEOPLE,
    )
    read = transact(lambda uow: reveal_number(uow, actor().organisation, number, sealer=tools().sealer))
    form = FORMS[step].of(reading(), _own(reading()), formdata=None)
    return _page(reading(), step, form, revealed={number: read})


def _own(uow: UnitOfWork) -> Producer:
    return uow.get(Producer, actor().organisation)


def _step(text: str) -> OnboardingStep:
    if text not in list(OnboardingStep):
        raise NotFound(f"no step {text}")
    return OnboardingStep(text)


def _after(step: OnboardingStep) -> str:
    steps = list(OnboardingStep)
    place = steps.index(step) + 1
    return url_for(".show", step=steps[place].value) if place < len(steps) else url_for(".summary")


def _around(uow: UnitOfWork, step: OnboardingStep | None) -> dict[str, Any]:
    """What every page of the way shows: how far one is, and where the others stand."""
    producer, steps = _own(uow), progress(_own(uow))
    return {
        "producer": producer,
        "name": names_of(uow.session, [producer.id])[producer.id],
        "steps": steps,
        "done": sum(one.done for one in steps),
        "step": step,
        "locked": producer.state in WITH_OFFICIALS,
        "ready": not any(one.holds_up for one in steps),
    }


def _summary(**why: str) -> str:
    return render_template("producer/onboarding/summary.html", **_around(reading(), None), **why)


def _page(
    uow: UnitOfWork, step: OnboardingStep, form: Any, revealed: dict[PersonalNumber, str] | None = None
) -> str:
    around = _around(uow, step)
    producer = around["producer"]
    qris = uow.get(Attachment, producer.qris_id) if producer.qris_id else None
    return render_template(
        "producer/onboarding/show.html",
        form=form,
        theirs=around["locked"] and step in THEIRS,
        numbers=masked_numbers(uow, producer.id, tools().sealer)
        if step in (OnboardingStep.PEOPLE, OnboardingStep.PAYMENT)
        else {},
        revealed=revealed or {},
        owns=uow.allows(policies.BANK, producer),
        logo=logo_of(uow.session, producer.id),
        picture=uow.get(Picture, producer.logo_id) if producer.logo_id else None,
        qris=qris,
        gateways=[*tools().gateways] if step is OnboardingStep.PAYMENT else [],
        after=_after(step),
        kinds=PersonalNumber,
        **around,
    )
