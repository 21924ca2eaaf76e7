"""The small forms on a partner's page at the office."""

from __future__ import annotations

from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PARTNER
from marketplace.partners.models import PartnerKind
from marketplace.partners.queries import PartnerAbout, PartnerRow, possible_heads
from marketplace.web.forms import Choice, DayField, Form, LongText, Text, Whole

NOBODY = _l("Bukan anggota jaringan")


class KindForm(Form):
    kind = Choice(_l("Jenis"), PartnerKind)
    staff_count = Whole(_l("Jumlah pegawai"), required=False, least=1, most=1_000_000)


class NewForm(KindForm):
    name = Text(_l("Nama usaha atau kantor"), longest=120, autocomplete="organization")


class ChangeForm(KindForm):
    parent = Choice(_l("Induk jaringan"), required=False, empty=NOBODY)

    def offer(self, uow: UnitOfWork, partner: PartnerRow, about: PartnerAbout) -> ChangeForm:
        """The heads there are; what it has now stays on offer."""
        now = [(about.parent_public_id, about.parent)] if about.parent_public_id else []
        heads = possible_heads(uow.session, partner.id)
        self.parent.choices = [*heads, *(pair for pair in now if pair not in heads)]
        return self

    def changes(self, uow: UnitOfWork) -> dict[str, Any]:
        head = uow.find(Organisation, public_id=self.parent.data, kind=PARTNER) if self.parent.data else None
        return {
            "kind": self.kind.data,
            "staff_count": self.staff_count.data,
            "parent_id": PartnerId(head.id) if head else None,
        }


class HoldForm(Form):
    """Its names differ from those of the form that stands on the same page."""

    def __init__(self, **given: Any) -> None:
        super().__init__(prefix="hold", **given)

    reason = LongText(_l("Alasan penangguhan"), rows=2, longest=300, help=_l("Dibaca oleh mitra."))
    from_on = DayField(_l("Mulai"), required=False, help=_l("Kosong: hari ini."))
    until_on = DayField(_l("Sampai"), required=False, help=_l("Kosong: sampai dicabut."))
