"""What shops claimed to have bought, as a task on the maker's home."""

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.purchases.queries import unanswered_claims
from marketplace.web.tasks import Task


def claims(uow: UnitOfWork) -> Iterator[Task]:
    count, net = unanswered_claims(uow.session, uow.actor.organisation)
    if count:
        yield Task(
            title=_l("%(count)s pembelian menunggu pembenaran Anda", count=count),
            text=_l("Toko mencatat membeli %(net)s dari Anda. Benarkan atau bantah.", net=spell(net)),
            url=url_for("producer_confirmations.index"),
            act=_l("Jawab"),
            icon="cash",
        )
