"""What auditors fill in: plans, cases, documents and findings."""

from __future__ import annotations

from typing import Any

from flask import request

from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.cases import CheckOutcome, MisstatementCause
from marketplace.audits.planning import PlanDetails
from marketplace.audits.queries import grounds
from marketplace.circulars.models import Circular
from marketplace.circulars.queries import partner_choices
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.partners.models import Mou
from marketplace.web.context import reading
from marketplace.web.fields.values import DayField, MonthField, RupiahField, Whole
from marketplace.web.forms import Choice, Form, LongText, Text

SHARES = {  # basis points, and as they are read
    "confidence": {9000: "90 %", 9500: "95 %"},
    "tolerable": {points: f"{points // 100} %" for points in (200, 300, 500, 800, 1000, 1200, 1500, 2000)},
    "expected": {0: "0 %", 50: "0,5 %", 100: "1 %", 200: "2 %", 300: "3 %", 400: "4 %"},
}
USUAL = {"confidence": 9500, "tolerable": 500, "expected": 0}


class SizeForm(Form):
    """The three shares that a sample's size follows from."""

    confidence = Choice(_l("Keyakinan"), SHARES["confidence"].items(), coerce=int)
    tolerable = Choice(_l("Salah saji yang dapat diterima"), SHARES["tolerable"].items(), coerce=int)
    expected = Choice(_l("Salah saji yang diperkirakan"), SHARES["expected"].items(), coerce=int)


class PlanForm(SizeForm):
    first = MonthField(_l("Dari bulan"))
    last = MonthField(_l("Sampai bulan"))
    partner = Choice(_l("Mitra"), required=False, empty=_l("Semua mitra"), coerce=int)
    ground = Choice(_l("Dasar hukum"))
    basis = Text(_l("Pasal atau butir"), longest=100, placeholder=_l("butir 4a"))
    method = Choice(_l("Cara mengundi"), lambda: [(key, METHODS[key].label) for key in METHODS], radio=True)
    size = Whole(
        _l("Banyaknya dokumen"),
        required=False,
        least=1,
        most=2000,
        help=_l("Kosongkan untuk yang paling sedikit menurut keyakinan di atas."),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        session = reading().session
        self.partner.choices = list(partner_choices(session))
        self.ground.choices = list(grounds(session))

    def details(self, uow: UnitOfWork) -> PlanDetails:
        kind, _, code = self.ground.data.partition(":")
        partner = self.partner.data
        return PlanDetails(
            first=self.first.data,
            last=self.last.data,
            partner_id=None if partner is None else PartnerId(partner),
            circular_id=uow.find(Circular, public_id=code).id if kind == "circular" else None,
            mou_id=uow.find(Mou, public_id=code).id if kind == "mou" else None,
            basis=self.basis.data,
            method=self.method.data,
            confidence=self.confidence.data,
            tolerable=self.tolerable.data,
            expected=self.expected.data,
            size=self.size.data,
        )


def shares_asked() -> dict[str, int]:
    """The three shares as the address has them; what is not offered is the usual one."""
    return {
        name: int(text)
        if (text := request.args.get(name, "")).isdecimal() and int(text) in offered
        else USUAL[name]
        for name, offered in SHARES.items()
    }


class AbandonForm(Form):
    reason = LongText(_l("Mengapa ditinggalkan"), rows=2, longest=300)


class OpenCaseForm(Form):
    asked = LongText(
        _l("Yang diminta dari toko"),
        rows=2,
        longest=500,
        help=_l("Toko membaca kalimat ini; misalnya nota asli dan buku pengembalian."),
    )
    due_on = DayField(_l("Paling lambat"))


class CheckForm(Form):
    outcome = Choice(_l("Hasil"), CheckOutcome, radio=True)
    audited = RupiahField(_l("Nilai di kertas"), required=False, help=_l("Hanya bila beda."))
    cause = Choice(_l("Sebab"), MisstatementCause, required=False)
    note = Text(_l("Kata penjaga toko"), required=False, longest=300)


class FindingForm(Form):
    found = LongText(_l("Kondisi"), rows=2, longest=1000, help=_l("Apa yang ditemukan."))
    criterion = LongText(
        _l("Kriteria"), rows=2, longest=1000, help=_l("Apa yang seharusnya, menurut aturan mana.")
    )
    reason = LongText(_l("Sebab"), rows=2, longest=1000)
    effect = LongText(_l("Akibat"), rows=2, longest=1000)
    advice = LongText(_l("Rekomendasi"), rows=2, longest=1000)
    amount = RupiahField(_l("Nilai temuan"))
    due_on = DayField(_l("Dijawab paling lambat"))


class RefuseAnswerForm(Form):
    reason = LongText(_l("Mengapa belum cukup"), rows=2, longest=500, help=_l("Toko membaca kalimat ini."))


class VerifyForm(Form):
    note = LongText(_l("Apa yang Anda lihat"), rows=2, longest=500)
