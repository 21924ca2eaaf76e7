"""The shop's total purchases of a month: the number its share is measured against, and what its files offer for it."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.circulars.queries import judging
from marketplace.circulars.terms import CircularTerms, goods_named
from marketplace.compliance.inputs import state_of
from marketplace.compliance.states import PUBLISHED
from marketplace.compliance.weighing import WeighedMonth, weigh_months
from marketplace.db.uow import UnitOfWork
from marketplace.imports.declaring import read_unread, store_unread
from marketplace.imports.models import BatchKind
from marketplace.imports.queries import own_batch
from marketplace.imports.read_months import StoredFiles, stored_files
from marketplace.imports.totals import OfferedTotal, offered_total
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month
from marketplace.purchases.declarations import declare_spend, latest_declaration
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.purchases.recorded import recorded_spend
from marketplace.uptake.declared import DeclaredList
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.forms import Document, Form, Hidden, LongText, MonthField, RupiahField, Text, Tick
from marketplace.web.lists import page_of
from marketplace.web.months import month_arg, month_named, this_month
from marketplace.web.redirects import notify
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload

bp = Blueprint("partner_declarations", __name__)

LEFT_OUT = "left_out_"
WAITS = _l(
    "Pernyataan dikirim. Totalnya lebih rendah, jadi yang lama tetap dihitung sampai petugas menyetujui."
)
COUNTS = _l("Pernyataan belanja dikirim dan langsung dihitung.")
TOO_LATE = _l("Pernyataan belanja dikirim. Laporan bulan itu sudah terbit dan tidak berubah.")
OTHER_MONTH = _l(
    "Bulannya diganti, padahal totalnya dari berkas bulan lain. Periksa totalnya, lalu kirim lagi."
)


class DeclarationForm(Form):
    month = MonthField(_l("Bulan"), most=this_month)
    total = RupiahField(
        _l("Total belanja"), help=_l("Semua pembelian barang bulan itu, lokal maupun bukan, tanpa PPN.")
    )
    food = RupiahField(_l("Di antaranya makanan dan minuman"), required=False)
    other = RupiahField(_l("Di antaranya barang lain"), required=False)
    signer = Text(_l("Penanggung jawab"), longest=120, autocomplete="name")
    file = Document(_l("Berkas pendukung"), required=False, validators=[readable_document])
    reason = LongText(
        _l("Alasan"),
        rows=2,
        required=False,
        longest=300,
        help=_l(
            "Perlu bila totalnya lebih rendah daripada yang berlaku, atau tidak biasa. Petugas membacanya."
        ),
    )
    sure = Tick(_l("Ya, angkanya benar"))
    shown = Hidden()  # the month whose offered total stood in the field
    circular: CircularTerms | None = None  # by which that month is judged

    @property
    def excluded(self) -> tuple[str, ...]:
        return self.circular.excluded if self.circular else ()

    @property
    def left_out(self) -> list[Any]:
        """A field for each of the goods that the circular excludes; nothing is an answer, silence is not."""
        return [self._fields[LEFT_OUT + str(place)] for place in range(len(self.excluded))]

    def parts(self) -> dict[str, int]:
        """By category, where it was told."""
        told: dict[str, Any] = {
            "food": self.food and self.food.data,
            "non-food": self.other and self.other.data,
        }
        told |= {code: field.data for code, field in zip(self.excluded, self.left_out, strict=True)}
        return {code: amount for code, amount in told.items() if amount is not None}


def declaration_form(month: Month | None) -> DeclarationForm:
    """Asks for the part of all that the month's circular excludes, and for no category twice."""
    circular = judging(reading().session, month) if month else None
    excluded = circular.excluded if circular else ()
    fields: dict[str, Any] = {
        LEFT_OUT + str(place): RupiahField(goods_named([code]), help=_l("Isi 0 bila tidak ada."))
        for place, code in enumerate(excluded)
    }
    fields |= {name: None for name, code in (("food", "food"), ("other", "non-food")) if code in excluded}
    form = cast(DeclarationForm, type("DeclarationForm", (DeclarationForm,), fields)(month=month))
    form.circular = circular
    return form


@bp.get("/declarations")
@may(PARTNER)
def index() -> ResponseReturnValue:
    declarations = page_of(DeclaredList(partner_id=actor().organisation))
    weighed = weigh_months(reading().session, {(row.partner_id, row.month) for row in declarations.rows})
    return render_template("partner/declarations/index.html", declarations=declarations, weighed=weighed)


@bp.get("/declarations/new")
@may(PARTNER)
def new() -> ResponseReturnValue:
    month = month_arg() or this_month().previous
    offer = _offer(month)
    form = declaration_form(month)
    form.total.data = total = _chosen(offer, _weighed(reading(), month).local)
    return _page(form, offer, shown="" if total is None else str(month))


@bp.post("/declarations/new")
@may(PARTNER)
def create() -> ResponseReturnValue:
    form = declaration_form(DeclarationForm().month.data).shown_on(
        lambda form: _page(form, _offer(form.month.data))
    )
    month = form.month.data
    waits = form.submit(lambda uow: _declare(uow, form).waits)
    published = state_of(reading().session, month) is PUBLISHED
    notify(WAITS if waits else TOO_LATE if published else COUNTS)
    return redirect(url_for(".index"))


@bp.post("/declarations/files")
@may(PARTNER)
def read_files() -> ResponseReturnValue:
    """Read what was imported before totals were stored with it; pages open no file."""
    month = month_named(request.form.get("month", ""))
    old = _stored(month).unread
    marked = read_unread(reading(), tools(), old)
    transact(lambda uow: store_unread(uow, old, marked))
    return redirect(url_for(".new", month=month))


def _declare(uow: UnitOfWork, form: DeclarationForm) -> SpendDeclaration:
    if form.shown.data and form.shown.data != str(form.month.data):
        raise Refused(OTHER_MONTH, field="total")
    return declare_spend(
        uow,
        actor().organisation,
        form.month.data,
        total=form.total.data,
        by_category=form.parts(),
        excluded=form.excluded,
        local=_weighed(uow, form.month.data).local,
        signer=form.signer.data,
        file_id=_file(uow, form),
        reason=form.reason.data,
        sure=form.sure.data,
    )


def _file(uow: UnitOfWork, form: DeclarationForm) -> AttachmentId | None:
    """What was sent along, else the imported file that the page was opened from."""
    if (sent := keep_upload(uow, form.file)) is not None:
        return sent
    if public_id := request.args.get("batch"):
        return own_batch(uow.session, actor().organisation, public_id, [BatchKind.PURCHASES]).file_id
    return None


def _weighed(uow: UnitOfWork, month: Month) -> WeighedMonth:
    own = actor().organisation, str(month)
    return weigh_months(uow.session, {own})[own]


def _stored(month: Month | None) -> StoredFiles:
    months = [] if month is None else [month]
    return stored_files(reading().session, actor().organisation, months)


def _offer(month: Month | None) -> OfferedTotal:
    return offered_total(_stored(month).by_month[month] if month else [])


def _chosen(offer: OfferedTotal, local: Rupiah) -> Rupiah | None:
    """The total that stands in the field already.

    None while it is asked which refused rows belong to it, and where local purchases alone are more: then the files
    are not all that was bought.
    """
    if not offer.files or offer.twice or (offer.refused and "asked" not in request.args):
        return None
    ticked = request.args.getlist("in")
    inside = [row.net or 0 for row in offer.refused if str(row.ref) in ticked]
    total = Rupiah(max(0, offer.total + sum(inside)))
    return total if total >= local else None


def _page(form: DeclarationForm, offer: OfferedTotal, *, shown: str = "") -> str:
    uow, month = reading(), form.month.data
    seen: dict[str, Any] = {"recorded": None, "local": None, "standing": None, "published": False}
    if month is not None:
        seen = {
            "recorded": recorded_spend(uow.session, actor().organisation, month).total,
            "local": _weighed(uow, month).local,
            "standing": latest_declaration(uow, actor().organisation, month),
            "published": state_of(uow.session, month) is PUBLISHED,
        }
    unread = _stored(month).unread
    asked = form.reason.errors or form.sure.errors or form.reason.data or form.sure.data
    return render_template(
        "partner/declarations/new.html",
        form=form,
        offer=offer,
        asked=asked,
        shown=shown,
        unread=unread,
        **seen,
    )
