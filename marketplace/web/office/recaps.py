"""The city's recap of many shops as a file: shops are told, it is looked at, then recorded for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.imports.asking import answers_in, asked, columns_in
from marketplace.imports.batches import drop_batch
from marketplace.imports.lists.services import CITY
from marketplace.imports.models import ImportBatch
from marketplace.imports.queries import BatchList, batch_row, imported_before, own_batch
from marketplace.imports.recaps.plans import RecapPlan
from marketplace.imports.recaps.queries import PartList
from marketplace.imports.recaps.services import (
    KINDS,
    Recap,
    answer_recap,
    check_recap,
    commit_recap,
    planned,
    read_recap,
    read_stored_recap,
    undo_recap,
)
from marketplace.imports.recaps.shops import SKIP, every_shop
from marketplace.imports.registers.column_questions import column_choices
from marketplace.imports.states import CHECKED
from marketplace.imports.undoing import undo_import
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.period import MonthSpan
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, tools, transact
from marketplace.web.forms import Document, Form, MonthField, press
from marketplace.web.lists import page_of
from marketplace.web.months import this_month
from marketplace.web.redirects import done
from marketplace.web.workbooks import ACCEPTED, workbook

bp = Blueprint("office_recaps", __name__)

MOST = 200  # refused rows on the page; the file has them all
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
    """What is left open, else what the recap would write, or what became of it."""
    batch = _own(public_id)
    if batch.state is not CHECKED:
        return _ended(batch)
    recap, plan = _planned(batch)
    still = any(one.open for one in asked(recap.file.register, plan))
    return _ask(batch, recap, plan) if still or recap.open_shops else _look(batch, recap, plan)


@bp.get("/recaps/<public_id>/questions")
@may(OFFICER)
def questions(public_id: str) -> ResponseReturnValue:
    """Answers that were given, to change them."""
    batch = _own(public_id)
    if batch.state is not CHECKED:
        return redirect(url_for(".show", public_id=public_id))
    return _ask(batch, *_planned(batch))


@bp.post("/recaps/<public_id>/questions")
@may(OFFICER)
def answer(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id, (recap, plan) = batch.id, _planned(batch)
    given = {
        **columns_in(recap.file.register, request.form),
        **answers_in([one.question for one in asked(recap.file.register, plan)], request.form),
        **_shops_in(recap, request.form),
    }
    press(lambda uow: answer_recap(uow, batch_id, given).id, back)
    return redirect(back)


@bp.post("/recaps/<public_id>/commit")
@may(OFFICER)
def commit(public_id: str) -> ResponseReturnValue:
    batch, back = _own(public_id), url_for(".show", public_id=public_id)
    batch_id, recap = batch.id, read_stored_recap(reading(), tools(), batch)
    press(lambda uow: commit_recap(uow, batch_id, recap).id, back)
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
    """The address of the next step."""
    file: dict[str, Any] = {"content": form.file.content, "name": form.file.filename}
    period = MonthSpan(form.month.data, form.month.data)
    recap = read_recap(reading(), tools(), period=period, **file)
    public_id = transact(lambda uow: check_recap(uow, tools(), recap, **file).public_id)
    return url_for(".show", public_id=public_id)


def _planned(batch: ImportBatch) -> tuple[Recap, RecapPlan]:
    """The file read anew, and what it would do to the ledger."""
    uow = reading()
    recap = read_stored_recap(uow, tools(), batch)
    return recap, planned(uow, recap)


def _shops_in(recap: Recap, sent: Mapping[str, str]) -> dict[str, str]:
    known = {SKIP, *(one.public_id for one in every_shop(reading().session))}
    return {one.key: sent[one.key] for one in recap.asked_shops if sent.get(one.key) in known}


def _ask(batch: ImportBatch, recap: Recap, plan: RecapPlan) -> str:
    uow = reading()
    return render_template(
        "office/recaps/questions.html",
        batch=batch_row(uow.session, batch),
        recap=recap,
        parts={part.text: part for part in recap.file.parts},
        questions=asked(recap.file.register, plan),
        every=every_shop(uow.session),
        skip=SKIP,
    )


def _look(batch: ImportBatch, recap: Recap, plan: RecapPlan) -> str:
    session = reading().session
    return render_template(
        "office/recaps/check.html",
        batch=batch_row(session, batch),
        before=imported_before(session, batch),
        recap=recap,
        register=recap.file.register,
        plan=plan,
        answers=asked(recap.file.register, plan),
        column_choices=column_choices(),
        most=MOST,
    )


def _ended(batch: ImportBatch) -> str:
    uow = reading()
    return render_template(
        "office/recaps/show.html",
        batch=batch_row(uow.session, batch),
        parts=PartList(recap_id=batch.id).rows(uow.session),
        history=history(uow.session, "import_batch", batch.id),
    )
