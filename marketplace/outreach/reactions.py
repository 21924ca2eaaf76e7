"""Two records of a maker become one: who came to us for it goes along; an account that is erased is forgotten; and
whoever sells to a shop without being here may be invited."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from marketplace.accounts.events import PersonErased
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import Reactions
from marketplace.outreach.models import Candidate, LicenceCase
from marketplace.outreach.services.leads import note_seller
from marketplace.outreach.services.privacy import erase_candidate
from marketplace.outreach.states import UNDER_WAY
from marketplace.producers.events import ProducerMergeUndone, ProducersMerged
from marketplace.producers.models import ProducerMerge
from marketplace.purchases.events import NameAnswered
from marketplace.purchases.models.ledger import RememberedName

CANDIDATES, CASES = "candidates", "cases"


def move_along(uow: UnitOfWork, event: ProducersMerged) -> None:
    """A case under way stays where it is when the kept record has one of its kind under way too."""
    merge = uow.get(ProducerMerge, event.merge_id)
    came = select(Candidate.id).where(Candidate.producer_id == event.merged_id)
    other = aliased(LicenceCase)
    doubled = (
        select(other.kind)
        .where(other.producer_id == event.producer_id, other.state.in_(UNDER_WAY))
        .where(LicenceCase.state.in_(UNDER_WAY), other.kind == LicenceCase.kind)
        .correlate(LicenceCase)
        .exists()
    )
    cases = select(LicenceCase.id).where(LicenceCase.producer_id == event.merged_id, ~doubled)
    moved = {
        CANDIDATES: list(uow.session.scalars(came.order_by(Candidate.id))),
        CASES: list(uow.session.scalars(cases.order_by(LicenceCase.id))),
    }
    merge.moved = merge.moved | moved
    _belong(uow, moved, event.producer_id)


def move_back(uow: UnitOfWork, event: ProducerMergeUndone) -> None:
    merge = uow.get(ProducerMerge, event.merge_id)
    _belong(uow, {name: merge.moved[name] for name in (CANDIDATES, CASES)}, event.merged_id)


def _belong(uow: UnitOfWork, moved: dict[str, list[int]], producer_id: int) -> None:
    for model, name in ((Candidate, CANDIDATES), (LicenceCase, CASES)):
        uow.session.execute(update(model).where(model.id.in_(moved[name])).values(producer_id=producer_id))


def forget_person(uow: UnitOfWork, event: PersonErased) -> None:
    """Whoever erases their account is forgotten here as well."""
    theirs = select(Candidate.id).where(Candidate.user_id == event.user_id).order_by(Candidate.id)
    for candidate_id in uow.session.scalars(theirs).all():
        erase_candidate(uow, candidate_id)


def note_lead(uow: UnitOfWork, event: NameAnswered) -> None:
    """The words of the receipt are all that is known of them."""
    if event.lead:
        note_seller(uow, uow.get(RememberedName, event.wording_id).text)


REACTIONS: Reactions = {
    ProducersMerged: [move_along],
    ProducerMergeUndone: [move_back],
    PersonErased: [forget_person],
    NameAnswered: [note_lead],
}
