"""Makers read 90, 30 and 7 days before a certificate ends, and on its last day, that they need another.

Not for one that is revoked, or that something newer was handed in for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import select

from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate, CertificateReminder
from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, day, listed
from marketplace.kernel.review import APPROVED
from marketplace.notices.kinds.base import (
    NOTICE_KINDS,
    REMINDERS,
    NoticeKind,
    Reminder,
    days_before,
    until_end,
)


def _paper(paper: Mapping[str, Any]) -> Label:
    """`left` are the days until it ends, below zero once it has."""
    left = paper["left"]
    values = {"kind": KINDS[paper["kind"]].label, "number": paper["number"], "day": day(paper["ends_on"])}
    if left > 0:
        return _l("%(kind)s nomor %(number)s berakhir %(day)s, %(left)d hari lagi", left=left, **values)
    if left == 0:
        return _l("%(kind)s nomor %(number)s berakhir hari ini, %(day)s", **values)
    return _l("%(kind)s nomor %(number)s sudah berakhir %(day)s", **values)


LETTER = Letter(
    "certificates-ending",
    _l("Surat usaha Anda perlu diperbarui"),
    _l(
        "surat berikut perlu diperbarui agar produk Anda tetap tampil di katalog:\n\n%(papers)s\n\nMasuk ke MB2, buka"
        " Surat usaha, dan ajukan penggantinya. Belum sempat mengurusnya? Datanglah ke Silaturahmi terdekat."
    ),
    papers=listed(_paper),
)


def due(uow: UnitOfWork) -> AnySelect:
    ends_on, of_it = Certificate.expires_on, CertificateReminder.certificate_id == Certificate.id
    step, to_write = days_before(ends_on, of_it, CertificateReminder.days, uow.today)
    return (
        select(
            Certificate.id.label("certificate_id"),
            step.label("days"),
            Certificate.producer_id.label("reader"),
            Certificate.kind,
            Certificate.number,
            ends_on.label("ends_on"),
        )
        .where(to_write, Certificate.state == APPROVED)
        .where(Certificate.revoked_on.is_(None), Certificate.superseded_by_id.is_(None))
        .order_by(Certificate.producer_id, ends_on, Certificate.id)
    )


def letter(papers: Sequence[Any], today: date) -> tuple[Letter, Mapping[str, Any]]:
    return LETTER, {"papers": [{"kind": one.kind, **until_end(one, today)} for one in papers]}


REMINDERS.add("remind_of_certificates")(
    Reminder(at=time(6, 30), sent=CertificateReminder, due=due, letter=letter)
)

NOTICE_KINDS.add("certificates_ending")(NoticeKind(_l("Surat usaha akan berakhir"), [LETTER], must=True))
