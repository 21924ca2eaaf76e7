"""What a memorandum promises as its pages show it, how far each promise has come, and the rows behind a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.circulars.commitments import Pledge, conditions, pledges_under
from marketplace.circulars.queries import category_choices
from marketplace.circulars.terms import Promise, spell_figures
from marketplace.compliance.promises import CommitmentProgress, Stand, progress_under
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import Label
from marketplace.kernel.period import Month
from marketplace.partners.models import Mou
from marketplace.partners.policies import WRITE_MOU
from marketplace.partners.queries import memoranda_in
from marketplace.partners.states import DRAFT
from marketplace.web.clause_rows import RowsBehind, rows_behind


@dataclass(frozen=True, kw_only=True)
class CommitmentText:
    """A promise in words: its figures by name, and what counts towards it."""

    pledge: Pledge
    figures: Sequence[tuple[str, str | Label]]
    conditions: Sequence[Label]

    @property
    def terms(self) -> Promise:
        return self.pledge.promise


@dataclass(frozen=True, kw_only=True)
class Promises:
    """All of a memorandum, with what this visitor may do about them."""

    mou: str  # public id
    texts: Sequence[CommitmentText]
    draft: bool
    may_write: bool
    may_copy: bool


def promises_of(uow: UnitOfWork, mou: Mou) -> Promises:
    names = dict(category_choices(uow.session))
    texts = [commitment_text(pledge, names) for pledge in pledges_under(uow.session, mou)]
    may_write = mou.in_draft and uow.allows(WRITE_MOU, mou)
    return Promises(
        mou=mou.public_id,
        texts=texts,
        draft=mou.state is DRAFT,
        may_write=may_write,
        may_copy=may_write and mou.replaces_id is not None and not texts,
    )


def promises_named(uow: UnitOfWork, public_id: str) -> Promises:
    return promises_of(uow, uow.find(Mou, public_id=public_id))


def commitment_text(pledge: Pledge, names: dict[str, str]) -> CommitmentText:
    return CommitmentText(
        pledge=pledge,
        figures=spell_figures(pledge.promise),
        conditions=conditions(pledge.promise, names),
    )


@dataclass(frozen=True, kw_only=True)
class CommitmentWithPeriods:
    """A promise in words with its periods."""

    text: CommitmentText
    progress: CommitmentProgress


def commitments_with_periods(uow: UnitOfWork, mou: Mou) -> Sequence[CommitmentWithPeriods]:
    names = dict(category_choices(uow.session))
    return [
        CommitmentWithPeriods(text=commitment_text(one.pledge, names), progress=one)
        for one in progress_under(uow.session, mou, uow.today)
    ]


@dataclass(frozen=True, kw_only=True)
class PromiseRows(RowsBehind):
    text: CommitmentText
    stand: Stand


def promise_rows(uow: UnitOfWork, mou: Mou, code: str, month: Month) -> PromiseRows:
    """The rows behind one period of one commitment, named by its last month. Raises NotFound for any other."""
    names = dict(category_choices(uow.session))
    for progress in progress_under(uow.session, mou, uow.today, code=code):
        for stand in progress.stands:
            if stand.period.last == month:
                text = commitment_text(progress.pledge, names)
                return PromiseRows(text=text, stand=stand, **vars(rows_behind(uow, stand.result)))
    raise NotFound(f"commitment {code} in {month}")


@dataclass(frozen=True, kw_only=True)
class PromiseOfMonth:
    """A commitment with the period that a month falls into."""

    mou: str  # public id
    text: CommitmentText
    stand: Stand


def promises_in(uow: UnitOfWork, partner_id: PartnerId, month: Month) -> Sequence[PromiseOfMonth]:
    """What a partner's memoranda of this month promise for it; of months long past nothing is looked up."""
    mous = memoranda_in(uow.session, partner_id, month)
    if not mous:
        return []
    names = dict(category_choices(uow.session))
    return [
        PromiseOfMonth(mou=mou.public_id, text=commitment_text(progress.pledge, names), stand=stand)
        for mou in mous
        for progress in progress_under(uow.session, mou, uow.today)
        for stand in progress.stands
        if month in stand.read
    ]
