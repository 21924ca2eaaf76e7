"""The terms between a maker and an outlet as a form, the same behind both doors."""

from __future__ import annotations

from typing import Any, Self

from marketplace.kernel.labels import _l
from marketplace.kernel.quantity import Quantity
from marketplace.ordering.states import Invoicing, Side, TradeModel
from marketplace.ordering.terms import Term
from marketplace.web.forms import Choice, Form, QuantityField, Whole

BASIS = 10  # thousandths of a percent in a basis point


class TermForm(Form):
    model = Choice(_l("Cara berdagang"), TradeModel, radio=True)
    margin = QuantityField(
        _l("Bagian toko, persen"),
        required=False,
        most=99_990,
        help=_l("Dari harga jual eceran. Kosongkan bila pembuat menetapkan harga titip sendiri."),
    )
    days_to_pay = Whole(
        _l("Dibayar dalam, hari"), most=365, help=_l("0 berarti tunai saat barang disepakati.")
    )
    loss_on = Choice(_l("Barang yang hilang di rak ditanggung"), Side, radio=True)
    invoicing = Choice(
        _l("Nota tagihan"),
        Invoicing,
        help=_l(
            "Nota mingguan memuat semua yang disepakati sebelum harinya. Pembuat PKP yang menjual barang bebas PPN"
            " membuat notanya sendiri."
        ),
    )

    @classmethod
    def of(cls, term: Term, **given: Any) -> Self:
        return cls(
            data=term._asdict() | {"margin": Quantity(term.margin * BASIS) if term.margin else None}, **given
        )

    @property
    def terms(self) -> dict[str, Any]:
        """As the service takes it; the margin in basis points."""
        return {
            "model": self.model.data,
            "margin": (self.margin.data or 0) // BASIS,
            "days_to_pay": self.days_to_pay.data,
            "loss_on": self.loss_on.data,
            "invoicing": self.invoicing.data,
        }
