"""Plans, their samples and partners' cases, as auditors and partners read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased, outerjoin

from marketplace.accounts.models import Organisation, Seat, User
from marketplace.accounts.queries import is_live
from marketplace.audits.independence import Conflicting, conflicts
from marketplace.audits.models.cases import (
    AuditCase,
    AuditCheck,
    AuditMember,
    AuditSubmission,
)
from marketplace.audits.models.plans import AuditAbandonment, AuditDraw, AuditItem, AuditPlan
from marketplace.circulars.models import Circular
from marketplace.circulars.states import APPROVED
from marketplace.db.listing import Listing, Row, by, cell, col, maybe, required, where
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel.ids import PartnerId, UserId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.roles import AUDITOR
from marketplace.partners.models import Mou
from marketplace.partners.states import DRAFT
from marketplace.ports.sheets import Column
from marketplace.purchases.counted import AUDITED
from marketplace.purchases.models.ledger import Purchase, PurchaseLine

MAKER, PARTNER = aliased(Organisation), aliased(Organisation)
LAST = aliased(AuditCheck)
LAST_REVISION = (
    select(func.max(LAST.revision)).where(LAST.item_id == AuditItem.id).correlate(AuditItem).scalar_subquery()
)


class PlanRow(Row):
    """A plan of all partners has no `partner`; what was not drawn has no `documents`."""

    id = col(AuditPlan.id)
    public_id = col(AuditPlan.public_id)
    number = col(AuditPlan.number, Column(_l("Nomor"), width=20))
    from_on = col(AuditPlan.from_on, Column(_l("Dari"), "day"))
    until_on = col(AuditPlan.until_on, Column(_l("Sampai"), "day"))
    partner = maybe(PARTNER.name, Column(_l("Mitra"), width=30))
    method = col(AuditPlan.method)
    documents = maybe(AuditDraw.documents)
    items = maybe(AuditDraw.items)
    abandoned = maybe(AuditAbandonment.reason, Column(_l("Ditinggalkan karena"), width=40))


class PlanList(Listing[PlanRow]):
    """All plans, abandoned ones too, the newest first."""

    source = (
        outerjoin(AuditPlan, AuditDraw, AuditDraw.plan_id == AuditPlan.id)
        .outerjoin(AuditAbandonment, AuditAbandonment.plan_id == AuditPlan.id)
        .outerjoin(PARTNER, PARTNER.id == AuditPlan.partner_id)
    )
    sort = by(AuditPlan.id, down=True)
    sheet = _l("Rencana audit")


class AuditItemRow(Row):
    """A document of a sample with what was found last; `audited` is None until somebody looked at it."""

    id = col(AuditItem.id)
    public_id = col(AuditItem.public_id)
    place = col(AuditItem.place, Column(_l("Nomor"), "number"))
    partner = col(PARTNER.name, Column(_l("Mitra"), width=30))
    partner_id = col(AuditItem.partner_id)
    partner_code = col(PARTNER.public_id)
    maker = col(MAKER.name, Column(_l("Pembuat"), width=30))
    document = col(AuditItem.document)
    number = maybe(AuditItem.number)
    day = col(AuditItem.day, Column(_l("Tanggal"), "day"))
    net = col(AuditItem.net, Column(_l("Nilai di MB2"), "rupiah"))
    certain = col(AuditItem.certain)
    drawn_number = col(AuditItem.drawn_number)
    risks = col(AuditItem.risks)
    purchases = col(AuditItem.purchases)
    outcome = maybe(AuditCheck.outcome)
    audited = maybe(AuditCheck.audited, Column(_l("Nilai di kertas"), "rupiah"))
    cause = maybe(AuditCheck.cause)
    note = maybe(AuditCheck.note)

    @cell(Column(_l("Nomor nota"), width=20))
    def paper(self) -> str | None:
        """The number as it stands on the paper; of samples of before as it is compared. None where it has none."""
        return self.number or (None if self.document.startswith("@") else self.document.upper())


class AuditItemList(Listing[AuditItemRow]):
    """A sample in its order, or one partner's part of it."""

    source = (
        outerjoin(
            AuditItem,
            AuditCheck,
            and_(AuditCheck.item_id == AuditItem.id, AuditCheck.revision == LAST_REVISION),
        )
        .join(PARTNER, PARTNER.id == AuditItem.partner_id)
        .join(MAKER, MAKER.id == AuditItem.producer_id)
    )
    sort = by(AuditItem.place)
    sheet = _l("Sampel audit")

    plan_id: int = required(AuditItem.plan_id)
    partner_id: PartnerId | None = where(AuditItem.partner_id)


class AuditCaseRow(Row):
    id = col(AuditCase.id)
    public_id = col(AuditCase.public_id)
    number = col(AuditCase.number)
    plan_id = col(AuditCase.plan_id)
    partner_id = col(AuditCase.partner_id)
    partner = col(PARTNER.name)
    state = col(AuditCase.state)
    asked = col(AuditCase.asked)
    due_on = col(AuditCase.due_on)
    opened_at = col(AuditCase.opened_at)
    closed_at = maybe(AuditCase.closed_at)
    from_on = col(AuditPlan.from_on)
    until_on = col(AuditPlan.until_on)


class AuditCaseList(Listing[AuditCaseRow]):
    """The newest first."""

    source = outerjoin(AuditCase, AuditPlan, AuditPlan.id == AuditCase.plan_id).join(
        PARTNER, PARTNER.id == AuditCase.partner_id
    )
    sort = by(AuditCase.id, down=True)

    plan_id: int | None = where(AuditCase.plan_id)
    partner_id: PartnerId | None = where(AuditCase.partner_id)
    public_id: str | None = where(AuditCase.public_id)


class SubmissionRow(Row):
    id = col(AuditSubmission.id)
    text = col(AuditSubmission.text)
    sent_at = col(AuditSubmission.sent_at)
    file = col(Attachment.public_id)
    name = col(Attachment.name)


class SubmissionList(Listing[SubmissionRow]):
    source = outerjoin(AuditSubmission, Attachment, Attachment.id == AuditSubmission.file_id)
    sort = by(AuditSubmission.id)
    named_by = "id"

    case_id: int = required(AuditSubmission.case_id)


@dataclass(frozen=True)
class PossibleAuditor:
    """Who is on a case, or could be, or cannot and why."""

    user_id: UserId
    name: str
    on_it: bool
    conflict: Conflicting | None


def possible_auditors(uow: UnitOfWork, plan: AuditPlan, case: AuditCaseRow) -> Sequence[PossibleAuditor]:
    members = set(uow.session.scalars(select(AuditMember.user_id).filter_by(case_id=case.id)))
    reasons = conflicts(uow.session, plan, case.partner_id)
    people = uow.session.execute(
        select(User.id, User.name)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.role == AUDITOR, is_live(uow.now))
        .order_by(User.name, User.id)
    ).all()
    return [
        PossibleAuditor(user_id, name, user_id in members, reasons.get(user_id)) for user_id, name in people
    ]


def grounds(session: Session) -> Sequence[tuple[str, Label | str]]:
    """What a plan can rest on, as a choice offers it: approved circulars, and signed memoranda."""
    circulars = session.execute(
        select(Circular.public_id, Circular.number)
        .where(Circular.state == APPROVED)
        .order_by(Circular.from_on.desc())
    ).all()
    signed = select(Mou.public_id, Mou.number, PARTNER.name).join(PARTNER, PARTNER.id == Mou.partner_id)
    memoranda = session.execute(signed.where(Mou.state != DRAFT).order_by(PARTNER.name, Mou.id)).all()
    offered: list[tuple[str, Label | str]] = [
        (f"circular:{code}", _l("Surat edaran %(number)s", number=number)) for code, number in circulars
    ]
    offered += [
        (f"mou:{code}", _l("MoU %(number)s, %(partner)s", number=number, partner=name))
        for code, number, name in memoranda
    ]
    return offered


def ground_of(session: Session, plan: AuditPlan) -> Label:
    """The paper that a plan rests on, with its article or clause."""
    if plan.circular_id is not None:
        number = session.scalar(select(Circular.number).filter_by(id=plan.circular_id))
        return _l("Surat edaran %(number)s, %(basis)s", number=number, basis=plan.basis)
    number = session.scalar(select(Mou.number).filter_by(id=plan.mou_id))
    return _l("MoU %(number)s, %(basis)s", number=number, basis=plan.basis)


def partners_in(items: Sequence[AuditItemRow]) -> Mapping[PartnerId, Sequence[AuditItemRow]]:
    """A sample's documents by the partner whose they are."""
    found: dict[PartnerId, list[AuditItemRow]] = {}
    for one in items:
        found.setdefault(one.partner_id, []).append(one)
    return found


class DocumentLine(Row):
    """A line of the purchases of a document."""

    id = col(PurchaseLine.id)
    purchase = col(Purchase.public_id)
    text = col(PurchaseLine.text)
    quantity = col(PurchaseLine.quantity_milli)
    unit = col(PurchaseLine.unit)
    price = col(PurchaseLine.unit_price)
    net = col(PurchaseLine.net)
    audited = maybe(AUDITED)  # what counts of it by an earlier refusal
    bought_on = col(Purchase.bought_on)
    document_number = col(Purchase.document_number)
    evidence = maybe(Attachment.public_id)
    media_type = maybe(Attachment.media_type)

    @property
    def photo(self) -> str | None:
        """The evidence where it is a picture, which a page can show."""
        return self.evidence if self.media_type and self.media_type.startswith("image/") else None


class DocumentLines(Listing[DocumentLine]):
    source = outerjoin(PurchaseLine, Purchase, Purchase.id == PurchaseLine.purchase_id).outerjoin(
        Attachment, Attachment.id == Purchase.evidence_id
    )
    sort = by(PurchaseLine.id)

    purchases: Sequence[str] = required(Purchase.public_id.in_)
