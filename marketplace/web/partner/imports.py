"""The shop's purchase register as a file: what is unclear is asked, then looked at, then recorded all at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance.inputs import state_of
from marketplace.compliance.states import PUBLISHED
from marketplace.imports.asking import answers_in, columns_in, on_one_page
from marketplace.imports.batches import drop_batch
from marketplace.imports.checked import CheckedFile
from marketplace.imports.large_files import (
    LARGE,
    answer_file,
    checked_file,
    is_large,
    progress_of,
    queue_commit,
    queue_file,
    read_again,
    rows_of,
)
from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.queries import BatchList, batch_row, imported_before, own_batch, unnamed_of
from marketplace.imports.registers.blank import blank_register
from marketplace.imports.registers.column_questions import column_choices
from marketplace.imports.registers.reader import refuse_unreadable
from marketplace.imports.services import (
    check_register,
    commit_register,
    marked_register,
    read_book,
    read_stored,
)
from marketplace.imports.states import CHECKED, COMMITTED, FAILED, READING, WRITING
from marketplace.imports.undoing import undo_import
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.period import MonthSpan
from marketplace.sheets.opening import open_book
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
    """How far the worker is, what is left open, else what the file would write, or what became of it."""
    batch = _own(public_id)
    if batch.state in (READING, WRITING, FAILED):
        return _wait(batch)
    if batch.state is not CHECKED:
        return _ended(batch)
    checked = checked_file(reading(), tools(), batch)
    return _ask(batch, checked) if checked.seen is None else _look(batch, checked)


@bp.get("/imports/<public_id>/questions")
@may(PARTNER)
def questions(public_id: str) -> ResponseReturnValue:
    """Answers that were given, to change them."""
    batch = _own(public_id)
    if batch.state is not CHECKED:
        return redirect(url_for(".show", public_id=public_id))
    return _ask(batch, checked_file(reading(), tools(), batch))


@bp.post("/imports/<public_id>/questions")
@may(PARTNER)
def answer(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id, checked = batch.id, checked_file(reading(), tools(), batch)
    asked = answers_in([one.question for one in checked.questions], request.form)
    given = {**columns_in(checked.register, request.form), **asked}
    press(lambda uow: answer_file(uow, batch_id, given).id, back)
    return redirect(f"{back}#pastikan")


@bp.post("/imports/<public_id>/commit")
@may(PARTNER)
def commit(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id = batch.id
    if is_large(reading(), batch):
        press(lambda uow: queue_commit(uow, batch_id).id, back)
        return redirect(back)
    marked = marked_register(batch.organisation_id, read_stored(reading(), tools(), batch))
    press(lambda uow: commit_register(uow, batch_id, marked).id, back)
    return redirect(back)


@bp.post("/imports/<public_id>/read")
@may(PARTNER)
def read(public_id: str) -> ResponseReturnValue:
    """Once more, of a large file: after it could not be read, or when more is known by now."""
    batch_id, back = _own(public_id).id, url_for(".show", public_id=public_id)
    press(lambda uow: read_again(uow, batch_id).id, back)
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
    """The address of the next step: a small file is read at once, a large one by the worker."""
    file: dict[str, Any] = {
        "content": form.file.content,
        "name": form.file.filename,
        "mapping": form.mapping.data,
    }
    partner_id, period = actor().organisation, form.period()
    book = open_book(tools().sheets, file["content"], file["name"])
    rows, mapping = rows_of(book), form.mapping.data
    if rows > LARGE:
        refuse_unreadable(book, mapping)
        del book  # the worker opens it again
        queued = {"period": period, "rows": rows, **file}
        public_id = transact(
            lambda uow: queue_file(uow, tools(), BatchKind.PURCHASES, partner_id, **queued).public_id
        )
    else:
        register = read_book(reading(), book, period=period, mapping=mapping, partner_id=partner_id)
        public_id = transact(lambda uow: check_register(uow, tools(), partner_id, register, **file).public_id)
    return url_for(".show", public_id=public_id)


def _wait(batch: ImportBatch) -> str:
    uow = reading()
    row, progress = batch_row(uow.session, batch), progress_of(uow, batch)
    return render_template("partner/imports/working.html", batch=row, progress=progress)


def _ask(batch: ImportBatch, checked: CheckedFile) -> str:
    return render_template(
        "partner/imports/questions.html",
        batch=batch_row(reading().session, batch),
        register=checked.register,
        net=checked.net,
        questions=checked.questions,
        shown=on_one_page(checked.questions),
    )


def _look(batch: ImportBatch, checked: CheckedFile) -> str:
    uow = reading()
    return render_template(
        "partner/imports/check.html",
        batch=batch_row(uow.session, batch),
        seen=checked.seen,
        answers=checked.questions,
        column_choices=column_choices(),
        before=imported_before(uow.session, batch),
        large=is_large(uow, batch),
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
