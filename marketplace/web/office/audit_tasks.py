"""What waits for an auditor in the cases that they are on."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_babel import gettext

from marketplace.audits.waiting import cases_of_auditor
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.roles import AUDITOR
from marketplace.web.tasks import Task


def audits_to_carry(uow: UnitOfWork) -> Iterator[Task]:
    if uow.actor.user_id is None or not uow.actor.has(AUDITOR):
        return
    for one in cases_of_auditor(uow.session, uow.actor.user_id):
        waiting = (
            (one.unchecked, gettext("Dokumen belum diperiksa: %(count)s.", count=one.unchecked)),
            (one.undecided, gettext("Jawaban temuan menunggu: %(count)s.", count=one.undecided)),
            (
                one.unverified,
                gettext("Tindak lanjut yang harus Anda lihat: %(count)s.", count=one.unverified),
            ),
        )
        yield Task(
            title=gettext("Audit %(partner)s", partner=one.partner),
            text=" ".join(sentence for count, sentence in waiting if count),
            url=url_for("office_audit_cases.show", public_id=one.public_id),
            due=one.due_on,
            act=gettext("Buka kasusnya"),
            icon="search",
        )
