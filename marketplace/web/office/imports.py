"""The city's own lists as files: makers and their products, looked at first, then taken in at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from marketplace.imports.batches import drop_batch
from marketplace.imports.lists.services import (
    CITY,
    LISTS,
    check_list,
    commit_list,
    read_list,
    read_stored_list,
)
from marketplace.imports.models import BatchKind
from marketplace.imports.queries import BatchList, batch_row, own_batch
from marketplace.imports.states import CHECKED
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, tools, transact
from marketplace.web.forms import Choice, DayField, Document, Form
from marketplace.web.lists import page_of
from marketplace.web.redirects import done, notify
from marketplace.web.workbooks import ACCEPTED, workbook

bp = Blueprint("office_imports", __name__)

MOST = 200  # lines of each sort on the page; the file has all that were left out


class UploadForm(Form):
    kind = Choice(
        _l("Isi berkas"), [(kind.value, kind.label) for kind in LISTS], coerce=BatchKind, radio=True
    )
    file = Document(_l("Berkas daftar kota"), accept=ACCEPTED, megabytes=16)


class CommitForm(Form):
    since = DayField(
        _l("Lokal sejak"),
        required=False,
        most=lambda: reading().today,
        help=_l("Kosong berarti tanpa batas awal: pembelian yang lebih lama pun dihitung lokal."),
    )


@bp.get("/imports")
@may(OFFICER)
def index() -> ResponseReturnValue:
    batches = page_of(BatchList(organisation_id=CITY, kinds=LISTS))
    return render_template("office/imports/index.html", batches=batches)


@bp.get("/imports/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return render_template("office/imports/new.html", form=UploadForm())


@bp.post("/imports/new")
@may(OFFICER)
def check() -> ResponseReturnValue:
    form = UploadForm().shown_on("office/imports/new.html")
    return redirect(form.attempt(lambda: _check(form)))


@bp.get("/imports/<public_id>")
@may(OFFICER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, CommitForm(formdata=None))


@bp.post("/imports/<public_id>/commit")
@may(OFFICER)
def commit(public_id: str) -> ResponseReturnValue:
    form = CommitForm().shown_on(lambda form: _page(public_id, form))
    form.check()
    uow = reading()
    batch = own_batch(uow.session, CITY, public_id, LISTS)
    batch_id, city_list = batch.id, read_stored_list(uow, tools(), batch)
    written = transact(lambda uow: commit_list(uow, batch_id, city_list, since=form.since.data).written)
    notify(ngettext("%(num)s baris masuk daftar.", "%(num)s baris masuk daftar.", written))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/imports/<public_id>/drop")
@may(OFFICER)
def drop(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: drop_batch(uow, own_batch(uow.session, CITY, public_id, LISTS).id))
    return done(_l("Impor dibatalkan; tidak ada yang masuk daftar."), ".index")


@bp.get("/imports/<public_id>/bad-lines.xlsx")
@may(OFFICER)
def bad_lines(public_id: str) -> ResponseReturnValue:
    uow = reading()
    batch = own_batch(uow.session, CITY, public_id, LISTS)
    return workbook(
        _l("tidak-diambil-%(kind)s", kind=batch.kind), read_stored_list(uow, tools(), batch).refused
    )


def _check(form: UploadForm) -> str:
    """The address of the preview."""
    kind = form.kind.data
    file: dict[str, Any] = {"content": form.file.content, "name": form.file.filename}
    city_list = read_list(reading(), tools(), kind, **file)
    public_id = transact(lambda uow: check_list(uow, tools(), kind, city_list, **file).public_id)
    return url_for(".show", public_id=public_id)


def _page(public_id: str, form: CommitForm) -> str:
    """What the list would bring, or what became of it."""
    uow = reading()
    batch = own_batch(uow.session, CITY, public_id, LISTS)
    row = batch_row(uow.session, batch)
    if batch.state is CHECKED:
        seen = read_stored_list(uow, tools(), batch)
        return render_template("office/imports/check.html", batch=row, seen=seen, form=form, most=MOST)
    log = history(uow.session, "import_batch", batch.id)
    return render_template("office/imports/show.html", batch=row, history=log)
