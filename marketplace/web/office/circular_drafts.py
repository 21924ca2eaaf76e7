"""A draft circular: its head, its names for scores, its overlaps, its effect on past months, and its end."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.circulars.drafts import discard_circular, name_bands, restore_circular, rewrite_circular
from marketplace.circulars.models import Circular
from marketplace.circulars.overlaps import WayOut, leave_overlap
from marketplace.circulars.queries import bands_of
from marketplace.circulars.states import DRAFT
from marketplace.circulars.terms import terms_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import CircularId
from marketplace.kernel.labels import _l
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.forms import Choice, Form, Hidden
from marketplace.web.office.circular_forms import (
    BandsForm,
    CircularForm,
    DiscardCircularForm,
    bands_form,
    head_form,
)
from marketplace.web.office.circular_pages import effects, facts_of
from marketplace.web.redirects import done
from marketplace.web.uploads import keep_upload

bp = Blueprint("office_circular_drafts", __name__)


class WayOutForm(Form):
    other = Hidden()
    way = Choice(_l("Jalan keluar"), WayOut, coerce=WayOut)


@bp.get("/circulars/<public_id>/head")
@may(OFFICER)
def head(public_id: str) -> ResponseReturnValue:
    return _head_page(public_id, head_form(reading(), _draft(public_id)))


@bp.post("/circulars/<public_id>/head")
@may(OFFICER)
def rewrite(public_id: str) -> ResponseReturnValue:
    form = CircularForm().offer(reading()).shown_on(lambda form: _head_page(public_id, form))

    def write(uow: UnitOfWork) -> None:
        given = replace(form.head(uow), file_id=keep_upload(uow, form.scan))
        rewrite_circular(uow, _id(uow, public_id), given)

    form.submit(write)
    return done(_l("Kepala surat disimpan."), "office_circulars.show", public_id=public_id)


@bp.get("/circulars/<public_id>/bands")
@may(OFFICER)
def bands(public_id: str) -> ResponseReturnValue:
    named = bands_of(reading().session, _draft(public_id))
    return _bands_page(public_id, bands_form([(band.from_score, band.name) for band in named]))


@bp.post("/circulars/<public_id>/bands")
@may(OFFICER)
def name(public_id: str) -> ResponseReturnValue:
    form = bands_form().shown_on(lambda form: _bands_page(public_id, form))
    form.submit(lambda uow: name_bands(uow, _id(uow, public_id), form.bands))
    return done(_l("Predikat disimpan."), "office_circulars.show", public_id=public_id)


@bp.post("/circulars/<public_id>/overlap")
@may(OFFICER)
def leave(public_id: str) -> ResponseReturnValue:
    circular_id, page = _draft(public_id).id, url_for("office_circulars.show", public_id=public_id)
    form = WayOutForm().shown_on(lambda _: redirect(page))
    form.check()
    transact(lambda uow: leave_overlap(uow, circular_id, form.other.data or "", form.way.data))
    return done(_l("Masa berlaku diubah."), "office_circulars.show", public_id=public_id)


@bp.get("/circulars/<public_id>/effect")
@may(OFFICIAL)
def effect(public_id: str) -> ResponseReturnValue:
    uow, circular = reading(), _draft(public_id)
    terms = terms_of(circular, bands_of(uow.session, circular))
    return render_template("office/circulars/effect.html", circular=circular, **effects(uow, circular, terms))


@bp.get("/circulars/<public_id>/discard")
@may(OFFICER)
def discarding(public_id: str) -> ResponseReturnValue:
    return _discard_page(public_id, DiscardCircularForm())


@bp.post("/circulars/<public_id>/discard")
@may(OFFICER)
def discard(public_id: str) -> ResponseReturnValue:
    form = DiscardCircularForm().shown_on(lambda form: _discard_page(public_id, form))
    form.submit(lambda uow: discard_circular(uow, _id(uow, public_id), **form.data))
    return done(_l("Draf dibuang. Alasannya tercatat di jurnal."), "office_circulars.index")


@bp.post("/circulars/<public_id>/restore")
@may(OFFICER)
def restore(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: restore_circular(uow, _id(uow, public_id)))
    return done(_l("Draf dipulihkan."), "office_circulars.show", public_id=public_id)


def _id(uow: UnitOfWork, public_id: str) -> CircularId:
    return uow.find(Circular, public_id=public_id).id


def _draft(public_id: str) -> Circular:
    """Raises Refused for one that is not written on."""
    circular = reading().find(Circular, public_id=public_id)
    if circular.state is not DRAFT:
        raise Refused(_l("Surat edaran ini bukan draf lagi; susun yang baru untuk menggantikannya."))
    return circular


def _head_page(public_id: str, form: CircularForm) -> str:
    uow = reading()
    facts = facts_of(uow, uow.find(Circular, public_id=public_id))
    return render_template("office/circulars/new.html", form=form, **facts)


def _bands_page(public_id: str, form: BandsForm) -> str:
    return render_template("office/circulars/bands.html", circular=_draft(public_id), form=form)


def _discard_page(public_id: str, form: DiscardCircularForm) -> str:
    return render_template("office/circulars/discard.html", circular=_draft(public_id), form=form)
