"""The shop's purchase register as a file: look first, then record all of it at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from marketplace.imports.batches import drop_batch
from marketplace.imports.mappings.base import MAPPINGS
from marketplace.imports.models import BatchKind
from marketplace.imports.previews import preview
from marketplace.imports.queries import BatchList, batch_row, imported_before, own_batch
from marketplace.imports.registers.blank import blank_register
from marketplace.imports.services import (
    check_register,
    commit_register,
    marked_register,
    read_file,
    read_stored,
)
from marketplace.imports.states import CHECKED
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.period import MonthSpan
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.forms import Choice, Document, Form, MonthField
from marketplace.web.lists import page_of
from marketplace.web.months import this_month
from marketplace.web.redirects import done, notify
from marketplace.web.workbooks import ACCEPTED, workbook

bp = Blueprint("partner_imports", __name__)

KINDS = (BatchKind.PURCHASES,)


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
    return _page(public_id)


@bp.post("/imports/<public_id>/commit")
@may(PARTNER)
def commit(public_id: str) -> ResponseReturnValue:
    form = Form().shown_on(lambda form: _page(public_id, form))
    written = form.attempt(lambda: _commit(public_id))
    notify(ngettext("%(num)s baris dicatat.", "%(num)s baris dicatat.", written))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/imports/<public_id>/drop")
@may(PARTNER)
def drop(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: drop_batch(uow, own_batch(uow.session, actor().organisation, public_id, KINDS).id))
    return done(_l("Impor dibatalkan; tidak ada yang dicatat."), ".index")


@bp.get("/imports/<public_id>/bad-rows.xlsx")
@may(PARTNER)
def bad_rows(public_id: str) -> ResponseReturnValue:
    uow = reading()
    batch = own_batch(uow.session, actor().organisation, public_id, KINDS)
    table = read_stored(uow, tools(), batch).refused
    return workbook(_l("ditolak-%(period)s", period=batch.period), table)


def _check(form: UploadForm) -> str:
    """The address of the preview."""
    file: dict[str, Any] = {
        "content": form.file.content,
        "name": form.file.filename,
        "mapping": form.mapping.data,
    }
    register = read_file(reading(), tools(), period=form.period(), **file)
    public_id = transact(
        lambda uow: check_register(uow, tools(), actor().organisation, register, **file).public_id
    )
    return url_for(".show", public_id=public_id)


def _commit(public_id: str) -> int:
    """How many rows were new."""
    uow = reading()
    batch = own_batch(uow.session, actor().organisation, public_id, KINDS)
    batch_id, marked = batch.id, marked_register(batch.organisation_id, read_stored(uow, tools(), batch))
    return transact(lambda uow: commit_register(uow, batch_id, marked).written)


def _page(public_id: str, form: Form | None = None) -> str:
    """What the file would write, or what became of it."""
    uow = reading()
    batch = own_batch(uow.session, actor().organisation, public_id, KINDS)
    row = batch_row(uow.session, batch)
    if batch.state is not CHECKED:
        log = history(uow.session, "import_batch", batch.id)
        return render_template("partner/imports/show.html", batch=row, history=log)
    seen = preview(uow, tools(), batch)
    form = form or Form(formdata=None)
    before = imported_before(uow.session, batch)
    return render_template("partner/imports/check.html", batch=row, seen=seen, form=form, before=before)
