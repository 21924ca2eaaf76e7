"""Which months' stored figures a transaction may have changed: it marks them itself, at its end, in few statements.

What is told of a purchase may change its own month, and each later month in which the same shop gave goods of the same
maker back, because a return has what held for its purchase. What is told of a maker or of a name on receipts may
change every month with such purchases. Too many months marked cost time; too few would be wrong figures.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    exists,
    func,
    insert,
    null,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.orm import aliased

from marketplace.db.bulk import SLICE
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.db.wib import month_of
from marketplace.imports.events import ImportUndone, PurchasesImported
from marketplace.imports.models import RepeatedRow
from marketplace.kernel.events import Event, TransactionEvents
from marketplace.kernel.period import Month
from marketplace.kernel.slicing import in_slices
from marketplace.producers.events import (
    LocalityEnded,
    LocalityRecorded,
    ProducerMergeUndone,
    ProducersMerged,
)
from marketplace.producers.models import Producer
from marketplace.purchases import events as purchases
from marketplace.purchases.known import plainly
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, RememberedName
from marketplace.uptake.models import UptakeMark

Record, Later = aliased(Producer), aliased(Purchase)
IDS = bindparam("ids", expanding=True, type_=Integer)
BOUGHT = select(Purchase.partner_id, month_of(Purchase.bought_on)).distinct()


@dataclass
class Touched:
    """What the facts of a transaction are about: numbers of rows, and (shop, first month) of undone imports.

    `recorded` are new purchases.
    """

    recorded: set[int] = field(default_factory=set)
    purchases: set[int] = field(default_factory=set)
    batches: set[int] = field(default_factory=set)
    makers: set[int] = field(default_factory=set)
    names: set[int] = field(default_factory=set)
    undone: set[tuple[int, str]] = field(default_factory=set)


def _of_purchase(touched: Touched, event: purchases.PurchaseEvent) -> None:
    touched.purchases.add(event.purchase_id)


def _of_recorded(touched: Touched, event: purchases.PurchaseRecorded) -> None:
    touched.recorded.add(event.purchase_id)


def _of_successor(touched: Touched, event: purchases.PurchaseReplaced) -> None:
    touched.purchases |= {event.purchase_id, event.successor_id}


def _of_name(touched: Touched, event: purchases.NameEvent) -> None:
    touched.names.add(event.wording_id)


def _of_import(touched: Touched, event: PurchasesImported) -> None:
    touched.batches.add(event.import_batch_id)


def _of_undone_import(touched: Touched, event: ImportUndone) -> None:
    """What it had replaced counts again, by copies whose numbers nobody tells."""
    touched.batches.add(event.import_batch_id)
    touched.undone |= {(event.partner_id, month) for month in event.months[:1]}


def _of_locality(touched: Touched, event: LocalityRecorded | LocalityEnded) -> None:
    touched.makers.add(event.producer_id)


def _of_merge(touched: Touched, event: ProducersMerged | ProducerMergeUndone) -> None:
    touched.makers |= {event.producer_id, event.merged_id}


TOUCHING: Mapping[type[Event], Callable[[Touched, Any], None]] = {
    purchases.PurchaseRecorded: _of_recorded,
    purchases.PurchaseReversed: _of_purchase,
    purchases.PurchaseReplaced: _of_successor,
    purchases.PurchaseAnswered: _of_purchase,
    purchases.FigureReplied: _of_purchase,
    purchases.ClaimDecided: _of_purchase,
    purchases.LineRefused: _of_purchase,
    purchases.RefusalDecided: _of_purchase,
    purchases.NameAnswered: _of_name,
    purchases.NameConfirmed: _of_name,
    purchases.NameUndone: _of_name,
    PurchasesImported: _of_import,
    ImportUndone: _of_undone_import,
    LocalityRecorded: _of_locality,
    LocalityEnded: _of_locality,
    ProducersMerged: _of_merge,
    ProducerMergeUndone: _of_merge,
}


def mark_uptake(uow: UnitOfWork, events: TransactionEvents) -> None:
    """Behind the journal's lock, so that the second of two writers sees what the first one wrote."""
    touched = Touched()
    for event in events.facts:
        if (add := TOUCHING.get(type(event))) is not None:
            add(touched, event)
    for ids in in_slices(sorted(touched.recorded - touched.purchases), SLICE):
        run(uow.session, OF_RECORDED, ids=ids)
    for ids in in_slices(sorted(touched.purchases), SLICE):
        run(uow.session, OF_PURCHASES, ids=ids)
    for batch_id in sorted(touched.batches):
        run(uow.session, OF_BATCH, batch_id=batch_id)
    for partner_id, month in sorted(touched.undone):
        run(uow.session, OF_SHOP, partner_id=partner_id, since=Month.parse(month).first_day)
    for ids in in_slices(sorted(touched.makers), SLICE):
        run(uow.session, OF_MAKERS, ids=ids)
    for ids in in_slices(sorted(touched.names), SLICE):
        run(uow.session, OF_NAMES, ids=ids)
        _mark_strangers(uow, ids)


def _marks(months: Any, *more: str) -> Any:
    return insert(UptakeMark).from_select(["partner_id", "month", *more], months)


def _with_returns(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Months of these purchases, and later ones in which their shop gave goods of their maker back."""
    return union(BOUGHT.where(which), _given_back(which))


def _recorded(which: ColumnElement[bool]) -> CompoundSelect[Any]:
    """The same of new purchases, which name themselves in their own month."""
    own = select(Purchase.partner_id, month_of(Purchase.bought_on), Purchase.id).where(which)
    return union(own, _given_back(which).add_columns(cast(null(), Integer)))


def _given_back(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Looked up by shop and record of a maker: of a large register every maker has a few purchases among very many."""
    traded = (
        select(
            Purchase.partner_id,
            func.coalesce(Record.merged_into_id, Purchase.producer_id).label("maker_id"),
            func.min(Purchase.bought_on).label("since"),
        )
        .join(Record, Record.id == Purchase.producer_id)
        .where(which)
        .group_by(Purchase.partner_id, func.coalesce(Record.merged_into_id, Purchase.producer_id))
        .cte("traded")
    )
    merged = select(traded.c.partner_id, Record.id, traded.c.since).join(
        traded, Record.merged_into_id == traded.c.maker_id
    )
    records = union_all(select(traded.c.partner_id, traded.c.maker_id, traded.c.since), merged).subquery()
    partner_id, record_id, since = records.c
    # An outer join, as SQLite takes the tables of an inner one in an order of its own and may read every purchase.
    of_maker = and_(Later.partner_id == partner_id, Later.producer_id == record_id, Later.bought_on > since)
    return (
        select(partner_id, month_of(Later.bought_on))
        .outerjoin(Later, of_maker)
        .where(exists().where(PurchaseLine.purchase_id == Later.id, PurchaseLine.net < 0))
    )


def _of_makers() -> Select[int, str]:
    """Months with purchases of these makers, under merged records too."""
    records = select(Producer.id).where(or_(Producer.id.in_(IDS), Producer.merged_into_id.in_(IDS)))
    return BOUGHT.where(Purchase.producer_id.in_(records))


def _of_names() -> Select[int, str]:
    """Months in which a shop bought of the maker that its word means, or whose goods it names."""
    meant = aliased(Producer)
    kept = func.coalesce(meant.merged_into_id, meant.id)
    return (
        BOUGHT.join(Record, Record.id == Purchase.producer_id)
        .join(RememberedName, RememberedName.partner_id == Purchase.partner_id)
        .join(meant, meant.id == func.coalesce(RememberedName.maker_id, RememberedName.producer_id))
        .where(RememberedName.id.in_(IDS), func.coalesce(Record.merged_into_id, Record.id) == kept)
    )


BATCH = bindparam("batch_id", type_=Integer)
REPEATED = select(RepeatedRow.purchase_id).where(RepeatedRow.batch_id == BATCH)
# Built once: every purchase passes here.
OF_PURCHASES = _marks(_with_returns(Purchase.id.in_(IDS)))
OF_RECORDED = _marks(_recorded(Purchase.id.in_(IDS)), "purchase_id")
OF_BATCH = _marks(_with_returns(or_(Purchase.batch_id == BATCH, Purchase.id.in_(REPEATED))))
OF_SHOP = _marks(
    BOUGHT.where(
        Purchase.partner_id == bindparam("partner_id", type_=Integer),
        Purchase.bought_on >= bindparam("since", type_=Date),
    )
)
OF_MAKERS = _marks(_of_makers())
OF_NAMES = _marks(_of_names())


def _mark_strangers(uow: UnitOfWork, name_ids: Collection[int]) -> None:
    """Months with sellers of whom a shop said that they are no makers of Metro: these are known, though nobody's."""
    query = (
        select(Purchase.partner_id, month_of(Purchase.bought_on), Purchase.seller_text, RememberedName.same)
        .join(RememberedName, RememberedName.partner_id == Purchase.partner_id)
        .where(
            RememberedName.id.in_(name_ids),
            RememberedName.maker_id.is_(None),
            RememberedName.producer_id.is_(None),
            Purchase.producer_id.is_(None),
        )
        .distinct()
    )
    found = {
        (partner_id, month)
        for partner_id, month, seller, same in uow.session.execute(query)
        if plainly(seller) == same
    }
    uow.session.add_all(UptakeMark(partner_id=one, month=month) for one, month in sorted(found))
