"""Files that were looked at and neither recorded nor dropped."""

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext, ngettext

from marketplace.db.uow import UnitOfWork
from marketplace.imports.models import BatchKind
from marketplace.imports.queries import waiting_batches
from marketplace.web.tasks import Task


def imports_waiting(uow: UnitOfWork) -> Iterator[Task]:
    """One card, however many there are."""
    waiting = waiting_batches(uow.session, uow.actor.organisation, (BatchKind.PURCHASES,))
    if waiting:
        count = len(waiting)
        yield Task(
            ngettext("%(num)s berkas belum dicatat", "%(num)s berkas belum dicatat", count),
            gettext("Barisnya belum masuk catatan. Buka, lalu catat atau buang."),
            url_for("partner_imports.show", public_id=waiting[0])
            if count == 1
            else url_for("partner_imports.index"),
            icon="up",
        )
