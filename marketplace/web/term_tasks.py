"""Terms that the other side proposes, as tasks on the home of the maker and of the shop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.terms import TermList, TermRow
from marketplace.web.tasks import Task
from marketplace.web.trade_pages.sides import MAKER, TradeSide

SINGLY = 3  # so many have a card each


def proposals(side: TradeSide, uow: UnitOfWork) -> Iterator[Task]:
    mine = uow.actor.organisation
    own: dict[str, Any] = {side.own_id: mine}
    waiting = TermList(**own, waits_at=uow.now, not_by=mine)
    for row in waiting.rows(uow.session, limit=SINGLY):
        yield Task(
            title=_l("%(who)s mengusulkan ketentuan baru", who=row.written_by),
            text=_l("Untuk %(outlet)s. Tanpa jawaban, ketentuan lama tetap berlaku.", outlet=row.outlet),
            url=url_for(f"{side.door}_terms.show", **_names(side, row)),
            due=row.answer_by,
            act=_l("Jawab usul"),
            icon="law",
        )


def _names(side: TradeSide, row: TermRow) -> dict[str, Any]:
    if side is MAKER:
        return {"public_id": row.outlet_public_id}
    return {"outlet": row.outlet_public_id, "maker": row.maker_public_id}
