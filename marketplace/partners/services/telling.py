"""Letters to the owners of a partner, each in plain words with the next step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from marketplace.accounts.recipients import owners_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, PartnerId
from marketplace.kernel.labels import Label, _l
from marketplace.partners.models import Mou, PartnerHold
from marketplace.partners.wording import in_words

GREETING = _l("Halo %(name)s,\n\n%(text)s\n\nSalam,\nMB2 Metro Bangga Beli\n")
HELD_SUBJECT = _l("Pemesanan Anda di MB2 ditangguhkan")
HELD = _l(
    "sejak %(day)s usaha Anda tidak dapat memesan lewat MB2. Alasan: %(reason)s\n\nPesanan yang sudah dibuat tetap"
    " berjalan, dan pembelian tetap dapat dicatat. Perbaiki sebabnya, lalu hubungi Dinas."
)
ENDED_SUBJECT = _l("MoU Anda dengan kota diakhiri")
ENDED = _l(
    "MoU nomor %(number)s diakhiri; hari terakhirnya %(day)s. Alasan: %(reason)s\n\nSesudah itu pesanan baru tidak"
    " dapat dikirim. Pesanan dan pembelian yang sudah ada tetap. Untuk MoU yang baru, hubungi Dinas."
)


def tell_owners(uow: UnitOfWork, subject: Label, texts: Mapping[PartnerId, str]) -> None:
    """A letter to each owner with an address; who has none finds the same on the home."""
    letters = [
        {
            "to": owner.email,
            "subject": str(subject),
            "body": GREETING % {"name": owner.name, "text": texts[PartnerId(partner)]},
        }
        for partner, owners in owners_of(uow.session, [OrganisationId(one) for one in texts]).items()
        for owner in owners
    ]
    uow.later_each("send_mail", letters)


def tell_of_hold(uow: UnitOfWork, hold: PartnerHold) -> None:
    text = HELD % {"day": in_words(hold.from_on), "reason": hold.reason}
    tell_owners(uow, HELD_SUBJECT, {hold.partner_id: text})


def tell_of_end(uow: UnitOfWork, mou: Mou, last_day: date, reason: str) -> None:
    text = ENDED % {"number": mou.number, "day": in_words(last_day), "reason": reason}
    tell_owners(uow, ENDED_SUBJECT, {mou.partner_id: text})
