"""Goods of a maker on the shelf of a shop, brought there by the program's own services."""

from __future__ import annotations

from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation, User
from marketplace.db.sqlite import tune
from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.services.terms import answer_term, propose_term
from marketplace.ordering.states import Side, TradeModel
from marketplace.ordering.trading import own_goods
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from tests.browser.live import Live
from tests.browser.seeding import within
from tests.factories.ordering import make_goods

MAKER = "Keripik Contoh Bu Tini"
SHOP = "Swalayan Contoh Sumber Rejeki"
OUTLET = "Gerai Imopuro"
NEW = ("Sale Pisang Aroma", "Keripik Talas Manis", "Emping Jagung Pedas")
UNITS = 20  # of each item
TRIED = "mitra@mb2.test"


def stock_shelf(live: Live) -> list[str]:
    """Six items of the demo maker lie at an outlet of the demo shop, agreed by both; gives their names."""
    _more_goods(live)
    with within(live) as (uow, _):
        maker = ProducerId(uow.find(Organisation, name=MAKER).id)
        outlet = OutletId(uow.find(Outlet, name=OUTLET).id)
        proposed = propose_term(
            uow,
            maker,
            outlet,
            model=TradeModel.CONSIGNMENT,
            margin=2_000,
            days_to_pay=0,
            loss_on=Side.MAKER,
        )
        answer_term(uow, maker, outlet, proposed.id, agrees=True)
        goods = own_goods(uow.session, maker)
        entries = [RoundEntry(variant_id=one.variant_id, counted=0, brought=UNITS) for one in goods]
        handover = send_round(uow, outlet, client_id="first", entries=entries)
        agree_handover(uow, handover.id)
        return [line.name for line in handover.lines]


def let_in(live: Live, *addresses: str) -> None:
    """These people sign in with the password of those who are there to be tried."""
    with within(live) as (uow, _):
        known = uow.find(User, email=TRIED).password_hash
        for address in addresses:
            uow.find(User, email=address).password_hash = known


def _more_goods(live: Live) -> None:
    engine = create_engine(f"sqlite:///{live.folder / 'mb2.db'}")
    tune(engine)
    with Session(engine) as session:
        organisation = session.scalars(select(Organisation).filter_by(name=MAKER)).one()
        maker = session.get_one(Producer, organisation.id)
        for name in NEW:
            make_goods(session, maker=maker, name=name, retail_price=15_000)
    engine.dispose()
