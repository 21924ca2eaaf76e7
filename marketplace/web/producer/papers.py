"""What a maker's own papers ask for: as tasks on the home, and beside a product that is not listed yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from flask import url_for

from marketplace.certification.eligibility import Ok, Verdict
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.queries import expiring_certificates, returned_certificates
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.review import DRAFT, RETURNED
from marketplace.outreach.casework import CaseRow, open_case_of
from marketplace.producers.models import Producer
from marketplace.producers.onboarding import progress
from marketplace.producers.profile import missing
from marketplace.web.tasks import Task


def profile(uow: UnitOfWork) -> Iterator[Task]:
    producer = uow.get(Producer, uow.actor.organisation)
    steps, lacking = progress(producer), any(missing(producer))
    url = url_for("producer_profile.show")
    if producer.state is RETURNED:
        title = _l("Perbaiki profil usaha")
        text = _l("Petugas mengembalikannya dengan catatan.")
    elif producer.state is DRAFT and lacking:
        title = _l("Lengkapi profil usaha")
        done = sum(step.done for step in steps)
        text = _l("%(done)d dari %(all)d langkah lengkap; lanjutkan kapan saja.", done=done, all=len(steps))
        url = url_for("producer_onboarding.start")
    elif producer.state is DRAFT:
        title, text = _l("Ajukan profil usaha"), _l("Sudah lengkap; petugas memeriksa dalam 3 hari kerja.")
        url = url_for("producer_onboarding.summary")
    else:
        return
    yield Task(title=title, text=text, url=url, act=_l("Buka profil"), icon="user")


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
        over = row.over(uow.today)
        yield Task(
            title=_ended(row.label) if over else _ending(row.label),
            text=_l(
                "Tanpa penggantinya produk yang memerlukannya tidak tampil. Nomor %(number)s.",
                number=row.number,
            ),
            url=url_for("producer_certificates.show", public_id=row.public_id),
            due=row.expires_on,
            act=_l("Ajukan pengganti"),
            icon="doc",
        )


def under_way(uow: UnitOfWork, status: Verdict) -> Mapping[str, CaseRow]:
    """By kind: the papers a product still lacks that officials are getting for its maker."""
    if isinstance(status, Ok):
        return {}
    lacking = (reason.code for reason in status.reasons if reason.code in KINDS)
    found = {kind: open_case_of(uow.session, uow.actor.organisation, kind) for kind in lacking}
    return {kind: case for kind, case in found.items() if case is not None}


def _ended(kind: Label) -> Label:
    return _l("%(kind)s sudah berakhir", kind=kind)


def _ending(kind: Label) -> Label:
    return _l("%(kind)s segera berakhir", kind=kind)
