"""The shop's purchase register as a file: what is unclear is asked, then looked at, then recorded all at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance.queries import state_of
from marketplace.compliance.states import PUBLISHED
from marketplace.imports.asking import Asked, answers_in, asked, on_one_page
from marketplace.imports.batches import drop_batch
from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.plans import RegisterPlan
from marketplace.imports.previews import preview
from marketplace.imports.queries import BatchList, batch_row, imported_before, own_batch, unnamed_of
from marketplace.imports.registers.blank import blank_register
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.services import (
    MarkedRegister,
    answer_register,
    check_register,
    commit_register,
    marked_register,
    plan_register,
    read_file,
    read_stored,
)
from marketplace.imports.states import CHECKED, COMMITTED
from marketplace.imports.undoing import undo_import
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.period import MonthSpan
from marketplace.purchases.recognising import strangers_of
from marketplace.uptake.batches import local_change
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.forms import Choice, Document, Form, MonthField, press
from marketplace.web.lists import page_of
from marketplace.web.months import this_month
from marketplace.web.redirects import done
from marketplace.web.workbooks import ACCEPTED, workbook

bp = Blueprint("partner_imports", __name__)

KINDS = (BatchKind.PURCHASES,)
BY_THE_SHOP = "Dibatalkan oleh toko dari halaman impor"  # in the journal, beside who did it


class UploadForm(Form):
    file = Document(_l("Berkas register pembelian"), accept=ACCEPTED, megabytes=16)
    first = MonthField(_l("Bulan"), most=this_month)
    last = MonthField(
        _l("Sampai bulan"),
        required=False,
        most=this_month,
        help=_l("Isi bila berkasnya memuat lebih dari satu bulan."),
    )
    mapping = Choice(
        _l("Bentuk berkas"),
        lambda: [(name, mapping.label) for name, mapping in MAPPINGS.items()],
        required=False,
        empty=_l("Kenali sendiri"),
    )

    def period(self) -> MonthSpan:
        """Raises Refused when it ends before it begins."""
        last = self.last.data or self.first.data
        if last < self.first.data:
            raise Refused(_l("Bulan terakhir mendahului bulan pertama; tukar keduanya."), field="last")
        return MonthSpan(self.first.data, last)


@bp.get("/imports")
@may(PARTNER)
def index() -> ResponseReturnValue:
    batches = page_of(BatchList(organisation_id=actor().organisation, kinds=KINDS))
    return render_template("partner/imports/index.html", batches=batches)


@bp.get("/imports/template.xlsx")
@may(PARTNER)
def template() -> ResponseReturnValue:
    return workbook(_l("register-pembelian"), blank_register())


@bp.get("/imports/new")
@may(PARTNER)
def new() -> ResponseReturnValue:
    return render_template("partner/imports/new.html", form=UploadForm(first=this_month().previous))


@bp.post("/imports/new")
@may(PARTNER)
def check() -> ResponseReturnValue:
    form = UploadForm().shown_on("partner/imports/new.html")
    return redirect(form.attempt(lambda: _check(form)))


@bp.get("/imports/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    """What is left open, else what the file would write, or what became of it."""
    batch = _own(public_id)
    if batch.state is not CHECKED:
        return _ended(batch)
    marked, plan = _planned(batch)
    questions = asked(marked.register, plan)
    if any(one.open for one in questions):
        return _ask(batch, marked.register, questions)
    return _look(batch, marked.register, plan, questions)


@bp.get("/imports/<public_id>/questions")
@may(PARTNER)
def questions(public_id: str) -> ResponseReturnValue:
    """Answers that were given, to change them."""
    batch = _own(public_id)
    if batch.state is not CHECKED:
        return redirect(url_for(".show", public_id=public_id))
    marked, plan = _planned(batch)
    return _ask(batch, marked.register, asked(marked.register, plan))


@bp.post("/imports/<public_id>/questions")
@may(PARTNER)
def answer(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id, (marked, plan) = batch.id, _planned(batch)
    given = answers_in([one.question for one in asked(marked.register, plan)], request.form)
    press(lambda uow: answer_register(uow, batch_id, given).id, back)
    return redirect(f"{back}#pastikan")


@bp.post("/imports/<public_id>/commit")
@may(PARTNER)
def commit(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id = batch.id
    marked = marked_register(batch.organisation_id, read_stored(reading(), tools(), batch))
    press(lambda uow: commit_register(uow, batch_id, marked).id, back)
    return redirect(back)


@bp.post("/imports/<public_id>/undo")
@may(PARTNER)
def undo(public_id: str) -> ResponseReturnValue:
    batch_id, back = _own(public_id).id, url_for(".show", public_id=public_id)
    press(lambda uow: undo_import(uow, batch_id, reason=BY_THE_SHOP).id, back)
    return done(_l("Impor dibatalkan; barisnya tidak dihitung lagi."), ".show", public_id=public_id)


@bp.post("/imports/<public_id>/drop")
@may(PARTNER)
def drop(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: drop_batch(uow, own_batch(uow.session, actor().organisation, public_id, KINDS).id))
    return done(_l("Berkas dibuang; tidak ada yang dicatat."), ".index")


@bp.get("/imports/<public_id>/bad-rows.xlsx")
@may(PARTNER)
def bad_rows(public_id: str) -> ResponseReturnValue:
    batch = _own(public_id)
    table = read_stored(reading(), tools(), batch).refused
    return workbook(_l("ditolak-%(period)s", period=batch.period), table)


def _own(public_id: str) -> ImportBatch:
    return own_batch(reading().session, actor().organisation, public_id, KINDS)


def _check(form: UploadForm) -> str:
    """The address of the next step."""
    file: dict[str, Any] = {
        "content": form.file.content,
        "name": form.file.filename,
        "mapping": form.mapping.data,
    }
    partner_id = actor().organisation
    register = read_file(reading(), tools(), period=form.period(), partner_id=partner_id, **file)
    public_id = transact(lambda uow: check_register(uow, tools(), partner_id, register, **file).public_id)
    return url_for(".show", public_id=public_id)


def _planned(batch: ImportBatch) -> tuple[MarkedRegister, RegisterPlan]:
    """The file read anew, and what it would do to the ledger."""
    uow = reading()
    marked = marked_register(batch.organisation_id, read_stored(uow, tools(), batch))
    return marked, plan_register(uow, marked)


def _ask(batch: ImportBatch, register: PurchaseRegister, questions: Sequence[Asked]) -> str:
    return render_template(
        "partner/imports/questions.html",
        batch=batch_row(reading().session, batch),
        register=register,
        questions=questions,
        shown=on_one_page(questions),
    )


def _look(
    batch: ImportBatch, register: PurchaseRegister, plan: RegisterPlan, answers: Sequence[Asked]
) -> str:
    uow = reading()
    return render_template(
        "partner/imports/check.html",
        batch=batch_row(uow.session, batch),
        seen=preview(register, plan, strangers_of(uow.session, batch.organisation_id)),
        answers=answers,
        before=imported_before(uow.session, batch),
    )


def _ended(batch: ImportBatch) -> str:
    """What was counted and what still waits, or that nothing was written."""
    uow, period = reading(), MonthSpan.parse(batch.period)
    log, row = history(uow.session, "import_batch", batch.id), batch_row(uow.session, batch)
    if batch.state is not COMMITTED:
        return render_template("partner/imports/dropped.html", batch=row, history=log)
    return render_template(
        "partner/imports/show.html",
        batch=row,
        months=list(period),
        local=local_change(uow.session, batch.organisation_id, batch.id, period),
        unnamed=unnamed_of(uow.session, batch.organisation_id, batch.id),
        published=[month for month in period if state_of(uow.session, month) is PUBLISHED],
        history=log,
    )
