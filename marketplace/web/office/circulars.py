"""Circulars: what the mayor laid down, written by one official and signed by another."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.circulars import policies, queries
from marketplace.circulars.models import Circular, Clause
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.circulars.services import (
    add_clause,
    approve_circular,
    draft_circular,
    edit_clause,
    grant_exemption,
    remove_clause,
)
from marketplace.circulars.states import APPROVED
from marketplace.circulars.terms import clause_terms, goods_named, spell_figures
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.web.access import APPROVER, OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.forms import Choice, DayField, Form, Several, Text, Tick
from marketplace.web.lists import page_of
from marketplace.web.office.clause_forms import ClauseForm, clause_form
from marketplace.web.redirects import done, notify

bp = Blueprint("office_circulars", __name__)


class CircularForm(Form):
    number = Text(_l("Nomor"), longest=60, help=_l("Seperti tertulis pada suratnya, misalnya 500/017/2026."))
    title = Text(_l("Perihal"), longest=200)
    from_on = DayField(_l("Berlaku sejak"))
    until_on = DayField(_l("Berlaku sampai"), required=False, help=_l("Kosong berarti sampai diganti."))
    categories = Several(
        _l("Kategori yang tidak dihitung"),
        help=_l("Tidak masuk belanja lokal maupun total belanja, menurut butir mana pun di surat ini."),
    )
    goods = Text(
        _l("Barang lain yang tidak dihitung"),
        required=False,
        longest=200,
        help=_l("Seperti pada suratnya, dipisah koma, misalnya: rokok, BBM, obat."),
    )
    replaces = Choice(_l("Menggantikan"), required=False, empty=_l("tidak ada"), coerce=str)
    example = Tick(
        _l("Ini surat edaran contoh"), help=_l("Kata “contoh” lalu ditulis di mana pun surat ini muncul.")
    )

    def offer(self, uow: UnitOfWork) -> CircularForm:
        rows = queries.CircularList(state=APPROVED).rows(uow.session)
        self.categories.choices = list(queries.category_choices(uow.session))
        self.replaces.choices = [(row.public_id, f"{row.number} · {row.title}") for row in rows]
        return self

    @property
    def values(self) -> dict[str, Any]:
        """As a draft takes them."""
        names = ("number", "title", "from_on", "until_on", "example")
        words = [word.strip() for word in (self.goods.data or "").split(",")]
        excluded = [*self.categories.data, *(word for word in words if word)]
        return {name: self.data[name] for name in names} | {"excluded": excluded}


class ExemptionForm(Form):
    partner = Choice(_l("Mitra"), coerce=int)
    clause = Choice(_l("Butir"), coerce=str)
    decision = Text(_l("Nomor keputusan"), longest=120)
    from_on = DayField(_l("Sejak"))
    until_on = DayField(_l("Sampai"))

    def offer(self, uow: UnitOfWork, circular: Circular) -> ExemptionForm:
        self.partner.choices = list(queries.partner_choices(uow.session))
        self.clause.choices = [(clause.code, clause.code) for clause in circular.clauses]
        return self


@bp.get("/circulars")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    circulars = page_of(queries.CircularList())
    return render_template("office/circulars/index.html", circulars=circulars)


@bp.get("/circulars/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return render_template("office/circulars/new.html", form=CircularForm().offer(reading()))


@bp.post("/circulars/new")
@may(OFFICER)
def create() -> ResponseReturnValue:
    form = CircularForm().offer(reading()).shown_on("office/circulars/new.html")

    def write(uow: UnitOfWork) -> str:
        replaced = uow.find(Circular, public_id=form.replaces.data).id if form.replaces.data else None
        circular = draft_circular(uow, **form.values, replaces_id=replaced)
        return circular.public_id

    public_id = form.submit(write)
    notify(_l("Draf dibuat. Tambahkan butir-butirnya, lalu penyetuju menandatanganinya."))
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/circulars/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/circulars/<public_id>/approve")
@may(APPROVER)
def approve(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: approve_circular(uow, uow.find(Circular, public_id=public_id).id))
    notify(_l("Surat edaran disetujui dan dibekukan. Penilaian memakainya sejak tanggal berlakunya."))
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/circulars/<public_id>/clauses/new")
@may(OFFICER)
def new_clause(public_id: str) -> ResponseReturnValue:
    """First which rule; then its figures."""
    rule = request.args.get("rule", "")
    form = clause_form(reading(), rule) if rule in RULE_TYPES else None
    return _clause_page(public_id, rule, form)


@bp.post("/circulars/<public_id>/clauses/new")
@may(OFFICER)
def create_clause(public_id: str) -> ResponseReturnValue:
    rule = request.args.get("rule", "")
    form = clause_form(reading(), rule).shown_on(lambda form: _clause_page(public_id, rule, form))
    form.submit(lambda uow: add_clause(uow, uow.find(Circular, public_id=public_id).id, form.terms))
    return done(_l("Butir %(code)s ditambahkan.", code=form.code.data), ".show", public_id=public_id)


@bp.get("/circulars/<public_id>/clauses/<code>")
@may(OFFICER)
def edit(public_id: str, code: str) -> ResponseReturnValue:
    uow = reading()
    clause = _clause(uow, public_id, code)
    return _clause_page(public_id, clause.rule, clause_form(uow, clause.rule, clause_terms(clause)), code)


@bp.post("/circulars/<public_id>/clauses/<code>")
@may(OFFICER)
def change(public_id: str, code: str) -> ResponseReturnValue:
    rule = _clause(reading(), public_id, code).rule
    form = clause_form(reading(), rule).shown_on(lambda form: _clause_page(public_id, rule, form, code))
    form.submit(lambda uow: edit_clause(uow, _clause(uow, public_id, code).id, form.terms))
    return done(_l("Butir %(code)s diubah.", code=form.code.data), ".show", public_id=public_id)


@bp.post("/circulars/<public_id>/clauses/<code>/remove")
@may(OFFICER)
def remove(public_id: str, code: str) -> ResponseReturnValue:
    transact(lambda uow: remove_clause(uow, _clause(uow, public_id, code).id))
    return done(_l("Butir %(code)s dihapus.", code=code), ".show", public_id=public_id)


@bp.post("/circulars/<public_id>/exemptions")
@may(APPROVER)
def exempt(public_id: str) -> ResponseReturnValue:
    uow = reading()
    form = (
        ExemptionForm()
        .offer(uow, uow.find(Circular, public_id=public_id))
        .shown_on(lambda form: _page(public_id, form))
    )

    def write(uow: UnitOfWork) -> None:
        named = {name: form.data[name] for name in ("decision", "from_on", "until_on")}
        grant_exemption(uow, form.partner.data, _clause(uow, public_id, form.clause.data).id, **named)

    form.submit(write)
    return done(_l("Pengecualian dicatat dengan keputusannya."), ".show", public_id=public_id)


def _page(public_id: str, form: ExemptionForm | None = None) -> str:
    uow = reading()
    circular = uow.find(Circular, public_id=public_id)
    return render_template(
        "office/circulars/show.html",
        circular=circular,
        clauses=[(terms := clause_terms(clause), spell_figures(terms)) for clause in circular.clauses],
        bands=queries.bands_of(uow.session, circular),
        names=dict(queries.category_choices(uow.session)),
        exemptions=queries.ExemptionList(circular_id=circular.id).rows(uow.session),
        excluded=goods_named(circular.excluded) if circular.excluded else None,
        drafter=queries.name_of(uow.session, circular.drafted_by),
        approver=queries.name_of(uow.session, circular.approved_by),
        may_draft=uow.allows(policies.DRAFT, circular) and circular.state is not APPROVED,
        may_approve=uow.allows(policies.APPROVE, circular) and circular.state is not APPROVED,
        may_exempt=uow.allows(policies.EXEMPT, circular) and circular.state is APPROVED,
        entries=history(uow.session, "circular", circular.id),
        form=form or ExemptionForm(formdata=None).offer(uow, circular),
    )


def _clause_page(public_id: str, rule: str, form: ClauseForm | None, code: str | None = None) -> str:
    circular = reading().find(Circular, public_id=public_id)
    if circular.state is APPROVED:
        raise Refused(_l("Surat edaran yang disetujui tidak berubah; susun yang baru untuk menggantikannya."))
    return render_template(
        "office/circulars/clause.html", circular=circular, rules=RULE_TYPES, rule=rule, form=form, code=code
    )


def _clause(uow: UnitOfWork, public_id: str, code: str) -> Clause:
    clauses = uow.find(Circular, public_id=public_id).clauses
    found = next((clause for clause in clauses if clause.code == code), None)
    if found is None:
        raise NotFound(f"clause {code}")
    return found
