"""Forms for what the city asks of products: a new requirement, another in place of one, an end, a decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from marketplace.catalog.categories import categories
from marketplace.catalog.models import Category
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Level, Requirement
from marketplace.certification.services.requiring import Proposal
from marketplace.certification.standards import CONFIRMED, UNCONFIRMED, read_source
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import CategoryId
from marketplace.kernel.labels import _l
from marketplace.producers.models import Scale
from marketplace.web.forms import Choice, DayField, Form, LongText, Text, Tick, Whole

GOODS = _l("semua jenis produk")
SIZES = _l("semua skala")


class ChangeForm(Form):
    """Another requirement in place of one: its goods, scale and paper stay."""

    level = Choice(_l("Sifat"), Level, radio=True)
    from_on = DayField(_l("Mulai"), help=_l("Paling awal besok; yang sudah berlaku tidak diubah."))
    until_on = DayField(_l("Sampai"), required=False, help=_l("Kosong berarti sampai diubah."))
    grace_days = Whole(
        _l("Masa tenggang (hari)"),
        least=0,
        most=3650,
        help=_l("Selama itu surat diminta, tetapi produk tetap tayang. 0 berarti tanpa tenggang."),
    )
    basis = Text(_l("Dasar hukum"), longest=200, help=_l("Misalnya PP 42/2024."))
    confirmed = Tick(
        _l("Sumbernya sudah saya baca dan cocok"), help=_l("Kalau belum, warga melihat tandanya.")
    )
    reason = LongText(_l("Alasan perubahan"), longest=500, help=_l("Dibaca penyetuju; tersimpan di riwayat."))

    @classmethod
    def of(cls, row: Requirement, today: date) -> Self:
        """As it stands now."""
        source = read_source(row.basis)
        return cls(
            level=row.level,
            from_on=max(row.from_on, today + timedelta(days=1)),
            until_on=row.until_on,
            grace_days=row.grace_days,
            basis=source.text,
            confirmed=source.confirmed,
        )

    def proposal(self, uow: UnitOfWork, kind: str) -> Proposal:
        mark = CONFIRMED if self.confirmed.data else UNCONFIRMED
        category_id, scale = self.whom(uow)
        return Proposal(
            certificate_kind=kind,
            level=self.level.data,
            from_on=self.from_on.data,
            until_on=self.until_on.data,
            grace_days=self.grace_days.data,
            basis=f"{self.basis.data} [{mark}]",
            reason=self.reason.data,
            category_id=category_id,
            scale=scale,
        )

    def whom(self, uow: UnitOfWork) -> tuple[CategoryId | None, Scale | None]:
        """Of which goods and which makers; what is replaced says it itself."""
        return None, None


class RequirementForm(ChangeForm):
    """One that is not there yet: it says of which goods, for whom and which paper too."""

    certificate_kind = Choice(_l("Surat"), lambda: [(key, kind.title) for key, kind in KINDS.items()])
    category = Choice(_l("Jenis produk"), required=False, empty=GOODS)
    scale = Choice(_l("Skala usaha"), Scale, required=False, empty=SIZES)

    def offer(self, uow: UnitOfWork) -> Self:
        self.category.choices = list(categories(uow.session))
        return self

    def whom(self, uow: UnitOfWork) -> tuple[CategoryId | None, Scale | None]:
        code = self.category.data
        return uow.find(Category, code=code).id if code else None, self.scale.data


class EndForm(Form):
    from_on = DayField(_l("Hari pertama tanpa syarat ini"), help=_l("Paling awal besok."))
    reason = LongText(_l("Alasan"), longest=500, help=_l("Dibaca penyetuju; tersimpan di riwayat."))


class RefusalForm(Form):
    reason = LongText(_l("Alasan"), longest=500, required=False, help=_l("Wajib bila menolak."))
