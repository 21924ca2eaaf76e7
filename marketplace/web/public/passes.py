"""What a maker's QR leads to: whoever receives reads the paper and answers by name, without an account.

Nothing but this one paper is shown, nothing is kept by a browser, and the secret in the address is never logged. With
the outlet's PIN the answer is as good as one from an account; without a PIN it is evidence of a lower grade.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.passing import (
    agree_by_pass,
    contest_by_pass,
    handover_of_pass,
    matched_pin,
    needs_pin,
    note_guess,
)
from marketplace.ordering.states import Side
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, transact
from marketplace.web.forms import Form, Password, Text
from marketplace.web.handover_page import handover_page
from marketplace.web.receiving_form import ContestForm, NoteForm, Receiving, keep_photo
from marketplace.web.trade_pages.handovers import opened, opens_in_place

bp = Blueprint("public_passes", __name__)


class Named(Form):
    """Who answers, and what tells them from a passer-by."""

    receiver = Text(_l("Nama Anda"), longest=80, autocomplete="name", help=_l("Yang menerima barang ini."))
    pin = Password(
        _l("PIN gerai"),
        longest=20,
        inputmode="numeric",
        help=_l("Tanyakan kepada pemilik toko."),
        render_kw={"autocomplete": "off"},
    )


AnyForm = TypeVar("AnyForm", bound=Form)


class AnswerForm(NoteForm, Named):
    pass


class DisputeForm(ContestForm, Named):
    pass


@bp.get("/handover/<token>")
@may(ANYONE)
def show(token: str) -> ResponseReturnValue:
    uow = reading()
    handover = handover_of_pass(uow, token)
    if uow.allows(policies.RECEIVE, handover):  # signed in for this very shop
        return redirect(url_for("partner_handovers.show", public_id=handover.public_id))
    return _page(uow, handover, _receiving(uow, handover, request.args.getlist("beda", type=int)))


@bp.post("/handover/<token>")
@may(ANYONE)
def agree(token: str) -> ResponseReturnValue:
    uow = reading()
    handover = handover_of_pass(uow, token)
    receiving = _receiving(uow, handover, opened())
    if opens_in_place(receiving):
        return _page(uow, handover, receiving)
    form = receiving.form.shown_on(lambda _: _page(reading(), handover_of_pass(reading(), token), receiving))
    return form.attempt(lambda: _agreed(token, receiving))


@bp.post("/handover/<token>/contest")
@may(ANYONE)
def contest(token: str) -> ResponseReturnValue:
    uow = reading()
    form = _fitted(DisputeForm(prefix="contest-"), uow, handover_of_pass(uow, token))
    form.shown_on(lambda form: _page(reading(), handover_of_pass(reading(), token), contest=form))
    return form.attempt(lambda: _contested(token, form))


@bp.errorhandler(NotFound)
def say_over(_: NotFound) -> ResponseReturnValue:
    """One answer for what was used, ended or never was."""
    return render_template("public/passes/over.html"), 404


@bp.after_request
def unlist(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _agreed(token: str, receiving: Receiving) -> str:
    pin = _judged_pin(token, receiving.form)

    def write(uow: UnitOfWork) -> Handover:
        return agree_by_pass(
            uow,
            token,
            receiver=receiving.form["receiver"].data,
            pin=pin,
            differences=receiving.differences(uow),
            note=receiving.form["note"].data,
        )

    return _done(transact(write))


def _contested(token: str, form: DisputeForm) -> str:
    pin = _judged_pin(token, form)

    def write(uow: UnitOfWork) -> Handover:
        photo_id = keep_photo(uow, form.contest_photo, handover_of_pass(uow, token))
        return contest_by_pass(
            uow,
            token,
            receiver=form.receiver.data,
            pin=pin,
            reason=form.reason.data,
            photo_id=photo_id,
        )

    return _done(transact(write))


def _judged_pin(token: str, form: Form) -> str | None:
    """A guess is noted before it is judged, in a transaction of its own: a wrong one counts."""
    if "pin" not in form:
        return None
    transact(lambda uow: note_guess(uow, token))
    return matched_pin(reading(), token, form["pin"].data)


def _fitted(form: AnyForm, uow: UnitOfWork, handover: Handover) -> AnyForm:
    """An outlet without a PIN is asked for none."""
    if not needs_pin(uow, handover):
        del form.pin
    return form


def _receiving(uow: UnitOfWork, handover: Handover, lines: Collection[int], **given: Any) -> Receiving:
    receiving = Receiving(handover, lines, form=AnswerForm, **given)
    _fitted(receiving.form, uow, handover)
    return receiving


def _page(
    uow: UnitOfWork,
    handover: Handover,
    receiving: Receiving | None = None,
    *,
    contest: DisputeForm | None = None,
) -> str:
    return render_template(
        "public/passes/show.html",
        page=handover_page(uow, handover, Side.SHOP),
        handover=handover,
        receiving=receiving or _receiving(uow, handover, (), formdata=None),
        contest=contest or _fitted(DisputeForm(prefix="contest-", formdata=None), uow, handover),
        pin=needs_pin(uow, handover),
    )


def _done(handover: Handover) -> str:
    return render_template(
        "public/passes/done.html", handover=handover, page=handover_page(reading(), handover, Side.SHOP)
    )
