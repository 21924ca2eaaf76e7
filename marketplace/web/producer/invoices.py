"""The maker's bills: one press makes one of what a shop was handed; whether it is PKP, and what bringing costs."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.billing.cancelling import cancel_invoice
from marketplace.billing.delivery_rules import delivery_rules, state_delivery_rule
from marketplace.billing.models import Invoice
from marketplace.billing.tax_status import state_tax_status, tax_statuses
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.ordering.invoicing import invoice_handovers
from marketplace.ordering.money import dues
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import DayField, Form, RupiahField, Text, Tick, press
from marketplace.web.paying import IssueForm
from marketplace.web.redirects import done
from marketplace.web.trade_pages.invoices import PAGES, invoice_page
from marketplace.web.trade_pages.money import own_dues
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)


class CancelInvoiceForm(Form):
    reason = Text(_l("Mengapa dibatalkan"), longest=200)


class DeliveryForm(Form):
    fee = RupiahField(_l("Ongkos kirim sekali pesan"), help=_l("Rp0 berarti gratis."))
    free_from = RupiahField(
        _l("Gratis mulai belanja"),
        required=False,
        help=_l("Nilai barang dalam satu pesanan. Kosongkan bila tidak pernah gratis."),
    )
    since = DayField(_l("Berlaku mulai"), least=lambda: reading().today)


class TaxStatusForm(Form):
    since = DayField(_l("Sejak tanggal"))
    pkp = Tick(_l("Usaha ini Pengusaha Kena Pajak (PKP)"))
    number = Text(_l("Nomor pengukuhan PKP atau NPWP"), required=False, longest=40)


@bp.post("/money/shops/<public_id>/invoice")
@may(PRODUCER)
def create(public_id: str) -> ResponseReturnValue:
    """Of the dues of this shop's that are ticked."""
    form = IssueForm()

    def write(uow: UnitOfWork) -> str:
        chosen = {*form.dues.data}
        if not chosen and not dues(uow.session, own_dues(MAKER, partner=public_id, settled=False)):
            raise NotFound(f"shop {public_id} owes nothing here")
        rows = dues(uow.session, own_dues(MAKER, partner=public_id, named=sorted(chosen)))
        if len(rows) < len(chosen):
            raise NotFound(f"dues of shop {public_id}")
        return invoice_handovers(uow, [row.id for row in rows], tax_free=form.tax_free.data).public_id

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


@bp.get("/invoices/delivery")
@may(PRODUCER)
def delivery() -> ResponseReturnValue:
    return _delivery_page()


@bp.post("/invoices/delivery")
@may(PRODUCER)
def state_delivery() -> ResponseReturnValue:
    form, mine = DeliveryForm().shown_on(_delivery_page), actor().organisation
    form.submit(
        lambda uow: state_delivery_rule(
            uow, mine, since=form.since.data, fee=form.fee.data, free_from=form.free_from.data
        )
    )
    sentence = _l(
        "Ongkos kirim dicatat; toko melihatnya di keranjang. Pesanan yang sudah masuk tidak berubah."
    )
    return done(sentence, ".delivery")


def _delivery_page(form: DeliveryForm | None = None) -> str:
    uow = reading()
    rules = delivery_rules(uow.session, uow.actor.organisation)
    held = next((rule for rule in rules if rule.since <= uow.today), None)
    form = form or DeliveryForm(
        formdata=None,
        since=uow.today,
        fee=held.fee if held else None,
        free_from=held.free_from if held else None,
    )
    return render_template("producer/invoices/delivery.html", form=form, rules=rules, held=held)
