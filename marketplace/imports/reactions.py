"""What a recap said of a month without a day gives way to rows that have one, whichever way they come."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.imports.events import ImportUndone, PurchasesImported
from marketplace.kernel.events import Reactions
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.producers.events import ProducersMerged
from marketplace.purchases.events import (
    NameAnswered,
    NameUndone,
    PurchaseRecorded,
    PurchaseReplaced,
    PurchaseReversed,
)
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.undated import come_back, give_way, shops_with_claims


def compare(
    uow: UnitOfWork, event: PurchaseRecorded | PurchasesImported | ImportUndone | NameAnswered | NameUndone
) -> None:
    give_way(uow, PartnerId(event.partner_id))


def compare_everywhere(uow: UnitOfWork, event: ProducersMerged) -> None:
    """Of two makers who are one, a shop may have claims of this and rows of that."""
    for partner_id in shops_with_claims(uow.session, (event.producer_id, event.merged_id)):
        give_way(uow, partner_id)


def compare_again(uow: UnitOfWork, event: PurchaseReversed | PurchaseReplaced) -> None:
    """What gave way to a row that does not count any more comes back, unless another row of that month counts."""
    purchase = uow.get(Purchase, PurchaseId(event.purchase_id))
    come_back(uow, purchase)
    give_way(uow, purchase.partner_id)


REACTIONS: Reactions = {
    PurchaseRecorded: [compare],
    PurchasesImported: [compare],
    ImportUndone: [compare],
    NameAnswered: [compare],
    NameUndone: [compare],
    ProducersMerged: [compare_everywhere],
    PurchaseReversed: [compare_again],
    PurchaseReplaced: [compare_again],
}
