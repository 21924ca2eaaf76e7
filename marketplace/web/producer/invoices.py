"""The maker's bills: one press makes one of all that a shop was handed and no bill has yet; and whether it is PKP."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.billing.invoicing import cancel_invoice, uninvoiced
from marketplace.billing.models import Invoice
from marketplace.billing.tax_status import state_tax_status, tax_statuses
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.ordering.invoicing import invoice_handovers
from marketplace.ordering.money import dues
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import DayField, Form, Text, Tick, press
from marketplace.web.redirects import done
from marketplace.web.trade_pages.invoices import PAGES, invoice_page
from marketplace.web.trade_pages.money import own_dues
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)


class IssueForm(Form):
    tax_free = Tick(_l("Barangnya bebas PPN (bahan pokok)"))


class CancelInvoiceForm(Form):
    reason = Text(_l("Mengapa dibatalkan"), longest=200)


class TaxStatusForm(Form):
    since = DayField(_l("Sejak tanggal"))
    pkp = Tick(_l("Usaha ini Pengusaha Kena Pajak (PKP)"))
    number = Text(_l("Nomor pengukuhan PKP atau NPWP"), required=False, longest=40)


@bp.post("/money/shops/<public_id>/invoice")
@may(PRODUCER)
def create(public_id: str) -> ResponseReturnValue:
    """Of every due of this shop's that no invoice has."""
    form = IssueForm()

    def write(uow: UnitOfWork) -> str:
        rows = dues(uow.session, own_dues(MAKER, partner=public_id, settled=False))
        if not rows:
            raise NotFound(f"shop {public_id} owes nothing here")
        open_ones = uninvoiced(uow.session, [row.id for row in rows])
        if not open_ones:
            raise Refused(_l("Semua kiriman ke toko ini sudah masuk nota."))
        return invoice_handovers(uow, open_ones, tax_free=form.tax_free.data).public_id

    issued = press(write, url_for(".index"))
    return done(_l("Nota diterbitkan."), ".show", public_id=issued)


@bp.post("/invoices/<public_id>/cancel")
@may(PRODUCER)
def cancel(public_id: str) -> ResponseReturnValue:
    form = CancelInvoiceForm().shown_on(lambda form: invoice_page(MAKER, public_id, cancel=form))

    def write(uow: UnitOfWork) -> str:
        invoice = uow.find(Invoice, public_id=public_id)
        return cancel_invoice(uow, invoice.id, reason=form.reason.data).public_id

    sentence = _l("Nota dibatalkan dengan nota kredit; kirimannya dapat masuk nota lain.")
    return done(sentence, ".show", public_id=form.submit(write))


@bp.get("/invoices/tax")
@may(PRODUCER)
def tax() -> ResponseReturnValue:
    return _tax_page()


@bp.post("/invoices/tax")
@may(PRODUCER)
def state_tax() -> ResponseReturnValue:
    form, mine = TaxStatusForm().shown_on(_tax_page), actor().organisation
    form.submit(
        lambda uow: state_tax_status(
            uow, mine, since=form.since.data, pkp=form.pkp.data, number=form.number.data or ""
        )
    )
    return done(_l("Status PKP dicatat; nota yang sudah terbit tidak berubah."), ".tax")


def _tax_page(form: TaxStatusForm | None = None) -> str:
    uow = reading()
    form = form or TaxStatusForm(formdata=None, since=uow.today)
    statuses = tax_statuses(uow.session, uow.actor.organisation)
    return render_template("producer/invoices/tax.html", form=form, statuses=statuses)
