"""What proposed terms would change, side by side, and what the maker would get for one pack."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.goods import goods_of, round_price
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.terms import Term
from marketplace.ordering.trading import own_goods


class TermChange(NamedTuple):
    what: Label
    before: Label | str
    after: Label | str


class Worth(NamedTuple):
    """Rupiah for one unit of the first good that has a retail price."""

    name: str
    retail: Rupiah
    before: Rupiah
    after: Rupiah


def changes(held: Term, proposed: TradeTerm) -> Sequence[TermChange]:
    """Only what would change."""
    rows = [
        TermChange(_l("Cara berdagang"), held.model.label, proposed.model.label),
        TermChange(_l("Bagian toko"), _share(held.margin), _share(proposed.margin)),
        TermChange(_l("Dibayar dalam"), _days(held.days_to_pay), _days(proposed.days_to_pay)),
        TermChange(_l("Barang hilang ditanggung"), held.loss_on.label, proposed.loss_on.label),
        TermChange(_l("Nota tagihan"), held.invoicing.label, proposed.invoicing.label),
    ]
    return [row for row in rows if row.before != row.after]


def worth(
    session: Session, producer_id: ProducerId, held: Term, proposed: TradeTerm, day: date
) -> Worth | None:
    """None where no good of the maker has a retail price that a margin is taken from, and where it stays."""
    term = held._replace(margin=proposed.margin)
    goods = goods_of(session, [good.variant_id for good in own_goods(session, producer_id)])
    for good in goods.values():
        if good.retail_price is not None:
            before, after = round_price(good, held, 1, day), round_price(good, term, 1, day)
            if before is not None and after is not None and before != after:
                return Worth(good.name, good.retail_price, before, after)
    return None


def _share(basis_points: int) -> str:
    return f"{basis_points / 100:g} %".replace(".", ",")


def _days(days: int) -> Label:
    return _l("%(days)s hari", days=days)
