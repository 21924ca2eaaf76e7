"""What a recap said of a month without a day gives way to rows that have one, whichever way they come."""

from __future__ import annotations

from marketplace.db.uow import UnitOfWork
from marketplace.imports.events import ImportUndone, PurchasesImported
from marketplace.kernel.events import Reactions
from marketplace.kernel.ids import PartnerId, PurchaseId
from marketplace.purchases.events import PurchaseRecorded, PurchaseReplaced, PurchaseReversed
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.undated import come_back, give_way


def compare(uow: UnitOfWork, event: PurchaseRecorded | PurchasesImported | ImportUndone) -> None:
    give_way(uow, PartnerId(event.partner_id))


def compare_again(uow: UnitOfWork, event: PurchaseReversed | PurchaseReplaced) -> None:
    """What gave way to a row that does not count any more comes back, unless another row of that month counts."""
    come_back(uow, PurchaseId(event.purchase_id))
    give_way(uow, uow.get(Purchase, event.purchase_id).partner_id)


REACTIONS: Reactions = {
    PurchaseRecorded: [compare],
    PurchasesImported: [compare],
    ImportUndone: [compare],
    PurchaseReversed: [compare_again],
    PurchaseReplaced: [compare_again],
}
