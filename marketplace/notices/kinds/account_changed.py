"""Both sides read that a maker is paid elsewhere from now on, as somebody else may have changed the account."""

from __future__ import annotations

from sqlalchemy import select, union

from marketplace.accounts.models import Organisation
from marketplace.billing.models import Due
from marketplace.checkouts.events import GatewayAccountWritten
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, day, page
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.ordering.models.orders import Order
from marketplace.producers.events import AccountWritten
from marketplace.producers.models import ProducerAccount
from marketplace.purchases.sellers import records_of


def _ending(digits: str) -> Label:
    """Nothing more of a number stands in a letter."""
    return _l("rekening yang berakhir %(digits)s", digits=digits) if digits else _l("QRIS saja")


OWN = Letter(
    "account-changed",
    _l("Rekening pembayaran usaha Anda diubah"),
    _l(
        "sejak %(day)s toko membayar usaha Anda ke tempat lain: %(ending)s. Bila bukan Anda yang mengubahnya, segera"
        " ganti kata sandi Anda dan hubungi Dinas.\n\nPeriksa: %(link)s"
    ),
    day=day,
    ending=_ending,
    link=page,
)
SHOPS = Letter(
    "account-of-maker-changed",
    _l("Rekening %(maker)s berubah"),
    _l(
        "%(maker)s sejak %(day)s dibayar ke tempat lain: %(ending)s. Sebelum membayar, tanyakan langsung kepada"
        " pembuatnya apakah benar.\n\nNomor lengkapnya hanya ada di halaman bayar: %(link)s"
    ),
    day=day,
    ending=_ending,
    link=page,
)


GATEWAY = Letter(
    "gateway-account-changed",
    _l("Akun Stripe usaha Anda ditetapkan"),
    _l(
        "sejak %(day)s pembayaran kartu kepada usaha Anda masuk ke akun Stripe yang baru ditetapkan. Bila bukan Anda"
        " yang menetapkannya, segera ganti kata sandi Anda dan hubungi Dinas.\n\nPeriksa: %(link)s"
    ),
    day=day,
    link=page,
)
SHOPS_GATEWAY = Letter(
    "gateway-account-of-maker-changed",
    _l("Akun Stripe %(maker)s berubah"),
    _l(
        "%(maker)s sejak %(day)s menerima pembayaran kartu di akun Stripe lain. Sebelum membayar, tanyakan langsung"
        " kepada pembuatnya apakah benar.\n\nTagihan Anda: %(link)s"
    ),
    day=day,
    link=page,
)


@on(AccountWritten)
def write(uow: UnitOfWork, event: AccountWritten) -> None:
    """The first account of a maker changes nothing for anybody."""
    if event.before_id is None:
        return
    account = uow.get(ProducerAccount, event.account_id)
    maker = uow.get(Organisation, event.producer_id)
    about = {"day": uow.today.isoformat(), "ending": account.ending, "maker": maker.name}
    tell(uow, OWN, {maker.id: about | {"link": "/producer/onboarding/payment"}})
    shop = about | {"link": f"/partner/money?maker={maker.public_id}"}
    tell(uow, SHOPS, dict.fromkeys(_shops_of(uow, account.producer_id), shop))


@on(GatewayAccountWritten)
def write_gateway(uow: UnitOfWork, event: GatewayAccountWritten) -> None:
    """Its owner reads of the first one too; shops of a change."""
    maker = uow.get(Organisation, event.producer_id)
    about = {"day": uow.today.isoformat(), "maker": maker.name}
    tell(uow, GATEWAY, {maker.id: about | {"link": f"/producer/gateways/{event.gateway}"}})
    if event.before_id is not None:
        shop = about | {"link": f"/partner/money?maker={maker.public_id}"}
        tell(uow, SHOPS_GATEWAY, dict.fromkeys(_shops_of(uow, maker.id), shop))


def _shops_of(uow: UnitOfWork, producer_id: ProducerId) -> list[OrganisationId]:
    """Whoever ordered from the maker or owed it something."""
    ordered = select(Order.partner_id).where(Order.producer_id.in_(records_of(producer_id)))
    owing = select(Due.payer_id).where(Due.payee_id.in_(records_of(producer_id)))
    return sorted(uow.session.scalars(union(ordered, owing)))


NOTICE_KINDS.add("account_changed")(
    NoticeKind(_l("Rekening pembayaran berubah"), [OWN, SHOPS, GATEWAY, SHOPS_GATEWAY], must=True)
)
