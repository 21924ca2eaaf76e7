"""Memoranda: drafted, signed with both signatories, ended with a reason."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.files.services import keep
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.partners.memoranda import Signatures, draft_mou, end_mou, redraft_mou, sign_mou
from marketplace.partners.models import Mou
from marketplace.partners.policies import REGISTER
from marketplace.partners.queries import MouList, MouRow, mou_page, partner_named, partner_row
from marketplace.partners.states import DRAFT, MouState
from marketplace.partners.wording import standard_text
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.asked import state_asked
from marketplace.web.context import page_number, reading, tools, unit_of_work
from marketplace.web.forms import DayField, Document, Form, LongText, Text
from marketplace.web.readable import a_paper

bp = Blueprint("office_mous", __name__)

LASTS = timedelta(days=365)


class TextForm(Form):
    starts_on = DayField(_l("Mulai berlaku"))
    ends_on = DayField(_l("Berlaku sampai"))
    text = LongText(_l("Naskah"), longest=20_000, rows=16)


class SignForm(Form):
    signed_on = DayField(_l("Ditandatangani tanggal"), most=lambda: reading().today)
    city_signatory = Text(_l("Penanda tangan untuk kota"), longest=120)
    city_position = Text(_l("Jabatannya"), longest=120)
    partner_signatory = Text(_l("Penanda tangan untuk mitra"), longest=120)
    partner_position = Text(_l("Jabatannya"), longest=120)
    scan = Document(_l("Pindaian MoU bertanda tangan"), required=False, validators=[a_paper])

    @property
    def signatures(self) -> Signatures:
        return Signatures(
            city_signatory=self.city_signatory.data,
            city_position=self.city_position.data,
            partner_signatory=self.partner_signatory.data,
            partner_position=self.partner_position.data,
        )


class EndForm(Form):
    last_day = DayField(
        _l("Hari terakhir berlaku"), required=False, help=_l("Kosong: berakhir sekarang juga.")
    )
    reason = LongText(_l("Alasan"), longest=500, rows=2)


@bp.get("/mous")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow, state = reading(), state_asked(MouState)
    soon = uow.today if request.args.get("soon") else None
    mous = page_of(uow.session, MouList(state=state, expiring_on=soon).select(), MouRow, number=page_number())
    return render_template(
        "office/mous/index.html", mous=mous, state=state, states=MouState, soon=soon, today=uow.today
    )


@bp.get("/partners/<public_id>/mous/new")
@may(OFFICER)
def new(public_id: str) -> ResponseReturnValue:
    uow = reading()
    partner = partner_named(uow.session, public_id, uow.today)
    starts_on = partner.mou_ends_on + timedelta(days=1) if partner.mou_ends_on else uow.today
    return _draft_page(public_id, TextForm(**_standard(partner.name, starts_on)))


@bp.post("/partners/<public_id>/mous/new")
@may(OFFICER)
def create(public_id: str) -> ResponseReturnValue:
    form = TextForm()
    if not form.validate():
        return _draft_page(public_id, form), 422
    try:
        with unit_of_work() as uow:
            partner = partner_named(uow.session, public_id, uow.today)
            mou = draft_mou(uow, partner.id, **form.data)
            address = url_for(".show", public_id=mou.public_id)
    except Refused as error:
        form.complain(error)
        return _draft_page(public_id, form), 422
    return redirect(address)


@bp.get("/mous/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/mous/<public_id>/text")
@may(OFFICER)
def redraft(public_id: str) -> ResponseReturnValue:
    form = TextForm()
    try:
        if not form.validate():
            return _page(public_id, text_form=form), 422
        with unit_of_work() as uow:
            redraft_mou(uow, _mou(uow, public_id).id, **form.data)
    except Refused as error:
        form.complain(error)
        return _page(public_id, text_form=form), 422
    flash(gettext("Draf disimpan."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/mous/<public_id>/sign")
@may(OFFICER)
def sign(public_id: str) -> ResponseReturnValue:
    form = SignForm()
    try:
        if not form.validate():
            return _page(public_id, sign_form=form), 422
        with unit_of_work() as uow:
            mou, scan_id = _mou(uow, public_id), _scan(uow, form)
            sign_mou(uow, mou.id, signed_on=_day(form), signatures=form.signatures, scan_id=scan_id)
    except Refused as error:
        form.complain(error)
        return _page(public_id, sign_form=form), 422
    flash(gettext("Penandatanganan dicatat; naskahnya dibekukan."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/mous/<public_id>/end")
@may(OFFICER)
def end(public_id: str) -> ResponseReturnValue:
    form = EndForm()
    try:
        if not form.validate():
            return _page(public_id, end_form=form), 422
        with unit_of_work() as uow:
            end_mou(uow, _mou(uow, public_id).id, **form.data)
    except Refused as error:
        form.complain(error)
        return _page(public_id, end_form=form), 422
    flash(gettext("MoU diakhiri."))
    return redirect(url_for(".show", public_id=public_id))


def _mou(uow: UnitOfWork, public_id: str) -> Mou:
    return uow.find(Mou, public_id=public_id)


def _day(form: SignForm) -> date:
    day: date = form.signed_on.data
    return day


def _scan(uow: UnitOfWork, form: SignForm) -> AttachmentId | None:
    if not form.scan.content:
        return None
    return keep(uow, tools().storage, content=form.scan.content, name=form.scan.filename).id


def _standard(name: str, starts_on: date) -> dict[str, object]:
    return {"text": standard_text(name), "starts_on": starts_on, "ends_on": starts_on + LASTS}


def _draft_page(public_id: str, form: TextForm) -> str:
    uow = reading()
    partner = partner_named(uow.session, public_id, uow.today)
    return render_template("office/mous/new.html", form=form, partner=partner)


def _page(
    public_id: str,
    *,
    text_form: TextForm | None = None,
    sign_form: SignForm | None = None,
    end_form: EndForm | None = None,
) -> str:
    uow = reading()
    mou = _mou(uow, public_id)
    written = {"text": mou.text, "starts_on": mou.starts_on, "ends_on": mou.ends_on}
    return render_template(
        "office/mous/show.html",
        mou=mou_page(uow.session, mou, uow.today),
        partner=partner_row(uow.session, mou.partner_id, uow.today),
        state=mou.state,
        draft=mou.state is DRAFT,
        text_form=text_form or TextForm(formdata=None, **written),
        sign_form=sign_form or SignForm(formdata=None, signed_on=uow.today),
        end_form=end_form or EndForm(formdata=None),
        may_change=uow.allows(REGISTER, None),
        story=history(uow.session, "mou", mou.id),
    )
