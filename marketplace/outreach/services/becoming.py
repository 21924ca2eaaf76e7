"""A candidate becomes a maker: a draft of a business from what is known, or one that is there already."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.outreach import policies
from marketplace.outreach.events import CandidateBecameMaker
from marketplace.outreach.models import Candidate, LicenceCase
from marketplace.outreach.states import UNDER_WAY
from marketplace.producers.models import Producer
from marketplace.producers.profile import Profile
from marketplace.producers.services.registering import register_producer


def make_producer(uow: UnitOfWork, candidate_id: int) -> Producer:
    """Register a draft business for a candidate and hand their cases over to it; twice is once.

    Nobody sits in it yet: an invitation by code brings the candidate in. Raises Refused as `register_producer` does.
    """
    candidate = uow.get(Candidate, candidate_id, lock=True)
    uow.demand(policies.CARRY, candidate)
    if candidate.producer_id is not None:
        return uow.get(Producer, candidate.producer_id)
    if candidate.erased_at is not None:
        raise Refused(_l("Data calon ini sudah dihapus; catat orangnya lagi bila ia datang."))
    mobile = candidate.phone if candidate.phone and candidate.phone.startswith("+628") else None
    producer = register_producer(
        uow,
        Profile(
            name=candidate.business_name or candidate.name,
            kelurahan_code=candidate.kelurahan_code,
            story=candidate.makes,
            whatsapp=mobile,
        ),
    )
    _hand_over(uow, candidate, producer.id)
    return producer


def link_producer(uow: UnitOfWork, candidate_id: int, producer_id: ProducerId) -> Candidate:
    """The candidate is the maker that is there already.

    Refused when they are another, or when both have a case of the same kind under way.
    """
    candidate = uow.get(Candidate, candidate_id, lock=True)
    uow.demand(policies.CARRY, candidate)
    producer = uow.get(Producer, producer_id, lock=True)
    if candidate.producer_id == producer.id:
        return candidate
    if candidate.producer_id is not None:
        raise Refused(_l("Calon ini sudah tercatat sebagai pembuat lain."), field="producer_id")
    under_way = select(LicenceCase.kind).where(LicenceCase.state.in_(UNDER_WAY))
    theirs = set(uow.session.scalars(under_way.where(LicenceCase.candidate_id == candidate.id)))
    its = set(uow.session.scalars(under_way.where(LicenceCase.producer_id == producer.id)))
    if theirs & its:
        raise Refused(_l("Keduanya punya urusan surat yang sama; tutup salah satunya dahulu."))
    _hand_over(uow, candidate, producer.id)
    return candidate


def _hand_over(uow: UnitOfWork, candidate: Candidate, producer_id: ProducerId) -> None:
    candidate.producer_id = producer_id
    cases = select(LicenceCase).filter_by(candidate_id=candidate.id, producer_id=None).with_for_update()
    for case in uow.session.scalars(cases.execution_options(populate_existing=True)).all():
        case.producer_id = producer_id
    uow.session.flush()
    uow.emit(CandidateBecameMaker(candidate_id=candidate.id, producer_id=producer_id))
