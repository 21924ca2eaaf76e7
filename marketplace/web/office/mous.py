"""Memoranda: drafted from a template, renewed, amended, signed with both signatories, ended with a reason."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.partners.accepting import compare_scan
from marketplace.partners.memoranda import (
    add_scan,
    amend_mou,
    discard_mou,
    draft_mou,
    end_mou,
    redraft_mou,
    renew_mou,
    sign_mou,
)
from marketplace.partners.models import Mou
from marketplace.partners.mous import MouList, is_renewed, mou_page, related_mous
from marketplace.partners.policies import COMPARE_SCAN, REGISTER
from marketplace.partners.queries import partner_named, partner_row
from marketplace.partners.renewals import renewals
from marketplace.partners.states import MouState
from marketplace.partners.stories import story_of_mou
from marketplace.partners.wording import template_for
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.commitment_texts import promises_of
from marketplace.web.context import reading, transact
from marketplace.web.lists import from_args, page_of
from marketplace.web.months import month_arg, this_month
from marketplace.web.office.mou_forms import (
    CompareForm,
    DiscardForm,
    DraftForm,
    EndForm,
    ScanForm,
    SignForm,
    TextForm,
)
from marketplace.web.redirects import done, notify
from marketplace.web.uploads import keep_upload

bp = Blueprint("office_mous", __name__)

LASTS = timedelta(days=729)  # two years, both days counted


@bp.get("/mous")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    soon = uow.today if request.args.get("soon") else None
    listing = from_args(MouList, expiring_on=soon)
    return render_template(
        "office/mous/index.html",
        mous=page_of(listing),
        state=listing.state,
        states=MouState,
        soon=soon,
        today=uow.today,
    )


@bp.get("/mous/calendar")
@may(OFFICIAL)
def calendar() -> ResponseReturnValue:
    """What ends in the twelve months from `?month=` on, who is told of it, and what follows."""
    uow, first = reading(), month_arg() or this_month()
    return render_template(
        "office/mous/calendar.html",
        months=renewals(uow.session, first),
        first=first,
        today=uow.today,
    )


@bp.get("/partners/<public_id>/mous/new")
@may(OFFICER)
def new(public_id: str) -> ResponseReturnValue:
    uow = reading()
    partner = partner_named(uow.session, public_id, uow.today)
    starts_on = partner.mou_ends_on + timedelta(days=1) if partner.mou_ends_on else uow.today
    form = DraftForm(template=template_for(partner.kind), starts_on=starts_on, ends_on=starts_on + LASTS)
    return _draft_page(public_id, form)


@bp.post("/partners/<public_id>/mous/new")
@may(OFFICER)
def create(public_id: str) -> ResponseReturnValue:
    form = DraftForm().shown_on(lambda form: _draft_page(public_id, form))

    def write(uow: UnitOfWork) -> str:
        partner = partner_named(uow.session, public_id, uow.today)
        return url_for(".show", public_id=draft_mou(uow, partner.id, **form.data).public_id)

    address = form.submit(write)
    notify(_l("Draf dibuat dari naskah contoh. Sesuaikan naskahnya sebelum ditandatangani."))
    return redirect(address)


@bp.post("/mous/<public_id>/<any(renew, amend):act>")
@may(OFFICER)
def follow(public_id: str, act: str) -> ResponseReturnValue:
    """A renewal or an addendum begins as a draft of its own."""
    write = renew_mou if act == "renew" else amend_mou
    draft = transact(lambda uow: write(uow, _mou(uow, public_id).id).public_id)
    notify(_l("Draf dibuat. Periksa tanggal dan naskahnya sebelum ditandatangani."))
    return redirect(url_for(".show", public_id=draft))


@bp.get("/mous/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/mous/<public_id>/text")
@may(OFFICER)
def redraft(public_id: str) -> ResponseReturnValue:
    form = TextForm().shown_on(lambda form: _page(public_id, text_form=form))
    form.submit(lambda uow: redraft_mou(uow, _mou(uow, public_id).id, **form.data))
    return done(_l("Draf disimpan."), ".show", public_id=public_id)


@bp.post("/mous/<public_id>/sign")
@may(OFFICER)
def sign(public_id: str) -> ResponseReturnValue:
    form = SignForm().shown_on(lambda form: _page(public_id, sign_form=form))

    def write(uow: UnitOfWork) -> None:
        mou, scan_id = _mou(uow, public_id), keep_upload(uow, form.scan)
        sign_mou(uow, mou.id, signed_on=_day(form), signatures=form.signatures, scan_id=scan_id)

    form.submit(write)
    return done(
        _l("Penandatanganan dicatat; naskahnya dibekukan. MoU berlaku setelah mitra menyetujuinya."),
        ".show",
        public_id=public_id,
    )


@bp.post("/mous/<public_id>/scan")
@may(OFFICER)
def scan(public_id: str) -> ResponseReturnValue:
    form = ScanForm().shown_on(lambda form: _page(public_id, scan_form=form))

    def write(uow: UnitOfWork) -> None:
        if (scan_id := keep_upload(uow, form.scan)) is not None:
            add_scan(uow, _mou(uow, public_id).id, scan_id=scan_id)

    form.submit(write)
    return done(_l("Pindaian disimpan."), ".show", public_id=public_id)


@bp.post("/mous/<public_id>/compare")
@may(OFFICER)
def compare(public_id: str) -> ResponseReturnValue:
    form = CompareForm().shown_on(lambda form: _page(public_id, compare_form=form))
    form.submit(lambda uow: compare_scan(uow, _mou(uow, public_id).id))
    return done(_l("Pindaian dinyatakan cocok; MoU berlaku."), ".show", public_id=public_id)


@bp.post("/mous/<public_id>/end")
@may(OFFICER)
def end(public_id: str) -> ResponseReturnValue:
    form = EndForm().shown_on(lambda form: _page(public_id, end_form=form))
    form.submit(lambda uow: end_mou(uow, _mou(uow, public_id).id, **form.data))
    return done(_l("MoU diakhiri."), ".show", public_id=public_id)


@bp.post("/mous/<public_id>/discard")
@may(OFFICER)
def discard(public_id: str) -> ResponseReturnValue:
    form = DiscardForm().shown_on(lambda form: _page(public_id, discard_form=form))
    form.submit(lambda uow: discard_mou(uow, _mou(uow, public_id).id, **form.data))
    return done(_l("Draf dibuang."), ".show", public_id=public_id)


def _mou(uow: UnitOfWork, public_id: str) -> Mou:
    return uow.find(Mou, public_id=public_id)


def _day(form: SignForm) -> date:
    day: date = form.signed_on.data
    return day


def _draft_page(public_id: str, form: DraftForm) -> str:
    uow = reading()
    partner = partner_named(uow.session, public_id, uow.today)
    return render_template("office/mous/new.html", form=form, partner=partner)


def _page(public_id: str, **refused: Any) -> str:
    """The memorandum with its forms; one that was refused keeps what was typed."""
    uow = reading()
    mou = _mou(uow, public_id)
    forms = {
        "text_form": TextForm(formdata=None, text=mou.text, starts_on=mou.starts_on, ends_on=mou.ends_on),
        "sign_form": SignForm(formdata=None, signed_on=uow.today),
        "scan_form": ScanForm(formdata=None),
        "compare_form": CompareForm(formdata=None),
        "end_form": EndForm(formdata=None),
        "discard_form": DiscardForm(formdata=None),
    }
    return render_template(
        "office/mous/show.html",
        mou=mou_page(uow.session, mou, uow.today),
        partner=partner_row(uow.session, mou.partner_id, uow.today),
        related=related_mous(uow.session, mou),
        state=mou.state,
        draft=mou.in_draft,
        addendum=mou.amends_id is not None,
        renewed=is_renewed(uow.session, mou),
        today=uow.today,
        may_change=uow.allows(REGISTER, None),
        may_compare=uow.allows(COMPARE_SCAN, mou),
        promises=promises_of(uow, mou),
        story=story_of_mou(uow.session, mou),
        **(forms | refused),
    )
