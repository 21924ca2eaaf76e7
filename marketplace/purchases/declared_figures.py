"""Stating a figure with its evidence, and an officer's look at it; what judgements read of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, OutletId, PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Outlet, Partner
from marketplace.purchases import policies
from marketplace.purchases.events import FigureDeclared, FigureReviewed
from marketplace.purchases.figure_kinds import FIGURE_KINDS, CombinedFigure, FigureKind, StatedPart, combine
from marketplace.purchases.models.declared_figures import DeclaredFigure, FigureFinding, FigureReview

LARGEST = 10**15  # what a slip of the finger reaches and no budget does


@dataclass(frozen=True, kw_only=True)
class NewFigure:
    """As a partner states it, in the unit of its kind, for the period that ends with `month`."""

    kind: FigureKind
    month: Month
    part: int
    whole: int | None = None
    outlet_id: OutletId | None = None
    evidence_id: AttachmentId | None
    signer: str
    note: str = ""


def declare_figure(uow: UnitOfWork, partner_id: PartnerId, new: NewFigure) -> DeclaredFigure:
    """State a figure. The same again changes nothing.

    It is a revision where one was stated before, and counts once an officer has verified it; what was verified counts
    meanwhile. Refused for a kind that is not asked of this partner, for a period that has not ended, without
    evidence, for another partner's outlet, and for numbers that cannot be.
    """
    row = DeclaredFigure(
        partner_id=partner_id,
        outlet_id=new.outlet_id,
        kind=new.kind.key,
        month=str(new.month),
        revision=_last_revision(uow.session, partner_id, new.kind, new.month, new.outlet_id) + 1,
        part=new.part,
        whole=new.whole,
        evidence_id=new.evidence_id or AttachmentId(0),
        note=new.note,
        signer=new.signer,
        submitted_by=uow.actor.user_id,
        submitted_at=uow.now,
    )
    uow.demand(policies.DECLARE, row)
    _check_whose(uow, row, new.kind)
    _check_period(uow, new.kind, new.month)
    _check_numbers(new.kind, new.part, new.whole)
    if new.evidence_id is None:
        raise Refused(_l("Lampirkan buktinya: foto, hitungan, atau surat."), field="evidence")
    return _same(uow.session, row) or _filed(uow, row)


def _filed(uow: UnitOfWork, row: DeclaredFigure) -> DeclaredFigure:
    uow.add(row)
    uow.emit(
        FigureDeclared(
            figure_id=row.id,
            partner_id=row.partner_id,
            kind=row.kind,
            month=row.month,
            revision=row.revision,
            part=row.part,
            whole=row.whole,
        )
    )
    return row


def review_figure(
    uow: UnitOfWork, figure_id: int, finding: FigureFinding, *, reason: str = ""
) -> FigureReview:
    """An officer looked at the evidence; a rejected figure counts nowhere.

    Refused for a figure that was looked at or replaced, and to reject without a reason.
    """
    figure = uow.get(DeclaredFigure, figure_id)
    uow.demand(policies.DECIDE, figure)
    if uow.session.get(FigureReview, figure.id) is not None:
        raise Refused(_l("Angka ini sudah diperiksa."))
    kind = FIGURE_KINDS[figure.kind]
    last = _last_revision(uow.session, figure.partner_id, kind, Month.parse(figure.month), figure.outlet_id)
    if figure.revision != last:
        raise Refused(_l("Angka ini sudah diganti dengan yang lebih baru; periksa yang baru."))
    if finding is FigureFinding.REJECTED and not reason.strip():
        raise Refused(_l("Tulis mengapa ditolak; mitra membacanya."), field="reason")
    row = uow.add(
        FigureReview(
            figure_id=figure.id,
            finding=finding,
            reason=reason.strip(),
            reviewed_by=uow.actor.user_id,
            reviewed_at=uow.now,
        )
    )
    uow.emit(
        FigureReviewed(
            figure_id=figure.id,
            partner_id=figure.partner_id,
            month=figure.month,
            finding=finding.value,
            reason=row.reason,
        )
    )
    return row


def figures_of(
    session: Session, span: MonthSpan, *, partner_ids: Collection[int] | None = None
) -> Mapping[int, Sequence[CombinedFigure]]:
    """What partners state for periods that end in these months, outlets taken together; in few statements.

    Of each figure the newest verified one, else the newest that nobody has looked at; a rejected one is none.
    """
    verified = FigureReview.figure_id.is_not(None)
    query = (
        select(
            DeclaredFigure.partner_id,
            DeclaredFigure.kind,
            DeclaredFigure.month,
            DeclaredFigure.part,
            DeclaredFigure.whole,
            verified,
        )
        .outerjoin(FigureReview, FigureReview.figure_id == DeclaredFigure.id)
        .where(DeclaredFigure.month.between(str(span.first), str(span.last)), counts())
        .order_by(DeclaredFigure.month, DeclaredFigure.kind, DeclaredFigure.id)
    )
    if partner_ids is not None:
        query = query.where(DeclaredFigure.partner_id.in_(partner_ids))
    stated: defaultdict[tuple[int, str, str], list[StatedPart]] = defaultdict(list)
    for partner_id, name, month, part, whole, seen in session.execute(query):
        given = StatedPart(int(part), None if whole is None else int(whole), bool(seen))
        stated[partner_id, name, month].append(given)
    outlets = _outlets(session, {number for number, *_ in stated})
    found: defaultdict[int, list[CombinedFigure]] = defaultdict(list)
    for (number, key, last), parts in stated.items():
        kind = FIGURE_KINDS[key]
        expected = _expected(kind, Month.parse(last), outlets.get(number, ()))
        found[number].append(combine(kind, last, parts, expected=expected))
    return found


def counts(row: Any = DeclaredFigure) -> ColumnElement[bool]:
    """Whether this revision stands: nothing newer was verified, and unless it was itself, nothing newer waits."""
    own, later, review = aliased(FigureReview), aliased(DeclaredFigure), aliased(FigureReview)
    verified = exists().where(own.figure_id == row.id, own.finding == FigureFinding.VERIFIED)
    reviewed = exists().where(own.figure_id == row.id)

    def other(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
        same = (
            later.partner_id == row.partner_id,
            later.kind == row.kind,
            later.month == row.month,
            func.coalesce(later.outlet_id, 0) == func.coalesce(row.outlet_id, 0),
        )
        return ~exists().where(*same, *conditions)

    seen = exists().where(review.figure_id == later.id, review.finding == FigureFinding.VERIFIED)
    newer = later.revision > row.revision
    return or_(
        and_(verified, other(newer, seen)),
        and_(~reviewed, other(newer), other(later.revision < row.revision, seen)),
    )


def _outlets(session: Session, partner_ids: Collection[int]) -> Mapping[int, Sequence[Outlet]]:
    found: defaultdict[int, list[Outlet]] = defaultdict(list)
    for outlet in session.scalars(select(Outlet).where(Outlet.partner_id.in_(partner_ids))):
        found[outlet.partner_id].append(outlet)
    return found


def _expected(kind: FigureKind, month: Month, outlets: Sequence[Outlet]) -> int:
    """How many figures make the whole: one, or one of each outlet that was open on the period's last day."""
    if not kind.by_outlet:
        return 1
    day = month.last_day
    return sum(one.from_on <= day and (one.until_on is None or one.until_on >= day) for one in outlets)


def _last_revision(
    session: Session, partner_id: PartnerId, kind: FigureKind, month: Month, outlet_id: OutletId | None
) -> int:
    query = select(func.max(DeclaredFigure.revision)).filter_by(
        partner_id=partner_id, kind=kind.key, month=str(month), outlet_id=outlet_id
    )
    return session.scalar(query) or 0


def _same(session: Session, row: DeclaredFigure) -> DeclaredFigure | None:
    """The last revision, where it has these very numbers and was not rejected."""
    last = session.scalar(
        select(DeclaredFigure).filter_by(
            partner_id=row.partner_id,
            kind=row.kind,
            month=row.month,
            outlet_id=row.outlet_id,
            revision=row.revision - 1,
        )
    )
    if last is None or (last.part, last.whole) != (row.part, row.whole):
        return None
    review = session.get(FigureReview, last.id)
    return None if review is not None and review.finding is FigureFinding.REJECTED else last


def _check_whose(uow: UnitOfWork, row: DeclaredFigure, kind: FigureKind) -> None:
    if not kind.concerns(uow.get(Partner, row.partner_id).kind):
        raise Refused(_l("Angka ini tidak diminta dari jenis mitra Anda."))
    if kind.by_outlet and row.outlet_id is None:
        raise Refused(_l("Pilih gerai yang angkanya Anda nyatakan."), field="outlet")
    if row.outlet_id is not None and (
        not kind.by_outlet or uow.get(Outlet, row.outlet_id).partner_id != row.partner_id
    ):
        raise Refused(_l("Gerai itu bukan milik mitra ini."), field="outlet")


def _check_period(uow: UnitOfWork, kind: FigureKind, month: Month) -> None:
    if kind.of.around(month).last != month:
        raise Refused(
            _l(
                "Angka ini untuk satu %(period)s; pilih bulan terakhirnya, %(month)s.",
                period=kind.of.label,
                month=kind.of.around(month).last.label,
            ),
            field="month",
        )
    if month >= Month.of(uow.today):
        raise Refused(_l("Masa itu belum berakhir; nyatakan sesudahnya."), field="month")


def _check_numbers(kind: FigureKind, part: int, whole: int | None) -> None:
    if (kind.whole is None) != (whole is None) or (whole is not None and whole <= 0):
        raise Refused(_l("Isi pembandingnya, lebih dari nol."), field="whole")
    if part < 0 and not kind.negative:
        raise Refused(_l("Angka ini tidak dapat kurang dari nol."), field="part")
    if max(abs(part), whole or 0) > LARGEST:
        raise Refused(_l("Angka ini terlalu besar; periksa nolnya."), field="part")
    if kind.within and whole is not None and part > whole:
        raise Refused(
            _l("“%(part)s” tidak dapat melebihi “%(whole)s”.", part=kind.part, whole=kind.whole), field="part"
        )
