"""Who comes: one candidate for each telephone number, whoever writes them down."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import User
from marketplace.accounts.services.seats import plain_email
from marketplace.adapters.identifiers import phone
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import BUSINESS_ROLES
from marketplace.outreach import policies
from marketplace.outreach.events import CandidateCorrected, CandidateEntered
from marketplace.outreach.models import Candidate
from marketplace.places.models import Region

MADE_BY_THE_SENDER = re.compile(r"[0-9A-Za-z_-]{16,64}")
KEPT = ("name", "phone", "email", "business_name", "makes", "kelurahan_code")


@dataclass(frozen=True, kw_only=True)
class Person:
    """As typed. `consent`: they may be kept on file and called (UU 27/2022)."""

    name: str
    phone: str = ""
    email: str = ""
    business_name: str = ""
    makes: str = ""
    kelurahan_code: str | None = None
    producer_id: ProducerId | None = None
    consent: bool = False

    def read(self, *, without_phone: bool = False) -> Person:
        """In the form that is stored; raises Refused at the field that cannot be."""
        name = " ".join(self.name.split())
        if not name:
            raise Refused(_l("Isi nama."), field="name")
        if not self.consent:
            raise Refused(_l("Centang persetujuan agar data ini boleh kami simpan."), field="consent")
        number = phone(self.phone) if self.phone.strip() else None
        if number is None and (self.phone.strip() or not without_phone):
            raise Refused(_l("Nomor telepon tidak dikenal; tulis misalnya 0812-3456-7890."), field="phone")
        return replace(
            self,
            name=name[:120],
            phone=number or "",
            email=plain_email(self.email) if self.email.strip() else "",
            business_name=" ".join(self.business_name.split())[:120],
            makes=" ".join(self.makes.split())[:300],
            kelurahan_code=self.kelurahan_code or None,
        )


def checked_client_id(text: str) -> str:
    """The name a sender gave to what it sends, so that a retry is known. Raises Refused for anything else."""
    if not MADE_BY_THE_SENDER.fullmatch(text):
        raise Refused(_l("Muat ulang halaman ini, lalu kirim lagi."))
    return text


def candidate_for(uow: UnitOfWork, person: Person) -> Candidate:
    """The one candidate with this number, or a new one; `person` was read.

    Officials and the person fill in what is still empty; a stranger's words about a known number change nothing.
    """
    _check_place(uow, person.kelurahan_code)
    known = _known(uow, person.phone)
    if known is None:
        return _entered(uow, person)
    if speaks_for(uow, known, person):
        _fill_in(uow, known, person)
    return known


def speaks_for(uow: UnitOfWork, known: Candidate, person: Person) -> bool:
    """Whether what the actor says is person by the candidate, or by an official who has them at the desk."""
    own = _calls_own(uow, person) or uow.allows(policies.oneself, known)
    return own or uow.allows(policies.officer, known)


def without_number(uow: UnitOfWork, person: Person) -> Candidate:
    """Somebody of their own, for a stranger who gives a number that is another's; the desk tells them apart."""
    return _entered(uow, replace(person, phone="", producer_id=None))


def is_of(candidate: Candidate, person: Person) -> bool:
    """Whether these words are about this candidate."""
    by_number = person.phone and candidate.phone
    return candidate.phone == person.phone if by_number else candidate.name == person.name


def correct_candidate(uow: UnitOfWork, candidate_id: int, person: Person) -> Candidate:
    """An official mends what was heard wrong. Refused for a number that another candidate has."""
    candidate = uow.get(Candidate, candidate_id, lock=True)
    uow.demand(policies.officer, candidate)
    person = person.read(without_phone=True)
    _check_place(uow, person.kelurahan_code)
    other = _known(uow, person.phone)
    if other is not None and other.id != candidate.id:
        raise Refused(_l("Nomor telepon ini milik calon lain; cari namanya di daftar."), field="phone")
    wanted = {field: getattr(person, field) for field in KEPT} | {
        "phone": person.phone or None,
        "email": person.email or None,
    }
    changed = tuple(field for field in KEPT if getattr(candidate, field) != wanted[field])
    for field in changed:
        setattr(candidate, field, wanted[field])
    if changed:
        uow.session.flush()
        uow.emit(CandidateCorrected(candidate_id=candidate.id, changed=changed))
    return candidate


def _known(uow: UnitOfWork, number: str) -> Candidate | None:
    if not number:
        return None
    query = select(Candidate).filter_by(phone=number).with_for_update()
    return uow.session.scalar(query.execution_options(populate_existing=True))


def _entered(uow: UnitOfWork, person: Person) -> Candidate:
    candidate = Candidate(
        name=person.name,
        phone=person.phone or None,
        email=person.email or None,
        business_name=person.business_name,
        makes=person.makes,
        kelurahan_code=person.kelurahan_code,
        producer_id=_vouched(uow, person.producer_id),
        user_id=uow.actor.user_id if _calls_own(uow, person) else None,
        consent_at=uow.now,
        created_at=uow.now,
    )
    try:
        with uow.session.begin_nested():
            uow.add(candidate)
    except IntegrityError:  # somebody else wrote the same number down in this very moment
        twin = _known(uow, person.phone)
        if twin is None:
            raise
        return twin
    uow.emit(CandidateEntered(candidate_id=candidate.id))
    return candidate


def _fill_in(uow: UnitOfWork, candidate: Candidate, person: Person) -> None:
    for field in ("email", "business_name", "makes", "kelurahan_code"):
        if not getattr(candidate, field) and getattr(person, field):
            setattr(candidate, field, getattr(person, field))
    if candidate.consent_at is None:
        candidate.consent_at = uow.now
    if candidate.user_id is None and _calls_own(uow, person):
        candidate.user_id = uow.actor.user_id
    if candidate.producer_id is None:
        candidate.producer_id = _vouched(uow, person.producer_id)


def _vouched(uow: UnitOfWork, producer_id: ProducerId | None) -> ProducerId | None:
    """A business stands behind somebody when its own people or an official say so."""
    if producer_id is None or uow.allows(policies.officer, None):
        return producer_id
    return producer_id if _works_for(uow.actor, producer_id) else None


def _works_for(actor: Actor, producer_id: ProducerId) -> bool:
    return actor.has(*BUSINESS_ROLES, at=producer_id)


def _calls_own(uow: UnitOfWork, person: Person) -> bool:
    """Whether the actor signs in with this very number."""
    if uow.actor.user_id is None or not person.phone or uow.allows(policies.officer, None):
        return False
    return uow.session.scalar(select(User.phone).filter_by(id=uow.actor.user_id)) == person.phone


def _check_place(uow: UnitOfWork, code: str | None) -> None:
    if code is not None:
        region = uow.session.get(Region, code)
        if region is None or region.level != "kelurahan":
            raise Refused(_l("Pilih kelurahan dari daftar."), field="kelurahan_code")
