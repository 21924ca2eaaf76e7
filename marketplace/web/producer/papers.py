"""What a maker's own papers ask for, as tasks on the home."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.certification.queries import expiring_certificates, returned_certificates
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.review import DRAFT, RETURNED
from marketplace.producers.models import Producer
from marketplace.producers.profile import missing
from marketplace.web.tasks import Task


def profile(uow: UnitOfWork) -> Iterator[Task]:
    producer = uow.get(Producer, uow.actor.organisation)
    lacking = len(list(missing(producer)))
    if producer.state is RETURNED:
        title = _l("Perbaiki profil usaha")
        text = _l("Petugas mengembalikannya dengan catatan.")
    elif producer.state is DRAFT and lacking:
        title = _l("Lengkapi profil usaha")
        text = _l("%(count)d isian lagi sebelum dapat diajukan.", count=lacking)
    elif producer.state is DRAFT:
        title, text = _l("Ajukan profil usaha"), _l("Sudah lengkap; petugas memeriksa dalam 3 hari kerja.")
    else:
        return
    yield Task(
        title=title, text=text, url=url_for("producer_profile.show"), act=_l("Buka profil"), icon="user"
    )


def certificates(uow: UnitOfWork) -> Iterator[Task]:
    """What came back, and what ends within 90 days."""
    mine = uow.actor.organisation
    for row in returned_certificates(uow.session, mine):
        yield Task(
            title=_l("Perbaiki %(kind)s", kind=row.label),
            text=_l("Petugas mengembalikannya dengan catatan. Nomor %(number)s.", number=row.number),
            url=url_for("producer_certificates.show", public_id=row.public_id),
            act=_l("Perbaiki"),
            icon="doc",
        )
    for row in expiring_certificates(uow.session, mine, uow.today):
        yield Task(
            title=_l("%(kind)s segera berakhir", kind=row.label),
            text=_l(
                "Ajukan penggantinya agar produk Anda tetap tampil. Nomor %(number)s.", number=row.number
            ),
            url=url_for("producer_certificates.show", public_id=row.public_id),
            due=row.expires_on,
            act=_l("Ajukan pengganti"),
            icon="doc",
        )
