"""A maker's profile: what was said, and whether it fits together."""

from __future__ import annotations

from collections.abc import Iterator

from marketplace.accounts.models import Organisation
from marketplace.certification.queries import papers_of_maker
from marketplace.db.listing import AnySelect
from marketplace.db.review import is_own
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.places.queries import kelurahan_name
from marketplace.producers.duplicates import duplicates_of
from marketplace.producers.kbli import kbli_titles
from marketplace.producers.models import Producer
from marketplace.producers.queries import names_of, waiting_profiles
from marketplace.producers.services.reviewing import approve_producer, reject_producer, return_producer
from marketplace.web.office.subjects.base import SUBJECTS, Answer, Check, Claim, Sheet, check_waits


class ProducerSubject:
    label = _l("Profil usaha")

    def waiting(self) -> AnySelect:
        return waiting_profiles()

    def title(self, detail: str) -> Label:
        return self.label

    def sheet(self, uow: UnitOfWork, public_id: str) -> Sheet:
        row = _waiting(uow, public_id)
        return Sheet(
            title=_l("Tinjau profil usaha"),
            maker_id=row.id,
            maker=names_of(uow.session, [row.id])[row.id],
            claims=list(_claims(uow, row)),
            own=is_own(uow, row, of=row.id),
            checks=list(_checks(uow, row)),
            effect=_l("Setelah disetujui usaha ini tercatat lokal mulai hari ini, menurut alamat pada NIB."),
            history=("producer", row.id),
        )

    def approve(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        approve_producer(uow, _waiting(uow, public_id).id)

    def send_back(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        return_producer(uow, _waiting(uow, public_id).id, notes=answer.notes, reason=answer.reason)

    def reject(self, uow: UnitOfWork, public_id: str, answer: Answer) -> None:
        reject_producer(uow, _waiting(uow, public_id).id, reason=answer.reason)


SUBJECTS.add("producer")(ProducerSubject())


def _waiting(uow: UnitOfWork, public_id: str) -> Producer:
    row = uow.get(Producer, uow.find(Organisation, public_id=public_id).id)
    check_waits(uow, row)
    return row


def _claims(uow: UnitOfWork, row: Producer) -> Iterator[Claim]:
    code = row.kbli_code or ""
    yield Claim("nib", _l("NIB"), row.nib)
    yield Claim("scale", _l("Skala usaha"), row.scale.label if row.scale else "—")
    yield Claim("kbli_code", _l("Bidang usaha (KBLI)"), f"{code} {kbli_titles().get(code, '')}".strip())
    yield Claim("address", _l("Alamat produksi"), row.address)
    yield Claim("kelurahan_code", _l("Kelurahan"), kelurahan_name(uow.session, row.kelurahan_code))


def _checks(uow: UnitOfWork, row: Producer) -> Iterator[Check]:
    yield Check(_l("NIB 13 angka, belum dipakai usaha lain"), fine=True)
    known = row.kbli_code in kbli_titles()
    yield Check(
        _l("KBLI pembuat") if known else _l("KBLI tidak ada dalam daftar pembuat KBLI 2020"), fine=known
    )
    twins = duplicates_of(uow.session, row.id)
    for twin in twins:
        yield Check(
            _l("Mungkin ganda dengan %(name)s: sama %(signs)s", name=twin.name, signs=twin.because),
            fine=False,
        )
    if not twins:
        yield Check(
            _l("Tidak ada catatan lain dengan nama, WhatsApp, NIK, NPWP atau rekening ini"), fine=True
        )
    shown = any(paper.kind == "nib" for paper in papers_of_maker(uow.session, row.id, uow.today))
    yield Check(_l("Surat NIB disetujui") if shown else _l("Surat NIB belum disetujui"), fine=shown)
