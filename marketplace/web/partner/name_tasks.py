"""Names on the shop's receipts that wait for somebody who knows them."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext, ngettext

from marketplace.db.uow import UnitOfWork
from marketplace.purchases.open_names import open_names
from marketplace.web.language import rupiah
from marketplace.web.tasks import Task


def names_waiting(uow: UnitOfWork) -> Iterator[Task]:
    """One card, however many there are."""
    names = open_names(uow.session, uow.today, uow.actor.organisation)
    if names:
        yield Task(
            ngettext("%(num)s nama belum dikenali", "%(num)s nama belum dikenali", len(names)),
            gettext(
                "%(rows)s baris, %(net)s. Yang buatan Metro menambah belanja lokal Anda.",
                rows=sum(name.rows for name in names),
                net=rupiah(sum(name.net for name in names)),
            ),
            url_for("partner_names.index"),
            act=gettext("Kenali namanya"),
            icon="ask",
        )
