"""Terms between a maker and an outlet, and goods that lie there on consignment, for tests."""

from typing import Any

from sqlalchemy.orm import Session

from marketplace.catalog.models import Variant
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.terms import Consigned, TradeTerm
from marketplace.ordering.states import Side, TradeModel
from marketplace.partners.models import Outlet
from tests.conftest import NOW


def make_term(session: Session, producer_id: int, outlet: Outlet, **given: Any) -> TradeTerm:
    """Consignment, written by the maker, unless told otherwise."""
    term = TradeTerm(
        **{
            "producer_id": producer_id,
            "outlet_id": outlet.id,
            "model": TradeModel.CONSIGNMENT,
            "days_to_pay": 7,
            "loss_on": Side.MAKER,
            "written_for": producer_id,
            "written_by": None,
            "written_at": NOW,
        }
        | given
    )
    session.add(term)
    session.commit()
    return term


def lay_down(
    session: Session, variant: Variant, outlet: Outlet, units: int, *, price: int = 12_500, unsold: int = 0
) -> Consigned:
    """So many units of a variant lie at the outlet, as if an agreed handover had left them there."""
    row = Consigned(
        producer_id=variant.producer_id,
        outlet_id=outlet.id,
        variant_id=variant.id,
        balance=units,
        unit_price=Rupiah(price),
        unsold_rounds=unsold,
        moved_at=NOW,
    )
    session.add(row)
    session.commit()
    return row
