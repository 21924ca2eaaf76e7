"""The city's recap of many shops as a file: shops are told, it is looked at, then recorded for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.imports.asking import answers_in, columns_in
from marketplace.imports.batches import drop_batch
from marketplace.imports.large_files import (
    LARGE,
    answer_file,
    checked_recap,
    is_large,
    progress_of,
    queue_commit,
    queue_file,
    read_again,
    rows_of,
)
from marketplace.imports.lists.services import CITY
from marketplace.imports.models import BatchKind, ImportBatch
from marketplace.imports.queries import BatchList, batch_row, imported_before, own_batch
from marketplace.imports.recaps.checked import CheckedRecap
from marketplace.imports.recaps.queries import PartList
from marketplace.imports.recaps.reading import refuse_unreadable_recap
from marketplace.imports.recaps.services import (
    KINDS,
    check_recap,
    commit_recap,
    read_recap,
    read_stored_recap,
    undo_recap,
)
from marketplace.imports.recaps.shops import SKIP, every_shop
from marketplace.imports.registers.column_questions import column_choices
from marketplace.imports.states import CHECKED, FAILED, READING, WRITING
from marketplace.imports.undoing import undo_import
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.period import MonthSpan
from marketplace.sheets.opening import open_book
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, tools, transact
from marketplace.web.forms import Document, Form, MonthField, press
from marketplace.web.lists import page_of
from marketplace.web.months import this_month
from marketplace.web.redirects import done
from marketplace.web.workbooks import ACCEPTED, workbook

bp = Blueprint("office_recaps", __name__)

BY_THE_OFFICE = "Dibatalkan petugas dari halaman rekap"  # in the journal, beside who did it


class UploadForm(Form):
    file = Document(_l("Berkas rekap"), accept=ACCEPTED, megabytes=16)
    month = MonthField(_l("Bulan"), most=this_month)


@bp.get("/recaps")
@may(OFFICER)
def index() -> ResponseReturnValue:
    batches = page_of(BatchList(organisation_id=CITY, kinds=KINDS))
    return render_template("office/recaps/index.html", batches=batches)


@bp.get("/recaps/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return render_template("office/recaps/new.html", form=UploadForm(month=this_month().previous))


@bp.post("/recaps/new")
@may(OFFICER)
def check() -> ResponseReturnValue:
    form = UploadForm().shown_on("office/recaps/new.html")
    return redirect(form.attempt(lambda: _check(form)))


@bp.get("/recaps/<public_id>")
@may(OFFICER)
def show(public_id: str) -> ResponseReturnValue:
    """How far the worker is, what is left open, else what the recap would write, or what became of it."""
    batch = _own(public_id)
    if batch.state in (READING, WRITING, FAILED):
        return _wait(batch)
    if batch.state is not CHECKED:
        return _ended(batch)
    recap = checked_recap(reading(), tools(), batch)
    return _ask(batch, recap) if recap.open else _look(batch, recap)


@bp.get("/recaps/<public_id>/questions")
@may(OFFICER)
def questions(public_id: str) -> ResponseReturnValue:
    """Answers that were given, to change them."""
    batch = _own(public_id)
    if batch.state is not CHECKED:
        return redirect(url_for(".show", public_id=public_id))
    return _ask(batch, checked_recap(reading(), tools(), batch))


@bp.post("/recaps/<public_id>/questions")
@may(OFFICER)
def answer(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id, recap = batch.id, checked_recap(reading(), tools(), batch)
    given = {
        **columns_in(recap.register, request.form),
        **answers_in([one.question for one in recap.questions], request.form),
        **_shops_in(recap, request.form),
    }
    press(lambda uow: answer_file(uow, batch_id, given).id, back)
    return redirect(back)


@bp.post("/recaps/<public_id>/commit")
@may(OFFICER)
def commit(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id = batch.id
    if is_large(reading(), batch):
        press(lambda uow: queue_commit(uow, batch_id).id, back)
        return redirect(back)
    recap = read_stored_recap(reading(), tools(), batch)
    press(lambda uow: commit_recap(uow, batch_id, recap).id, back)
    return redirect(back)


@bp.post("/recaps/<public_id>/read")
@may(OFFICER)
def read(public_id: str) -> ResponseReturnValue:
    """Once more, of a large recap: after it could not be read, or when more is known by now."""
    batch_id, back = _own(public_id).id, url_for(".show", public_id=public_id)
    press(lambda uow: read_again(uow, batch_id).id, back)
    return redirect(back)


@bp.post("/recaps/<public_id>/undo")
@may(OFFICER)
def undo(public_id: str) -> ResponseReturnValue:
    batch_id, back = _own(public_id).id, url_for(".show", public_id=public_id)
    press(lambda uow: undo_recap(uow, batch_id, reason=BY_THE_OFFICE).id, back)
    return done(_l("Rekap dibatalkan; barisnya tidak dihitung lagi."), ".show", public_id=public_id)


@bp.post("/recaps/<public_id>/shops/<part>/undo")
@may(OFFICER)
def undo_shop(public_id: str, part: str) -> ResponseReturnValue:
    recap_id, back = _own(public_id).id, url_for(".show", public_id=public_id)
    batch = reading().find(ImportBatch, public_id=part)
    if batch.recap_id != recap_id:
        raise NotFound(f"part {part} of recap {public_id}")
    batch_id = batch.id
    press(lambda uow: undo_import(uow, batch_id, reason=BY_THE_OFFICE).id, back)
    return done(_l("Bagian toko itu dibatalkan; barisnya tidak dihitung lagi."), ".show", public_id=public_id)


@bp.post("/recaps/<public_id>/drop")
@may(OFFICER)
def drop(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: drop_batch(uow, own_batch(uow.session, CITY, public_id, KINDS).id))
    return done(_l("Rekap dibuang; tidak ada yang dicatat."), ".index")


@bp.get("/recaps/<public_id>/bad-rows.xlsx")
@may(OFFICER)
def bad_rows(public_id: str) -> ResponseReturnValue:
    batch = _own(public_id)
    table = read_stored_recap(reading(), tools(), batch).file.register.refused
    return workbook(_l("ditolak-%(period)s", period=batch.period), table)


def _own(public_id: str) -> ImportBatch:
    return own_batch(reading().session, CITY, public_id, KINDS)


def _check(form: UploadForm) -> str:
    """The address of the next step: a small recap is read at once, a large one by the worker."""
    file: dict[str, Any] = {"content": form.file.content, "name": form.file.filename}
    period = MonthSpan(form.month.data, form.month.data)
    book = open_book(tools().sheets, **file)
    rows = rows_of(book)
    if rows > LARGE:
        refuse_unreadable_recap(book, period=period, today=reading().today)
        queued = {"period": period, "rows": rows, **file}
        public_id = transact(lambda uow: queue_file(uow, tools(), BatchKind.RECAP, CITY, **queued).public_id)
    else:
        recap = read_recap(reading(), tools(), period=period, **file)
        public_id = transact(lambda uow: check_recap(uow, tools(), recap, **file).public_id)
    return url_for(".show", public_id=public_id)


def _wait(batch: ImportBatch) -> str:
    uow = reading()
    row, progress = batch_row(uow.session, batch), progress_of(uow, batch)
    return render_template("office/recaps/working.html", batch=row, progress=progress)


def _shops_in(recap: CheckedRecap, sent: Mapping[str, str]) -> dict[str, str]:
    known = {SKIP, *(one.public_id for one in every_shop(reading().session))}
    keys = [one.shop.key for one in recap.asked_shops]
    return {key: sent[key] for key in keys if sent.get(key) in known}


def _ask(batch: ImportBatch, recap: CheckedRecap) -> str:
    session = reading().session
    return render_template(
        "office/recaps/questions.html",
        batch=batch_row(session, batch),
        recap=recap,
        every=every_shop(session),
        skip=SKIP,
    )


def _look(batch: ImportBatch, recap: CheckedRecap) -> str:
    session = reading().session
    return render_template(
        "office/recaps/check.html",
        batch=batch_row(session, batch),
        before=imported_before(session, batch),
        recap=recap,
        large=is_large(reading(), batch),
        column_choices=column_choices(),
    )


def _ended(batch: ImportBatch) -> str:
    uow = reading()
    return render_template(
        "office/recaps/show.html",
        batch=batch_row(uow.session, batch),
        parts=PartList(recap_id=batch.id).rows(uow.session),
        history=history(uow.session, "import_batch", batch.id),
    )
