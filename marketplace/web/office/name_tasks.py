"""Names that shops gave to sellers and goods, for an officer to confirm."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext, ngettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.roles import OFFICER
from marketplace.purchases.said_names import names_to_confirm
from marketplace.web.tasks import Task


def names_given(uow: UnitOfWork) -> Iterator[Task]:
    """One card, however many there are."""
    count = names_to_confirm(uow.session) if uow.actor.has(OFFICER) else 0
    if count:
        yield Task(
            ngettext("%(num)s nama dari toko menunggu", "%(num)s nama dari toko menunggu", count),
            gettext("Sampai dibenarkan, buktinya tingkat D."),
            url_for("office_names.index"),
            icon="ask",
        )
