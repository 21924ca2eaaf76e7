"""A maker reads that it was paid through a gateway, as it confirms nothing there; both read when money goes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.accounts.models import Organisation
from marketplace.billing.models import Invoice
from marketplace.billing.queries import kept_maker
from marketplace.checkouts.events import (
    CheckoutDisputed,
    CheckoutPaid,
    CheckoutRefunded,
    DisputeLost,
    DisputeWon,
)
from marketplace.checkouts.models import Checkout
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page, rupiah
from marketplace.notices.kinds.base import NOTICE_KINDS, TRADERS, NoticeKind, on
from marketplace.notices.telling import tell

PAID = Letter(
    "checkout-paid",
    _l("%(other)s membayar %(amount)s dengan kartu"),
    _l(
        "%(other)s membayar %(amount)s untuk nota %(number)s lewat Stripe, langsung ke akun Stripe Anda. Tagihannya"
        " sudah tercatat terbayar; Anda tidak perlu membenarkan apa-apa.\n\nLihat: %(link)s"
    ),
    amount=rupiah,
    link=page,
)
BACK = Letter(
    "checkout-refunded",
    _l("%(amount)s untuk nota %(number)s dikembalikan lewat Stripe"),
    _l(
        "Stripe menyatakan %(amount)s yang dibayar untuk nota %(number)s dikembalikan ke pembayarnya. Yang dulu lunas"
        " karenanya menjadi tagihan lagi; titipan dipakai lebih dahulu.\n\nLihat: %(link)s"
    ),
    amount=rupiah,
    link=page,
)
DISPUTED = Letter(
    "checkout-disputed",
    _l("Bank pembayar mempersoalkan pembayaran nota %(number)s"),
    _l(
        "Bank pembayar meminta kembali %(amount)s yang dibayar %(other)s untuk nota %(number)s. Jawab di dasbor"
        " Stripe Anda sebelum batas waktunya, dengan bukti kiriman dari MB2.\n\nNotanya: %(link)s"
    ),
    amount=rupiah,
    link=page,
)
LOST = Letter(
    "dispute-lost",
    _l("%(amount)s untuk nota %(number)s ditarik bank pembayar"),
    _l(
        "Sengketa atas pembayaran nota %(number)s kalah: %(amount)s ditarik kembali oleh bank pembayar, dan menjadi"
        " tagihan lagi. Bicarakan dengan %(other)s cara membayarnya.\n\nLihat: %(link)s"
    ),
    amount=rupiah,
    link=page,
)
WON = Letter(
    "dispute-won",
    _l("Sengketa pembayaran nota %(number)s Anda menangkan"),
    _l("Uang %(amount)s dari %(other)s untuk nota %(number)s tetap milik Anda.\n\nLihat: %(link)s"),
    amount=rupiah,
    link=page,
)


@on(CheckoutPaid)
def write_paid(uow: UnitOfWork, event: CheckoutPaid) -> None:
    maker, about = _to_maker(uow, uow.get(Checkout, event.checkout_id))
    tell(uow, PAID, {maker: about | {"amount": event.amount}}, event)


@on(CheckoutRefunded, DisputeLost)
def write_back(uow: UnitOfWork, event: CheckoutRefunded | DisputeLost) -> None:
    checkout = uow.get(Checkout, event.checkout_id)
    letter = LOST if isinstance(event, DisputeLost) else BACK
    told = dict((_to_maker(uow, checkout), _to_shop(uow, checkout)))
    tell(uow, letter, {reader: {**about, "amount": event.amount} for reader, about in told.items()}, event)


@on(CheckoutDisputed, DisputeWon)
def write_dispute(uow: UnitOfWork, event: CheckoutDisputed | DisputeWon) -> None:
    checkout = uow.get(Checkout, event.checkout_id)
    maker, about = _to_maker(uow, checkout)
    letter = WON if isinstance(event, DisputeWon) else DISPUTED
    tell(uow, letter, {maker: about | {"amount": checkout.amount}}, event)


Reader = tuple[OrganisationId, dict[str, Any]]


def _to_maker(uow: UnitOfWork, checkout: Checkout) -> Reader:
    maker = kept_maker(uow.session, checkout.payee_id)
    return maker, {**_about(uow, checkout, checkout.payer_id, "producer")}


def _to_shop(uow: UnitOfWork, checkout: Checkout) -> Reader:
    return checkout.payer_id, {**_about(uow, checkout, checkout.payee_id, "partner")}


def _about(uow: UnitOfWork, checkout: Checkout, other: OrganisationId, door: str) -> Mapping[str, Any]:
    invoice = uow.get(Invoice, checkout.invoice_id)
    return {
        "number": invoice.number,
        "other": uow.get(Organisation, other).name,
        "link": f"/{door}/invoices/{invoice.public_id}",
    }


NOTICE_KINDS.add("checkout_paid")(NoticeKind(_l("Dibayar lewat Stripe"), [PAID], readers=TRADERS))
NOTICE_KINDS.add("checkout_taken_back")(
    NoticeKind(
        _l("Uang lewat Stripe dikembalikan atau dipersoalkan"),
        [BACK, DISPUTED, LOST, WON],
        must=True,
        until=[DisputeWon, DisputeLost],
    )
)
