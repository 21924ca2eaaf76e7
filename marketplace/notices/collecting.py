"""A maker asks a shop to pay: one text for WhatsApp, and the same as a letter once a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import Actor
from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter
from marketplace.kernel.policy import policy
from marketplace.kernel.roles import BUSINESS_ROLES
from marketplace.notices.inbox import Reach, reach_of
from marketplace.notices.kinds.payment_asked import LETTER, TO_ACCOUNT
from marketplace.notices.telling import tell
from marketplace.ordering.money import DueList, DueRow, dues
from marketplace.partners.models import Partner
from marketplace.producers.accounts import account_hint

NOTHING_OWED = _l("Tidak ada yang perlu ditagih: semua sudah lunas atau dikatakan sudah dibayar.")


@policy
def own_maker(actor: Actor, maker_id: int) -> bool:
    return actor.has(*BUSINESS_ROLES, at=ProducerId(maker_id))


class Collection(NamedTuple):
    """What would be sent, to which number, and how the last asking went."""

    letter: Letter
    text: Label
    phone: str | None
    last: Reach | None
    figures: Mapping[str, Any]
    partner_id: PartnerId


def collection(uow: UnitOfWork, maker_id: ProducerId, partner: str) -> Collection | None:
    """Of a shop by its public id; None where nothing is to be asked for.

    What is late; where nothing is, all that is owed. What the shop says it has paid is not asked for again.
    """
    found = dues(uow.session, DueList(payee_id=maker_id, partner=partner, settled=False))
    open_rows = [row for row in found if row.to_say]
    rows = [row for row in open_rows if row.due_on < uow.today] or open_rows
    if not rows:
        return None
    query = (
        select(Partner.id, Partner.whatsapp)
        .join(Organisation, Organisation.id == Partner.id)
        .where(Organisation.public_id == partner)
    )
    partner_id, phone = uow.session.execute(query).one()
    account = account_hint(uow.session, maker_id)
    letter, figures = TO_ACCOUNT if account else LETTER, _figures(rows, account)
    last = reach_of(uow.session, ("collection", maker_id), partner_id, [LETTER.name, TO_ACCOUNT.name])
    return Collection(letter, letter.said(figures)[1], phone, last, figures, partner_id)


def ask_to_pay(uow: UnitOfWork, maker_id: ProducerId, partner: str) -> Collection:
    """Write the letter, unless the shop had one today, and return the text. Refused where nothing is owed."""
    uow.demand(own_maker, maker_id)
    asked = collection(uow, maker_id, partner)
    if asked is None:
        raise Refused(NOTHING_OWED)
    if asked.last is None or day_of(asked.last.made_at) < uow.today:
        tell(uow, asked.letter, {asked.partner_id: asked.figures}, ("collection", maker_id))
    return asked


def _figures(rows: Sequence[DueRow], account: str) -> Mapping[str, Any]:
    return {
        "account": account,
        "maker": rows[0].maker,
        "count": len(rows),
        "total": sum(row.to_say for row in rows),
        "day": min(row.owed_on for row in rows).isoformat(),
        "link": f"/partner/money/makers/{rows[0].maker_public_id}",
    }
